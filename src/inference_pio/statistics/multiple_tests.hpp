// Many tests at once: p values adjusted so that each may be compared with the one alpha of the family.
//
// Pure. Thread-safe. p values in [0, 1]; the adjusted ones come in the same order, are never smaller than
// what they were, and are at most 1. O(n log n).
#pragma once

#include <span>
#include <vector>

namespace inference_pio {

// Holm's step-down: the chance of one false alarm or more in the family stays below alpha, whatever the
// dependence. For a gate. Source: Holm (Scand. J. Statist. 6, 1979); R's p.adjust(method = "holm").
[[nodiscard]] std::vector<double> holm_adjust(std::span<const double> p_values);

// Benjamini and Hochberg's step-up: the expected share of false alarms among all alarms stays below alpha
// for independent or positively dependent tests. For a report. Source: Benjamini and Hochberg
// (J. R. Stat. Soc. B 57, 1995); R's p.adjust(method = "BH").
[[nodiscard]] std::vector<double> benjamini_hochberg_adjust(std::span<const double> p_values);

}  // namespace inference_pio
