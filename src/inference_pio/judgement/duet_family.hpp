// The verdicts of a duet while it runs: a family of hypotheses (deciding metrics of all cases), looked at a few
// times as pairs come in (docs/measurement.md, section 4). At each look a metric's sign test must reach O'Brien and
// Fleming's bound for its share of alpha, which Holm's step-down gives: alpha / m for the first, and the share
// of a decided one passes on to the others. Sources: the sequential bounds, statistics/sequential.hpp; Holm's
// procedure with group sequential bounds, Ye, Li, Liu and Yao (Statistics in Medicine 32, 2013).
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/metric.hpp>
#include <inference_pio/result.hpp>
#include <vector>

#include "configuration/gate_rules.hpp"
#include "judgement/paired_verdict.hpp"

namespace inference_pio {

// One metric of one case, pair by pair.
struct DuetHypothesis {
    PairedSamples samples;
    GateThresholds thresholds;
};

struct DuetLook {
    int pairs = 0;  // after which it is taken
    bool operator==(const DuetLook&) const = default;
};

// At 6, 12, 18, 24 pairs for a most of 24: a quarter of `pairs_max` each, at least 6 pairs (sign tests of fewer never
// show anything), the last one at pairs_max. pairs_max >= 6.
[[nodiscard]] std::vector<int> compute_looks(int pairs_max);

// What one hypothesis has come to.
struct DuetState {
    PairedVerdict verdict;   // at the level of the look that decided it, or of the last one
    double p_value = 1;      // of "the difference lies within the allowed one", two-sided, at the last look
    double nominal_alpha = 0.05;  // that it was held against
    int decided_at = 0;      // pairs of the look that decided it; 0: not decided
    [[nodiscard]] bool decided() const { return decided_at > 0; }
};

// A family with its states. Decided hypotheses stay decided.
class DuetFamily {
public:
    // alpha in (0, 1), of the whole family; looks as of compute_looks(). Errors: invalid_argument.
    [[nodiscard]] static Result<DuetFamily> create(std::size_t hypotheses, double alpha, std::vector<int> looks);

    // Looks at all hypotheses, in the order of creation; those with the same or fewer pairs than at the last look
    // keep what they had. `look` counts from 0. Errors: those of compute_paired_verdict().
    [[nodiscard]] Result<void> look(std::size_t look, const std::vector<DuetHypothesis>& hypotheses);

    [[nodiscard]] const std::vector<DuetState>& states() const { return states_; }
    [[nodiscard]] bool all_decided() const;

private:
    DuetFamily(double alpha, std::vector<int> looks) : alpha_(alpha), looks_(std::move(looks)) {}

    double alpha_;
    std::vector<int> looks_;
    std::vector<DuetState> states_;
};

}  // namespace inference_pio
