// Confidence intervals of a case's value. The unit of replication is the process, never the repetition
// (docs/measurement.md, section 2): every function here takes one value from each process.
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/record.hpp>
#include <inference_pio/result.hpp>
#include <span>
#include <string_view>

namespace inference_pio {

inline constexpr std::string_view kLogProcessValues = "student_t_log_process_values";
inline constexpr std::string_view kProcessValues = "student_t_process_values";

// Student's t interval for the centre of the process values at `level` (0 < level < 1), two-sided.
//
// Where all values are positive it is computed on their logarithms and carried back: exp(m ± t s / √n),
// with n - 1 degrees of freedom; times and rates err by factors, and the interval cannot reach below
// zero. Otherwise the values themselves are used. `method` says which.
//
// `value` is what the record reports, the median of the process values. The interval is centred on their
// mean (of the logarithms); in a skewed sample of few processes the median can lie outside of it, and
// then the end that it lies beyond is moved out to `value`: the interval only ever grows.
//
// Errors: invalid_argument with fewer than two processes, or where the processes lie so far apart that
// the interval's ends are not finite numbers.
[[nodiscard]] Result<Interval> compute_process_interval(std::span<const double> process_values, double value,
                                                        double level);

// The two-sided quantile of Student's t: P(|T| <= t) = level, with `degrees` >= 1.
[[nodiscard]] double student_t_factor(int degrees, double level);

}  // namespace inference_pio
