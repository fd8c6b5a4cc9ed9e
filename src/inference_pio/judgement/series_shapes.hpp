// Which shape describes a stretch of a series better: a step or a drift. By sums of squared residuals.
//
// Pure. Thread-safe. All values are finite. O(n) each.
#pragma once

#include <cstddef>
#include <span>

namespace inference_pio {

// A month of daily runs: what goes faster is a step.
inline constexpr std::size_t kShortestDrift = 30;

// Two levels, values[0 … at) and values[at … n). 0 < at < n.
[[nodiscard]] double compute_step_misfit(std::span<const double> values, std::size_t at);

// The best of all steps with at least `smallest` >= 1 values on each side; that of a single level where none has.
[[nodiscard]] double compute_best_step_misfit(std::span<const double> values, std::size_t smallest);

// The best drift: a level up to some run, from there on a straight line, of at least kShortestDrift
// runs. With fewer values than that: a straight line through all of them. At least one value.
[[nodiscard]] double compute_drift_misfit(std::span<const double> values);

// n ln(misfit of the best drift / step_misfit): by how much a step describes the values better, as twice a log
// likelihood; negative where the drift does. With fewer values than a drift needs the step always does.
[[nodiscard]] double compute_step_advantage(std::span<const double> values, double step_misfit);

}  // namespace inference_pio
