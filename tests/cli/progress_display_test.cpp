#include "cli/progress_display.hpp"

#include <gmock/gmock.h>

namespace inference_pio {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

VisitProgress some_visit() {
    return {.case_name = "qwen3_0_6b/performance/generation[batch_size=1,sequence_length=128]",
            .case_number = 2,
            .case_count = 6,
            .round = 1,
            .run = {.visits_done = 7, .visits_left_min = 5, .elapsed = Seconds(80), .left = Seconds(40)}};
}

TEST(ProgressDisplay, PrintsOnlyEndedCasesWhereNobodyWatches) {
    std::FILE* file = std::tmpfile();
    ASSERT_NE(file, nullptr);
    {
        const RunObserver observer = make_progress_display(Terminal{}, file);
        observer.visit_began(some_visit());
        observer.sample_taken(some_visit(), 1, SampleData{});
        CaseOutcome outcome;
        outcome.id.benchmark = "core/resize";
        outcome.status = Status::timed_out;
        outcome.status_reason = "no answer within 5 s";
        observer.case_ended(outcome, some_visit().run);
    }
    std::rewind(file);
    std::string text(4096, '\0');
    text.resize(std::fread(text.data(), 1, text.size(), file));
    std::fclose(file);
    EXPECT_THAT(text, HasSubstr("timed_out"));
    EXPECT_THAT(text, HasSubstr("no answer within 5 s"));
    EXPECT_THAT(text, Not(HasSubstr("\r")));
    EXPECT_THAT(text, Not(HasSubstr("loading")));
}

}  // namespace
}  // namespace inference_pio
