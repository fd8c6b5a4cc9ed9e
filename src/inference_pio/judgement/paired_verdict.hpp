// Decides whether one side is slower than another from values taken in turn.
// docs/measurement.md, section 4.
//
// Pure: no clock, no I/O. Thread-safe.
#pragma once

#include <inference_pio/metric.hpp>
#include <inference_pio/record.hpp>
#include <inference_pio/result.hpp>
#include <optional>
#include <string>
#include <vector>

namespace inference_pio {

// One metric of two sides: entry i of both vectors is the pair i of fresh processes, in time order.
struct PairedSamples {
    std::vector<double> baseline;                      // > 0, one value a process
    std::vector<double> candidate;                     // the same length
    Direction direction = Direction::lower_is_better;  // of the metric; neutral has no verdict
};

struct VerdictPolicy {
    double delta = 0.01;        // a difference that does not matter, as a share, >= 0
    double alpha = 0.05;        // 0 < alpha < 1: two-sided level of `regressed` and `improved`, corrected by the caller
    double equivalence = 0.02;  // `equivalent` is within this share, or delta where that is more, >= 0
    double equivalence_alpha = 0.10;  // 0 < it < 1: the interval that shows it has the level 1 - equivalence_alpha

    bool operator==(const VerdictPolicy&) const = default;
};

struct PairedVerdict {
    Verdict verdict = Verdict::inconclusive;
    int pairs = 0;
    // Candidate over baseline, the median of the pairs' ratios; absent without a pair.
    std::optional<double> ratio;
    // Of that median, from the sign test; its `level` is the exact one, at least 1 - alpha. Absent with too few pairs.
    std::optional<Interval> interval;
    // Robust standard deviation of the logarithm of one pair's ratio.
    std::optional<double> pair_deviation;
    // The smallest slowdown or speed-up, as a share, that so many pairs show with power 0.8.
    std::optional<double> smallest_effect;
    // How many more pairs would settle the difference that was seen; absent where it is settled, or
    // where the difference lies within delta, so that no number shows it to be more.
    std::optional<int> pairs_missing;
    std::string reason;  // one line for people

    bool operator==(const PairedVerdict&) const = default;
};

// The sign-test interval of the median of d = ln candidate - ln baseline:
//   regressed, improved: the whole interval at 1 - alpha lies beyond ± ln(1 + delta) on that side;
//   equivalent:          the interval at 1 - equivalence_alpha lies inside of ± ln(1 + max(delta, equivalence));
//   inconclusive:        otherwise, and with fewer pairs than sign_test_minimum(alpha).
// Errors: invalid_argument for sides of different lengths, values that are not positive and finite, a
// neutral direction, or a policy out of its ranges.
[[nodiscard]] Result<PairedVerdict> compute_paired_verdict(const PairedSamples& samples, const VerdictPolicy& policy);

// ln candidate - ln baseline of each pair. Errors: invalid_argument for sides of different lengths, and for values
// that are not positive and finite.
[[nodiscard]] Result<std::vector<double>> compute_log_ratios(const PairedSamples& samples);

inline constexpr std::string_view kSignTestOfPairs = "sign_test_log_pair_ratios";

}  // namespace inference_pio
