// Which of several points are worth choosing at all, where each costs something and gives something.
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/result.hpp>
#include <vector>

namespace inference_pio {

struct CostBenefit {
    double cost = 0;     // lower is better
    double benefit = 0;  // higher is better
    bool operator==(const CostBenefit&) const = default;
};

// For each point whether it lies on the Pareto front: no other point is at least as good in both and better in one.
// Equal points are all on it or none. Infinities are numbers like others. O(n log n).
// Errors: invalid_argument for a NaN, naming the point's index.
[[nodiscard]] Result<std::vector<bool>> compute_pareto_front(const std::vector<CostBenefit>& points);

}  // namespace inference_pio
