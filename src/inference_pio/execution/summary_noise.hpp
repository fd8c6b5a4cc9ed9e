// What surrounded the samples of a case, summed up. Evidence, not surgery: no sample is dropped for it.
//
// Pure. Thread-safe.
#pragma once

#include <map>
#include <string>

#include "execution/case_outcome.hpp"

namespace inference_pio {

// From where on a sample counts as taken under pressure: shares of its wall time, and counts. Coarse on
// purpose: they tell a busy machine from a quiet one.
struct DisturbanceLimits {
    double steal = 0.02;            // the hypervisor gave the processors to others
    double cpu_pressure = 0.10;     // a task waited for a processor
    double memory_pressure = 0.01;  // for memory
    double io_pressure = 0.05;      // for a device
    double involuntary_switches_per_s = 200;
    double major_faults = 0;      // any page that had to come from disk
    double throttle_count = 0;    // any slowing down by heat
    double frequency_drop = 0.1;  // below the case's fastest sample

    bool operator==(const DisturbanceLimits&) const = default;
};

// By the evidence that workers give (wall_s, steal_s, cpu_pressure_s, memory_pressure_s, io_pressure_s,
// involuntary_switches, major_faults, throttle_count, frequency_hz); what is not there disturbs nothing. A
// worker of its own may say so itself, with a `disturbed` that is not zero. `fastest_hz`: the largest
// frequency_hz of the case's samples; 0: not known, and no clock disturbs.
[[nodiscard]] bool is_disturbed(const std::map<std::string, double, std::less<>>& evidence,
                                const DisturbanceLimits& limits = {}, double fastest_hz = 0);

// Over the measured samples of all visits, by the unit that a name ends with: the largest of shares
// (`_percent`, `_ratio`), clocks (`_hz`) and temperatures (`_celsius`), the sum of everything else
// (seconds, counts, bytes). `missing` holds what the workers said they cannot read, unless some sample has it.
[[nodiscard]] Noise noise_of(const CaseOutcome& outcome);

}  // namespace inference_pio
