#include "statistics/pareto_front.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <optional>

namespace inference_pio {

Result<std::vector<bool>> compute_pareto_front(const std::vector<CostBenefit>& points) {
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (std::isnan(points[i].cost) || std::isnan(points[i].benefit)) {
            return fail(ErrorKind::invalid_argument, fmt::format("point {} of a Pareto front is no number", i));
        }
    }
    std::vector<std::size_t> order(points.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        if (points[a].cost != points[b].cost) return points[a].cost < points[b].cost;
        return points[a].benefit > points[b].benefit;
    });
    // From the cheapest on, a point is worth its cost if it gives more than all cheaper ones. Of equal cost the best
    // comes first; the ones that follow are its equals, or worse.
    std::vector<bool> on_front(points.size(), false);
    std::optional<CostBenefit> best;
    for (const std::size_t i : order) {
        if (best && points[i].benefit <= best->benefit && points[i] != *best) continue;
        on_front[i] = true;
        best = points[i];
    }
    return on_front;
}

}  // namespace inference_pio
