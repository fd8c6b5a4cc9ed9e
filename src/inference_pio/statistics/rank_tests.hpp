// Rank tests for two sides: of pairs (Wilcoxon's signed ranks) and of two separate sets (Mann and
// Whitney). Two-sided.
//
// Source: Hollander, Wolfe and Chicken, "Nonparametric Statistical Methods" (3rd ed.), sections 3.1 and
// 4.1. The conventions are those of R's wilcox.test.
//
// Pure. Thread-safe. All values are finite.
#pragma once

#include <span>

namespace inference_pio {

struct RankTest {
    double statistic = 0;
    double p_value = 1;  // in [0, 1]
    bool exact = false;  // false: the normal approximation, with correction for ties and for continuity
    bool operator==(const RankTest&) const = default;
};

// Is the median of symmetric differences 0? The statistic is the sum of the ranks of the positive ones,
// R's V. Exact for at most 50 differences without zeros and without ties of magnitude; otherwise zeros are
// left out, ties share their mean rank, and the p value is the normal approximation. 1 where nothing is
// left. O(n log n), exact O(n^3).
[[nodiscard]] RankTest compute_signed_rank_test(std::span<const double> differences);

// Does one set tend to larger values than the other? The statistic is Mann and Whitney's U of `first`:
// pairs in which it is larger, ties counting half; R's W. Exact without ties and with at most 400 pairs.
// 1 where a set is empty. O((n + m) log(n + m)), exact O(n m (n + m)).
[[nodiscard]] RankTest compute_rank_sum_test(std::span<const double> first, std::span<const double> second);

}  // namespace inference_pio
