// The verdicts of a duet while it runs: a family of hypotheses (deciding metrics of all cases), looked at a few
// times as pairs come in (docs/measurement.md, section 4). At each look a metric's sign test must reach O'Brien and
// Fleming's bound for its share of alpha, which Holm's step-down gives: alpha / m for the first, and the share
// of a rejected one passes on to the others. Sources: the sequential bounds, statistics/sequential.hpp; Holm's
// procedure with group sequential bounds, Ye, Li, Liu and Yao (Statistics in Medicine 32, 2013).
//
// Pure. Thread-safe, but for a DuetFamily, which belongs to one thread.
#pragma once

#include <inference_pio/metric.hpp>
#include <inference_pio/result.hpp>
#include <map>
#include <utility>
#include <vector>

#include "configuration/gate_rules.hpp"
#include "judgement/paired_verdict.hpp"
#include "statistics/sequential.hpp"

namespace inference_pio {

// One metric of one case, pair by pair.
struct DuetHypothesis {
    PairedSamples samples;
    GateThresholds thresholds;
    bool exact = false;  // bytes, counts: where the processes of each side agree, the allowed difference alone decides
};

// At 6, 12, 18, 24 pairs for a most of 24: four looks, fewer where there would be less than 6 pairs between them; all
// even, since pairs come by two (A B B A), the last one at pairs_max or one more. pairs_max >= 6.
[[nodiscard]] std::vector<int> compute_looks(int pairs_max);

// What one hypothesis has come to.
struct DuetState {
    PairedVerdict verdict;        // at the level of the look that decided it, or of the last one
    double p_value = 1;           // of "the difference lies within the allowed one", two-sided, at that look
    double nominal_alpha = 0.05;  // that it was held against
    int decided_at = 0;           // pairs of the look that decided it; 0: not decided

    [[nodiscard]] bool decided() const { return decided_at > 0; }
    bool operator==(const DuetState&) const = default;
};

// A family with its states. Decided hypotheses stay decided.
class DuetFamily {
public:
    // alpha in (0, 1), of the whole family; looks as of compute_looks(), at least one.
    // Errors: invalid_argument.
    [[nodiscard]] static Result<DuetFamily> create(double alpha, std::vector<int> looks);

    // Look number `look`, from 0, at all hypotheses; at every look the same ones in the same order. A hypothesis with
    // fewer pairs than the look is meant for (its case failed, the user interrupted) is held against that look's bound
    // all the same, which is the stricter one for it. Errors: those of compute_paired_verdict().
    [[nodiscard]] Result<void> look(std::size_t look, const std::vector<DuetHypothesis>& hypotheses);

    [[nodiscard]] const std::vector<DuetState>& states() const { return states_; }
    [[nodiscard]] const std::vector<int>& looks() const { return looks_; }
    [[nodiscard]] bool all_decided() const;

private:
    DuetFamily(double alpha, std::vector<int> looks) : alpha_(alpha), looks_(std::move(looks)) {}
    [[nodiscard]] Result<double> nominal_alpha(std::size_t look, double alpha);
    [[nodiscard]] Result<void> judge(std::size_t hypothesis, const DuetHypothesis& subject, double alpha,
                                     std::size_t look);

    double alpha_;
    std::vector<int> looks_;
    std::vector<DuetState> states_;
    std::map<double, std::vector<SequentialLook>> bounds_;  // by alpha: solving for them takes milliseconds
};

// Two-sided p value of "the median ratio lies within 1 + delta on either side", by the sign test. Errors: those of
// compute_log_ratios().
[[nodiscard]] Result<double> compute_sign_p_value(const PairedSamples& samples, double delta);

// Verdicts of metrics on which nothing rests, corrected by Benjamini and Hochberg at `alpha`: in the order given.
// adjusted p values in the second. Errors: those of compute_paired_verdict().
struct InformativeVerdict {
    PairedVerdict verdict;
    double p_value = 1;
    double adjusted_p_value = 1;
};
[[nodiscard]] Result<std::vector<InformativeVerdict>> judge_informative(const std::vector<DuetHypothesis>& hypotheses,
                                                                        double alpha);

}  // namespace inference_pio
