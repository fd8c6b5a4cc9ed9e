// Decides how often a case is measured: how many processes, how many samples in each, which of them
// are warm-up, and when the interval is narrow enough. docs/measurement.md, section 3.
//
// Pure: no clock, no I/O. Thread-safe.
#pragma once

#include <inference_pio/metric.hpp>
#include <inference_pio/units.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "execution/case_outcome.hpp"

namespace inference_pio {

enum class Preset { quick, standard, thorough };

struct SamplingPolicy {
    int processes_min = 8;        // >= 1: never fewer, unless the budget ends
    int processes_max = 64;       // >= processes_min
    int samples_per_process = 5;  // >= 1, beside warm-up
    int warmup_min = 1;           // >= 1
    int warmup_max = 4;           // >= warmup_min: a process that never settles is measured all the same
    // Half-width of the interval over the value that is enough. Absent: no claim is made, and
    // processes_max is what ends a case.
    std::optional<double> precision = 0.02;
    double confidence = 0.95;
    std::optional<Seconds> budget;  // of the whole run; absent: none. Every case gets one visit all the same

    bool operator==(const SamplingPolicy&) const = default;
};

// quick: 3 processes of 3 samples, no claim of precision, 3 minutes. standard: 8 to 64 processes
// of 5 samples until ± 2 %, 10 minutes. thorough: 12 to 128 processes until ± 1 %, 60 minutes.
[[nodiscard]] SamplingPolicy policy_of(Preset preset);

// The metric on which stopping rests: e2e_latency, latency or process_time where the case has one of
// them, else the first declared metric, else the first of the catalogue, else the first by name.
// Empty where no sample has a metric.
[[nodiscard]] std::string main_metric_of(const CaseOutcome& outcome);

// How many of the first samples of a process were warm-up: the fewest, at least `warmup_min` and at most
// `warmup_max`, after which the first half of the rest is no longer worse than its second half by more
// than 5 % (medians; for a neutral direction: no longer different). `values` are in order of time. At
// most values.size().
[[nodiscard]] int compute_warmup_count(std::span<const double> values, Direction direction,
                                       const SamplingPolicy& policy);

// Whether a process whose samples so far are `values` takes another one.
[[nodiscard]] bool wants_another_sample(std::span<const double> values, Direction direction,
                                        const SamplingPolicy& policy);

struct Convergence {
    bool enough = false;              // the case needs no further visit
    bool precise = false;             // processes_min were seen and the precision, if one is wanted, was reached
    std::optional<double> precision;  // half-width over value that was reached; absent with fewer than 2 processes
    int processes = 0;                // that gave a value

    bool operator==(const Convergence&) const = default;
};

// After the visits in `outcome`: enough or not. Values that have no logarithm (zero, negative) cannot
// have an interval on the log scale: such a case is enough at processes_min.
[[nodiscard]] Convergence compute_convergence(const CaseOutcome& outcome, const SamplingPolicy& policy);

// What an unstable case's reason says: what was reached, what was wanted, and about how many more
// processes would do.
[[nodiscard]] std::string describe_instability(const Convergence& convergence, const SamplingPolicy& policy);

}  // namespace inference_pio
