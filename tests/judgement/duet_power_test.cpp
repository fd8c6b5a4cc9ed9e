#include "judgement/duet_power.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace inference_pio {
namespace {

// Pairs of a machine that scatters by `deviation` and whose candidate is really slower by the injected share.
std::vector<MeasuredPair> planted(const std::vector<double>& slowdowns, int pairs, double deviation) {
    std::mt19937_64 engine(7);
    std::normal_distribution<double> noise(0, deviation / std::sqrt(2.0));
    std::vector<MeasuredPair> recorded;
    for (int i = 0; i < pairs; ++i) {
        for (const double slowdown : slowdowns) {
            MeasuredPair pair;
            pair.slowdown = slowdown;
            pair.duration_s = 2;
            pair.baseline["decode_fast"] = 0.014 * std::exp(noise(engine));
            pair.candidate["decode_fast"] = 0.014 * (1 + slowdown) * std::exp(noise(engine));
            recorded.push_back(pair);
        }
    }
    return recorded;
}

PowerOptions options_of(int duets = 200) {
    PowerOptions options;
    options.metrics = {*find_metric("decode_fast")};
    options.duets = duets;
    return options;
}

TEST(DuetPower, SlowdownsAreFoundAndTheirAbsenceIsNot) {
    const auto points = compute_power(planted({0, 0.05}, 100, 0.015), options_of());
    ASSERT_TRUE(points);
    ASSERT_EQ(points->size(), 2U);
    const PowerPoint& none = points->front();
    EXPECT_EQ(none.regressed + none.improved, 0);
    EXPECT_GT(none.equivalent, 180);
    const PowerPoint& five = points->back();
    EXPECT_EQ(five.slowdown, 0.05);
    EXPECT_GE(five.regressed, 198);
    EXPECT_LT(five.found.low, 1);
    EXPECT_NEAR(five.ratios.at("decode_fast"), 1.05, 0.005);
    EXPECT_NEAR(five.deviations.at("decode_fast"), 0.015, 0.004);
}

TEST(DuetPower, LooksCountUpwardsAndTimeIsThatOfThePairs) {
    const auto points = compute_power(planted({0.03}, 100, 0.02), options_of());
    ASSERT_TRUE(points);
    const auto& looks = points->front().looks;
    ASSERT_EQ(looks.size(), 4U);
    EXPECT_EQ(looks.front().pairs, 6);
    EXPECT_EQ(looks.back().pairs, 24);
    EXPECT_EQ(looks.front().regressed, 0) << "six signs cannot reach the first bound";
    for (std::size_t k = 1; k < looks.size(); ++k) EXPECT_GE(looks[k].regressed, looks[k - 1].regressed);
    EXPECT_EQ(looks.back().regressed, points->front().regressed);
    EXPECT_NEAR(looks.back().duration_s, 48, 1e-9);
    EXPECT_LE(points->front().duration_mean_s, 48);
}

TEST(DuetPower, ANoisyMachineFindsLittleAndClaimsNothing) {
    const auto points = compute_power(planted({0, 0.03}, 100, 0.15), options_of());
    ASSERT_TRUE(points);
    EXPECT_LE(points->front().regressed, 20) << "a tenth, though the drawn pairs have a median of their own";
    EXPECT_LT(points->back().regressed, 40);
}

TEST(DuetPower, TheSameSeedDrawsTheSameDuets) {
    const auto pairs = planted({0, 0.03}, 50, 0.02);
    EXPECT_EQ(*compute_power(pairs, options_of(50)), *compute_power(pairs, options_of(50)));
    PowerOptions in_order = options_of(50);
    in_order.in_order = true;
    EXPECT_TRUE(compute_power(pairs, in_order));
}

TEST(DuetPower, RefusesWhatMakesNoDuet) {
    PowerOptions options = options_of();
    options.pairs_max = 5;
    EXPECT_FALSE(compute_power(planted({0}, 30, 0.01), options));
    options = options_of();
    options.metrics.clear();
    EXPECT_FALSE(compute_power(planted({0}, 30, 0.01), options));
    options = options_of();
    options.in_order = true;
    EXPECT_FALSE(compute_power(planted({0}, 10, 0.01), options)) << "ten pairs hold no stretch of 24";
}

}  // namespace
}  // namespace inference_pio
