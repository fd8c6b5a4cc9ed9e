#include "statistics/sign_test.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/normal.hpp>
#include <cassert>
#include <cmath>
#include <vector>

#include "statistics/quantile.hpp"

namespace inference_pio {
namespace {

constexpr double kSmallestAlpha = 1e-300;
constexpr double kPowerQuantile = 0.84;       // the normal quantile of the power, 0.8
constexpr double kSignTestCost = 1.57;        // pi / 2: 1 / the asymptotic efficiency of the sign test
constexpr double kMostPairs = 1'000'000'000;  // fits an int
constexpr double kMadToDeviation = 1.4826;

bool is_level(double alpha) { return alpha >= kSmallestAlpha && alpha < 1; }

// P(Bin(n, 1/2) < k)
double lower_tail(int n, int k) {
    if (k <= 0) return 0;
    return boost::math::cdf(boost::math::binomial(n, 0.5), k - 1);
}

// z_{1 - alpha/2} + 0.84, times the root of what the sign test costs.
double effect_in_standard_errors(double alpha) {
    const double z = boost::math::quantile(boost::math::complement(boost::math::normal(), alpha / 2));
    return (z + kPowerQuantile) * std::sqrt(kSignTestCost);
}

}  // namespace

int sign_test_minimum(double alpha) {
    assert(is_level(alpha));
    // Powers of two are exact, logarithms are not: at alpha = 1/16 the answer has to be 5.
    int n = 1;
    while (std::ldexp(1.0, -n) > alpha / 2) ++n;
    return n;
}

Result<OrderInterval> compute_sign_interval(std::span<const double> values, double alpha) {
    if (!is_level(alpha)) {
        return fail(ErrorKind::invalid_argument, fmt::format("alpha must lie between 0 and 1, not be {}", alpha));
    }
    const int needed = sign_test_minimum(alpha);
    const auto n = static_cast<int>(values.size());
    if (n < needed) {
        return fail(ErrorKind::invalid_argument,
                    fmt::format("a sign test at alpha {:g} needs {} values and has {}", alpha, needed, n));
    }
    if (!std::all_of(values.begin(), values.end(), [](double value) { return std::isfinite(value); })) {
        return fail(ErrorKind::invalid_argument, "a sign test needs finite values");
    }
    // The tail is computed to some 15 digits: where it equals alpha / 2, as 2^-n may, it has to pass.
    const double allowed = alpha / 2 * (1 + 1e-12);
    int rank = 1;
    int beyond = n / 2 + 1;  // where the tail exceeds 1/2 or the ends would have crossed
    while (beyond - rank > 1) {
        const int middle = rank + (beyond - rank) / 2;
        (lower_tail(n, middle) <= allowed ? rank : beyond) = middle;
    }
    std::vector<double> sorted(values.begin(), values.end());
    std::sort(sorted.begin(), sorted.end());
    return OrderInterval{sorted[static_cast<std::size_t>(rank - 1)], sorted[static_cast<std::size_t>(n - rank)],
                         1 - 2 * lower_tail(n, rank), rank};
}

double sign_test_p_value(std::span<const double> values) {
    const auto above = static_cast<int>(std::count_if(values.begin(), values.end(), [](double v) { return v > 0; }));
    const auto below = static_cast<int>(std::count_if(values.begin(), values.end(), [](double v) { return v < 0; }));
    if (above + below == 0) return 1;
    return std::min(1.0, 2 * lower_tail(above + below, std::min(above, below) + 1));
}

std::optional<int> pairs_needed(double effect, double margin, double standard_deviation, double alpha) {
    assert(is_level(alpha) && margin >= 0 && standard_deviation >= 0);
    const double beyond = std::abs(effect) - margin;
    if (!(beyond > 0)) return std::nullopt;
    const double root = effect_in_standard_errors(alpha) * standard_deviation / beyond;
    const double pairs = std::min(std::ceil(root * root), kMostPairs);
    return std::max(static_cast<int>(pairs), sign_test_minimum(alpha));
}

double smallest_effect(int pairs, double margin, double standard_deviation, double alpha) {
    assert(is_level(alpha) && pairs >= 1 && margin >= 0 && standard_deviation >= 0);
    return margin + effect_in_standard_errors(alpha) * standard_deviation / std::sqrt(static_cast<double>(pairs));
}

double robust_standard_deviation(std::span<const double> values) {
    const double median = compute_median(values);
    std::vector<double> deviations(values.begin(), values.end());
    for (double& value : deviations) value = std::abs(value - median);
    return kMadToDeviation * compute_median(deviations);
}

}  // namespace inference_pio
