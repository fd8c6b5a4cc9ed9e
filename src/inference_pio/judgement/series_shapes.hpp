// Which shape describes a stretch of a series better: a step or a drift. By sums of squared residuals.
//
// Pure. Thread-safe. All values are finite. O(n) each.
#pragma once

#include <cstddef>
#include <span>

namespace inference_pio {

// Two levels, values[0 … at) and values[at … n). 0 < at < n.
[[nodiscard]] double compute_step_misfit(std::span<const double> values, std::size_t at);

// The best of all steps with at least `smallest` >= 1 values on each side; that of a single level where none has.
[[nodiscard]] double compute_best_step_misfit(std::span<const double> values, std::size_t smallest);

// The best drift: a level up to some run, from there on a straight line, of at least 20 runs. With fewer
// values than that: a straight line through all of them. At least one value.
[[nodiscard]] double compute_drift_misfit(std::span<const double> values);

}  // namespace inference_pio
