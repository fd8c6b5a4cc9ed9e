#include "worker/adapters/program_run.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <string_view>
#include <utility>

#include "common/child_process.hpp"
#include "common/clock.hpp"

namespace inference_pio {
namespace {

constexpr std::size_t kErrorsShown = 2000;

// Whole lines where there are several.
std::string tail_of(const std::string& text) {
    std::string tail = text.size() > kErrorsShown ? text.substr(text.size() - kErrorsShown) : text;
    if (tail.size() < text.size()) tail.erase(0, tail.find('\n') + 1);
    while (!tail.empty() && (tail.back() == '\n' || tail.back() == ' ')) tail.pop_back();
    return tail;
}

Error error_of(const ProgramCall& call, const CommandOutput& ended) {
    const std::string& command = call.argv[0];
    std::string message = ended.status.signal
                              ? fmt::format("{} was ended by signal {} ({})", command, *ended.status.signal,
                                            ::strsignal(*ended.status.signal))
                              : fmt::format("{} exited with code {}", command, ended.status.code.value_or(-1));
    std::string tail = tail_of(ended.errors);
    const bool memory = ended.status.killed_for_memory || tail.find("MemoryError") != std::string::npos ||
                        tail.find("std::bad_alloc") != std::string::npos;
    if (tail.empty() || (call.explains_on_output && !ended.output.empty())) tail = tail_of(ended.output);
    if (!tail.empty()) message += ": " + tail;
    return {memory ? ErrorKind::out_of_memory : ErrorKind::crashed, std::move(message), {}};
}

}  // namespace

Result<ProgramRun> run_program(const ProgramCall& call) {
    LaunchSpec spec;
    spec.argv = call.argv;
    spec.directory = call.directory;
    spec.environment = call.environment;
    spec.own_group = false;
    spec.output_kept = call.output_kept;
    constexpr Seconds kEndless(std::numeric_limits<double>::infinity());  // the parent keeps the time
    const Nanoseconds begin = machine_clock().monotonic_now();
    Result<CommandOutput> ended = run_command(machine_launcher(), spec, kEndless);
    const Nanoseconds end = machine_clock().monotonic_now();
    if (!ended) return fail(std::move(ended.error()));
    if (ended->status.code != 0) return fail(error_of(call, *ended));
    ProgramRun run{Seconds(end - begin), std::move(ended->output), std::move(ended->errors)};
    if (run.output.size() >= call.output_kept.count) {  // the end of a flood begins within a line
        run.output.erase(0, std::min(run.output.find('\n'), run.output.size()));
    }
    return run;
}

}  // namespace inference_pio
