#include "common/child_process.hpp"

#include <fmt/format.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>

#include "common/cancellation.hpp"
#include "common/oom_counters.hpp"
#include "common/proc_status.hpp"
#include "common/process_io.hpp"
#include "common/process_launch.hpp"

namespace inference_pio {
namespace {

constexpr std::size_t kReadAtOnce = 64U << 10U;
// A child that takes no command for this long will not take one later.
constexpr Seconds kSendTimeout{30};
// How often a child's end is looked for where the kernel has no pidfd.
constexpr Nanoseconds kEndCheck = std::chrono::milliseconds(20);

// Keeps a write to a closed pipe from ending this process.
class SigpipeBlocked {
public:
    SigpipeBlocked() {
        sigset_t pending;
        ::sigpending(&pending);
        was_pending_ = sigismember(&pending, SIGPIPE) == 1;
        sigemptyset(&set_);
        sigaddset(&set_, SIGPIPE);
        ::pthread_sigmask(SIG_BLOCK, &set_, &before_);
    }
    ~SigpipeBlocked() {
        if (raised_ && !was_pending_) {
            const timespec none{};
            while (::sigtimedwait(&set_, nullptr, &none) < 0 && errno == EINTR) {
            }
        }
        ::pthread_sigmask(SIG_SETMASK, &before_, nullptr);
    }
    SigpipeBlocked(const SigpipeBlocked&) = delete;
    SigpipeBlocked& operator=(const SigpipeBlocked&) = delete;
    void note_raised() { raised_ = true; }

private:
    sigset_t set_{};
    sigset_t before_{};
    bool was_pending_ = false;
    bool raised_ = false;
};

class MachineChild final : public ChildProcess {
public:
    MachineChild(StartedProcess started, const LaunchSpec& spec, Cancellation* cancellation, std::uint64_t oom_kills)
        : process_(std::move(started)),
          name_(std::filesystem::path(spec.argv[0]).filename().string()),
          cancellation_(cancellation),
          oom_kills_before_(oom_kills),
          target_(spec.own_group ? -process_.pid : process_.pid),
          output_(spec.output_kept),
          errors_(spec.output_kept),
          lines_(spec.line_limit),
          line_limit_(static_cast<std::size_t>(spec.line_limit.count)) {}

    ~MachineChild() override { MachineChild::kill(); }

    [[nodiscard]] pid_t pid() const override { return process_.pid; }
    [[nodiscard]] Result<void> send_line(std::string_view line) override;
    void close_input() override { process_.input.close(); }
    [[nodiscard]] Result<std::optional<std::string>> read_event(Seconds timeout) override;
    [[nodiscard]] Result<ExitStatus> wait(Seconds timeout) override;
    ExitStatus kill() override;
    [[nodiscard]] std::optional<Bytes> peak_resident() const override {
        return status_ ? std::nullopt : read_peak_resident_memory(process_.pid);
    }
    [[nodiscard]] std::string output() const override { return output_.text(); }
    [[nodiscard]] std::string errors() const override { return errors_.text(); }

private:
    [[nodiscard]] Result<void> pump(const Deadline& deadline, bool want_input, std::string_view awaited);
    bool read_some(OwnedDescriptor& from, bool events);
    void drain();
    [[nodiscard]] bool has_ended() const;
    void reap(bool killed_by_us);

