#include "statistics/autocorrelation.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <cmath>
#include <random>
#include <vector>

namespace inference_pio {
namespace {

TEST(Autocorrelation, AgreesWithAPublishedSeries) {
    // R's data set `lh`, 48 values of a hormone (Diggle, "Time Series", 1990, table A.1); acf(lh) prints
    // 0.576, 0.182, -0.145 at lags 1 to 3.
    const std::array lh{2.4, 2.4, 2.4, 2.2, 2.1, 1.5, 2.3, 2.3, 2.5, 2.0, 1.9, 1.7, 2.2, 1.8, 3.2, 3.2,
                        2.7, 2.2, 2.2, 1.9, 1.9, 1.8, 2.7, 3.0, 2.3, 2.0, 2.0, 2.9, 2.9, 2.7, 2.7, 2.3,
                        2.6, 2.4, 1.8, 1.7, 1.5, 1.4, 2.1, 3.3, 3.5, 3.5, 3.1, 2.6, 2.1, 3.4, 3.0, 2.9};
    EXPECT_EQ(compute_autocorrelation(lh, 0), 1);
    EXPECT_NEAR(compute_autocorrelation(lh, 1), 0.576, 0.0005);
    EXPECT_NEAR(compute_autocorrelation(lh, 2), 0.182, 0.0005);
    EXPECT_NEAR(compute_autocorrelation(lh, 3), -0.145, 0.0005);
}

TEST(Autocorrelation, FollowsTheDefinitions) {
    // By NumPy: sum (x - m)[:-k] (x - m)[k:] / sum (x - m)^2, and 16 / (2 (1 + 0.684...) - 1): the second
    // pair of lags is negative.
    const std::array x{2.1, 2.4, 2.2, 2.9, 3.1, 3.0, 2.6, 2.2, 1.9, 1.7, 2.0, 2.5, 2.8, 3.2, 3.0, 2.7};
    EXPECT_NEAR(compute_autocorrelation(x, 1), 0.6843455018300906, 1e-12);
    EXPECT_NEAR(compute_autocorrelation(x, 4), -0.6850799460604894, 1e-12);
    EXPECT_NEAR(compute_effective_sample_size(x), 6.75478564965893, 1e-12);
}

TEST(Autocorrelation, FewOrEqualValuesAreFinite) {
    EXPECT_EQ(compute_autocorrelation({}, 0), 1);
    EXPECT_EQ(compute_autocorrelation({}, 1), 0);
    EXPECT_EQ(compute_autocorrelation(std::array{0.1, 0.1, 0.1}, 1), 0);
    EXPECT_EQ(compute_autocorrelation(std::array{1.0, 2.0}, 2), 0);
    EXPECT_EQ(compute_autocorrelation(std::array{0.0, 1e-200}, 1), 0);
    EXPECT_EQ(compute_effective_sample_size({}), 0);
    EXPECT_EQ(compute_effective_sample_size(std::array{3.0}), 1);
    EXPECT_EQ(compute_effective_sample_size(std::array{0.1, 0.1, 0.1}), 3);
    EXPECT_EQ(compute_effective_sample_size(std::array{0.0, 1e-200}), 2);
    EXPECT_EQ(compute_effective_sample_size(std::array{1.0, -1.0, 1.0, -1.0, 1.0, -1.0}), 6);
}

TEST(EffectiveSampleSize, OfAnAutoregressiveSeriesIsTheKnownOne) {
    // x_t = 0.6 x_(t-1) + noise: n (1 - 0.6) / (1 + 0.6) = 5,000 of 20,000. Fixed seed.
    std::mt19937_64 random(1);
    std::normal_distribution<double> noise;
    std::vector<double> values;
    double now = 0;
    for (int i = 0; i < 20'000; ++i) {
        now = 0.6 * now + noise(random);
        values.push_back(now);
    }
    EXPECT_NEAR(compute_effective_sample_size(values), 5000, 500);
    for (double& value : values) value = noise(random);
    EXPECT_GT(compute_effective_sample_size(values), 18'000);
}

std::vector<double> some_values() {
    return *rc::gen::nonEmpty(rc::gen::container<std::vector<double>>(
        rc::gen::map(rc::gen::inRange(-100, 100), [](int n) { return static_cast<double>(n) / 7; })));
}

RC_GTEST_PROP(Autocorrelation, IgnoresShiftScaleAndDirection, ()) {
    const std::vector<double> values = some_values();
    const auto lag = static_cast<std::size_t>(*rc::gen::inRange(1, 10));
    const std::vector<double> turned(values.rbegin(), values.rend());
    std::vector<double> moved = values;
    for (double& value : moved) value = 5 - 3 * value;
    const double before = compute_autocorrelation(values, lag);
    RC_ASSERT(std::abs(before) <= 1);
    RC_ASSERT(std::abs(compute_autocorrelation(turned, lag) - before) < 1e-9);
    RC_ASSERT(std::abs(compute_autocorrelation(moved, lag) - before) < 1e-9);
}

RC_GTEST_PROP(EffectiveSampleSize, LiesBetweenOneAndAll, ()) {
    const std::vector<double> values = some_values();
    const double size = compute_effective_sample_size(values);
    RC_ASSERT(size >= 1 && size <= static_cast<double>(values.size()));
}

}  // namespace
}  // namespace inference_pio
