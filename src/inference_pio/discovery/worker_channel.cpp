#include "discovery/worker_channel.hpp"

#include <fmt/format.h>

#include <cstring>
#include <utility>

#include "discovery/printable_text.hpp"
#include "protocol/codec.hpp"

namespace inference_pio {
namespace {

// A process that closed its pipes is expected to be gone soon.
constexpr Seconds kDeathWait{2};
constexpr int kTailLines = 6;

std::string signal_name(int number) {
    const char* name = ::sigabbrev_np(number);
    return name == nullptr ? fmt::format("signal {}", number) : fmt::format("signal {} (SIG{})", number, name);
}

}  // namespace

std::string describe_exit(const ExitStatus& status) {
    if (status.signal) return fmt::format("was ended by {}", signal_name(*status.signal));
    return fmt::format("exited with code {}", status.code.value_or(0));
}

bool tells_of_missing_memory(std::string_view errors) {
    const std::string tail = output_tail(errors, 3);
    return tail.find("MemoryError") != std::string::npos || tail.find("std::bad_alloc") != std::string::npos;
}

Result<WorkerChannel> WorkerChannel::start(ProcessLauncher& launcher, Clock& clock, const WorkerProgram& program,
                                           const std::vector<int>& cpus, Cancellation* cancellation) {
    LaunchSpec spec;
    spec.argv = program.argv;
    spec.environment = program.environment;
    spec.cpus = cpus;
    spec.event_pipe = true;
    auto child = launcher.launch(spec, cancellation);
    if (!child) return fail(std::move(child.error()));
    return WorkerChannel(std::move(*child), clock);
}

Result<Event> WorkerChannel::ask(const Command& command, std::string_view doing, Seconds timeout,
                                 const Progress& progress) {
    if (auto sent = child_->send_line(encode_command(command)); !sent) {
        // It may have said why before it went.
        auto last = read_answer(doing, kDeathWait, progress);
        if (!last || std::holds_alternative<FailedEvent>(*last)) return last;
        return fail(death(doing));
    }
    return read_answer(doing, timeout, progress);
}

Result<Event> WorkerChannel::read_answer(std::string_view doing, Seconds timeout, const Progress& progress) {
    const Nanoseconds begin = clock_->monotonic_now();
    for (;;) {
        const Seconds left = timeout - Seconds(clock_->monotonic_now() - begin);
        auto line = left.count() > 0 ? child_->read_event(left)
                                     : Result<std::optional<std::string>>(fail(ErrorKind::timed_out, ""));
        if (!line) {
            if (line.error().kind == ErrorKind::timed_out) {
                return fail(with_last_words(ErrorKind::timed_out,
                                            fmt::format("no answer within {} s while {}", timeout.count(), doing)));
            }
            if (line.error().kind == ErrorKind::malformed) {
                return fail(with_last_words(ErrorKind::malformed,
                                            fmt::format("{} (while {})", printable_text(line.error().message), doing)));
            }
            return fail(std::move(line.error()));
        }
        if (!*line) return fail(death(doing));
        auto event = decode_event(**line);
        if (!event) {
            return fail(with_last_words(ErrorKind::malformed,
                                        fmt::format("the worker sent an event that cannot be read while {}: {}", doing,
                                                    printable_text(event.error().message))));
        }
        if (const auto* said = std::get_if<ProgressEvent>(&*event)) {
            if (progress) progress(said->message);
            continue;
        }
        if (auto* failed = std::get_if<FailedEvent>(&*event)) return fail(std::move(failed->error));
        return event;
    }
}

Error WorkerChannel::unexpected(std::string_view doing) const {
    return with_last_words(ErrorKind::malformed, fmt::format("the worker answered with an event that answers "
                                                             "something else while {}",
                                                             doing));
}

Error WorkerChannel::with_last_words(ErrorKind kind, std::string message) const {
    const std::string tail = output_tail(child_->errors(), kTailLines);
    if (!tail.empty()) message += fmt::format("; its standard error ends: {}", tail);
    return Error{kind, std::move(message), {}};
}

Error WorkerChannel::death(std::string_view doing) {
    auto status = child_->wait(kDeathWait);
    if (!status && status.error().kind == ErrorKind::cancelled) return std::move(status.error());
    if (!status) {
        child_->kill();
        return with_last_words(ErrorKind::crashed,
                               fmt::format("the worker closed its event pipe while {} and stayed alive", doing));
    }
    const bool memory = status->killed_for_memory || tells_of_missing_memory(child_->errors());
    Error error = with_last_words(memory ? ErrorKind::out_of_memory : ErrorKind::crashed,
                                  fmt::format("the worker {} while {}", describe_exit(*status), doing));
    if (status->killed_for_memory) error.message += "; the kernel had run out of memory";
    if (memory) error.remedy = "choose a smaller case, or free memory";
    return error;
}

}  // namespace inference_pio
