#include "statistics/relative_fit.hpp"
#include "statistics/scaling_fit.hpp"

namespace inference_pio {

Result<ScalingFit> fit_memory_growth(std::span<const ScalingPoint> points) {
    if (auto checked = check_scaling_points(points); !checked) return fail(std::move(checked).error());
    return fit_polynomial(points, 1, "line");
}

}  // namespace inference_pio
