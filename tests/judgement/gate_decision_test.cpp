#include <gmock/gmock.h>

#include "judgement/findings.hpp"

namespace inference_pio {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

ComparedMetric row_with(Verdict verdict, double ratio = 1, int confirmations = 1) {
    ComparedMetric row;
    row.benchmark = "qwen3_0_6b/performance/generation";
    row.metric = *find_metric("decode_fast");
    row.baseline = 0.016;
    row.candidate = 0.016 * ratio;
    row.ratio = ratio;
    row.deciding = true;
    row.verdict = verdict;
    row.confirmations = confirmations;
    return row;
}

Comparison of_rows(std::vector<ComparedMetric> rows) {
    Comparison comparison;
    comparison.rows = std::move(rows);
    return comparison;
}

GateRules rules_with(GateThresholds general) {
    GateRules rules;
    rules.general = general;
    return rules;
}

TEST(GateDecision, NothingSlowerPasses) {
    const auto decision =
        decide_gate(of_rows({row_with(Verdict::equivalent), row_with(Verdict::improved, 0.9)}), GateRules{});
    EXPECT_EQ(decision.outcome, GateOutcome::passed);
    EXPECT_THAT(decision.reason, HasSubstr("2 deciding metrics compared"));
    EXPECT_THAT(decision.alarms, IsEmpty());
}

TEST(GateDecision, AConfirmedRegressionAlarms) {
    const auto decision =
        decide_gate(of_rows({row_with(Verdict::equivalent), row_with(Verdict::regressed, 1.04)}), GateRules{});
    EXPECT_EQ(decision.outcome, GateOutcome::regressed);
    EXPECT_THAT(decision.alarms, ElementsAre(1));
    EXPECT_THAT(decision.reason, HasSubstr("decode_fast of qwen3_0_6b/performance/generation +4.0 %"));
}

TEST(GateDecision, AnUnconfirmedOneIsASuspect) {
    const Comparison comparison = of_rows({row_with(Verdict::regressed, 1.04, 0)});
    const auto decision = decide_gate(comparison, GateRules{});
    EXPECT_EQ(decision.outcome, GateOutcome::inconclusive);
    EXPECT_THAT(decision.suspects, ElementsAre(0));
    EXPECT_THAT(decision.alarms, IsEmpty());
    EXPECT_EQ(decide_gate(comparison, rules_with({.confirmations = 0})).outcome, GateOutcome::regressed);
    EXPECT_EQ(decide_gate(of_rows({row_with(Verdict::regressed, 1.04, 1)}), rules_with({.confirmations = 2})).outcome,
              GateOutcome::inconclusive);
}

TEST(GateDecision, ASmallOneIsLetThrough) {
    const GateRules rules = rules_with({.minimum_effect = 0.05});
    const auto decision = decide_gate(of_rows({row_with(Verdict::regressed, 1.04)}), rules);
    EXPECT_EQ(decision.outcome, GateOutcome::passed);
    EXPECT_THAT(decision.reason, HasSubstr("1 regression smaller than the minimum effect"));
    EXPECT_EQ(decide_gate(of_rows({row_with(Verdict::regressed, 1.06)}), rules).outcome, GateOutcome::regressed);
    ComparedMetric rate = row_with(Verdict::regressed, 1 / 1.06);
    rate.metric = *find_metric("decode_throughput");
    EXPECT_EQ(decide_gate(of_rows({rate}), rules).outcome, GateOutcome::regressed);
}

TEST(GateDecision, AnAcceptedOneIsLetThrough) {
    ComparedMetric row = row_with(Verdict::regressed, 1.2);
    row.accepted = "more exact rope";
    const auto decision = decide_gate(of_rows({row}), GateRules{});
    EXPECT_EQ(decision.outcome, GateOutcome::passed);
    EXPECT_THAT(decision.reason, HasSubstr("1 regression accepted"));
}

TEST(GateDecision, WithoutAVerdictTheRulesSayWhatItMeans) {
    const Comparison comparison = of_rows({row_with(Verdict::equivalent), row_with(Verdict::inconclusive, 1.02)});
    const auto failing = decide_gate(comparison, GateRules{});
    EXPECT_EQ(failing.outcome, GateOutcome::inconclusive);
    EXPECT_THAT(failing.unsettled, ElementsAre(1));
    const auto warning = decide_gate(comparison, rules_with({.inconclusive = Inconclusive::warn}));
    EXPECT_EQ(warning.outcome, GateOutcome::passed);
    EXPECT_THAT(warning.unsettled, IsEmpty());
    EXPECT_THAT(warning.reason, HasSubstr("1 without a verdict"));
}

TEST(GateDecision, ACaseThatFailedIsUnsettled) {
    ComparedMetric lost = row_with(Verdict::inconclusive);
    lost.candidate.reset();
    lost.ratio.reset();
    lost.accepted = "accepted of old";  // speaks of a value, and there is none
    const auto decision = decide_gate(of_rows({row_with(Verdict::equivalent), lost}), GateRules{});
    EXPECT_EQ(decision.outcome, GateOutcome::inconclusive);
    EXPECT_THAT(decision.unsettled, ElementsAre(1));
    EXPECT_EQ(decide_gate(of_rows({lost}), GateRules{}).outcome, GateOutcome::nothing_compared);
}

TEST(GateDecision, AnAlarmComesBeforeDoubt) {
    const auto decision = decide_gate(of_rows({row_with(Verdict::inconclusive), row_with(Verdict::regressed, 1.1, 0),
                                               row_with(Verdict::regressed, 1.1), row_with(Verdict::regressed, 1.2)}),
                                      GateRules{});
    EXPECT_EQ(decision.outcome, GateOutcome::regressed);
    EXPECT_THAT(decision.alarms, ElementsAre(2, 3));
    EXPECT_THAT(decision.suspects, ElementsAre(1));
    EXPECT_THAT(decision.unsettled, ElementsAre(0));
    EXPECT_THAT(decision.reason, AllOf(HasSubstr("2 deciding metrics regressed"), HasSubstr("and 1 more")));
}

TEST(GateDecision, AnUnfitMachineSaysNothing) {
    Comparison comparison = of_rows({row_with(Verdict::regressed, 1.1)});
    comparison.control = Control{12, true, {"decode_fast 1.03"}, "the same build differs from itself by 3 %"};
    const auto decision = decide_gate(comparison, GateRules{});
    EXPECT_EQ(decision.outcome, GateOutcome::inconclusive);
    EXPECT_THAT(decision.reason, HasSubstr("differs from itself"));
    EXPECT_THAT(decision.alarms, IsEmpty());
    EXPECT_EQ(decide_gate(of_rows({}), GateRules{}).outcome, GateOutcome::nothing_compared);
    comparison.control->flagged = false;
    EXPECT_EQ(decide_gate(comparison, GateRules{}).outcome, GateOutcome::regressed);
}

TEST(GateDecision, NothingComparedIsNoPass) {
    ComparedMetric shown = row_with(Verdict::regressed, 2);
    shown.deciding = false;
    const auto decision = decide_gate(of_rows({shown}), GateRules{});
    EXPECT_EQ(decision.outcome, GateOutcome::nothing_compared);
    EXPECT_THAT(decision.alarms, IsEmpty());
    EXPECT_THAT(decision.reason, HasSubstr("nothing was compared"));
}

TEST(GateDecision, RulesAreByMetricAndCase) {
    GateRules rules;
    GateRule lenient;
    lenient.metric = "decode_*";
    lenient.minimum_effect = 0.5;
    rules.rules.push_back(lenient);
    ComparedMetric prefill = row_with(Verdict::regressed, 1.1);
    prefill.metric = *find_metric("prefill_fast");
    const auto decision = decide_gate(of_rows({row_with(Verdict::regressed, 1.1), prefill}), rules);
    EXPECT_THAT(decision.alarms, ElementsAre(1));
}

TEST(GateDecision, OutcomesHaveWordsAndExitCodes) {
    EXPECT_EQ(to_string(GateOutcome::nothing_compared), "nothing_compared");
    EXPECT_EQ(exit_code_of(GateOutcome::passed), 0);
    EXPECT_EQ(exit_code_of(GateOutcome::regressed), 1);
    EXPECT_EQ(exit_code_of(GateOutcome::inconclusive), 4);
    EXPECT_EQ(exit_code_of(GateOutcome::nothing_compared), 5);
}

}  // namespace
}  // namespace inference_pio
