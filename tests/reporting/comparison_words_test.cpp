#include "reporting/comparison_words.hpp"

#include <gtest/gtest.h>

#include "fakes/sample_comparisons.hpp"

namespace inference_pio {
namespace {

ComparedMetric changed(const std::string& metric, double ratio) { return samples::row("a/b", {}, metric, 1.0, ratio); }

TEST(ShareText, TwoDigitsThatMatter) {
    EXPECT_EQ(share_text(0), "0 %");
    EXPECT_EQ(share_text(0.0004), "0.04 %");
    EXPECT_EQ(share_text(0.0009), "0.09 %");
    EXPECT_EQ(share_text(0.0314), "3.1 %");
    EXPECT_EQ(share_text(0.0994), "9.9 %");
    EXPECT_EQ(share_text(0.0996), "10 %");
    EXPECT_EQ(share_text(0.2), "20 %");
    EXPECT_EQ(share_text(1.2), "120 %");
    EXPECT_EQ(share_text(-0.03), "3.0 %");
}

TEST(ChangeText, ATimeThatGrowsAndARateThatDropsAreBothSlower) {
    EXPECT_EQ(change_text(changed("decode_fast", 1.031)), "3.1 % slower");
    EXPECT_EQ(change_text(changed("tpot", 1.031)), "3.1 % slower");
    EXPECT_EQ(change_text(changed("decode_throughput", 0.969)), "3.1 % slower");
    EXPECT_EQ(change_text(changed("memory_throughput", 0.969)), "3.1 % slower");
    EXPECT_EQ(change_text(changed("decode_fast", 0.969)), "3.1 % faster");
    EXPECT_EQ(change_text(changed("throughput", 1.031)), "3.1 % faster");
}

TEST(ChangeText, OtherThingsAreMoreOrHigher) {
    EXPECT_EQ(change_text(changed("peak_memory", 1.2)), "20 % more");
    EXPECT_EQ(change_text(changed("energy", 0.8)), "20 % less");
    EXPECT_EQ(change_text(changed("mbu", 0.9)), "10 % lower");
    EXPECT_EQ(change_text(changed("perplexity", 1.1)), "10 % higher");
    ComparedMetric neutral = changed("ttft", 1.1);
    neutral.metric.direction = Direction::neutral;
    EXPECT_EQ(change_text(neutral), "10 % longer");
}

TEST(ChangeText, NoRatioNoWords) {
    ComparedMetric row = changed("ttft", 1.1);
    row.ratio.reset();
    EXPECT_EQ(change_text(row), "");
    EXPECT_EQ(effect_text(row), "");
    row.ratio = 1.00001;
    EXPECT_EQ(change_text(row), "unchanged");
}

TEST(IntervalText, SaysTheWordOnlyWhereTheEndsDiffer) {
    ComparedMetric row = changed("decode_fast", 1.031);
    row.interval = Interval{0.99, 1.019, 1.044, ""};
    EXPECT_EQ(interval_text(row), "1.9 to 4.4 %");
    EXPECT_EQ(effect_text(row), "3.1 % slower (1.9 to 4.4 %)");
    row.interval = Interval{0.99, 0.996, 1.014, ""};
    EXPECT_EQ(interval_text(row), "0.4 % faster to 1.4 % slower");
    row.interval = Interval{0.99, 1, 1, ""};
    EXPECT_EQ(interval_text(row), "");
}

TEST(IntervalText, OfARateGoesFromTheGoodEndToTheBad) {
    ComparedMetric row = changed("throughput", 0.969);
    row.interval = Interval{0.99, 0.956, 0.981, ""};
    EXPECT_EQ(interval_text(row), "1.9 to 4.4 %");
    row.interval = Interval{0.99, 0.986, 1.004, ""};
    EXPECT_EQ(interval_text(row), "0.4 % faster to 1.4 % slower");
}

TEST(EvidenceText, PairsOrProcesses) {
    ComparedMetric row = changed("ttft", 1);
    EXPECT_EQ(evidence_text(row), "8 processes each");
    row.candidate_processes = 12;
    EXPECT_EQ(evidence_text(row), "8 and 12 processes");
    row.baseline_processes = row.candidate_processes = 1;
    EXPECT_EQ(evidence_text(row), "1 process each");
    row.baseline_processes = row.candidate_processes = 0;
    EXPECT_EQ(evidence_text(row), "");
    row.pairs = 1;
    EXPECT_EQ(evidence_text(row), "1 pair");
    row.pairs = 24;
    EXPECT_EQ(evidence_text(row), "24 pairs");
}

TEST(DoubtText, SaysWhatCouldBeSeenAndWhatTimeWouldBuy) {
    ComparedMetric row = changed("ttft", 1.01);
    row.smallest_effect = 0.024;
    row.pairs_missing = 12;
    row.duration_missing_s = 200;
    EXPECT_EQ(doubt_text(row), "");  // it has a verdict
    row.verdict = Verdict::inconclusive;
    EXPECT_EQ(doubt_text(row),
              "an effect of 2.4 % or more would have been seen; about 12 more pairs (3:20) would settle it");
    row.smallest_effect.reset();
    row.pairs_missing = 1;
    row.duration_missing_s.reset();
    EXPECT_EQ(doubt_text(row), "about 1 more pair would settle it");
    row.pairs_missing.reset();
    EXPECT_EQ(doubt_text(row), "");
}

TEST(VerdictText, SaysWhatExcusesIt) {
    ComparedMetric row = changed("decode_fast", 1.1);
    row.verdict = Verdict::regressed;
    EXPECT_EQ(verdict_text(row), "regressed");
    row.confirmations = 1;
    EXPECT_EQ(verdict_text(row), "regressed, confirmed once");
    row.confirmations = 2;
    EXPECT_EQ(verdict_text(row), "regressed, confirmed twice");
    row.confirmations = 3;
    row.accepted = "meant";
    EXPECT_EQ(verdict_text(row), "regressed, confirmed 3 times, accepted");
    EXPECT_EQ(verdict_text(changed("ttft", 1)), "equivalent");
}

TEST(RowSentence, HoldsTheValuesTheEffectAndItsGround) {
    ComparedMetric row = samples::row("a/b", {}, "decode_fast", 0.0163, 1.031);
    row.interval = Interval{0.99, 1.019, 1.044, ""};
    row.pairs = 24;
    EXPECT_EQ(row_sentence(row), "16.3 ms -> 16.8 ms, 3.1 % slower (1.9 to 4.4 %), 24 pairs");
    row.candidate.reset();
    row.ratio.reset();
    row.reason = "the worker crashed";
    EXPECT_EQ(row_sentence(row), "16.3 ms -> none, 24 pairs: the worker crashed");
}

TEST(Counted, Plurals) {
    EXPECT_EQ(counted(1, "pair"), "1 pair");
    EXPECT_EQ(counted(0, "pair"), "0 pairs");
    EXPECT_EQ(counted(2, "process"), "2 processes");
}

}  // namespace
}  // namespace inference_pio
