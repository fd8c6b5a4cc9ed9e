#include "judgement/duet_family.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <random>

namespace inference_pio {
namespace {

using Looks = std::vector<int>;

// So many pairs around `ratio`, evenly spread over ± scatter.
DuetHypothesis around(double ratio, int pairs, double scatter = 0.005) {
    DuetHypothesis hypothesis;
    for (int i = 0; i < pairs; ++i) {
        const double place = 2.0 * i / (pairs - 1) - 1;
        hypothesis.samples.baseline.push_back(0.014);
        hypothesis.samples.candidate.push_back(0.014 * ratio * std::exp(scatter * place));
    }
    return hypothesis;
}

DuetFamily family_of(double alpha = 0.05, Looks looks = {6, 12, 18, 24}) {
    return *DuetFamily::create(alpha, std::move(looks));
}

TEST(DuetLooks, AreEvenAndEndAtTheMost) {
    EXPECT_EQ(compute_looks(24), (Looks{6, 12, 18, 24}));
    EXPECT_EQ(compute_looks(6), Looks{6});
    EXPECT_EQ(compute_looks(12), (Looks{6, 12}));
    EXPECT_EQ(compute_looks(60), (Looks{16, 30, 46, 60}));
    EXPECT_EQ(compute_looks(25).back(), 26);
}

TEST(DuetFamily, DecidesASlowdownAsSoonAsItsBoundIsReached) {
    DuetFamily family = family_of();
    ASSERT_TRUE(family.look(0, {around(1.08, 6)}));
    EXPECT_FALSE(family.all_decided()) << "six signs show nothing at the first look's level";
    ASSERT_TRUE(family.look(1, {around(1.08, 12)}));
    EXPECT_TRUE(family.all_decided());
    const DuetState& state = family.states().front();
    EXPECT_EQ(state.verdict.verdict, Verdict::regressed);
    EXPECT_EQ(state.decided_at, 12);
    EXPECT_NEAR(state.nominal_alpha, 0.0042, 0.0001) << "O'Brien and Fleming's second of four looks";
    EXPECT_NEAR(state.p_value, 2 / 4096.0, 1e-9);
}

TEST(DuetFamily, WhatIsDecidedStaysDecided) {
    DuetFamily family = family_of();
    ASSERT_TRUE(family.look(1, {around(1.08, 12)}));
    const DuetState before = family.states().front();
    ASSERT_TRUE(family.look(2, {around(1.0, 18)}));
    EXPECT_EQ(family.states().front(), before);
}

TEST(DuetFamily, HolmHandsTheShareOfARejectedOneOn) {
    // 12 of 12 beyond: p = 2/4096 = 0.00049. The bound of the second look at 0.05 / m: m = 1 0.0042.
    std::vector<DuetHypothesis> family_of_40(40, around(1.0, 12));
    family_of_40.front() = around(1.08, 12);
    DuetFamily family = family_of();
    ASSERT_TRUE(family.look(1, family_of_40));
    EXPECT_FALSE(family.states().front().decided()) << "one of forty needs more than twelve signs at this look";
    ASSERT_TRUE(family.look(2, std::vector<DuetHypothesis>(40, around(1.08, 18))));
    EXPECT_TRUE(family.all_decided());
    EXPECT_GT(family.states().back().nominal_alpha, family.states().front().nominal_alpha);
}

TEST(DuetFamily, ExactValuesNeedNoStatistics) {
    DuetHypothesis memory = around(1.05, 6, 0);
    memory.exact = true;
    DuetFamily family = family_of();
    ASSERT_TRUE(family.look(0, {memory}));
    EXPECT_EQ(family.states().front().verdict.verdict, Verdict::regressed);
    DuetHypothesis same = around(1.0, 6, 0);
    same.exact = true;
    DuetFamily steady = family_of();
    ASSERT_TRUE(steady.look(0, {same}));
    EXPECT_EQ(steady.states().front().verdict.verdict, Verdict::equivalent);
    DuetHypothesis scattered = around(1.05, 6, 0.2);
    scattered.exact = true;
    DuetFamily noisy = family_of();
    ASSERT_TRUE(noisy.look(0, {scattered}));
    EXPECT_FALSE(noisy.states().front().decided()) << "values that scatter are not exact";
}

TEST(DuetFamily, SteadyFamiliesAreEquivalentInTheEnd) {
    DuetFamily family = family_of();
    ASSERT_TRUE(family.look(3, std::vector<DuetHypothesis>(20, around(1.0, 24))));
    for (const DuetState& state : family.states()) EXPECT_EQ(state.verdict.verdict, Verdict::equivalent);
}

TEST(DuetFamily, RefusesWhatIsOutOfRange) {
    EXPECT_FALSE(DuetFamily::create(0, {6}));
    EXPECT_FALSE(DuetFamily::create(0.05, {}));
    DuetFamily family = family_of();
    EXPECT_FALSE(family.look(4, {around(1, 24)}));
}

// With both sides alike, some rejection in the family at any look is a false one: at most alpha of the time, and far
// less, since the difference has to lie beyond 1 %.
TEST(DuetFamily, KeepsItsFalseAlarmsBelowAlphaWithoutAnAllowedDifference) {
    std::mt19937_64 engine(11);
    std::normal_distribution<double> noise(0, 0.02);
    const int trials = 400;
    int alarms = 0;
    for (int trial = 0; trial < trials; ++trial) {
        std::vector<DuetHypothesis> hypotheses(3);
        DuetFamily family = family_of();
        for (std::size_t k = 0; k < 4; ++k) {
            for (DuetHypothesis& hypothesis : hypotheses) {
                hypothesis.thresholds.allowed = 0;
                hypothesis.thresholds.equivalence = 0;
                for (int i = 0; i < 6; ++i) {
                    hypothesis.samples.baseline.push_back(0.014);
                    hypothesis.samples.candidate.push_back(0.014 * std::exp(noise(engine)));
                }
            }
            ASSERT_TRUE(family.look(k, hypotheses));
        }
        for (const DuetState& state : family.states()) {
            if (state.decided()) {
                ++alarms;
                break;
            }
        }
    }
    // Bin(400, 0.05): 99.9 % lie at or below 35.
    EXPECT_LE(alarms, 35);
}

TEST(SignPValue, CountsPairsBeyondTheMargin) {
    EXPECT_NEAR(*compute_sign_p_value(around(1.05, 12).samples, 0.01), 2 / 4096.0, 1e-9);
    EXPECT_NEAR(*compute_sign_p_value(around(0.95, 12).samples, 0.01), 2 / 4096.0, 1e-9);
    EXPECT_EQ(*compute_sign_p_value(around(1.0, 12).samples, 0.01), 1);
    EXPECT_EQ(*compute_sign_p_value({}, 0.01), 1);
}

// The verdict's interval and the p value are two views of one test.
RC_GTEST_PROP(SignPValue, AgreesWithTheVerdict, ()) {
    const auto pairs = *rc::gen::inRange(6, 40);
    const double ratio = 1 + 0.001 * *rc::gen::inRange(-60, 60);
    const double scatter = 0.001 * *rc::gen::inRange(1, 100);
    const DuetHypothesis hypothesis = around(ratio, pairs, scatter);
    VerdictPolicy policy;
    policy.alpha = 0.001 * *rc::gen::inRange(1, 200);
    const auto verdict = compute_paired_verdict(hypothesis.samples, policy)->verdict;
    const double p_value = *compute_sign_p_value(hypothesis.samples, policy.delta);
    const bool rejected = verdict == Verdict::regressed || verdict == Verdict::improved;
    RC_ASSERT(rejected == (p_value <= policy.alpha));
}

TEST(InformativeVerdicts, AreCorrectedByBenjaminiAndHochberg) {
    std::vector<DuetHypothesis> hypotheses(20, around(1.0, 24));
    hypotheses[3] = around(1.2, 24);
    const auto verdicts = judge_informative(hypotheses, 0.05);
    ASSERT_TRUE(verdicts);
    EXPECT_EQ(verdicts->at(3).verdict.verdict, Verdict::regressed);
    EXPECT_LE(verdicts->at(3).adjusted_p_value, 0.05);
    EXPECT_GE(verdicts->at(3).adjusted_p_value, verdicts->at(3).p_value);
    EXPECT_NE(verdicts->at(4).verdict.verdict, Verdict::regressed);
    EXPECT_TRUE(judge_informative({}, 0.05)->empty());
}

}  // namespace
}  // namespace inference_pio
