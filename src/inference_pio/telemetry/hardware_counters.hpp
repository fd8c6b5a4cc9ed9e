// Hardware counters of this process through perf_event_open(2): instructions, cycles and misses of the last
// level cache, in user space only, so that kernel.perf_event_paranoid = 2 (the usual setting) allows it.
//
// Counters are opened once, for every thread that the process has then (an engine's pool of threads is
// there before the first sample), and each is inherited by what its thread starts later: new threads and
// child processes are counted from their first instruction to their last, even between two readings.
// Where more counters are asked for than the processor has, the kernel lets them take turns; a count is
// then scaled by the share of the time in which it ran (perf_event_open(2), "time_enabled").
//
// Thread safety: compute_ and explain_ functions are pure; a HardwareCounters belongs to one thread, and no
// other may start threads while it is constructed.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/machine_files.hpp"
#include "telemetry/reasons.hpp"

namespace inference_pio {

// One counter: the name of its evidence, and the kernel's type and config.
struct CounterKind {
    std::string evidence;
    std::uint32_t type = 0;
    std::uint64_t config = 0;
};

// instructions, cycles, llc_misses
[[nodiscard]] std::vector<CounterKind> hardware_counter_kinds();

struct CounterReading {
    std::uint64_t count = 0;
    std::uint64_t enabled_ns = 0;  // time in which the counted tasks ran
    std::uint64_t running_ns = 0;  // of it, time in which the counter counted
};

// What the kernel is asked; tests put others in its place.
struct PerfCalls {
    std::function<int(const CounterKind& kind, pid_t thread)> open;     // a descriptor, or the negative errno
    std::function<std::optional<CounterReading>(int descriptor)> read;  // nothing where the kernel refuses
    std::function<void(int descriptor)> close;
};

[[nodiscard]] PerfCalls kernel_perf_calls();

class HardwareCounters {
public:
    // By kind, then by thread.
    using Reading = std::vector<std::vector<CounterReading>>;

    // `files`: where /proc/sys/kernel/perf_event_paranoid and /proc/self/task lie.
    explicit HardwareCounters(const MachineFiles& files, PerfCalls calls = kernel_perf_calls(),
                              std::vector<CounterKind> kinds = hardware_counter_kinds());
    ~HardwareCounters();
    HardwareCounters(const HardwareCounters&) = delete;
    HardwareCounters& operator=(const HardwareCounters&) = delete;

    // One system call for each counter and thread.
    [[nodiscard]] Reading read() const;

    // Counts between two readings, by evidence; a kind of which a thread's count is not known is left out.
    [[nodiscard]] std::map<std::string, double> counts_between(const Reading& before, const Reading& after) const;

    // Kinds that could not be opened.
    [[nodiscard]] const Reasons& missing() const { return missing_; }

private:
    void open(const CounterKind& kind, const std::vector<pid_t>& threads, std::optional<int> paranoid);

    PerfCalls calls_;
    std::vector<std::string> names_;             // of the kinds that were opened
    std::vector<std::vector<int>> descriptors_;  // of each of them, by thread
    Reasons missing_;
};

// The count of one counter between two readings, scaled to the whole time; nothing where it never ran
// though its tasks did, or where it went back.
[[nodiscard]] std::optional<double> compute_scaled_count(const CounterReading& before, const CounterReading& after);

// Why perf_event_open failed with errno `error`. `paranoid`: the kernel's setting, where it could be read.
[[nodiscard]] std::string explain_counter_refusal(int error, std::optional<int> paranoid);

}  // namespace inference_pio
