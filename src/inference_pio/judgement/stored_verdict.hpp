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

// What the history of a series says of its noise between sessions.
struct SessionNoise {
    double deviation = 0.02;  // of the logarithm of a run's value between sessions, >= 0
    int runs = 0;             // that it was computed from; 0: assumed
    bool operator==(const SessionNoise&) const = default;
};

// Robust, from the successive differences of the values of one segment (no step in it), at least 6 of them; fewer:
// the assumed one. Values in time order, > 0.
[[nodiscard]] SessionNoise compute_session_noise(const std::vector<double>& values);

// One row before its family is known: verdict and adjusted p value are not yet set, p_value is. Times and rates:
// t = (|ln ratio| - ln(1 + allowed)) / sqrt(se_b^2 + se_c^2 + 2 deviation^2), where se comes from the records'
// intervals; Welch-Satterthwaite degrees of freedom, the session's being runs - 1 (none assumed: normal).
// Bytes and counts (nearly exact): judged by `allowed` alone where the processes of each side agree within it; their
// p value is then 0 or 1. A side without a value: no ratio, inconclusive; the reason says which and why.
[[nodiscard]] ComparedMetric compare_records(const Record& baseline, const Record& candidate,
                                             const GateThresholds& thresholds, const SessionNoise& noise);

enum class Correction { holm, benjamini_hochberg };

[[nodiscard]] std::string_view to_string(Correction correction);

// Sets adjusted p values, intervals at the corrected level and verdicts: deciding rows are one family, the others a
// second one that is always corrected by Benjamini and Hochberg. alpha in (0, 1).
void judge_family(std::vector<ComparedMetric>& rows, double alpha, Correction correction,
                  const GateRules& rules);

// Noise of a series, by the candidate's record.
using NoiseOf = std::function<SessionNoise(const Record& candidate)>;

// The whole comparison, but for findings (judgement/findings.hpp). Warns of what makes it weak: an interrupted run,
// unstable records, dirty subjects, equal subjects.
[[nodiscard]] Comparison compare_runs(const Run& baseline, const Run& candidate, const GateRules& rules,
                                      Correction correction, const NoiseOf& noise);

}  // namespace inference_pio
