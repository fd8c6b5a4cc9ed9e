// Child processes as an outside force: a child with a command pipe, an event pipe and bounded output.
//
// A child gets a process group of its own, which ends with it; it is killed when its parent dies
// (PR_SET_PDEATHSIG); where asked it is the first that the kernel sacrifices when memory runs out.
// Waiting sleeps in poll(): nothing runs in the parent while a child works.
//
// Thread safety: a ChildProcess belongs to one thread; launchers may be shared.
#pragma once

#include <filesystem>
#include <inference_pio/result.hpp>
#include <inference_pio/units.hpp>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

namespace inference_pio {

class Cancellation;

struct LaunchSpec {
    std::vector<std::string> argv;                   // argv[0] is a path, or a name looked up in PATH
    std::map<std::string, std::string> environment;  // added to, and replacing, the parent's
    std::filesystem::path directory;                 // empty: the parent's
    std::vector<int> cpus;                           // empty: the parent's
    bool own_group = true;           // false: stays in the parent's process group, and ends with that
    bool event_pipe = false;      // opens a pipe whose number stands in PIO_EVENT_FD
    bool sacrificed_first = true; // oom_score_adj 1000
    Bytes output_kept = kibibytes(64);  // of stdout and of stderr each: the last part; all is drained
    Bytes line_limit = mebibytes(16);   // of one event line
};

struct ExitStatus {
    std::optional<int> code;    // it exited
    std::optional<int> signal;  // or a signal ended it
    // The largest resident set of the child or of any descendant that it reaped (ru_maxrss). Linux starts
    // it at the parent's own size when it forked: `peak_memory_floor` is that size, and a peak not
    // above it says only that the true one is lower.
    Bytes peak_memory;
    Bytes peak_memory_floor;
    Seconds user_time{};
    Seconds system_time{};
    bool killed_for_memory = false;  // SIGKILL that was not ours, while the kernel's OOM counters rose

    bool operator==(const ExitStatus&) const = default;
};

class ChildProcess {
public:
    virtual ~ChildProcess() = default;  // kills the group and reaps, if that was not done

    [[nodiscard]] virtual pid_t pid() const = 0;

    // Writes one line to the child's standard input; a newline is added.
    // Errors: crashed (the child closed its input or died).
    [[nodiscard]] virtual Result<void> send_line(std::string_view line) = 0;
    virtual void close_input() = 0;

    // The next whole line of the event pipe, without newline; nothing at its end. Drains output meanwhile.
    // Errors: timed_out, malformed (a line over the limit), cancelled, io.
    [[nodiscard]] virtual Result<std::optional<std::string>> read_event(Seconds timeout) = 0;

    // Drains output until the child ends, and reaps it. Errors: timed_out, cancelled.
    [[nodiscard]] virtual Result<ExitStatus> wait(Seconds timeout) = 0;

    // SIGKILL to the whole group, and reaps the child.
    virtual ExitStatus kill() = 0;

    // VmHWM of the child while it lives: its own largest resident set, exactly.
    [[nodiscard]] virtual std::optional<Bytes> peak_resident() const = 0;

    [[nodiscard]] virtual std::string output() const = 0;  // kept end of standard output
    [[nodiscard]] virtual std::string errors() const = 0;  // kept end of standard error
};

class ProcessLauncher {
public:
    virtual ~ProcessLauncher() = default;

    // `cancellation` may be null; it must outlive the child.
    // Errors: not_found (no such program), io.
    [[nodiscard]] virtual Result<std::unique_ptr<ChildProcess>> launch(const LaunchSpec& spec,
                                                                       Cancellation* cancellation) = 0;
};

[[nodiscard]] ProcessLauncher& machine_launcher();

struct CommandOutput {
    ExitStatus status;
    std::string output;
    std::string errors;
};

// Runs a program to its end: for git, compilers and the like.
[[nodiscard]] Result<CommandOutput> run_command(ProcessLauncher& launcher, const LaunchSpec& spec, Seconds timeout,
                                                Cancellation* cancellation = nullptr);

}  // namespace inference_pio
