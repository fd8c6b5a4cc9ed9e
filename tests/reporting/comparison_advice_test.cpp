#include "reporting/comparison_advice.hpp"

#include <gmock/gmock.h>

#include "fakes/sample_comparisons.hpp"

namespace inference_pio {
namespace {

TEST(Advise, NothingWhereNothingIsToBeDone) {
    const auto [comparison, decision] = samples::nothing_happened();
    EXPECT_TRUE(advise(comparison, &decision).empty());
    EXPECT_TRUE(advise(comparison, nullptr).empty());
}

TEST(Advise, ARegressionOfStoredRunsIsConfirmedByADuetOrAccepted) {
    const auto [comparison, decision] = samples::one_regression();
    const auto list = advise(comparison, &decision);
    ASSERT_EQ(list.size(), 2U);
    EXPECT_EQ(list[0].command, "piobench duet --git 4a1b2c3d4e5f 9f8e7d6c5b4a qwen3_0_6b/performance/generation");
    EXPECT_EQ(list[1].command,
              "piobench history accept 'qwen3_0_6b/performance/generation[batch_size=1,new_tokens=32,threads=2,"
              "weight_type=q4_0]' --reason '...'");
}

TEST(Advise, WithoutCommitsTheBuildsAreNamedByTheReader) {
    auto [comparison, decision] = samples::one_regression();
    comparison.candidate.subject.dirty = true;
    EXPECT_EQ(advise(comparison, &decision).front().command,
              "piobench duet --base BASE_BUILD --candidate CANDIDATE_BUILD qwen3_0_6b/performance/generation");
}

TEST(Advise, WhatAnotherToolMeasuredIsNothingToRunHere) {
    auto [comparison, decision] = samples::one_regression();
    comparison.baseline.tool = comparison.candidate.tool = "llama-bench";
    const auto list = advise(comparison, &decision);
    ASSERT_EQ(list.size(), 2U);
    EXPECT_EQ(list[0].words, "have llama-bench measure both builds anew, in turns, in several processes each");
    EXPECT_EQ(list[0].command, "");
    EXPECT_THAT(list[1].command, ::testing::HasSubstr("piobench history accept"));
    comparison.rows.clear();
    decision.outcome = GateOutcome::nothing_compared;
    EXPECT_EQ(advise(comparison, &decision).back().command, "");
}

TEST(Advise, AnUnfitMachineComesFirst) {
    const auto [comparison, decision] = samples::unfit_duet();
    const auto list = advise(comparison, &decision);
    ASSERT_EQ(list.size(), 1U);
    EXPECT_EQ(list[0].command, "piobench doctor");
}

TEST(Advise, DoubtsOfADuetWantMorePairs) {
    auto [comparison, decision] = samples::unfit_duet();
    comparison.control->flagged = false;
    comparison.interrupted = false;
    const auto list = advise(comparison, &decision);
    ASSERT_EQ(list.size(), 1U);
    EXPECT_THAT(list[0].words, ::testing::HasSubstr("more pairs"));
}

TEST(Advise, SuspectsAreConfirmed) {
    auto [comparison, decision] = samples::one_regression();
    decision = {GateOutcome::inconclusive, "1 suspect", {}, {2}, {}};
    const auto list = advise(comparison, &decision);
    ASSERT_EQ(list.size(), 1U);
    EXPECT_THAT(list[0].words, ::testing::HasSubstr("suspects"));
}

TEST(Advise, WithoutABaselineOneIsMeasured) {
    const GateDecision nothing{GateOutcome::nothing_compared, "no baseline", {}, {}, {}};
    ASSERT_EQ(advise({}, &nothing).size(), 1U);
    EXPECT_EQ(advise({}, &nothing)[0].command, "piobench run");
}

TEST(Advise, NoCommandIsMadeOfWordsThatCannotBeTyped) {
    const auto [comparison, decision] = samples::hostile(3);
    for (const Advice& advice : advise(comparison, &decision)) {
        EXPECT_THAT(advice.command, ::testing::Not(::testing::HasSubstr("end")));
    }
}

TEST(ShellWord, IsQuotedWhereItHasToBe) {
    EXPECT_EQ(shell_word("qwen3_0_6b/performance/generation"), "qwen3_0_6b/performance/generation");
    EXPECT_EQ(shell_word("a[b=1]"), "'a[b=1]'");
    EXPECT_EQ(shell_word("it's $HOME"), "'it'\\''s $HOME'");
    EXPECT_EQ(shell_word(""), "''");
    EXPECT_EQ(shell_word("a\nb"), "'a?b'");
}

}  // namespace
}  // namespace inference_pio
