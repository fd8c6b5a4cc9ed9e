// Verdicts on two stored runs. They are the weaker evidence: what differs between two sessions of the same build is
// part of the test (docs/measurement.md, sections 2 and 5).
//
// Pure. Thread-safe.
#pragma once

#include <functional>
#include <inference_pio/record.hpp>
#include <inference_pio/result.hpp>
#include <optional>
#include <vector>

#include "configuration/gate_rules.hpp"
#include "judgement/comparability.hpp"
#include "judgement/comparison.hpp"

namespace inference_pio {

inline constexpr double kAssumedDegrees = 12;
// Degrees of freedom that a robust deviation of successive differences has for each further run.
inline constexpr double kRobustDegrees = 0.3;

// What the history of a series says of its noise between sessions.
struct SessionNoise {
    double deviation = 0.02;  // of the logarithm of a run's value between sessions, >= 0
    int runs = 0;             // that it was computed from; 0: assumed
    bool operator==(const SessionNoise&) const = default;
};

// Robust, from the successive differences of the values of one segment (no step in it), at least 6 values; fewer:
// the assumed one. Values in time order; those that are not positive and finite are passed over.
//
// Few runs know their noise badly, and of many series some look quiet by chance: those would alarm. So the robust
// variance r is drawn towards the assumed one a, which counts as much as k = kAssumedDegrees values: (k a + v r) / (k + v),
// v = kRobustDegrees * (runs - 1). A history that is noisier than that beyond doubt is believed: the deviation is never
// below sqrt(r) / (1 + 1 / sqrt(2 v)), its own less one standard error.
// In simulation (500 steady series, 2 % between sessions; stored_comparison_test.cpp) comparisons that took sqrt(r) with
// runs - 1 degrees of freedom raised a false alarm in 85 of 200 with 6 runs behind each series, in 24 with 15.
[[nodiscard]] SessionNoise compute_session_noise(const std::vector<double>& values);

// One row before its family is known: verdict and adjusted p value are not yet set, p_value is.
//
// Times, rates and the like: t = (|ln ratio| - ln(1 + allowed)) / sqrt(se_b^2 + se_c^2 + 2 deviation^2), with
// Welch-Satterthwaite degrees of freedom. The session's are those of a mean of the assumed variance, which has no doubt,
// and the history's: (k + v)^2 / v, at least 48, with k and v as above (all assumed: normal). se comes from a record's
// interval as if it were Student's over its processes: (ln high - ln low) / (2 t), t for the interval's level and
// process_count - 1 degrees of freedom. That is exact for the intervals of medians; sequential ones are wider by
// design, and those of quantiles (jackknife) were made with fewer degrees of freedom, so that their se comes out up to
// a third too large: the test errs to the side of fewer alarms. p is two-sided, 1 within the allowed difference.
//
// Bytes and counts (nearly exact): judged by `allowed` alone where the processes of each side agree within it; their
// p value is then 0 or 1. Where they do not, p is 0 if every process of one side lies beyond every one of the other by
// more than `allowed`, else there is none. What the operating system says of a process (peak_memory) needs two of them
// on each side; what a program counts needs one.
//
// No p value, inconclusive, and the reason says why: a side without a value ("failed: …"), a time of a single process,
// a metric without a direction.
[[nodiscard]] ComparedMetric compare_records(const Record& baseline, const Record& candidate,
                                             const GateThresholds& thresholds, const SessionNoise& noise);

enum class Correction { holm, benjamini_hochberg };

[[nodiscard]] std::string_view to_string(Correction correction);

// Sets adjusted p values, intervals at the corrected level, smallest effects and verdicts of all rows that have a
// p value: deciding rows are one family, the others a second one that is always corrected by Benjamini and Hochberg.
// alpha in (0, 1), and not beyond what a double can tell from 0.
//
//   regressed, improved: the adjusted p value is at most alpha, and the interval then lies beyond `allowed`;
//   equivalent:          the 90 % interval lies within ± ln(1 + max(allowed, equivalence)); exact ones: within allowed;
//   inconclusive:        otherwise.
//
// Levels of intervals. Holm: 1 - alpha / (m - rank + 1) for the rejected ones by rising p value, and that of the first
// one that was not rejected for the rest. Benjamini and Hochberg, R rejected: 1 - R alpha / m (Benjamini and Yekutieli,
// J. Am. Stat. Assoc. 100, 2005), 1 - (R + 1) alpha / m for the rest. So intervals and verdicts never contradict.
void judge_family(std::vector<ComparedMetric>& rows, double alpha, Correction correction,
                  const GateRules& rules);

// Noise of a series, by the candidate's record. An empty one: the assumed noise for all.
using NoiseOf = std::function<SessionNoise(const Record& candidate)>;

// The whole comparison, but for findings (judgement/findings.hpp) and the sides' names. Warns of what makes it weak: an
// interrupted run, unstable records (which are judged all the same), dirty subjects, equal subjects, assumed noise.
// A case that has values in the baseline and none in the candidate has a deciding row, so that no gate passes it by.
[[nodiscard]] Comparison compare_runs(const Run& baseline, const Run& candidate, const GateRules& rules,
                                      Correction correction, const NoiseOf& noise);

}  // namespace inference_pio
