// What a fresh measurement says of a suspicion: an alarm needs the same verdict again from processes of its own.
//
// Pure. Thread-safe.
#pragma once

#include <string>
#include <vector>

#include "judgement/comparison.hpp"

namespace inference_pio {

// For each of `suspects` (indices of comparison's rows) the fresh row of the same case and metric decides: `regressed`
// again adds a confirmation; anything else takes the verdict back to `inconclusive`, and the reason then says what both
// measurements saw. Without a fresh row (its case failed, the measurement was interrupted) the row stays as it was,
// unconfirmed, and the reason says so. Returns whether any row learnt something.
bool apply_confirmation(Comparison& comparison, const std::vector<std::size_t>& suspects, const Comparison& fresh);

// The names of the suspects' cases, each once, in the order of the rows.
[[nodiscard]] std::vector<std::string> suspected_cases(const Comparison& comparison,
                                                       const std::vector<std::size_t>& suspects);

}  // namespace inference_pio
