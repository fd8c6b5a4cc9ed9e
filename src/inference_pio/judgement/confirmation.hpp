// What a fresh measurement says of a suspicion: an alarm needs the same verdict again from processes of its own.
//
// Pure. Thread-safe.
#pragma once

#include <functional>
#include <inference_pio/result.hpp>
#include <string>
#include <vector>

#include "judgement/comparison.hpp"
#include "judgement/findings.hpp"

namespace inference_pio {

// For each of `suspects` (indices of comparison's rows) the fresh row of the same case and metric decides: `regressed`
// again adds a confirmation; anything else takes the verdict back to `inconclusive`, and the reason then says what both
// measurements saw. Without a fresh row (its case failed, the measurement was interrupted) the row stays as it was,
// unconfirmed, and the reason says so. Returns whether any row learnt something.
bool apply_confirmation(Comparison& comparison, const std::vector<std::size_t>& suspects, const Comparison& fresh);

// The names of the suspects' cases, each once, in the order of the rows.
[[nodiscard]] std::vector<std::string> suspected_cases(const Comparison& comparison,
                                                       const std::vector<std::size_t>& suspects);

// Measures the rows of `suspects` once more and compares: what apply_confirmation() takes as fresh.
using MeasureAgain = std::function<Result<Comparison>(const std::vector<std::size_t>& suspects)>;

// Measures suspects again until none is left that could still be confirmed, or the user interrupts; then groups the
// findings anew. What cannot be confirmed (its case fails now) is asked for once. Time and interruption of the fresh
// measurements are added to the comparison. Errors: those of `again`.
[[nodiscard]] Result<void> confirm_suspects(Comparison& comparison, const GateRules& rules, const MeasureAgain& again);

}  // namespace inference_pio
