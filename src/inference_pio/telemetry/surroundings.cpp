#include "telemetry/surroundings.hpp"

#include <fcntl.h>
#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>
#include <thread>

#include "common/clock.hpp"

namespace inference_pio {
namespace {

std::optional<std::uint64_t> number_at(std::string_view text) {
    std::uint64_t number = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
    return parsed.ec == std::errc() ? std::optional(number) : std::nullopt;
}

Seconds seconds_of(const timeval& time) {
    return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec);
}

// A file of counters, opened once: reading it again is one system call. The kernel makes its text anew
// for each reading from the start.
class CounterFile {
public:
    explicit CounterFile(const char* path) : descriptor_(::open(path, O_RDONLY | O_CLOEXEC)) {}
    ~CounterFile() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    CounterFile(const CounterFile&) = delete;
    CounterFile& operator=(const CounterFile&) = delete;

    // The beginning of the text; empty where it cannot be read.
    [[nodiscard]] std::string_view read() {
        const ssize_t got = descriptor_ < 0 ? -1 : ::pread(descriptor_, text_.data(), text_.size(), 0);
        return {text_.data(), got > 0 ? static_cast<std::size_t>(got) : 0};
    }

private:
    int descriptor_;  // stays open as long as its thread
    std::array<char, 512> text_{};
};

void read_clocks(Surroundings& into) {
    rusage children{};
    ::getrusage(RUSAGE_CHILDREN, &children);
    timespec cpu{};  // finer than what getrusage() says of this process
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu);
    into.cpu_time = std::chrono::seconds(cpu.tv_sec) + Nanoseconds(cpu.tv_nsec) + seconds_of(children.ru_utime) +
                    seconds_of(children.ru_stime);
    into.wall = machine_clock().monotonic_now();
}

void read_counters(Surroundings& into) {
    rusage own{};
    rusage children{};
    if (::getrusage(RUSAGE_SELF, &own) == 0 && ::getrusage(RUSAGE_CHILDREN, &children) == 0) {
        into.major_faults = static_cast<std::uint64_t>(own.ru_majflt + children.ru_majflt);
        into.involuntary_switches = static_cast<std::uint64_t>(own.ru_nivcsw + children.ru_nivcsw);
    }
    thread_local CounterFile stat("/proc/stat");
    thread_local CounterFile cpu("/proc/pressure/cpu");
    thread_local CounterFile memory("/proc/pressure/memory");
    thread_local CounterFile io("/proc/pressure/io");
    into.steal = parse_steal(stat.read(), ::sysconf(_SC_CLK_TCK));
    into.cpu_pressure = parse_pressure(cpu.read());
    into.memory_pressure = parse_pressure(memory.read());
    into.io_pressure = parse_pressure(io.read());
}

}  // namespace

Surroundings read_surroundings_before() {
    Surroundings surroundings;
    read_counters(surroundings);
    read_clocks(surroundings);
    return surroundings;
}

Surroundings read_surroundings_after() {
    Surroundings surroundings;
    read_clocks(surroundings);
    read_counters(surroundings);
    return surroundings;
}

Evidence compute_evidence(const Surroundings& before, const Surroundings& after) {
    Evidence evidence;
    evidence["wall_s"] = to_seconds(after.wall - before.wall);
    evidence["cpu_time_s"] = Seconds(after.cpu_time - before.cpu_time).count();
    const auto add_count = [&](const char* name, const auto& first, const auto& second) {
        // A counter that went back (a restored virtual machine) tells nothing.
        if (first && second && *second >= *first) evidence[name] = static_cast<double>(*second - *first);
    };
    const auto add_time = [&](const char* name, const auto& first, const auto& second) {
        if (first && second && *second >= *first) evidence[name] = (*second - *first).count();
    };
    add_count("major_faults", before.major_faults, after.major_faults);
    add_count("involuntary_switches", before.involuntary_switches, after.involuntary_switches);
    add_time("steal_s", before.steal, after.steal);
    add_time("cpu_pressure_s", before.cpu_pressure, after.cpu_pressure);
    add_time("memory_pressure_s", before.memory_pressure, after.memory_pressure);
    add_time("io_pressure_s", before.io_pressure, after.io_pressure);
    return evidence;
}

std::optional<double> compute_cpu_utilization(const Surroundings& before, const Surroundings& after, int threads) {
    const Seconds wall = after.wall - before.wall;
    if (wall <= Seconds::zero() || threads < 1) return std::nullopt;
    return (after.cpu_time - before.cpu_time) / wall / threads;
}

int read_allowed_processors() {
    cpu_set_t set;
    CPU_ZERO(&set);
    if (::sched_getaffinity(0, sizeof set, &set) == 0) return std::max(CPU_COUNT(&set), 1);
    return std::max(static_cast<int>(std::thread::hardware_concurrency()), 1);
}

std::optional<Seconds> parse_steal(std::string_view stat, long ticks_per_second) {
    constexpr int kStealColumn = 8;  // cpu user nice system idle iowait irq softirq steal
    std::string_view line = stat.substr(0, stat.find('\n'));
    if (!line.starts_with("cpu ") || ticks_per_second <= 0) return std::nullopt;
    for (int column = 0; column < kStealColumn; ++column) {
        const std::size_t space = line.find(' ');
        if (space == line.npos) return std::nullopt;  // kernels before 2.6.11
        line.remove_prefix(std::min(line.find_first_not_of(' ', space), line.size()));
    }
    const auto ticks = number_at(line);
    if (!ticks) return std::nullopt;
    return Seconds(static_cast<double>(*ticks) / static_cast<double>(ticks_per_second));
}

std::optional<Seconds> parse_pressure(std::string_view text) {
    constexpr std::string_view kTotal = "total=";
    const std::string_view line = text.substr(0, text.find('\n'));
    const std::size_t at = line.find(kTotal);
    if (!line.starts_with("some ") || at == line.npos) return std::nullopt;
    const auto microseconds = number_at(line.substr(at + kTotal.size()));
    if (!microseconds) return std::nullopt;
    return Seconds(static_cast<double>(*microseconds) * 1e-6);
}

}  // namespace inference_pio
