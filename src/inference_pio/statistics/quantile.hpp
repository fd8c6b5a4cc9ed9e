// Quantiles of observations, and how many observations a quantile needs before it means something.
//
// Pure. Thread-safe.
#pragma once

#include <cstdint>
#include <span>

namespace inference_pio {

// The quantile by linear interpolation between order statistics: type 7 of Hyndman and Fan, "Sample
// quantiles in statistical packages" (1996), what NumPy and R give unless told otherwise.
// `values` in any order, at least one, all finite; 0 <= probability <= 1. O(n log n).
[[nodiscard]] double compute_quantile(std::span<const double> values, double probability);

// compute_quantile at one half.
[[nodiscard]] double compute_median(std::span<const double> values);

// The fewest observations from which an upper quantile may be reported: with 99 % confidence at least two
// of them lie beyond it, that is P(Binomial(n, 1 - probability) <= 1) <= 0.01. The rule of MLPerf
// LoadGen's early stopping: 64 for p90, 130 for p95, 662 for p99, 6,636 for p99.9.
// 0.5 < probability < 1; up to one half, where a few observations do, the answer is 1.
[[nodiscard]] std::int64_t observations_needed(double probability);

}  // namespace inference_pio
