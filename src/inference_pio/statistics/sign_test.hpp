// The sign test and its interval for a median, and how many pairs an effect needs to be seen
// (docs/measurement.md, section 4). Exact for any continuous distribution: nothing is assumed normal but
// in the planning functions, which are estimates by their nature.
//
// Pure. Thread-safe. Everywhere 1e-300 <= alpha < 1, two-sided, and all values are finite.
#pragma once

#include <inference_pio/result.hpp>
#include <optional>
#include <span>

namespace inference_pio {

// [x_(k), x_(n+1-k)]: the k-th smallest and the k-th largest value.
struct OrderInterval {
    double low = 0;
    double high = 0;
    double level = 0;  // the exact confidence reached: 1 - 2 P(Bin(n, 1/2) < rank), at least 1 - alpha
    int rank = 0;      // k, from 1

    bool operator==(const OrderInterval&) const = default;
};

// The interval of the median that the sign test does not reject at `alpha`: the largest k with
// P(Bin(n, 1/2) < k) <= alpha / 2. `values` in any order. O(n log n).
// Source: Hollander, Wolfe and Chicken, "Nonparametric Statistical Methods" (3rd ed.), section 3.6.
//
// Errors: invalid_argument with fewer values than sign_test_minimum(alpha), naming that number; with a
// value that is not finite; with alpha out of its range.
[[nodiscard]] Result<OrderInterval> compute_sign_interval(std::span<const double> values, double alpha);

// The fewest values from which the sign test can reject at `alpha`: ceil(log2(2 / alpha)).
[[nodiscard]] int sign_test_minimum(double alpha);

// Two-sided exact p value of "the median is 0". Zeros say nothing about a direction and are left out; 1
// where nothing is left. In (0, 1]; 0 only where it is smaller than any double.
[[nodiscard]] double sign_test_p_value(std::span<const double> values);

// Pairs that show `effect` beyond `margin` with power 0.8:
//   n = 1.57 (z_{1 - alpha/2} + 0.84)^2 s^2 / (|effect| - margin)^2, at least sign_test_minimum(alpha).
// 1.57 = pi / 2 is what the sign test costs over the t test on normal values. `standard_deviation` of one
// pair's difference, >= 0, in the unit of `effect` and `margin` (here: log ratios); margin >= 0.
// Absent where |effect| <= margin: no number of pairs shows it. At most one thousand million.
[[nodiscard]] std::optional<int> pairs_needed(double effect, double margin, double standard_deviation, double alpha);

// The smallest effect that `pairs` >= 1 pairs show with power 0.8, the inverse of pairs_needed:
//   margin + (z_{1 - alpha/2} + 0.84) s sqrt(1.57 / n).
// Below sign_test_minimum(alpha) pairs no effect is ever shown, and the answer is only that of the formula.
[[nodiscard]] double smallest_effect(int pairs, double margin, double standard_deviation, double alpha);

// 1.4826 times the median absolute deviation about the median: of normal values the standard deviation,
// and hardly moved by a few wild ones. At least one value, each of magnitude below 1e307.
[[nodiscard]] double robust_standard_deviation(std::span<const double> values);

}  // namespace inference_pio
