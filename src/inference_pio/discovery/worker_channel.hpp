// One worker at the other end of its pipes: a command goes, the event that answers it comes.
//
// Whatever the worker does instead of answering becomes an Error that says what happened and ends
// with what it last wrote to standard error: timed_out (it is silent), crashed (it died or left),
// out_of_memory, malformed (its event cannot be read), cancelled, or the error it reported itself.
//
// Thread safety: a channel belongs to one thread.
#pragma once

#include <functional>
#include <inference_pio/result.hpp>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/child_process.hpp"
#include "common/clock.hpp"
#include "protocol/messages.hpp"

namespace inference_pio {

// How a worker is started.
struct WorkerProgram {
    std::vector<std::string> argv;
    std::map<std::string, std::string> environment;  // added to the parent's
    bool operator==(const WorkerProgram&) const = default;
};

class WorkerChannel {
public:
    using Progress = std::function<void(std::string_view)>;

    // `clock` and `cancellation` (may be null) must outlive the channel. Errors: not_found, io.
    [[nodiscard]] static Result<WorkerChannel> start(ProcessLauncher& launcher, Clock& clock,
                                                     const WorkerProgram& program, const std::vector<int>& cpus,
                                                     Cancellation* cancellation);

    // Sends `command` and waits for the event that answers it; progress events go to `progress`.
    // `doing` completes "while …" in messages: "taking a sample". The worker can be asked again after
    // an error that it reported itself; after any other it is gone.
    [[nodiscard]] Result<Event> ask(const Command& command, std::string_view doing, Seconds timeout,
                                    const Progress& progress = {});

    // As ask(), where only one event is an answer. Errors: malformed for another one.
    template <class Answer>
    [[nodiscard]] Result<Answer> ask_for(const Command& command, std::string_view doing, Seconds timeout,
                                         const Progress& progress = {}) {
        auto event = ask(command, doing, timeout, progress);
        if (!event) return fail(std::move(event.error()));
        if (auto* answer = std::get_if<Answer>(&*event)) return std::move(*answer);
        return fail(unexpected(doing));
    }

    [[nodiscard]] ChildProcess& process() { return *child_; }

private:
    WorkerChannel(std::unique_ptr<ChildProcess> child, Clock& clock) : child_(std::move(child)), clock_(&clock) {}

    [[nodiscard]] Result<Event> read_answer(std::string_view doing, Seconds timeout, const Progress& progress);
    [[nodiscard]] Error unexpected(std::string_view doing) const;
    [[nodiscard]] Error with_last_words(ErrorKind kind, std::string message) const;
    [[nodiscard]] Error death(std::string_view doing);

    std::unique_ptr<ChildProcess> child_;
    Clock* clock_;
};

// "exited with code 3", "was ended by signal 11 (SIGSEGV)". Pure.
[[nodiscard]] std::string describe_exit(const ExitStatus& status);

// Whether the last lines of standard error tell of memory that could not be had: Python's MemoryError,
// C++'s std::bad_alloc. Pure.
[[nodiscard]] bool tells_of_missing_memory(std::string_view errors);

}  // namespace inference_pio
