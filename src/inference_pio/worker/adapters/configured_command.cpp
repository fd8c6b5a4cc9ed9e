#include "worker/adapters/configured_command.hpp"

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "worker/adapters/google_benchmark_output.hpp"
#include "worker/adapters/llama_bench_output.hpp"
#include "worker/adapters/program_run.hpp"
#include "worker/adapters/pytest_benchmark_output.hpp"
#include "worker/command_benchmark.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

struct OutputFormat {
    std::string_view name;
    Result<std::vector<ForeignMetric>> (*parse)(std::string_view output, std::string_view source);
};

constexpr std::array kFormats{
    OutputFormat{"google-benchmark", parse_google_benchmark_output},
    OutputFormat{"llama-bench", parse_llama_bench_output},
    OutputFormat{"pytest-benchmark", parse_pytest_benchmark_output},
};

ProgramCall call_of(const CommandSpec& spec, const CommandLine& command, const Parameters& parameters) {
    ProgramCall call{.argv = argv_of(command, parameters), .directory = spec.directory};
    for (const auto& [name, text] : spec.environment) call.environment[name] = fill_placeholders(text, parameters);
    // A program of the project, "./build/tool": from where it is run, not from where piobench was started.
    const fs::path program = call.argv.empty() ? fs::path() : fs::path(call.argv[0]);
    if (program.has_parent_path() && program.is_relative() && !spec.directory.empty()) {
        call.argv[0] = (fs::path(spec.directory) / program).lexically_normal().string();
    }
    if (spec.format != "text") call.output_kept = mebibytes(64);
    return call;
}

Result<ProgramRun> run_part(const CommandSpec& spec, const char* part, const CommandLine& command,
                            const Parameters& parameters) {
    if (command.empty()) return ProgramRun{};
    auto run = run_program(call_of(spec, command, parameters));
    if (!run) run.error().message = fmt::format("{} of the command {}: {}", part, spec.name, run.error().message);
    return run;
}

Result<void> record_output(const CommandSpec& spec, const ProgramRun& run, Sample& sample) {
    if (spec.format == "text") {
        record_printed_metrics(run.output, sample);
        sample.record("process_time", run.wall.count());
        return {};
    }
    for (const OutputFormat& format : kFormats) {
        if (format.name != spec.format) continue;
        auto metrics = format.parse(run.output, "the command " + spec.name);
        if (!metrics) return fail(std::move(metrics.error()));
        record_foreign(*std::move(metrics), sample);
        return {};
    }
    return fail(ErrorKind::unsupported,
                fmt::format("the command {} has the unknown format {}", spec.name, spec.format));
}

}  // namespace

Result<void> measure_configured_command(const CommandSpec& spec, const Parameters& parameters, Sample& sample) {
    const auto prepared = run_part(spec, "prepare", spec.prepare, parameters);
    if (!prepared) return fail(prepared.error());
    const auto run = run_part(spec, "run", spec.run, parameters);
    const auto cleaned = run_part(spec, "cleanup", spec.cleanup, parameters);
    if (!run) return fail(run.error());
    if (!cleaned) return fail(cleaned.error());
    return record_output(spec, *run, sample);
}

void register_configured_command(const CommandSpec& spec) {
    register_benchmark(spec.name, "piobench.toml")
        .doc(spec.doc)
        .sample_is_process()
        .prepare([spec](const Parameters& parameters) -> Result<Measure> {
            return [spec, parameters](Sample& sample) { return measure_configured_command(spec, parameters, sample); };
        });
}

}  // namespace inference_pio
