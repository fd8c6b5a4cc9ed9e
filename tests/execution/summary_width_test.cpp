// What a record says of its own width, and how many samples the fastest is taken of.
#include <gmock/gmock.h>

#include "execution/summary.hpp"

namespace inference_pio {
namespace {

using ::testing::HasSubstr;

// Eight processes of one sample each, a share `scatter` about 1 in turn.
CaseOutcome scattered(double scatter) {
    CaseOutcome outcome;
    for (int i = 0; i < 8; ++i) {
        Visit visit;
        const double value = i % 2 == 0 ? 1 + scatter : 1 - scatter;
        visit.samples.push_back({false, {{"ttft", {value}}, {"peak_memory", {7}}}, {}, {}, {}});
        outcome.visits.push_back(std::move(visit));
    }
    return outcome;
}

RunContext context_of(std::optional<double> precision) { return {"run-1", {}, 7, precision}; }

TEST(SummaryWidth, AWiderIntervalThanWasAskedIsNotSilent) {
    const auto records = summarise_case(scattered(0.1), context_of(0.02));
    EXPECT_EQ(records.at(0).status, Status::ok) << "the case stopped by its steady metrics";
    ASSERT_TRUE(records[0].status_reason);
    EXPECT_THAT(*records[0].status_reason, HasSubstr("known to ± 1"));
    EXPECT_THAT(*records[0].status_reason, HasSubstr("within ± 2 %"));
    EXPECT_FALSE(records.at(1).status_reason) << "a high-water mark has no interval";
}

TEST(SummaryWidth, ANarrowOneOrNoPrecisionNeedsNoWords) {
    EXPECT_FALSE(summarise_case(scattered(0.001), context_of(0.02)).at(0).status_reason);
    EXPECT_FALSE(summarise_case(scattered(0.1), context_of({})).at(0).status_reason);
}

TEST(SummaryWidth, AnUnstableCaseHasItsOwnReason) {
    CaseOutcome outcome = scattered(0.1);
    outcome.status = Status::unstable;
    outcome.status_reason = "± 9 % reached";
    EXPECT_EQ(summarise_case(outcome, context_of(0.02)).at(0).status_reason, "± 9 % reached");
}

TEST(SummaryWidth, IntervalsOfRunsThatStopByThemAreWidened) {
    EXPECT_EQ(summarise_case(scattered(0.1), context_of(0.02)).at(0).interval->method,
              "sequential_t_log_process_values");
    EXPECT_EQ(summarise_case(scattered(0.1), context_of({})).at(0).interval->method, "student_t_log_process_values");
}

TEST(SummaryWidth, TheFastestIsTakenOfTheFirstFiveSamples) {
    Visit visit;
    for (const double value : {9.0, 8.0, 7.0, 6.0, 5.0, 1.0}) {
        visit.samples.push_back({false, {{"prefill_fast", {value}}}, {}, {}, {}});
    }
    CaseOutcome outcome;
    outcome.visits = {visit};
    const auto records = summarise_case(outcome, context_of({}));
    EXPECT_EQ(records.at(0).value, 5);
    EXPECT_EQ(records.at(0).sample_count, 6) << "all of them are kept";
}

}  // namespace
}  // namespace inference_pio
