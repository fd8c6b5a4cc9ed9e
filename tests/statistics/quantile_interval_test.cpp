#include "statistics/quantile_interval.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <numeric>
#include <random>
#include <vector>

#include "statistics/counted_values.hpp"
#include "statistics/quantile.hpp"
#include "statistics/sign_test.hpp"

namespace inference_pio {
namespace {

using ::testing::HasSubstr;

TEST(QuantileInterval, HasTheRanksOfTheBinomial) {
    // max l with scipy.stats.binom.cdf(l - 1, n, p) <= tail and min u with sf(u - 1, n, p) <= tail, level
    // 1 - cdf(l - 1) - sf(u - 1) (SciPy 1.17.1).
    struct Case {
        int n;
        double probability, level;
        int low, high;
        double reached;
    };
    for (const Case& one :
         {Case{20, 0.5, 0.95, 6, 15, 0.9586105346679688}, Case{50, 0.9, 0.95, 41, 50, 0.9703082890880885},
          Case{100, 0.25, 0.95, 17, 35, 0.962462637701025}, Case{200, 0.95, 0.99, 181, 198, 0.9949991262601067},
          Case{29, 0.9, 0.9, 23, 29, 0.931281997231225}}) {
        const auto interval = compute_quantile_interval(one_to(one.n), one.probability, one.level);
        ASSERT_TRUE(interval) << interval.error().message;
        EXPECT_EQ(interval->low_rank, one.low);
        EXPECT_EQ(interval->high_rank, one.high);
        EXPECT_EQ(interval->low, one.low);
        EXPECT_EQ(interval->high, one.high);
        EXPECT_NEAR(interval->level, one.reached, 1e-12);
    }
}

TEST(QuantileInterval, SaysHowManyValuesAreNeeded) {
    // ln(0.025) / ln(0.9) = 35.01
    const auto few = compute_quantile_interval(one_to(35), 0.9, 0.95);
    ASSERT_FALSE(few);
    EXPECT_THAT(few.error().message, HasSubstr("needs 36 values and has 35"));
    EXPECT_TRUE(compute_quantile_interval(one_to(36), 0.9, 0.95));
    EXPECT_FALSE(compute_quantile_interval({}, 0.5, 0.95));
}

TEST(QuantileInterval, RefusesWhatIsOutOfRange) {
    EXPECT_FALSE(compute_quantile_interval(one_to(100), 0, 0.95));
    EXPECT_FALSE(compute_quantile_interval(one_to(100), 1, 0.95));
    EXPECT_FALSE(compute_quantile_interval(one_to(100), 0.5, 1));
    EXPECT_FALSE(compute_quantile_interval(one_to(100), std::nan(""), 0.5));
    std::vector<double> spoilt = one_to(100);
    spoilt[3] = INFINITY;
    EXPECT_EQ(compute_quantile_interval(spoilt, 0.5, 0.95).error().kind, ErrorKind::invalid_argument);
}

TEST(QuantileInterval, CoversTheQuantileAsOftenAsItSays) {
    // 2,000 cases of 60 exponential values, p90 = ln 10: the level reached is exact; four standard
    // deviations of the count on each side. Fixed seed.
    std::mt19937_64 random(1);
    std::exponential_distribution<double> waits;
    int covered = 0;
    double level = 0;
    for (int i = 0; i < 2000; ++i) {
        std::vector<double> values(60);
        for (double& value : values) value = waits(random);
        const auto interval = compute_quantile_interval(values, 0.9, 0.9);
        ASSERT_TRUE(interval);
        level = interval->level;
        if (interval->low <= std::log(10) && std::log(10) <= interval->high) ++covered;
    }
    EXPECT_GE(level, 0.9);
    EXPECT_NEAR(covered, level * 2000, 4 * std::sqrt(2000 * level * (1 - level)));
}

std::vector<double> some_values() {
    const auto count = static_cast<std::size_t>(*rc::gen::inRange(60, 120));
    return *rc::gen::container<std::vector<double>>(
        count, rc::gen::map(rc::gen::inRange(-1000, 1000), [](int n) { return static_cast<double>(n) / 8; }));
}

RC_GTEST_PROP(QuantileInterval, AtOneHalfItIsTheSignTests, ()) {
    const std::vector<double> values = some_values();
    const double alpha = *rc::gen::element(0.01, 0.05, 0.1);
    const auto quantile = compute_quantile_interval(values, 0.5, 1 - alpha);
    const auto sign = compute_sign_interval(values, alpha);
    RC_ASSERT(quantile.has_value() && sign.has_value());
    RC_ASSERT(quantile->low == sign->low && quantile->high == sign->high);
    RC_ASSERT(std::abs(quantile->level - sign->level) < 1e-12);
}

RC_GTEST_PROP(QuantileInterval, HoldsTheQuantileMirrorsAndScales, ()) {
    const std::vector<double> values = some_values();
    const double probability = *rc::gen::element(0.125, 0.25, 0.5, 0.75, 0.875);
    std::vector<double> mirrored = values;
    for (double& value : mirrored) value = 3 - 4 * value;
    const auto interval = compute_quantile_interval(values, probability, 0.9);
    const auto mirror = compute_quantile_interval(mirrored, 1 - probability, 0.9);
    RC_ASSERT(interval.has_value() && mirror.has_value());
    const double quantile = compute_quantile(values, probability);
    RC_ASSERT(interval->low <= quantile && quantile <= interval->high);
    RC_ASSERT(mirror->low == 3 - 4 * interval->high && mirror->high == 3 - 4 * interval->low);
    RC_ASSERT(interval->level >= 0.9 - 1e-9);
}

}  // namespace
}  // namespace inference_pio
