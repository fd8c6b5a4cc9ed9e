#include "execution/preliminaries.hpp"

#include <utility>

namespace inference_pio {
namespace {

// Only programs that link our library estimate their memory; a script of anyone's need not even know the
// command, so it is not made to wait for an answer.
bool tells_memory(const FoundBenchmark& benchmark) {
    return benchmark.file.kind == FileKind::source || benchmark.file.kind == FileKind::program;
}

}  // namespace

CaseCommand command_of(const FoundBenchmark& benchmark, const CaseId& id, const RunSettings& settings) {
    CaseCommand command;
    command.benchmark = benchmark.description.name;
    command.parameters = id.parameters;
    command.seed = settings.seed;
    command.engine = settings.engine;
    command.engine_options = settings.engine_options;
    command.files = settings.files;
    command.user_checkpoint = settings.user_checkpoint;
    command.injected_slowdown = settings.injected_slowdown;
    return command;
}

Result<CasePreliminaries> ask_preliminaries(const FoundBenchmark& benchmark, const CaseCommand& command,
                                            const ProvideRule& provide, const WorkerMachine& machine,
                                            const WorkerChannel::Progress& progress) {
    CasePreliminaries known{command.files, std::nullopt};
    std::optional<WorkerProcess> worker;
    const auto start = [&]() -> Result<void> {
        auto started = WorkerProcess::start(machine, benchmark.worker, {}, WorkerLimits{});
        if (!started) return fail(std::move(started.error()));
        worker.emplace(*std::move(started));
        return {};
    };
    if (tells_memory(benchmark)) {
        if (auto started = start(); !started) return fail(std::move(started.error()));
        // An estimate is a courtesy: a benchmark that has none, or errs in it, is measured all the same.
        auto estimated = worker->estimate(command);
        if (!estimated && estimated.error().kind == ErrorKind::cancelled) return fail(std::move(estimated.error()));
        if (estimated) {
            known.memory = estimated->memory;
        } else {
            worker.reset();  // it may be gone
        }
    }
    if (benchmark.description.checkpoint_model.empty() || !provide(known.memory)) return known;
    if (!worker) {
        if (auto started = start(); !started) return fail(std::move(started.error()));
    }
    auto provided = worker->provide(command, progress);
    if (!provided) return fail(std::move(provided.error()));
    known.files = std::move(provided->files);
    return known;
}

}  // namespace inference_pio
