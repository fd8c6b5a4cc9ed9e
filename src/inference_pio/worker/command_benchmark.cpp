#include "worker/command_benchmark.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <limits>

#include "common/child_process.hpp"
#include "common/clock.hpp"
#include "worker/output_metrics.hpp"

namespace inference_pio {
namespace {

constexpr Bytes kOutputKept = mebibytes(4);  // of a flood, its end
constexpr std::size_t kErrorsShown = 2000;

// Whole lines where there are several.
std::string tail_of(const std::string& text) {
    std::string tail = text.size() > kErrorsShown ? text.substr(text.size() - kErrorsShown) : text;
    if (tail.size() < text.size()) tail.erase(0, tail.find('\n') + 1);
    while (!tail.empty() && (tail.back() == '\n' || tail.back() == ' ')) tail.pop_back();
    return tail;
}

Error error_of(const std::string& command, const CommandOutput& ended) {
    std::string message = ended.status.signal
                              ? fmt::format("{} was ended by signal {} ({})", command, *ended.status.signal,
                                            ::strsignal(*ended.status.signal))
                              : fmt::format("{} exited with code {}", command, ended.status.code.value_or(-1));
    const std::string tail = tail_of(ended.errors);
    const bool memory = ended.status.killed_for_memory || tail.find("MemoryError") != std::string::npos ||
                        tail.find("std::bad_alloc") != std::string::npos;
    if (!tail.empty()) message += ": " + tail;
    return {memory ? ErrorKind::out_of_memory : ErrorKind::crashed, std::move(message), {}};
}

}  // namespace

Result<void> measure_command(const std::vector<std::string>& command, Sample& sample) {
    LaunchSpec spec;
    spec.argv = command;
    spec.own_group = false;  // whoever ends this worker's group ends the command's processes too
    spec.output_kept = kOutputKept;
    constexpr Seconds kEndless(std::numeric_limits<double>::infinity());  // the parent keeps the time
    const Nanoseconds begin = machine_clock().monotonic_now();
    const Result<CommandOutput> ended = run_command(machine_launcher(), spec, kEndless);
    const Nanoseconds end = machine_clock().monotonic_now();
    if (!ended) return fail(ended.error());
    if (ended->status.code != 0) return fail(error_of(command[0], *ended));

    std::string_view output = ended->output;
    if (output.size() >= kOutputKept.count) {  // the end of a flood begins within a line
        output.remove_prefix(std::min(output.find('\n'), output.size()));
    }
    for (auto& [name, series] : parse_output_metrics(output)) {
        if (find_metric(name) == nullptr) sample.define(series.definition);
        sample.record(name, std::move(series.values));
    }
    sample.record("process_time", to_seconds(end - begin));
    return {};
}

void register_command_benchmark(const std::string& name, const std::vector<std::string>& command) {
    const std::filesystem::path file(command.front());
    register_benchmark(name.empty() ? file.stem().string() : name, file.string())
        .doc(fmt::format("{}, run whole", fmt::join(command, " ")))
        .prepare([command](const Parameters&) -> Result<Measure> {
            return [command](Sample& sample) { return measure_command(command, sample); };
        });
}

}  // namespace inference_pio