    StartedProcess process_;
    std::string name_;
    Cancellation* cancellation_;
    std::uint64_t oom_kills_before_;
    pid_t target_;  // of kill(): the whole group where it is the child's own
    OutputTail output_;
    OutputTail errors_;
    LineSplitter lines_;
    std::size_t line_limit_;
    std::vector<char> block_ = std::vector<char>(kReadAtOnce);
    std::optional<ExitStatus> status_;  // once it was reaped
};

// Reads once. False where nothing is there now, or ever again (then the descriptor is closed).
bool MachineChild::read_some(OwnedDescriptor& from, bool events) {
    if (!from.is_open()) return false;
    ssize_t got = 0;
    do {
        got = ::read(from.get(), block_.data(), block_.size());
    } while (got < 0 && errno == EINTR);
    if (got < 0 && errno == EAGAIN) return false;
    if (got <= 0) {
        from.close();
        return false;
    }
    const std::string_view text(block_.data(), static_cast<std::size_t>(got));
    if (events) {
        // Beyond the limit (of a reader who only waits for the end) bytes are dropped, but still taken
        // out of the pipe, so that the child is not held up.
        if (lines_.pending() <= line_limit_) lines_.append(text);
    } else {
        (&from == &process_.output ? output_ : errors_).append(text);
    }
    return true;
}

// Takes what the pipes still hold once the child has ended. A process that left the group may keep
// writing, so there is a bound.
void MachineChild::drain() {
    constexpr int kMostReads = 64;
    for (OwnedDescriptor* from : {&process_.events, &process_.output, &process_.errors}) {
        for (int i = 0; i < kMostReads && read_some(*from, from == &process_.events); ++i) {
        }
        from->close();
    }
}

bool MachineChild::has_ended() const {
    siginfo_t info{};
    return ::waitid(P_PID, static_cast<id_t>(process_.pid), &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
           info.si_pid != 0;
}

// The group is killed before its leader is reaped: as long as the leader is a zombie, no other process
// can have got its number.
void MachineChild::reap(bool killed_by_us) {
    ::kill(target_, SIGKILL);
    int how = 0;
    rusage usage{};
    while (::wait4(process_.pid, &how, 0, &usage) < 0 && errno == EINTR) {
    }
    const auto seconds = [](const timeval& time) {
        return Seconds(std::chrono::seconds(time.tv_sec)) + Seconds(std::chrono::microseconds(time.tv_usec));
    };
    ExitStatus status;
    if (WIFEXITED(how)) status.code = WEXITSTATUS(how);
    if (WIFSIGNALED(how)) status.signal = WTERMSIG(how);
    status.peak_memory = kibibytes(static_cast<std::uint64_t>(usage.ru_maxrss));
    status.peak_memory_floor = process_.memory_floor;
    status.user_time = seconds(usage.ru_utime);
    status.system_time = seconds(usage.ru_stime);
    status.killed_for_memory = status.signal == SIGKILL && !killed_by_us && read_oom_kills() > oom_kills_before_;
    status_ = status;
    drain();
    process_.input.close();
}

// Sleeps until something happens, and takes in what the child wrote.
Result<void> MachineChild::pump(const Deadline& deadline, bool want_input, std::string_view awaited) {
    if (cancellation_ != nullptr && cancellation_->requested()) {
        return fail(ErrorKind::cancelled, fmt::format("stopped while waiting for {} of {}", awaited, name_));
    }
    enum Slot : std::size_t { kEvents, kOutput, kErrors, kEnd, kCancelled, kInput, kSlots };
    std::array<pollfd, kSlots> slots{};  // poll() skips negative descriptors
    slots[kEvents] = {process_.events.get(), POLLIN, 0};
    slots[kOutput] = {process_.output.get(), POLLIN, 0};
    slots[kErrors] = {process_.errors.get(), POLLIN, 0};
    slots[kEnd] = {process_.end.get(), POLLIN, 0};
    slots[kCancelled] = {cancellation_ == nullptr ? -1 : cancellation_->descriptor(), POLLIN, 0};
    slots[kInput] = {want_input ? process_.input.get() : -1, POLLOUT, 0};

    const std::optional<Nanoseconds> remaining = deadline.remaining();
    std::optional<Nanoseconds> slice = remaining;
    if (!process_.end.is_open()) slice = std::min(slice.value_or(kEndCheck), kEndCheck);
    timespec timeout{};
    if (slice) timeout = {slice->count() / 1'000'000'000, slice->count() % 1'000'000'000};
    const int ready = ::ppoll(slots.data(), slots.size(), slice ? &timeout : nullptr, nullptr);
    if (ready < 0 && errno != EINTR) {
        return fail(ErrorKind::io, fmt::format("cannot wait for {}: {}", name_, std::strerror(errno)));
    }
    if (ready < 0) return {};

    if (slots[kEvents].revents != 0) read_some(process_.events, true);
    if (slots[kOutput].revents != 0) read_some(process_.output, false);
    if (slots[kErrors].revents != 0) read_some(process_.errors, false);
    const bool ended = process_.end.is_open() ? slots[kEnd].revents != 0 : has_ended();
    if (ended) reap(false);
    // Output that never ends must not hold off the deadline.
    const bool progress = ended || slots[kEvents].revents != 0 || slots[kInput].revents != 0;
    if (!progress && remaining && remaining->count() == 0) {
        return fail(ErrorKind::timed_out, fmt::format("{} of {} did not come in time", awaited, name_));
    }
    return {};
}

Result<void> MachineChild::send_line(std::string_view line) {
    const auto gone = [&] {
        return fail(ErrorKind::crashed, fmt::format("{} ended, or closed its standard input", name_));
    };
    std::string whole;
    whole.reserve(line.size() + 1);
    whole.append(line).push_back('\n');
    std::string_view rest = whole;
    const Deadline deadline(kSendTimeout);
    SigpipeBlocked sigpipe;
    while (!rest.empty()) {
        if (status_ || !process_.input.is_open()) return gone();
        const ssize_t put = ::write(process_.input.get(), rest.data(), rest.size());
        if (put >= 0) {
            rest.remove_prefix(static_cast<std::size_t>(put));
        } else if (errno == EPIPE) {
            sigpipe.note_raised();
            return gone();
        } else if (errno == EAGAIN) {
            if (Result<void> pumped = pump(deadline, true, "room in the input"); !pumped) return pumped;
        } else if (errno != EINTR) {
            return fail(ErrorKind::io, fmt::format("cannot write to {}: {}", name_, std::strerror(errno)));
        }
    }
    return {};
}

Result<std::optional<std::string>> MachineChild::read_event(Seconds timeout) {
    const Deadline deadline(timeout);
    for (;;) {
        Result<std::optional<std::string>> line = lines_.next();
        if (!line) return fail(ErrorKind::malformed, fmt::format("{}: {}", name_, line.error().message));
        if (*line || !process_.events.is_open()) return line;
        if (Result<void> pumped = pump(deadline, false, "an event"); !pumped) return fail(pumped.error());
    }
}

Result<ExitStatus> MachineChild::wait(Seconds timeout) {
    const Deadline deadline(timeout);
    while (!status_) {
        if (Result<void> pumped = pump(deadline, false, "the end"); !pumped) return fail(pumped.error());
    }
    return *status_;
}

ExitStatus MachineChild::kill() {
    if (!status_) {
        const bool ended = has_ended();  // then the signal comes too late to be its cause
        reap(!ended);
    }
    return *status_;
}

class MachineLauncher final : public ProcessLauncher {
public:
    Result<std::unique_ptr<ChildProcess>> launch(const LaunchSpec& spec, Cancellation* cancellation) override {
        const std::uint64_t oom_kills = read_oom_kills();
        Result<StartedProcess> started = start_process(spec);
        if (!started) return fail(started.error());
        return std::make_unique<MachineChild>(std::move(*started), spec, cancellation, oom_kills);
    }
};

}  // namespace

ProcessLauncher& machine_launcher() {
    static MachineLauncher launcher;
    return launcher;
}

Result<CommandOutput> run_command(ProcessLauncher& launcher, const LaunchSpec& spec, Seconds timeout,
                                  Cancellation* cancellation) {
    Result<std::unique_ptr<ChildProcess>> child = launcher.launch(spec, cancellation);
    if (!child) return fail(child.error());
    (*child)->close_input();
    Result<ExitStatus> status = (*child)->wait(timeout);
    if (!status) {
        (*child)->kill();
        return fail(status.error());
    }
    return CommandOutput{*status, (*child)->output(), (*child)->errors()};
}

}  // namespace inference_pio
