#include "common/process_launch.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/close_range.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include "common/proc_status.hpp"

namespace inference_pio {
namespace {

struct Pipe {
    OwnedDescriptor read;
    OwnedDescriptor write;
};

// The child's number for the event pipe: one digit, which is all that a POSIX shell can redirect to.
constexpr int kChildEvents = 3;

// Above what the child dup2()s to, since that would else destroy another pipe.
Result<OwnedDescriptor> lift(OwnedDescriptor descriptor) {
    if (descriptor.get() > kChildEvents) return descriptor;
    OwnedDescriptor lifted(::fcntl(descriptor.get(), F_DUPFD_CLOEXEC, kChildEvents + 1));
    if (!lifted.is_open()) return fail(ErrorKind::io, fmt::format("cannot open a pipe: {}", std::strerror(errno)));
    return lifted;
}

Result<Pipe> open_pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
        return fail(ErrorKind::io, fmt::format("cannot open a pipe: {}", std::strerror(errno)),
                    "raise the limit of open files (ulimit -n)");
    }
    OwnedDescriptor read_end(ends[0]);
    OwnedDescriptor write_end(ends[1]);
    Result<OwnedDescriptor> read = lift(std::move(read_end));
    if (!read) return fail(read.error());
    Result<OwnedDescriptor> write = lift(std::move(write_end));
    if (!write) return fail(write.error());
    return Pipe{std::move(*read), std::move(*write)};
}

void set_nonblocking(const OwnedDescriptor& descriptor) {
    ::fcntl(descriptor.get(), F_SETFL, ::fcntl(descriptor.get(), F_GETFL) | O_NONBLOCK);
}

// What the child tells its parent where it cannot become the program.
struct LaunchFailure {
    enum class Step : int { parent_gone, directory, cpus, program } step;
    int error;
};

// Everything that the child needs, made before the fork: between fork and exec a process that may have
// had threads can only use async-signal-safe functions, so it allocates nothing.
struct ChildPlan {
    std::string program;
    std::vector<char*> argv;
    std::vector<std::string> environment;
    std::vector<char*> envp;
    std::string directory;
    std::optional<cpu_set_t> cpus;
    bool own_group = true;
    bool sacrificed_first = false;
    int input = -1;
    int output = -1;
    int errors = -1;
    int events = -1;
    int status = -1;
    pid_t parent = -1;
};

[[noreturn]] void give_up(const ChildPlan& plan, LaunchFailure::Step step) {
    const LaunchFailure failure{step, errno};
    [[maybe_unused]] const ssize_t written = ::write(plan.status, &failure, sizeof failure);
    ::_exit(127);
}

[[noreturn]] void become_program(const ChildPlan& plan) {
    if (plan.own_group) ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != plan.parent) give_up(plan, LaunchFailure::Step::parent_gone);  // it died before the prctl

    ::dup2(plan.input, STDIN_FILENO);
    ::dup2(plan.output, STDOUT_FILENO);
    ::dup2(plan.errors, STDERR_FILENO);
    if (plan.events >= 0) ::dup2(plan.events, kChildEvents);  // a duplicate is kept over the exec

    if (plan.sacrificed_first) {
        // Best effort: without it, the kernel's own choice is as good as it gets.
        const int file = ::open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
        if (file >= 0) {
            [[maybe_unused]] const ssize_t written = ::write(file, "1000", 4);
            ::close(file);
        }
    }
    if (plan.cpus && ::sched_setaffinity(0, sizeof *plan.cpus, &*plan.cpus) != 0) {
        give_up(plan, LaunchFailure::Step::cpus);
    }
    if (!plan.directory.empty() && ::chdir(plan.directory.c_str()) != 0) {
        give_up(plan, LaunchFailure::Step::directory);
    }
    // Libraries open descriptors without close-on-exec: a connection of theirs must not live on in a worker. Best
    // effort: kernels before 5.11 have no such call.
    const unsigned first_of_others = plan.events >= 0 ? kChildEvents + 1 : kChildEvents;
    ::syscall(SYS_close_range, first_of_others, ~0U, CLOSE_RANGE_CLOEXEC);
    // Handlers end with the exec, but ignored and blocked signals would be inherited.
    ::signal(SIGPIPE, SIG_DFL);
    ::signal(SIGINT, SIG_DFL);
    ::signal(SIGTERM, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::execve(plan.program.c_str(), plan.argv.data(), plan.envp.data());
    give_up(plan, LaunchFailure::Step::program);
}

std::string joined_cpus(const std::vector<int>& cpus) { return fmt::format("{}", fmt::join(cpus, ",")); }

Error error_of(const LaunchFailure& failure, const LaunchSpec& spec) {
    const char* const reason = std::strerror(failure.error);
    switch (failure.step) {
        case LaunchFailure::Step::directory:
            return {ErrorKind::not_found,
                    fmt::format("cannot start {} in {}: {}", spec.argv[0], spec.directory.string(), reason),
                    "check the folder"};
        case LaunchFailure::Step::cpus:
            return {
                ErrorKind::io,
                fmt::format("cannot start {} on the processors {}: {}", spec.argv[0], joined_cpus(spec.cpus), reason),
                "choose processors that this process may use"};
        case LaunchFailure::Step::parent_gone:
            return {ErrorKind::cancelled, fmt::format("cannot start {}: its parent ended", spec.argv[0]), {}};
        case LaunchFailure::Step::program:
            break;
    }
    const auto kind = failure.error == ENOENT ? ErrorKind::not_found : ErrorKind::io;
    return {kind, fmt::format("cannot start {}: {}", spec.argv[0], reason),
            failure.error == EACCES ? "make the file executable" : "check that the program is there and was built"};
}

