#include "reporting/progress_line.hpp"

#include <gmock/gmock.h>

#include "reporting/text_table.hpp"

namespace inference_pio {
namespace {

using testing::HasSubstr;
using testing::Not;

ProgressState some_state() {
    ProgressState state;
    state.case_name = "qwen3_0_6b/performance/generation[batch_size=1,sequence_length=128]";
    state.case_number = 3;
    state.case_count = 12;
    state.round = 1;
    state.sample = 4;
    state.elapsed = Seconds(42);
    state.left = Seconds(190);
    return state;
}

TEST(ProgressLine, SaysWhereTheRunIs) {
    EXPECT_EQ(format_progress_line(some_state(), 150),
              "round 2, case 3/12 · qwen3_0_6b/performance/generation[batch_size=1,sequence_length=128] · sample 4 · "
              "0:42, about 3:10 left");
}

TEST(ProgressLine, BeforeTheFirstSampleItPrepares) {
    auto state = some_state();
    state.sample = 0;
    state.left.reset();
    EXPECT_THAT(format_progress_line(state, 150), HasSubstr(" · preparing · 0:42"));
    EXPECT_THAT(format_progress_line(state, 150), Not(HasSubstr("left")));
    state.left = Seconds(0);
    EXPECT_THAT(format_progress_line(state, 150), Not(HasSubstr("left")));
    state.note = "writing a checkpoint\n40 %";
    EXPECT_THAT(format_progress_line(state, 150), HasSubstr(" · writing a checkpoint?40 % · "));
}

TEST(ProgressLine, TheNameGivesWayFirst) {
    const std::string line = format_progress_line(some_state(), 80);
    EXPECT_THAT(line, HasSubstr("qwen3_0_6b"));
    EXPECT_THAT(line, HasSubstr("… · sample 4 · 0:42, about 3:10 left"));
    EXPECT_EQ(display_width(line), 80U);
}

TEST(ProgressLine, NeverExceedsTheWidth) {
    auto state = some_state();
    state.note = "größe µs 模型 and so on and so forth";
    for (int width = 20; width < 160; ++width) {
        EXPECT_LE(display_width(format_progress_line(state, width)), static_cast<std::size_t>(width));
    }
    EXPECT_EQ(display_width(format_progress_line(state, 0)), 20U);
}

}  // namespace
}  // namespace inference_pio
