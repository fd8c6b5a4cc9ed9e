// Decides when a case is precise enough, and says what it would still need.
// docs/measurement.md, section 3.
//
// Pure: no clock, no I/O. Thread-safe.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "execution/case_outcome.hpp"
#include "execution/sampling_policy.hpp"

namespace inference_pio {

// The metric that a case's samples are known by, for warm-up and variances: e2e_latency, latency or
// process_time where it has one of them, else the first declared metric, else the first of the
// catalogue, else the first by name. Empty where no sample has a metric.
[[nodiscard]] std::string main_metric_of(const CaseOutcome& outcome);

// The metrics on which stopping rests: prefill_fast and decode_fast where the case has them (the
// steadiest figures of an engine's speed: what verdicts rest on too), else the main metric.
[[nodiscard]] std::vector<std::string> steering_metrics_of(const CaseOutcome& outcome);

struct Convergence {
    bool enough = false;                  // the case needs no further visit
    bool precise = false;                 // processes_min were seen and the precision, if one is wanted, was reached
    std::optional<double> precision;      // half-width over value of the widest; absent with fewer than 2 processes
    std::string metric;                   // the one that is widest
    int processes = 0;                    // that gave a value
    std::optional<Seconds> process_time;  // of one more process, on average; absent: unknown

    bool operator==(const Convergence&) const = default;
};

// After the visits in `outcome`: enough or not. Values that have no logarithm (zero, negative) cannot
// have an interval on the log scale: such a metric is precise at processes_min.
[[nodiscard]] Convergence compute_convergence(const CaseOutcome& outcome, const SamplingPolicy& policy);

// What an unstable case's reason says: what was reached, what was wanted, and about how many more
// processes, and how much more time, would do.
[[nodiscard]] std::string describe_instability(const Convergence& convergence, const SamplingPolicy& policy);

// A run that has not, or not yet, brought the case to its precision says so in the case's status: `unstable`, with
// `why` in front of what describe_instability() says. Unchanged where the precision was reached.
void mark_unfinished(CaseOutcome& outcome, const SamplingPolicy& policy, std::string_view why);

}  // namespace inference_pio
