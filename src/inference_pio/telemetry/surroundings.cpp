#include "telemetry/surroundings.hpp"

#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <ctime>
#include <thread>

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

Seconds read_cpu_time() {
    rusage children{};
    ::getrusage(RUSAGE_CHILDREN, &children);
    timespec cpu{};  // finer than what getrusage() says of this process
    ::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu);
    return std::chrono::seconds(cpu.tv_sec) + Nanoseconds(cpu.tv_nsec) + seconds_of(children.ru_utime) +
           seconds_of(children.ru_stime);
}

std::string why_no_pressure(const CounterFile& file) {
    if (file.refusal().empty()) return file.path() + " does not tell";
    return file.refusal() + ": the kernel has no pressure stall information, or needs psi=1 when it boots";
}

}  // namespace

SurroundingsReader::SurroundingsReader(const std::filesystem::path& root, Clock& clock)
    : clock_(&clock),
      stat_(root, "/proc/stat"),
      cpu_pressure_(root, "/proc/pressure/cpu"),
      memory_pressure_(root, "/proc/pressure/memory"),
      io_pressure_(root, "/proc/pressure/io") {}

void SurroundingsReader::read_counters(Surroundings& into) {
    rusage own{};
    rusage children{};
    if (::getrusage(RUSAGE_SELF, &own) == 0 && ::getrusage(RUSAGE_CHILDREN, &children) == 0) {
        into.major_faults = static_cast<std::uint64_t>(own.ru_majflt + children.ru_majflt);
        into.involuntary_switches = static_cast<std::uint64_t>(own.ru_nivcsw + children.ru_nivcsw);
    }
    into.steal = parse_steal(stat_.read(), ::sysconf(_SC_CLK_TCK));
    into.cpu_pressure = parse_pressure(cpu_pressure_.read());
    into.memory_pressure = parse_pressure(memory_pressure_.read());
    into.io_pressure = parse_pressure(io_pressure_.read());
}

void SurroundingsReader::read_clocks_before(Surroundings& into) const {
    into.cpu_time = read_cpu_time();
    into.wall = clock_->monotonic_now();
}

void SurroundingsReader::read_clocks_after(Surroundings& into) const {
    into.wall = clock_->monotonic_now();
    into.cpu_time = read_cpu_time();
}

Reasons SurroundingsReader::missing() {
    Surroundings now;
    read_counters(now);
    Reasons reasons;
    if (!now.major_faults) reasons["major_faults"] = "getrusage() refuses";
    if (!now.involuntary_switches) reasons["involuntary_switches"] = "getrusage() refuses";
    if (!now.steal) reasons["steal_s"] = stat_.refusal().empty() ? "/proc/stat does not tell" : stat_.refusal();
    if (!now.cpu_pressure) reasons["cpu_pressure_s"] = why_no_pressure(cpu_pressure_);
    if (!now.memory_pressure) reasons["memory_pressure_s"] = why_no_pressure(memory_pressure_);
    if (!now.io_pressure) reasons["io_pressure_s"] = why_no_pressure(io_pressure_);
    return reasons;
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

std::optional<double> compute_cpu_utilization(const Evidence& evidence, int threads) {
    const auto wall = evidence.find("wall_s");
    const auto cpu = evidence.find("cpu_time_s");
    if (wall == evidence.end() || cpu == evidence.end() || wall->second <= 0 || threads < 1) return std::nullopt;
    return cpu->second / wall->second / threads;
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
