// A quantile of the processes' values, and its confidence interval: what the steadiest metrics are reported
// by (docs/measurement.md, section 2, rule 8).
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/record.hpp>
#include <inference_pio/result.hpp>
#include <span>
#include <string_view>

#include "statistics/interval.hpp"

namespace inference_pio {

inline constexpr std::string_view kJackknifeLogQuantile = "jackknife_log_process_quantile";
inline constexpr std::string_view kJackknifeQuantile = "jackknife_process_quantile";
inline constexpr std::string_view kSequentialJackknifeLogQuantile = "sequential_jackknife_log_process_quantile";
inline constexpr std::string_view kSequentialJackknifeQuantile = "sequential_jackknife_process_quantile";

// The quantile at `probability` (0 < probability < 1) of at least one value, estimated by a mean of all
// order statistics in which those near the quantile weigh most: Harrell and Davis, "A new distribution-free
// quantile estimator" (Biometrika 69, 1982). Unlike a single order statistic it does not jump from one
// state of a machine to another with one more process. Where all values are positive, of their logarithms
// and carried back. The value lies between the smallest and the largest. O(n log n).
[[nodiscard]] double compute_process_quantile(std::span<const double> process_values, double probability);

// The interval about that estimate at `level` (0 < level < 1), two-sided: ± t s, where s is the jackknife's
// standard error and t the quantile of Student's t with n / 2 - 1 degrees of freedom, at least 1.4 and at most 5,
// since few of the values carry the estimate. In simulation (normal values, the quartile, 4,000 runs each) a factor
// of 7.0 covers 95 % at 3 processes, 2.97 at 8, 2.58 at 14, 2.42 at 20, 2.39 at 30; this takes 3.18 and from 12
// on 2.57. For Stopping::sequential the half-width is widened by √(1 + 2 / n) as compute_process_interval() does.
//
// Errors: invalid_argument with fewer than three processes, or where the processes lie so far apart that the
// interval's ends are not finite numbers.
[[nodiscard]] Result<Interval> compute_process_quantile_interval(std::span<const double> process_values,
                                                                 double probability, double level,
                                                                 Stopping stopping = Stopping::fixed);

}  // namespace inference_pio
