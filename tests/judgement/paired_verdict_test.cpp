#include "judgement/paired_verdict.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace inference_pio {
namespace {

using ::testing::HasSubstr;

// Twelve pairs whose ratios scatter by about one percent around `ratio`.
PairedSamples samples_around(double ratio, double scatter = 0.01, int pairs = 12) {
    PairedSamples samples;
    for (int i = 0; i < pairs; ++i) {
        const double place = pairs == 1 ? 0 : 2.0 * i / (pairs - 1) - 1;  // -1 … 1
        samples.baseline.push_back(0.014);
        samples.candidate.push_back(0.014 * ratio * std::exp(scatter * place));
    }
    return samples;
}

Verdict verdict_of(const PairedSamples& samples, const VerdictPolicy& policy = {}) {
    return compute_paired_verdict(samples, policy)->verdict;
}

TEST(PairedVerdict, FollowsTheTable) {
    EXPECT_EQ(verdict_of(samples_around(1.05)), Verdict::regressed);
    EXPECT_EQ(verdict_of(samples_around(0.95)), Verdict::improved);
    EXPECT_EQ(verdict_of(samples_around(1)), Verdict::equivalent);
    EXPECT_EQ(verdict_of(samples_around(1.016)), Verdict::inconclusive) << "neither beyond 1 % nor inside of 2 %";
    EXPECT_EQ(verdict_of(samples_around(1, 0.2)), Verdict::inconclusive) << "too noisy";
}

TEST(PairedVerdict, ThroughputIsBetterWhereItIsHigher) {
    PairedSamples faster = samples_around(1.05);
    faster.direction = Direction::higher_is_better;
    EXPECT_EQ(verdict_of(faster), Verdict::improved);
    std::swap(faster.baseline, faster.candidate);
    EXPECT_EQ(verdict_of(faster), Verdict::regressed);
}

TEST(PairedVerdict, TheIntervalIsTheSignTests) {
    // n = 12 at 95 %: P(Bin(12, 1/2) <= 2) = 79/4096 = 0.0193, so the third smallest and the third largest
    // (Hollander, Wolfe and Chicken, table A.2), level 1 - 158/4096.
    PairedSamples samples;
    for (int i = 1; i <= 12; ++i) {
        samples.baseline.push_back(1);
        samples.candidate.push_back(i);
    }
    const auto verdict = compute_paired_verdict(samples, {});
    ASSERT_TRUE(verdict && verdict->interval);
    EXPECT_NEAR(verdict->interval->low, 3, 1e-12);
    EXPECT_NEAR(verdict->interval->high, 10, 1e-12);
    EXPECT_NEAR(verdict->interval->level, 1 - 158.0 / 4096, 1e-12);
    EXPECT_NEAR(*verdict->ratio, std::sqrt(6.0 * 7.0), 1e-12);
}

TEST(PairedVerdict, TooFewPairsSayHowManyAreMissing) {
    const auto verdict = compute_paired_verdict(samples_around(1.5, 0.01, 4), {});
    ASSERT_TRUE(verdict);
    EXPECT_EQ(verdict->verdict, Verdict::inconclusive);
    EXPECT_FALSE(verdict->interval);
    EXPECT_EQ(verdict->pairs_missing, 2);
    EXPECT_THAT(verdict->reason, HasSubstr("4 pairs, 6 are the fewest"));
    const auto none = compute_paired_verdict({}, {});
    EXPECT_FALSE(none->ratio);
    EXPECT_EQ(none->verdict, Verdict::inconclusive);
}

TEST(PairedVerdict, AnOpenOneSaysWhatItCouldHaveSeenAndWhatWouldSettleIt) {
    const auto verdict = compute_paired_verdict(samples_around(1.03, 0.08), {});
    ASSERT_EQ(verdict->verdict, Verdict::inconclusive);
    EXPECT_GT(*verdict->smallest_effect, 0.03);
    ASSERT_TRUE(verdict->pairs_missing);
    EXPECT_GT(*verdict->pairs_missing, 12);
    EXPECT_THAT(verdict->reason, HasSubstr("smallest effect"));
}

TEST(PairedVerdict, RefusesWhatMakesNoPairs) {
    EXPECT_FALSE(compute_paired_verdict({{1, 2}, {1}}, {}));
    EXPECT_FALSE(compute_paired_verdict({{1, 0}, {1, 1}}, {}));
    EXPECT_FALSE(compute_paired_verdict({{1}, {1}, Direction::neutral}, {}));
    EXPECT_FALSE(compute_paired_verdict({{1}, {1}}, {.alpha = 0}));
    EXPECT_FALSE(compute_paired_verdict({{1}, {1}}, {.delta = -1}));
}

RC_GTEST_PROP(PairedVerdict, SwappedSidesGiveTheOppositeVerdict, ()) {
    const int pairs = *rc::gen::inRange(6, 30);
    PairedSamples samples;
    for (int i = 0; i < pairs; ++i) {
        samples.baseline.push_back(1 + *rc::gen::inRange(0, 1000) / 10000.0);
        samples.candidate.push_back(1 + *rc::gen::inRange(0, 2000) / 10000.0);
    }
    const auto forward = compute_paired_verdict(samples, {});
    std::swap(samples.baseline, samples.candidate);
    const auto backward = compute_paired_verdict(samples, {});
    RC_ASSERT(std::abs(*forward->ratio * *backward->ratio - 1) < 1e-9);
    const auto opposite = [](Verdict verdict) {
        if (verdict == Verdict::regressed) return Verdict::improved;
        return verdict == Verdict::improved ? Verdict::regressed : verdict;
    };
    RC_ASSERT(backward->verdict == opposite(forward->verdict));
}

// Under no difference the test errs no more often than it says: of 2,000 series of 12 pairs with a
// scatter of 2 % and no delta at most 3.9 % (the exact level) and four standard errors are flagged.
TEST(PairedVerdict, FalseAlarmsKeepToTheLevel) {
    std::mt19937 generator(20261124);
    std::normal_distribution<double> noise(0, 0.02);
    constexpr int kSeries = 2000;
    int flagged = 0;
    int flagged_beyond_delta = 0;
    for (int series = 0; series < kSeries; ++series) {
        PairedSamples samples;
        for (int i = 0; i < 12; ++i) {
            samples.baseline.push_back(std::exp(noise(generator)));
            samples.candidate.push_back(std::exp(noise(generator)));
        }
        const auto is_flag = [](Verdict v) { return v == Verdict::regressed || v == Verdict::improved; };
        flagged += is_flag(verdict_of(samples, {.delta = 0, .equivalence = 0})) ? 1 : 0;
        flagged_beyond_delta += is_flag(verdict_of(samples)) ? 1 : 0;
    }
    EXPECT_LT(flagged, kSeries * (0.0386 + 4 * 0.0043));
    EXPECT_GT(flagged, kSeries * (0.0386 - 4 * 0.0043)) << "a test that never errs says nothing";
    EXPECT_LT(flagged_beyond_delta, kSeries / 100);
}

}  // namespace
}  // namespace inference_pio
