#include "statistics/quantile.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <vector>

namespace inference_pio {
namespace {

TEST(Quantile, AgreesWithNumpy) {
    // numpy.quantile (NumPy 2.4.6, default method "linear").
    const std::array values{15.2, 3.1, 8.8, 8.8, 42.0, 1.5, 9.9};
    EXPECT_DOUBLE_EQ(compute_quantile(values, 0), 1.5);
    EXPECT_DOUBLE_EQ(compute_quantile(values, 0.1), 2.46);
    EXPECT_DOUBLE_EQ(compute_quantile(values, 0.25), 5.95);
    EXPECT_DOUBLE_EQ(compute_quantile(values, 0.5), 8.8);
    EXPECT_DOUBLE_EQ(compute_quantile(values, 0.9), 25.92);
    EXPECT_DOUBLE_EQ(compute_quantile(values, 0.99), 40.392);
    EXPECT_DOUBLE_EQ(compute_quantile(values, 1), 42.0);
}

TEST(Quantile, MedianOfEvenCountsLiesBetween) {
    EXPECT_EQ(compute_median(std::array{4.0, 1.0, 3.0, 2.0}), 2.5);
    EXPECT_EQ(compute_median(std::array{7.0}), 7.0);
}

TEST(Quantile, ExtremeValuesDoNotOverflow) {
    EXPECT_EQ(compute_median(std::array{-1.7e308, 1.7e308}), 0.0);
    EXPECT_EQ(compute_median(std::array{1.7e308, 1.7e308}), 1.7e308);
}

TEST(Quantile, ObservationFloor) {
    // Smallest n with scipy.stats.binom.cdf(1, n, 1 - p) <= 0.01 (SciPy 1.17.1); 64, 662 and 6,636 are
    // MLPerf LoadGen's too.
    EXPECT_EQ(observations_needed(0.75), 24);
    EXPECT_EQ(observations_needed(0.9), 64);
    EXPECT_EQ(observations_needed(0.95), 130);
    EXPECT_EQ(observations_needed(0.99), 662);
    EXPECT_EQ(observations_needed(0.999), 6636);
    EXPECT_EQ(observations_needed(0.5), 1);
    EXPECT_EQ(observations_needed(0.1), 1);
}

std::vector<double> some_values() {
    return *rc::gen::nonEmpty(rc::gen::container<std::vector<double>>(
        rc::gen::map(rc::gen::inRange(-1000, 1000), [](int n) { return static_cast<double>(n) / 7; })));
}

double some_probability() {
    return *rc::gen::map(rc::gen::inRange(0, 1001), [](int n) { return static_cast<double>(n) / 1000; });
}

RC_GTEST_PROP(Quantile, LiesWithinTheValuesAndGrows, ()) {
    const std::vector<double> values = some_values();
    const double p = some_probability();
    const double q = some_probability();
    const auto [lowest, highest] = std::minmax_element(values.begin(), values.end());
    RC_ASSERT(compute_quantile(values, p) >= *lowest);
    RC_ASSERT(compute_quantile(values, p) <= *highest);
    RC_ASSERT(compute_quantile(values, std::min(p, q)) <= compute_quantile(values, std::max(p, q)));
}

RC_GTEST_PROP(Quantile, OrderDoesNotMatter, ()) {
    std::vector<double> values = some_values();
    const double p = some_probability();
    const double before = compute_quantile(values, p);
    std::reverse(values.begin(), values.end());
    RC_ASSERT(compute_quantile(values, p) == before);
}

RC_GTEST_PROP(Quantile, HalfOfTheValuesLieOnEachSideOfTheMedian, ()) {
    const std::vector<double> values = some_values();
    const double median = compute_median(values);
    const auto half = static_cast<std::ptrdiff_t>((values.size() + 1) / 2);
    RC_ASSERT(std::count_if(values.begin(), values.end(), [&](double v) { return v <= median; }) >= half);
    RC_ASSERT(std::count_if(values.begin(), values.end(), [&](double v) { return v >= median; }) >= half);
}

}  // namespace
}  // namespace inference_pio
