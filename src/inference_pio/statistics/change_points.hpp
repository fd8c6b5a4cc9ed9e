// E-divisive: where in a series of runs did the distribution change, and how sure is that?
//
// Pure. Thread-safe. The same seed gives the same answer on every machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <inference_pio/result.hpp>
#include <span>
#include <vector>

namespace inference_pio {

struct ChangePoint {
    std::size_t index = 0;  // the first value after the change, from 0
    double statistic = 0;   // the scaled energy distance of the two sides, >= 0
    double p_value = 0;     // of the permutation test: (1 + permutations at least as extreme) / (1 + all)
    bool operator==(const ChangePoint&) const = default;
};

struct ChangePointOptions {
    double exponent = 1;               // of the distances |x - y|, in (0, 2)
    int permutations = 199;            // the smallest p value is 1 / (permutations + 1)
    double p_threshold = 0.05;         // a change whose p value exceeds it ends the search
    std::size_t smallest_segment = 3;  // values on each side of a change, at least 2
    std::uint64_t seed = 1;
};

// The changes in `values` (time order), sorted by index; empty where there is none.
//
// Hierarchical bisection: the split with the largest statistic over all segments is put to a permutation
// test within the segments, is kept where p <= p_threshold, and then its sides are searched in turn. The
// statistic of a split into X (n values) and the Y (m values) that follow it, up to any end in the segment:
//   Q = n m / (n + m) (2 mean |x - y|^a - mean |x - x'|^a - mean |y - y'|^a).
// Each split is tested at p_threshold after those before it; nothing is adjusted for their number.
// Source: Matteson and James, "A nonparametric approach for multiple change point analysis of multivariate
// data" (J. Am. Stat. Assoc. 109, 2014), sections 2.2 to 2.4.
//
// O(n^2) memory and time for each permutation: for series of up to a few hundred values.
//
// Errors: invalid_argument where an option is out of range or the permutations cannot reach the threshold;
// where there are more than 2,000 values; where a value is not finite or too large for its distances.
[[nodiscard]] Result<std::vector<ChangePoint>> compute_change_points(std::span<const double> values,
                                                                     const ChangePointOptions& options = {});

}  // namespace inference_pio
