#include "statistics/welch_test.hpp"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cassert>
#include <cmath>

namespace inference_pio {
namespace {

// From here on Student's distribution and the normal one agree to more digits than a double has.
constexpr double kNormalDegrees = 1e15;

struct Moments {
    double mean = 0;
    double variance_of_mean = 0;
};

// Two passes: the one-pass formula loses everything where the values differ in their last digits only.
Moments moments_of(std::span<const double> values) {
    const auto n = static_cast<double>(values.size());
    double mean = 0;
    for (const double value : values) mean += value / n;
    // The rounding of the sum must not look like a variance of equal values.
    const auto [lowest, highest] = std::minmax_element(values.begin(), values.end());
    if (*lowest == *highest) return {*lowest, 0};
    double squares = 0;
    for (const double value : values) squares += (value - mean) * (value - mean);
    return {mean, squares / (n - 1) / n};
}

bool usable(std::span<const double> values) {
    return values.size() >= 2 && std::all_of(values.begin(), values.end(), [](double v) { return std::isfinite(v); });
}

}  // namespace

Result<WelchTest> compute_welch_test(std::span<const double> first, std::span<const double> second) {
    if (!usable(first) || !usable(second)) {
        return fail(ErrorKind::invalid_argument, "Welch's test needs at least two finite values on each side");
    }
    const Moments a = moments_of(first);
    const Moments b = moments_of(second);
    const double variance = a.variance_of_mean + b.variance_of_mean;
    WelchTest test;
    test.difference = b.mean - a.mean;
    test.standard_error = std::sqrt(variance);
    test.degrees_of_freedom = static_cast<double>(first.size() + second.size() - 2);
    if (!std::isfinite(test.difference) || !std::isfinite(variance)) {
        return fail(ErrorKind::invalid_argument, "Welch's test needs values that can be squared");
    }
    if (variance > 0) {
        // By shares, since the fourth powers of the textbook's formula underflow.
        const double share = a.variance_of_mean / variance;
        const double rest = b.variance_of_mean / variance;
        test.degrees_of_freedom = 1 / (share * share / static_cast<double>(first.size() - 1) +
                                       rest * rest / static_cast<double>(second.size() - 1));
        test.p_value = student_p_value(test.difference / test.standard_error, test.degrees_of_freedom);
    } else {
        test.p_value = test.difference == 0 ? 1 : 0;
    }
    return test;
}

double student_p_value(double t, double degrees_of_freedom) {
    assert(degrees_of_freedom > 0);
    const double size = std::abs(t);
    if (std::isinf(size)) return 0;
    if (degrees_of_freedom > kNormalDegrees) return std::erfc(size / std::sqrt(2.0));
    const boost::math::students_t distribution(degrees_of_freedom);
    return std::min(1.0, 2 * boost::math::cdf(boost::math::complement(distribution, size)));
}

}  // namespace inference_pio
