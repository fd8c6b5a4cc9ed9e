// What a duet's measurement says: verdicts, what could not be compared, and whether the machine was fit for it.
//
// Pure. Thread-safe.
#pragma once

#include <cstdint>
#include <vector>

#include "configuration/gate_rules.hpp"
#include "judgement/comparison.hpp"
#include "session/duet_measurement.hpp"

namespace inference_pio {

// Rows: of each case the deciding metrics with the state that the family came to, and all others with a direction,
// corrected by Benjamini and Hochberg among themselves. Unlike: cases that failed on a side, and cases without a pair.
// Subjects and fingerprint are the caller's to fill in. `seed` labels the control.
[[nodiscard]] Comparison compare_duet(const DuetMeasurement& measurement, const GateRules& rules, std::uint64_t seed);

// The baseline against itself: of each A B B A the two processes of the baseline make a pair, which of them is called
// candidate being left to chance (`seed`); pooled over the cases, metric by metric, at the level 0.01 for all of them
// together (Holm). Flagged: the machine shows a difference where there is none. Nothing below 8 such pairs, which
// cannot show anything at that level; then the reason says so.
[[nodiscard]] Control compute_control(const std::vector<DuetCaseResult>& cases, const GateRules& rules,
                                      std::uint64_t seed);

}  // namespace inference_pio