std::map<std::string, std::string> environment_of(const LaunchSpec& spec) {
    std::map<std::string, std::string> merged;
    for (char** entry = ::environ; *entry != nullptr; ++entry) {
        const std::string_view text(*entry);
        const std::size_t equals = text.find('=');
        if (equals != text.npos) merged.try_emplace(std::string(text.substr(0, equals)), text.substr(equals + 1));
    }
    merged.erase("PIO_EVENT_FD");  // a worker that starts children of its own does not lend them its pipe
    for (const auto& [name, value] : spec.environment) merged[name] = value;
    if (spec.event_pipe) merged["PIO_EVENT_FD"] = std::to_string(kChildEvents);
    return merged;
}

// Paths are relative to the parent's folder, whatever the child's is.
std::string find_program(const std::string& name, const std::map<std::string, std::string>& environment) {
    if (name.find('/') != std::string::npos) return std::filesystem::absolute(name).string();
    const auto path = environment.find("PATH");
    std::string_view folders =
        path == environment.end() ? std::string_view("/usr/local/bin:/usr/bin:/bin") : path->second;
    while (!folders.empty()) {
        const std::size_t end = std::min(folders.find(':'), folders.size());
        const std::filesystem::path candidate = std::filesystem::path(folders.substr(0, end)) / name;
        std::error_code code;
        if (::access(candidate.c_str(), X_OK) == 0 && std::filesystem::is_regular_file(candidate, code)) {
            return std::filesystem::absolute(candidate).string();
        }
        folders.remove_prefix(std::min(end + 1, folders.size()));
    }
    return name;  // execve will say that it is not there
}

ChildPlan plan_child(const LaunchSpec& spec) {
    ChildPlan plan;
    const auto environment = environment_of(spec);
    plan.program = find_program(spec.argv[0], environment);
    for (const std::string& argument : spec.argv) plan.argv.push_back(const_cast<char*>(argument.c_str()));
    plan.argv.push_back(nullptr);
    for (const auto& [name, value] : environment) plan.environment.push_back(fmt::format("{}={}", name, value));
    for (std::string& entry : plan.environment) plan.envp.push_back(entry.data());
    plan.envp.push_back(nullptr);
    plan.directory = spec.directory.string();
    if (!spec.cpus.empty()) {
        cpu_set_t set;
        CPU_ZERO(&set);
        for (const int cpu : spec.cpus) {
            if (cpu >= 0 && cpu < CPU_SETSIZE) CPU_SET(static_cast<std::size_t>(cpu), &set);
        }
        plan.cpus = set;
    }
    plan.own_group = spec.own_group;
    plan.sacrificed_first = spec.sacrificed_first;
    plan.parent = ::getpid();
    return plan;
}

// Waits until the child has become the program: its end of the pipe closes with the exec.
std::optional<LaunchFailure> read_failure(const OwnedDescriptor& status) {
    LaunchFailure failure{};
    ssize_t got = 0;
    do {
        got = ::read(status.get(), &failure, sizeof failure);
    } while (got < 0 && errno == EINTR);
    if (got == static_cast<ssize_t>(sizeof failure)) return failure;
    return std::nullopt;
}

}  // namespace

OwnedDescriptor::OwnedDescriptor(OwnedDescriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}

OwnedDescriptor& OwnedDescriptor::operator=(OwnedDescriptor&& other) noexcept {
    if (this != &other) {
        close();
        number_ = std::exchange(other.number_, -1);
    }
    return *this;
}

void OwnedDescriptor::close() noexcept {
    if (number_ >= 0) ::close(number_);
    number_ = -1;
}

Result<StartedProcess> start_process(const LaunchSpec& spec) {
    if (spec.argv.empty() || spec.argv[0].empty()) return fail(ErrorKind::invalid_argument, "no program to start");
    std::array<Pipe, 5> pipes;  // input, output, errors, status, events
    const std::size_t needed = spec.event_pipe ? pipes.size() : pipes.size() - 1;
    for (std::size_t i = 0; i < needed; ++i) {
        Result<Pipe> pipe = open_pipe();
        if (!pipe) return fail(pipe.error());
        pipes[i] = std::move(*pipe);
    }
    auto& [input, output, errors, status, events] = pipes;
    ChildPlan plan = plan_child(spec);
    plan.input = input.read.get();
    plan.output = output.write.get();
    plan.errors = errors.write.get();
    plan.status = status.write.get();
    plan.events = events.write.get();

    StartedProcess started;
    started.memory_floor = read_resident_memory().value_or(Bytes{});
    started.pid = ::fork();
    if (started.pid == 0) become_program(plan);
    if (started.pid < 0) {
        return fail(ErrorKind::io, fmt::format("cannot start {}: {}", spec.argv[0], std::strerror(errno)),
                    "end some processes, or free some memory");
    }
    if (spec.own_group)
        ::setpgid(started.pid, started.pid);  // whoever comes first: the group exists before it could be killed
    status.write.close();
    if (const auto failure = read_failure(status.read)) {
        while (::waitpid(started.pid, nullptr, 0) < 0 && errno == EINTR) {
        }
        return fail(error_of(*failure, spec));
    }
    started.end = OwnedDescriptor(static_cast<int>(::syscall(SYS_pidfd_open, started.pid, 0)));
    started.input = std::move(input.write);
    started.output = std::move(output.read);
    started.errors = std::move(errors.read);
    started.events = std::move(events.read);
    for (const OwnedDescriptor* own : {&started.input, &started.output, &started.errors, &started.events}) {
        if (own->is_open()) set_nonblocking(*own);
    }
    return started;
}

}  // namespace inference_pio
