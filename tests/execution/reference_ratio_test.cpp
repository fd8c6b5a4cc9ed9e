#include "execution/reference_ratio.hpp"

#include <gmock/gmock.h>

namespace inference_pio {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

// A process of one warm-up sample and these.
Visit visit(int turn, std::vector<double> decode_fast) {
    Visit visit;
    visit.turn = turn;
    SampleData warmup;
    warmup.warmup = true;
    warmup.metrics["decode_fast"] = {1000.0};
    visit.samples.push_back(warmup);
    for (const double value : decode_fast) {
        SampleData sample;
        sample.metrics["decode_fast"] = {value};
        sample.metrics["prefill_fast"] = {value};
        visit.samples.push_back(sample);
    }
    visit.peak_memory = Bytes{static_cast<std::uint64_t>(decode_fast.front() * 1000)};
    return visit;
}

CaseOutcome outcome_of(std::vector<Visit> visits, const std::string& variant) {
    CaseOutcome outcome;
    outcome.id = {"core/optimization", "", "", {{"variant", variant}}};
    outcome.visits = std::move(visits);
    return outcome;
}

const MetricDefinition& metric(std::string_view name) { return *find_metric(name); }

TEST(ReferenceRatio, IsTheMedianOfThePairsOfOneTurn) {
    const auto changed = outcome_of({visit(0, {1.0}), visit(5, {2.2}), visit(7, {1.5})}, "q4_0");
    const auto original = outcome_of({visit(5, {4.0}), visit(7, {3.0}), visit(0, {4.0})}, "original");
    const auto ratio = compute_reference_ratio(changed, original, metric("decode_fast"));
    ASSERT_TRUE(ratio);
    EXPECT_EQ(ratio->pairs, 3);
    EXPECT_DOUBLE_EQ(ratio->ratio, 0.5);  // of 0.25, 0.55 and 0.5
    ASSERT_TRUE(ratio->interval);
    EXPECT_EQ(ratio->interval->method, kLogPairRatios);
    EXPECT_LT(ratio->interval->low, 0.5);
    EXPECT_GT(ratio->interval->high, 0.5);
}

TEST(ReferenceRatio, VisitsOfNoTurnOrOfOneSideOnlyMakeNoPair) {
    const auto changed = outcome_of({visit(-1, {1.0}), visit(2, {1.0}), visit(3, {1.0})}, "q4_0");
    const auto original = outcome_of({visit(-1, {1.0}), visit(3, {4.0}), visit(4, {9.0})}, "original");
    const auto ratio = compute_reference_ratio(changed, original, metric("decode_fast"));
    ASSERT_TRUE(ratio);
    EXPECT_EQ(ratio->pairs, 1);
    EXPECT_DOUBLE_EQ(ratio->ratio, 0.25);
    EXPECT_FALSE(ratio->interval) << "one pair has no interval";
    EXPECT_FALSE(compute_reference_ratio(changed, outcome_of({}, "original"), metric("decode_fast")));
}

TEST(ReferenceRatio, TheSideWithMoreSamplesIsCutSoThatItsFastestIsOfAsMany) {
    const auto changed = outcome_of({visit(1, {2.0, 1.0})}, "q4_0");
    const auto original = outcome_of({visit(1, {4.0, 5.0, 0.5})}, "original");
    EXPECT_DOUBLE_EQ(compute_reference_ratio(changed, original, metric("prefill_fast"))->ratio, 0.25);
}

TEST(ReferenceRatio, AVisitThatWasMadeAgainCountsAndTheInterruptedOneDoesNot) {
    const auto changed = outcome_of({visit(1, {9.0}), visit(1, {2.0})}, "q4_0");
    const auto original = outcome_of({visit(1, {4.0})}, "original");
    const auto ratio = compute_reference_ratio(changed, original, metric("decode_fast"));
    EXPECT_EQ(ratio->pairs, 1);
    EXPECT_DOUBLE_EQ(ratio->ratio, 0.5);
}

TEST(ReferenceRatio, ValuesThatAreNotPositiveMakeNoPair) {
    const auto changed = outcome_of({visit(1, {0.0}), visit(2, {1.0})}, "q4_0");
    const auto original = outcome_of({visit(1, {4.0}), visit(2, {0.0})}, "original");
    EXPECT_FALSE(compute_reference_ratio(changed, original, metric("decode_fast")));
}

Record record_of(std::string_view name) {
    Record record;
    record.metric = metric(name);
    record.value = 1.0;
    return record;
}

TEST(AddRatios, WritesThemWhereAMetricHasADirectionAndAValue) {
    const auto changed = outcome_of({visit(1, {2.0})}, "q4_0");
    const auto original = outcome_of({visit(1, {4.0})}, "original");
    std::vector<Record> records{record_of("decode_fast"), record_of("peak_memory"), record_of("itl"),
                                record_of("cpu_utilization"), record_of("prefill_fast")};
    records[4].value.reset();
    add_ratios(records, changed, original);
    EXPECT_EQ(records[0].reference, "core/optimization[variant=original]");
    EXPECT_EQ(records[0].ratio, 0.5);
    EXPECT_EQ(records[1].ratio, 0.5);
    for (std::size_t i = 2; i < 5; ++i) {
        EXPECT_FALSE(records[i].reference) << i;
        EXPECT_FALSE(records[i].ratio) << i;
    }
    EXPECT_FALSE(records[0].status_reason);
}

TEST(AddRatios, AReferenceThatWasNotMeasuredIsNamed) {
    const auto changed = outcome_of({visit(1, {2.0})}, "q4_0");
    std::vector<Record> records{record_of("decode_fast")};
    add_ratios(records, changed, outcome_of({}, "original"));
    EXPECT_FALSE(records[0].ratio);
    ASSERT_TRUE(records[0].status_reason);
    EXPECT_THAT(*records[0].status_reason, HasSubstr("core/optimization[variant=original] was not measured"));
}

}  // namespace
}  // namespace inference_pio
