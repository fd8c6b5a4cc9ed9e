#include "imaging/smart_resize.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace inference_pio {
namespace {

constexpr double kAspectMax = 200;

// To the nearest multiple, halves to the even one; in integers, so that no rounding mode matters.
std::int64_t nearest_multiple(std::int64_t side, std::int64_t factor) {
    std::int64_t count = side / factor;
    const std::int64_t twice_rest = 2 * (side % factor);
    if (twice_rest > factor || (twice_rest == factor && count % 2 == 1)) ++count;
    return count * factor;
}

}  // namespace

Result<ImageSize> compute_smart_size(ImageSize source, const SmartResizeRule& rule) {
    if (source.width < 1 || source.height < 1 || rule.factor < 1 || rule.pixels_min < 1 ||
        rule.pixels_max < rule.pixels_min) {
        return fail(ErrorKind::invalid_argument,
                    fmt::format("no smart size of {} with factor {} and {} to {} pixels", to_string(source),
                                rule.factor, rule.pixels_min, rule.pixels_max));
    }
    const double longer = std::max(source.width, source.height);
    const double shorter = std::min(source.width, source.height);
    if (longer / shorter > kAspectMax) {
        return fail(
            ErrorKind::invalid_argument,
            fmt::format("an image of {} is more than {} times as long as it is short", to_string(source), kAspectMax),
            "cut it into parts");
    }
    const auto factor = static_cast<double>(rule.factor);
    std::int64_t width = nearest_multiple(source.width, rule.factor);
    std::int64_t height = nearest_multiple(source.height, rule.factor);
    const auto pixels = static_cast<double>(source.pixels());
    if (width * height > rule.pixels_max) {
        const double shrink = std::sqrt(pixels / static_cast<double>(rule.pixels_max));
        const auto fitted = [&](int side) {
            return std::max<std::int64_t>(1, std::llround(std::floor(side / shrink / factor))) * rule.factor;
        };
        width = fitted(source.width);
        height = fitted(source.height);
    } else if (width * height < rule.pixels_min) {
        const double grow = std::sqrt(static_cast<double>(rule.pixels_min) / pixels);
        const auto fitted = [&](int side) { return std::llround(std::ceil(side * grow / factor)) * rule.factor; };
        width = fitted(source.width);
        height = fitted(source.height);
    }
    if (std::max(width, height) > ImageSize::kSideMax) {
        return fail(ErrorKind::invalid_argument,
                    fmt::format("the smart size of {} is {}x{}: too long a side", to_string(source), width, height),
                    "set a smaller largest number of pixels");
    }
    return ImageSize{static_cast<int>(width), static_cast<int>(height)};
}

}  // namespace inference_pio
