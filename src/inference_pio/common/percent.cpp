#include "common/percent.hpp"

#include <fmt/format.h>

#include <cmath>

namespace inference_pio {

std::string percent_of(double share) {
    const double percent = share * 100;
    if (!std::isfinite(percent)) return "an unknown share";
    // From 99.5 on two significant digits would be an exponent; below a thousandth of a percent nobody asks which.
    if (std::abs(percent) >= 99.5) return fmt::format("{:.0f} %", percent);
    if (std::abs(percent) < 0.001) return percent == 0 ? "0 %" : "below 0.001 %";
    return fmt::format("{:.2g} %", percent);
}

}  // namespace inference_pio
