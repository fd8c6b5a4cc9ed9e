#include "session/synthesize_session.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <system_error>

#include "common/files.hpp"
#include "discovery/discoverer.hpp"
#include "execution/worker_process.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

bool makes(const FoundBenchmark& benchmark, const std::string& model) {
    const auto& axes = benchmark.description.axes;
    const bool varied =
        std::any_of(axes.begin(), axes.end(), [](const Axis& axis) { return axis.name == "weight_type"; });
    return varied && benchmark.description.checkpoint_model == model;
}

Result<FoundBenchmark> find_maker(const std::string& model, const std::function<void(std::string_view)>& step,
                                  const SessionMachine& machine) {
    const DiscoveryRequest request{find_project(fs::current_path()), {}, {model + "/*"}, user_cache_folder()};
    auto found = discover(request, {machine.clock, machine.launcher, machine.cancellation}, step);
    if (!found) return fail(std::move(found.error()));
    for (FoundBenchmark& benchmark : found->benchmarks) {
        if (makes(benchmark, model)) return std::move(benchmark);
    }
    if (!found->problems.empty()) return fail(std::move(found->problems.front().error));
    std::set<std::string> others;
    for (const BenchmarkFile& file : found->unreached) {
        if (file.place.model) others.insert(file.place.suite);
    }
    return fail(ErrorKind::not_found, fmt::format("no benchmark synthesizes checkpoints of '{}'", model),
                others.empty() ? std::string() : fmt::format("models here: {}", fmt::join(others, ", ")));
}

CaseCommand command_for(const FoundBenchmark& benchmark, const SynthesizeOptions& options) {
    CaseCommand command;
    command.benchmark = benchmark.description.name;
    command.seed = options.seed;
    for (const Axis& axis : benchmark.description.axes) command.parameters.set(axis.name, axis.values.front());
    command.parameters.set(options.projector ? "projector_type" : "weight_type", options.weight_type);
    command.parameters.set("layers", options.layers);
    // A worker that is given this file synthesizes into it, whatever its caches hold.
    std::error_code error;
    command.files[options.projector ? "projector_output" : "output"] = fs::absolute(options.output, error).string();
    return command;
}

}  // namespace

Result<SynthesizeResult> synthesize_session(const SynthesizeOptions& options,
                                            const std::function<void(std::string_view)>& step,
                                            const SessionMachine& machine) {
    if (options.output.empty()) return fail(ErrorKind::invalid_argument, "there is no output file", "give --output");
    auto maker = find_maker(options.model, step, machine);
    if (!maker) return fail(std::move(maker.error()));
    auto worker = WorkerProcess::start({machine.clock, machine.launcher, machine.cancellation}, maker->worker, {},
                                       WorkerLimits{});
    if (!worker) return fail(std::move(worker.error()));
    auto provided = worker->provide(command_for(*maker, options), step);
    if (!provided) return fail(std::move(provided.error()));
    std::error_code error;
    const auto size = fs::file_size(options.output, error);
    if (error) {
        return fail(ErrorKind::internal,
                    fmt::format("the worker of {} wrote no {}", options.model, options.output.string()));
    }
    return SynthesizeResult{options.output, Bytes{size}};
}

}  // namespace inference_pio
