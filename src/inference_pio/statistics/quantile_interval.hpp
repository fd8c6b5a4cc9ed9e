// The confidence interval of a quantile from order statistics alone: exact for any continuous distribution.
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/result.hpp>
#include <span>

namespace inference_pio {

// [x_(low_rank), x_(high_rank)]: order statistics, ranks from 1.
struct QuantileInterval {
    double low = 0;
    double high = 0;
    double level = 0;  // the exact confidence reached: P(low_rank <= Bin(n, probability) < high_rank)
    int low_rank = 0;
    int high_rank = 0;
    bool operator==(const QuantileInterval&) const = default;
};

// The interval of the quantile at `probability` (0 < probability < 1) with at most (1 - level) / 2 of the
// chance beyond each end, 0 < level < 1: the largest l with P(Bin < l) and the smallest u with
// P(Bin >= u) at most that. At one half it is the sign test's interval. The values are independent draws:
// pooled repetitions of one process are not. O(n log n).
// Source: Conover, "Practical Nonparametric Statistics" (3rd ed.), section 3.2.
//
// Errors: invalid_argument where there are too few values, naming how many would do; where a value is not
// finite; where probability or level are out of range.
[[nodiscard]] Result<QuantileInterval> compute_quantile_interval(std::span<const double> values, double probability,
                                                                 double level);

}  // namespace inference_pio
