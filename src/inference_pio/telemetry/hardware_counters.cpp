#include "telemetry/hardware_counters.hpp"

#include <fmt/format.h>
#include <linux/perf_event.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include "common/text_fields.hpp"

namespace inference_pio {
namespace {

constexpr std::string_view kParanoidFile = "/proc/sys/kernel/perf_event_paranoid";

int open_counter(const CounterKind& kind, pid_t thread) {
    perf_event_attr attributes{};
    attributes.size = sizeof attributes;
    attributes.type = kind.type;
    attributes.config = kind.config;
    attributes.exclude_kernel = 1;
    attributes.exclude_hv = 1;
    attributes.inherit = 1;
    attributes.read_format = PERF_FORMAT_TOTAL_TIME_ENABLED | PERF_FORMAT_TOTAL_TIME_RUNNING;
    const long descriptor = ::syscall(SYS_perf_event_open, &attributes, thread, -1, -1, PERF_FLAG_FD_CLOEXEC);
    return descriptor >= 0 ? static_cast<int>(descriptor) : -errno;
}

std::optional<CounterReading> read_counter(int descriptor) {
    std::array<std::uint64_t, 3> values{};
    if (::read(descriptor, values.data(), sizeof values) != static_cast<ssize_t>(sizeof values)) return std::nullopt;
    return CounterReading{values[0], values[1], values[2]};
}

// All threads of this process; where /proc does not tell, the calling one (0).
std::vector<pid_t> read_threads(const MachineFiles& files) {
    std::vector<pid_t> threads;
    for (const std::string& name : files.list("/proc/self/task")) {
        if (const auto number = parse_unsigned(name)) threads.push_back(static_cast<pid_t>(*number));
    }
    if (threads.empty()) threads.push_back(0);
    return threads;
}

}  // namespace

std::vector<CounterKind> hardware_counter_kinds() {
    return {{"instructions", PERF_TYPE_HARDWARE, PERF_COUNT_HW_INSTRUCTIONS},
            {"cycles", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CPU_CYCLES},
            {"llc_misses", PERF_TYPE_HARDWARE, PERF_COUNT_HW_CACHE_MISSES}};
}

PerfCalls kernel_perf_calls() {
    return {open_counter, read_counter, [](int descriptor) { ::close(descriptor); }};
}

HardwareCounters::HardwareCounters(const MachineFiles& files, PerfCalls calls, std::vector<CounterKind> kinds)
    : calls_(std::move(calls)) {
    // The kernel's own sign of whether it can count at all (perf_event_open(2), "perf_event related files").
    const Result<std::string> paranoid_text = files.read(kParanoidFile);
    if (!paranoid_text) {
        for (const CounterKind& kind : kinds) {
            missing_[kind.evidence] = "the kernel offers no counters: " + paranoid_text.error().message;
        }
        return;
    }
    std::optional<int> paranoid;
    if (const auto number = parse_signed(trim(*paranoid_text))) paranoid = static_cast<int>(*number);
    const std::vector<pid_t> threads = read_threads(files);
    for (const CounterKind& kind : kinds) open(kind, threads, paranoid);
}

HardwareCounters::~HardwareCounters() {
    for (const auto& kind : descriptors_) {
        for (const int descriptor : kind) calls_.close(descriptor);
    }
}

void HardwareCounters::open(const CounterKind& kind, const std::vector<pid_t>& threads, std::optional<int> paranoid) {
    std::vector<int> opened;
    for (const pid_t thread : threads) {
        const int descriptor = calls_.open(kind, thread);
        if (descriptor == -ESRCH) continue;  // ended meanwhile
        if (descriptor >= 0) {
            opened.push_back(descriptor);
            continue;
        }
        missing_[kind.evidence] = explain_counter_refusal(-descriptor, paranoid);
        for (const int other : opened) calls_.close(other);
        return;
    }
    names_.push_back(kind.evidence);
    descriptors_.push_back(std::move(opened));
}

HardwareCounters::Reading HardwareCounters::read() const {
    Reading reading;
    reading.reserve(descriptors_.size());
    for (const auto& descriptors : descriptors_) {
        std::vector<CounterReading>& of_kind = reading.emplace_back();
        of_kind.reserve(descriptors.size());
        for (const int descriptor : descriptors) {
            const auto one = calls_.read(descriptor);
            if (!one) {
                of_kind.clear();
                break;
            }
            of_kind.push_back(*one);
        }
    }
    return reading;
}

std::map<std::string, double> HardwareCounters::counts_between(const Reading& before, const Reading& after) const {
    std::map<std::string, double> counts;
    for (std::size_t kind = 0; kind < names_.size() && kind < before.size() && kind < after.size(); ++kind) {
        if (before[kind].empty() || before[kind].size() != after[kind].size()) continue;
        std::optional<double> sum = 0.0;
        for (std::size_t thread = 0; sum && thread < before[kind].size(); ++thread) {
            const auto count = compute_scaled_count(before[kind][thread], after[kind][thread]);
            sum = count ? std::optional(*sum + *count) : std::nullopt;
        }
        if (sum) counts[names_[kind]] = *sum;
    }
    return counts;
}

std::optional<double> compute_scaled_count(const CounterReading& before, const CounterReading& after) {
    if (after.count < before.count || after.enabled_ns < before.enabled_ns || after.running_ns < before.running_ns) {
        return std::nullopt;
    }
    const auto count = static_cast<double>(after.count - before.count);
    const std::uint64_t enabled = after.enabled_ns - before.enabled_ns;
    const std::uint64_t running = after.running_ns - before.running_ns;
    if (enabled == running) return count;
    if (running == 0) return std::nullopt;
    return count * static_cast<double>(enabled) / static_cast<double>(running);
}

std::string explain_counter_refusal(int error, std::optional<int> paranoid) {
    switch (error) {
        case ENOENT:
        case ENODEV:
        case EOPNOTSUPP:
            return "no such hardware counter here: a virtual machine gets none where its host keeps them to itself";
        case EACCES:
        case EPERM:
            if (paranoid && *paranoid > 2) {
                return fmt::format(
                    "kernel.perf_event_paranoid is {}: sudo sysctl kernel.perf_event_paranoid=2 allows it", *paranoid);
            }
            return "forbidden, as containers do: allow perf_event_open in its seccomp profile";
        case ENOSYS:
            return "the kernel offers no counters (perf_event_open is not there)";
        case EMFILE:
            return "too many open files: one is needed for each thread and counter (ulimit -n)";
        default:
            return fmt::format("perf_event_open: {}", std::generic_category().message(error));
    }
}

}  // namespace inference_pio
