#include "imaging/resize_filter.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <numeric>
#include <utility>

namespace inference_pio {
namespace {

constexpr std::array<std::pair<ResizeFilter, std::string_view>, 5> kFilters{{{ResizeFilter::nearest, "nearest"},
                                                                             {ResizeFilter::bilinear, "bilinear"},
                                                                             {ResizeFilter::area, "area"},
                                                                             {ResizeFilter::bicubic, "bicubic"},
                                                                             {ResizeFilter::lanczos, "lanczos"}}};

double triangle(double t) { return std::max(0.0, 1 - std::abs(t)); }

double cubic(double t) {
    constexpr double a = -0.5;
    t = std::abs(t);
    if (t < 1) return ((a + 2) * t - (a + 3)) * t * t + 1;
    if (t < 2) return a * (((t - 5) * t + 8) * t - 4);
    return 0;
}

double sinc(double t) {
    if (t == 0) return 1;
    const double x = std::numbers::pi * t;
    return std::sin(x) / x;
}

double lanczos3(double t) { return std::abs(t) < 3 ? sinc(t) * sinc(t / 3) : 0; }

// In units of 1/target of a source pixel everything is whole, so that coverage is exact.
FilterWindow window_of_area(std::int64_t x, std::int64_t source, std::int64_t target) {
    const std::int64_t begin = x * source;
    const std::int64_t end = begin + source;
    FilterWindow window;
    window.first = static_cast<int>(begin / target);
    for (std::int64_t i = window.first; i * target < end; ++i) {
        const std::int64_t covered = std::min(end, (i + 1) * target) - std::max(begin, i * target);
        window.weights.push_back(static_cast<double>(covered) / static_cast<double>(source));
    }
    return window;
}

FilterWindow window_of_nearest(std::int64_t x, std::int64_t source, std::int64_t target) {
    return {static_cast<int>((2 * x + 1) * source / (2 * target)), {1}};
}

using Kernel = double (*)(double);

FilterWindow window_of_kernel(Kernel kernel, double support, int x, int source, int target) {
    const double scale = static_cast<double>(source) / target;
    const double stretch = std::max(scale, 1.0);
    const double centre = (x + 0.5) * scale;
    const double reach = support * stretch;
    FilterWindow window;
    window.first = std::max(0, static_cast<int>(std::floor(centre - reach + 0.5)));
    const int end = std::min(source, static_cast<int>(std::floor(centre + reach + 0.5)));
    for (int i = window.first; i < end; ++i) window.weights.push_back(kernel((i + 0.5 - centre) / stretch));
    const double sum = std::accumulate(window.weights.begin(), window.weights.end(), 0.0);
    for (double& weight : window.weights) weight /= sum;
    return window;
}

FilterWindow window_of(ResizeFilter filter, int x, int source, int target) {
    switch (filter) {
        case ResizeFilter::nearest:
            return window_of_nearest(x, source, target);
        case ResizeFilter::bilinear:
            return window_of_kernel(triangle, 1, x, source, target);
        case ResizeFilter::area:
            break;
        case ResizeFilter::bicubic:
            return window_of_kernel(cubic, 2, x, source, target);
        case ResizeFilter::lanczos:
            return window_of_kernel(lanczos3, 3, x, source, target);
    }
    return window_of_area(x, source, target);
}

}  // namespace

std::string_view to_string(ResizeFilter filter) {
    return std::find_if(kFilters.begin(), kFilters.end(), [&](const auto& row) { return row.first == filter; })->second;
}

Result<ResizeFilter> resize_filter_from(std::string_view word) {
    for (const auto& [filter, name] : kFilters) {
        if (name == word) return filter;
    }
    return fail(ErrorKind::invalid_argument, fmt::format("no resizing filter is named '{}'", word),
                "use one of nearest, bilinear, area, bicubic, lanczos");
}

std::vector<FilterWindow> compute_filter_windows(ResizeFilter filter, int source_length, int target_length) {
    std::vector<FilterWindow> windows;
    windows.reserve(static_cast<std::size_t>(target_length));
    for (int x = 0; x < target_length; ++x) windows.push_back(window_of(filter, x, source_length, target_length));
    return windows;
}

}  // namespace inference_pio
