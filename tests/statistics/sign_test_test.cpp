#include "statistics/sign_test.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <random>
#include <vector>

#include "statistics/counted_values.hpp"
#include "statistics/quantile.hpp"

namespace inference_pio {
namespace {

using ::testing::HasSubstr;

TEST(SignTest, NeedsAsManyValuesAsThePowersOfTwoSay) {
    EXPECT_EQ(sign_test_minimum(0.05), 6);
    EXPECT_EQ(sign_test_minimum(0.01), 8);
    EXPECT_EQ(sign_test_minimum(0.1), 5);
    EXPECT_EQ(sign_test_minimum(1.0 / 16), 5);  // exactly a power of two
    EXPECT_EQ(sign_test_minimum(5.1e-5), 16);   // the first of four O'Brien-Fleming looks
}

TEST(SignTest, IntervalHasTheRanksOfTheBinomialTable) {
    // Largest k with scipy.stats.binom.cdf(k - 1, n, 0.5) <= alpha / 2 (SciPy 1.17.1), level = 1 - 2 cdf.
    struct Case {
        int n;
        double alpha;
        int rank;
        double level;
    };
    for (const Case& one : {Case{6, 0.05, 1, 0.96875}, Case{8, 0.05, 1, 0.9921875}, Case{8, 0.1, 2, 0.9296875},
                            Case{12, 0.05, 3, 0.96142578125}, Case{24, 0.05, 7, 0.9773441553115845},
                            Case{24, 0.01, 6, 0.9933892488479614}, Case{24, 0.0434, 7, 0.9773441553115845}}) {
        const auto interval = compute_sign_interval(one_to(one.n), one.alpha);
        ASSERT_TRUE(interval) << one.n;
        EXPECT_EQ(interval->rank, one.rank) << one.n << ' ' << one.alpha;
        EXPECT_NEAR(interval->level, one.level, 1e-12);
        EXPECT_EQ(interval->low, one.rank);
        EXPECT_EQ(interval->high, one.n + 1 - one.rank);
    }
}

TEST(SignTest, ATailOfExactlyHalfAlphaIsAllowed) {
    for (int n = 2; n <= 60; ++n) {
        const auto interval = compute_sign_interval(one_to(n), std::ldexp(1.0, 1 - n));
        ASSERT_TRUE(interval);
        EXPECT_EQ(interval->rank, 1);
    }
}

TEST(SignTest, SaysHowManyValuesAreNeeded) {
    const auto few = compute_sign_interval(one_to(5), 0.05);
    ASSERT_FALSE(few);
    EXPECT_EQ(few.error().kind, ErrorKind::invalid_argument);
    EXPECT_THAT(few.error().message, HasSubstr("needs 6 values and has 5"));
    EXPECT_FALSE(compute_sign_interval({}, 0.05));
    EXPECT_FALSE(compute_sign_interval(one_to(20), 0));
    EXPECT_FALSE(compute_sign_interval(one_to(20), 1));
    EXPECT_FALSE(compute_sign_interval(one_to(20), std::nan("")));
    EXPECT_FALSE(compute_sign_interval(std::array{1.0, 2.0, 3.0, 4.0, 5.0, std::nan("")}, 0.05));
}

TEST(SignTest, PValueIsTheBinomialTests) {
    // scipy.stats.binomtest(k, n).pvalue (SciPy 1.17.1).
    EXPECT_DOUBLE_EQ(sign_test_p_value(std::array{1.0, -1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0}), 0.0390625);
    EXPECT_DOUBLE_EQ(sign_test_p_value(std::array{0.0, 0.0, 1.0, 2.0, 3.0}), 0.25);
    EXPECT_DOUBLE_EQ(sign_test_p_value(std::vector<double>(10, 1.0)), 0.001953125);
    EXPECT_EQ(sign_test_p_value(std::array{1.0, -1.0}), 1);
    EXPECT_EQ(sign_test_p_value(std::array{0.0, 0.0}), 1);
    EXPECT_EQ(sign_test_p_value({}), 1);
}

TEST(SignTest, PairsNeededFollowTheFormula) {
    // (scipy.stats.norm.ppf(1 - alpha / 2) + 0.84)^2 s^2 / (effect - margin)^2 * 1.57 = 9.97, 10.30, 0.15.
    EXPECT_EQ(pairs_needed(0.03, 0.01, 0.018, 0.05), 10);
    EXPECT_EQ(pairs_needed(-0.05, 0.01, 0.03, 0.01), 11);
    EXPECT_EQ(pairs_needed(0.1, 0.01, 0.01, 0.05), 6);  // the least that the test can use
    EXPECT_EQ(pairs_needed(0.01, 0.01, 0.018, 0.05), std::nullopt);
    EXPECT_EQ(pairs_needed(-0.005, 0.01, 0.018, 0.05), std::nullopt);
    EXPECT_EQ(pairs_needed(0.03, 0.01, 0, 0.05), 6);
    EXPECT_EQ(pairs_needed(1e-9, 0, 1, 0.05), 1'000'000'000);
}

TEST(SignTest, RobustDeviationAgreesWithScipy) {
    // 1.4826 * scipy.stats.median_abs_deviation (SciPy 1.17.1).
    const std::array values{15.2, 3.1, 8.8, 8.8, 42.0, 1.5, 9.9};
    EXPECT_NEAR(robust_standard_deviation(values), 8.45082, 1e-12);
    EXPECT_EQ(robust_standard_deviation(std::array{3.0}), 0);
}

TEST(SignTest, IntervalCoversTheMedianAsOftenAsItSays) {
    // 4,000 cases of 12 skewed values of median ln 2: exact coverage 0.9614, standard deviation of the
    // count 12.2; four of these on each side. Fixed seed.
    std::mt19937_64 random(1);
    std::exponential_distribution<double> waits;
    int covered = 0;
    for (int i = 0; i < 4000; ++i) {
        std::vector<double> values(12);
        for (double& value : values) value = waits(random);
        const auto interval = compute_sign_interval(values, 0.05);
        ASSERT_TRUE(interval);
        if (interval->low <= std::log(2) && std::log(2) <= interval->high) ++covered;
    }
    EXPECT_NEAR(covered, 0.96142578125 * 4000, 49);
}

std::vector<double> some_differences() {
    const int count = *rc::gen::inRange(6, 60);
    return *rc::gen::container<std::vector<double>>(
        static_cast<std::size_t>(count),
        rc::gen::map(rc::gen::inRange(-300, 300), [](int n) { return static_cast<double>(n) / 1000; }));
}

RC_GTEST_PROP(SignTest, IntervalHoldsTheMedianAndItsLevel, ()) {
    const std::vector<double> values = some_differences();
    const double alpha = *rc::gen::element(0.05, 0.1, 0.2, 0.9);
    const auto interval = compute_sign_interval(values, alpha);
    RC_ASSERT(interval.has_value());
    const double median = compute_median(values);
    RC_ASSERT(interval->low <= median && median <= interval->high);
    RC_ASSERT(interval->level >= 1 - alpha - 1e-9);
    RC_ASSERT(compute_sign_interval(values, alpha / 2)
                  .map([&](const OrderInterval& wider) { return wider.rank <= interval->rank; })
                  .value_or(true));
}

RC_GTEST_PROP(SignTest, IntervalMirrorsAndShifts, ()) {
    const std::vector<double> values = some_differences();
    std::vector<double> mirrored = values;
    for (double& value : mirrored) value = 1 - value;
    const auto interval = compute_sign_interval(values, 0.05);
    const auto mirror = compute_sign_interval(mirrored, 0.05);
    RC_ASSERT(mirror->low == 1 - interval->high);
    RC_ASSERT(mirror->high == 1 - interval->low);
}

// The interval and the test are one: 0 lies strictly outside where the test rejects at the same alpha.
RC_GTEST_PROP(SignTest, IntervalAndPValueAgree, ()) {
    std::vector<double> values = some_differences();
    RC_PRE(std::count(values.begin(), values.end(), 0.0) == 0);
    const auto interval = compute_sign_interval(values, 0.05);
    RC_ASSERT((sign_test_p_value(values) <= 0.05) == (interval->low > 0 || interval->high < 0));
}

RC_GTEST_PROP(SignTest, SmallestEffectIsTheInverseOfPairsNeeded, ()) {
    const int pairs = *rc::gen::inRange(8, 2000);
    const double deviation = *rc::gen::element(0.001, 0.018, 0.2);
    const double margin = *rc::gen::element(0.0, 0.01);
    const double effect = smallest_effect(pairs, margin, deviation, 0.01);
    RC_ASSERT(effect > margin);
    RC_ASSERT(*pairs_needed(effect * (1 + 1e-9), margin, deviation, 0.01) == pairs);
    RC_ASSERT(*pairs_needed(-effect * (1 - 1e-3), margin, deviation, 0.01) > pairs - 1);
    RC_ASSERT(smallest_effect(pairs + 1, margin, deviation, 0.01) < effect);
}

RC_GTEST_PROP(SignTest, RobustDeviationScales, ()) {
    const std::vector<double> values = some_differences();
    std::vector<double> scaled = values;
    for (double& value : scaled) value = 3 - 4 * value;
    RC_ASSERT(std::abs(robust_standard_deviation(scaled) - 4 * robust_standard_deviation(values)) < 1e-12);
}

}  // namespace
}  // namespace inference_pio
