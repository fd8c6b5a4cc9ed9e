#include "reporting/comparison_summary.hpp"

#include <gmock/gmock.h>

#include "fakes/sample_comparisons.hpp"

namespace inference_pio {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(RolesOf, WithoutAGateEveryDecidingRegressionCounts) {
    const auto [comparison, decision] = samples::one_regression();
    const auto roles = roles_of(comparison, nullptr);
    EXPECT_EQ(roles[2], RowRole::alarm);
    EXPECT_EQ(roles[3], RowRole::tolerated);  // not deciding
    EXPECT_EQ(roles[0], RowRole::quiet);
    const std::size_t first = comparison.rows.size() - 4;
    EXPECT_EQ(roles[first], RowRole::improved);
    EXPECT_EQ(roles[first + 1], RowRole::tolerated);  // accepted
    EXPECT_EQ(roles[first + 2], RowRole::unsettled);
}

TEST(RolesOf, AGateDecides) {
    const auto [comparison, given] = samples::one_regression();
    GateDecision decision = given;
    decision.alarms.clear();
    EXPECT_EQ(roles_of(comparison, &decision)[2], RowRole::tolerated);  // smaller than its minimum effect
    decision.suspects = {2};
    EXPECT_EQ(roles_of(comparison, &decision)[2], RowRole::suspect);
    decision.alarms = {2, 9999};
    EXPECT_EQ(roles_of(comparison, &decision)[2], RowRole::alarm);
}

TEST(RowsToShow, InOrderAndTheGravestOnesWhereThereAreMany) {
    const auto [comparison, decision] = samples::one_regression();
    const auto roles = roles_of(comparison, &decision);
    const std::size_t first = comparison.rows.size() - 4;
    EXPECT_THAT(rows_to_show(comparison, roles, false, 60), ElementsAre(2, 3, first, first + 1, first + 2, first + 3));
    EXPECT_EQ(rows_to_show(comparison, roles, true, 1000).size(), comparison.rows.size());
    EXPECT_THAT(rows_to_show(comparison, roles, false, 1), ElementsAre(2));
    // The larger of the two that are tolerated.
    EXPECT_THAT(rows_to_show(comparison, roles, false, 2), ElementsAre(2, first + 1));
}

TEST(TallyText, CountsDecidingRows) {
    const Comparison comparison = samples::one_regression().comparison;
    EXPECT_EQ(tally_text(tally_of(comparison)),
              "1 regressed, 1 regressed and accepted, 1 improved, 11 equivalent, 2 inconclusive of 16 deciding "
              "comparisons in 7 cases");
    EXPECT_EQ(tally_text(tally_of({})), "no deciding comparison");
}

TEST(CertaintyText, NamesTheFamily) {
    Comparison comparison = samples::one_regression().comparison;
    EXPECT_EQ(certainty_text(comparison, tally_of(comparison)), "certainty 95 % over all 16 together (Holm)");
    comparison.correction = "benjamini_hochberg";
    EXPECT_THAT(certainty_text(comparison, tally_of(comparison)), HasSubstr("at most 5.0 % is expected to be chance"));
}

TEST(DoubtsText, AddsUpWhatCasesStillNeed) {
    Comparison comparison = samples::unfit_duet().comparison;
    EXPECT_EQ(doubts_text(comparison),
              "what is inconclusive would have shown effects of 4.3 % or more; about 14 more pairs (3:20 in all) would "
              "settle it");
    comparison.rows[1].parameters.set("batch_size", std::int64_t{4});  // another case: its time comes on top
    comparison.rows[1].smallest_effect = 0.021;
    EXPECT_EQ(
        doubts_text(comparison),
        "what is inconclusive would have shown effects of 2.1 to 4.3 % or more; about 14 more pairs (6:40 in all) "
        "would settle it");
    comparison.rows[1].pairs_missing.reset();
    EXPECT_THAT(doubts_text(comparison), HasSubstr("(3:20 in all) would settle 1 of 2"));
    EXPECT_EQ(doubts_text(samples::nothing_happened().comparison), "");
}

TEST(MissingReasons, EqualOnesAreCountedOnce) {
    Comparison comparison = samples::one_regression().comparison;
    comparison.rows.push_back(comparison.rows.back());
    EXPECT_THAT(
        missing_reasons(comparison),
        ElementsAre("2 comparisons without a ratio: the candidate has no value: the worker crashed (signal 11)"));
}

TEST(HeadlineText, AnswersWhetherItGotSlower) {
    const auto [one, decision] = samples::one_regression();
    EXPECT_EQ(headline_text(one, &decision), "regressed: decode_fast of qwen3_0_6b: 1 of 2 cases 3.1 % slower");
    EXPECT_EQ(headline_text(one, nullptr), headline_text(one, &decision));
    const auto [quiet, passed] = samples::nothing_happened();
    EXPECT_EQ(headline_text(quiet, &passed), "nothing got worse");
    EXPECT_EQ(headline_text(quiet, nullptr), "nothing got worse");
    const auto [unfit, open] = samples::unfit_duet();
    EXPECT_EQ(headline_text(unfit, &open), "inconclusive: the machine is unfit: the same build differs from itself");
    EXPECT_EQ(headline_text(unfit, nullptr), headline_text(unfit, &open));
}

TEST(HeadlineText, SaysWhatIsNotKnown) {
    EXPECT_EQ(headline_text({}, nullptr), "nothing was compared");
    const GateDecision nothing{GateOutcome::nothing_compared, "no baseline of this machine", {}, {}, {}};
    EXPECT_EQ(headline_text({}, &nothing), "nothing was compared: no baseline of this machine");
    Comparison open = samples::nothing_happened().comparison;
    open.rows[0].verdict = Verdict::inconclusive;
    EXPECT_EQ(headline_text(open, nullptr), "nothing got worse as far as can be told: 1 inconclusive");
    for (ComparedMetric& row : open.rows) row.verdict = Verdict::inconclusive;
    EXPECT_THAT(headline_text(open, nullptr), HasSubstr("inconclusive"));
}

TEST(HeadlineText, AnAcceptedRegressionIsNotHidden) {
    Comparison comparison = samples::nothing_happened().comparison;
    comparison.rows[0].verdict = Verdict::regressed;
    comparison.rows[0].accepted = "meant";
    EXPECT_EQ(headline_text(comparison, nullptr), "nothing got worse but for what was accepted (1)");
}

TEST(DecisionText, IsTheGatesWord) {
    const auto [quiet, passed] = samples::nothing_happened();
    EXPECT_EQ(decision_text(quiet, &passed), "gate: passed: 6 deciding comparisons, none worse");
    EXPECT_EQ(decision_text(quiet, nullptr), "nothing got worse");
}

}  // namespace
}  // namespace inference_pio
