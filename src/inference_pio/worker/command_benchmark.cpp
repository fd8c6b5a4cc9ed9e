#include "worker/command_benchmark.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <utility>

#include "worker/adapters/program_run.hpp"
#include "worker/output_metrics.hpp"

namespace inference_pio {

void record_printed_metrics(std::string_view output, Sample& sample) {
    for (auto& [name, series] : parse_output_metrics(output)) {
        if (find_metric(name) == nullptr) sample.define(series.definition);
        sample.record(name, std::move(series.values));
    }
}

Result<void> measure_command(const std::vector<std::string>& command, Sample& sample) {
    const Result<ProgramRun> run = run_program({.argv = command});
    if (!run) return fail(run.error());
    record_printed_metrics(run->output, sample);
    sample.record("process_time", run->wall.count());
    return {};
}

void register_command_benchmark(const std::string& name, const std::vector<std::string>& command) {
    const std::filesystem::path file(command.front());
    register_benchmark(name.empty() ? file.stem().string() : name, file.string())
        .doc(fmt::format("{}, run whole", fmt::join(command, " ")))
        .sample_is_process()
        .prepare([command](const Parameters&) -> Result<Measure> {
            return [command](Sample& sample) { return measure_command(command, sample); };
        });
}

}  // namespace inference_pio
