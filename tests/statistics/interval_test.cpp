#include "statistics/interval.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <cmath>
#include <random>
#include <vector>

#include "statistics/quantile.hpp"

namespace inference_pio {
namespace {

TEST(Interval, StudentFactorsAgreeWithScipy) {
    // scipy.stats.t.ppf(0.5 + level / 2, degrees), SciPy 1.17.1; the printed tables of NIST/SEMATECH's
    // e-Handbook of Statistical Methods, 1.3.6.7.2, have 12.706, 4.303, 2.365 and 3.499.
    EXPECT_NEAR(student_t_factor(1, 0.95), 12.706204736174694, 1e-9);
    EXPECT_NEAR(student_t_factor(2, 0.95), 4.302652729749462, 1e-9);
    EXPECT_NEAR(student_t_factor(7, 0.95), 2.364624251592784, 1e-9);
    EXPECT_NEAR(student_t_factor(7, 0.99), 3.4994832973504924, 1e-9);
    EXPECT_NEAR(student_t_factor(29, 0.9), 1.6991270265334972, 1e-9);
    EXPECT_NEAR(student_t_factor(127, 0.95), 1.9788195347028539, 1e-9);
}

TEST(Interval, OfPositiveValuesIsOnTheLogScale) {
    // numpy.exp(scipy.stats.t.interval(0.95, 7, loc=mean(log x), scale=sem(log x))).
    const std::array values{0.312, 0.305, 0.331, 0.318, 0.309, 0.322, 0.316, 0.340};
    const auto interval = compute_process_interval(values, 0.317, 0.95);
    ASSERT_TRUE(interval);
    EXPECT_NEAR(interval->low, 0.3094529533740872, 1e-12);
    EXPECT_NEAR(interval->high, 0.3287212975893837, 1e-12);
    EXPECT_EQ(interval->level, 0.95);
    EXPECT_EQ(interval->method, "student_t_log_process_values");
}

TEST(Interval, OfOtherValuesIsPlain) {
    // scipy.stats.t.interval(0.9, 4, loc=mean(y), scale=sem(y)).
    const std::array values{-1.5, 0.0, 2.25, 3.0, -0.5};
    const auto interval = compute_process_interval(values, 0.0, 0.9);
    ASSERT_TRUE(interval);
    EXPECT_NEAR(interval->low, -1.1620697683776533, 1e-12);
    EXPECT_NEAR(interval->high, 2.4620697683776522, 1e-12);
    EXPECT_EQ(interval->method, "student_t_process_values");
}

TEST(Interval, OneProcessHasNone) {
    const auto interval = compute_process_interval(std::array{1.0}, 1.0, 0.95);
    ASSERT_FALSE(interval);
    EXPECT_EQ(interval.error().message, "an interval needs values of at least two processes");
    EXPECT_FALSE(compute_process_interval({}, 1.0, 0.95));
}

TEST(Interval, OfEqualProcessesIsThePoint) {
    const auto interval = compute_process_interval(std::array{612.0, 612.0, 612.0}, 612.0, 0.95);
    ASSERT_TRUE(interval);
    EXPECT_NEAR(interval->low, 612, 1e-9);
    EXPECT_NEAR(interval->high, 612, 1e-9);
    EXPECT_LE(interval->low, 612);
    EXPECT_GE(interval->high, 612);
}

TEST(Interval, WithoutFiniteEndsIsNone) {
    EXPECT_FALSE(compute_process_interval(std::array{1e-300, 1e300}, 1.0, 0.95));
}

TEST(Interval, GrowsToHoldTheMedianOfASkewedSample) {
    // 60 equal values and 40 far smaller ones: the median is one of the equal ones, above the interval of
    // the mean of the logarithms.
    std::vector<double> values(60, 10.0);
    values.insert(values.end(), 40, 0.001);
    const auto interval = compute_process_interval(values, compute_median(values), 0.95);
    ASSERT_TRUE(interval);
    EXPECT_EQ(interval->high, 10.0);
    EXPECT_LT(interval->low, 10.0);
}

std::vector<double> process_values(bool positive) {
    return *rc::gen::suchThat(
        rc::gen::container<std::vector<double>>(rc::gen::map(rc::gen::inRange(positive ? 1 : -500, 1000),
                                                             [](int n) { return static_cast<double>(n) / 7; })),
        [](const auto& values) { return values.size() >= 2; });
}

RC_GTEST_PROP(Interval, HoldsItsValueAndWidensWithTheLevel, (bool positive)) {
    const std::vector<double> values = process_values(positive);
    const double median = compute_median(values);
    const auto narrow = compute_process_interval(values, median, 0.5);
    const auto wide = compute_process_interval(values, median, 0.99);
    RC_PRE(narrow.has_value() && wide.has_value());
    RC_ASSERT(narrow->low <= median);
    RC_ASSERT(median <= narrow->high);
    RC_ASSERT(wide->low <= narrow->low);
    RC_ASSERT(wide->high >= narrow->high);
}

RC_GTEST_PROP(Interval, ScalesWithTheUnit, ()) {
    const std::vector<double> seconds = process_values(true);
    std::vector<double> milliseconds = seconds;
    for (double& value : milliseconds) value *= 1000;
    const auto small = compute_process_interval(seconds, compute_median(seconds), 0.95);
    const auto large = compute_process_interval(milliseconds, compute_median(milliseconds), 0.95);
    RC_PRE(small.has_value() && large.has_value());
    RC_ASSERT(std::abs(large->low / small->low / 1000 - 1) < 1e-9);
    RC_ASSERT(std::abs(large->high / small->high / 1000 - 1) < 1e-9);
}

TEST(Interval, CoversTheTruthAsOftenAsItSays) {
    // 2,000 simulated cases of 8 log-normal processes around 0.1 s: Binomial(2000, 0.95) has mean 1900 and
    // standard deviation 9.7; four of these on each side. The seed is fixed, so this does not flutter.
    std::mt19937_64 random(1);
    std::normal_distribution<double> noise(std::log(0.1), 0.03);
    int covered = 0;
    for (int i = 0; i < 2000; ++i) {
        std::vector<double> values(8);
        for (double& value : values) value = std::exp(noise(random));
        const auto interval = compute_process_interval(values, compute_median(values), 0.95);
        ASSERT_TRUE(interval);
        if (interval->low <= 0.1 && 0.1 <= interval->high) ++covered;
    }
    EXPECT_GE(covered, 1861);
    EXPECT_LE(covered, 1939);
}

// The same values, stopped when they were narrow enough: half-width times √(1 + 2/n), here √1.25.
TEST(ComputeProcessInterval, IsWiderWhereMeasuringStoppedBecauseOfIt) {
    const std::vector<double> values{1.0, 1.1, 0.9, 1.05, 0.95, 1.02, 0.98, 1.0};
    const auto fixed = compute_process_interval(values, 1.0, 0.95);
    const auto sequential = compute_process_interval(values, 1.0, 0.95, Stopping::sequential);
    ASSERT_TRUE(fixed && sequential);
    EXPECT_NEAR(std::log(sequential->high / sequential->low), std::log(fixed->high / fixed->low) * std::sqrt(1.25),
                1e-12);
    EXPECT_EQ(sequential->method, "sequential_t_log_process_values");
    const std::vector<double> signed_values{-1, 0, 1};
    EXPECT_EQ(compute_process_interval(signed_values, 0, 0.95, Stopping::sequential)->method,
              "sequential_t_process_values");
}

}  // namespace
}  // namespace inference_pio
