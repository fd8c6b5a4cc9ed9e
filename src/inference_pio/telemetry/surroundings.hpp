// What surrounded a sample: what this process used, and what the machine was doing besides.
// What this process used includes the children that it reaped.
//
// Readings are counters that only grow; evidence is the difference of two. Each is absent where the
// system withholds it. EvidenceReader puts these readings and those of the other meters around a sample.
//
// parse_ and compute_ functions are pure. Thread-safe; a SurroundingsReader belongs to one thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <inference_pio/units.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "common/clock.hpp"
#include "telemetry/counter_file.hpp"
#include "telemetry/reasons.hpp"

namespace inference_pio {

struct Surroundings {
    Nanoseconds wall{};                                 // monotonic
    Seconds cpu_time{};                                 // of all threads of this process, user and system
    std::optional<std::uint64_t> major_faults;          // of this process: pages that had to come from disk
    std::optional<std::uint64_t> involuntary_switches;  // of this process: it had work and lost its processor
    std::optional<Seconds> steal;                       // of the machine, all processors: the hypervisor took them
    std::optional<Seconds> cpu_pressure;                // PSI "some": time in which a task waited for a processor,
    std::optional<Seconds> memory_pressure;             // for memory,
    std::optional<Seconds> io_pressure;                 // for a device

    bool operator==(const Surroundings&) const = default;
};

using Evidence = std::map<std::string, double, std::less<>>;

class SurroundingsReader {
public:
    // `root`: where /proc lies. `clock` must outlive the reader.
    SurroundingsReader(const std::filesystem::path& root, Clock& clock);

    // Everything but the clocks: a few file reads, some tens of microseconds.
    void read_counters(Surroundings& into);

    // CPU time, and the wall clock: the last thing to read before a sample, the first one after it. The wall
    // clock is read on the side of the sample.
    void read_clocks_before(Surroundings& into) const;
    void read_clocks_after(Surroundings& into) const;

    // Of the evidence below, what this machine withholds.
    [[nodiscard]] Reasons missing();

private:
    Clock* clock_;
    CounterFile stat_;
    CounterFile cpu_pressure_;
    CounterFile memory_pressure_;
    CounterFile io_pressure_;
};

// wall_s, cpu_time_s, major_faults, involuntary_switches, steal_s, cpu_pressure_s, memory_pressure_s,
// io_pressure_s: those that both readings have.
[[nodiscard]] Evidence compute_evidence(const Surroundings& before, const Surroundings& after);

// cpu_time_s over wall_s and threads (`threads` >= 1); nothing where no time passed.
[[nodiscard]] std::optional<double> compute_cpu_utilization(const Evidence& evidence, int threads);

// Processors that this process may run on, at least 1.
[[nodiscard]] int read_allowed_processors();

// Steal time of all processors from the text of /proc/stat, whose unit is 1 / `ticks_per_second`.
[[nodiscard]] std::optional<Seconds> parse_steal(std::string_view stat, long ticks_per_second);

// The total of the "some" line of a file in /proc/pressure.
[[nodiscard]] std::optional<Seconds> parse_pressure(std::string_view text);

}  // namespace inference_pio
