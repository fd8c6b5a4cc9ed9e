#include "reporting/run_words.hpp"

#include <gmock/gmock.h>

#include "fakes/reported_run.hpp"

namespace inference_pio {
namespace {

Record seen_in(std::int64_t processes, bool interval) {
    Record record = measured("b", {}, "latency", 1, 0.01);
    record.process_count = processes;
    if (!interval) record.interval.reset();
    return record;
}

TEST(IntervalWords, SayWhatAValueWithoutAnIntervalIsWorth) {
    const std::string with = "±: half-width of the 95 % interval, over processes";
    EXPECT_EQ(interval_words({}), "");
    EXPECT_EQ(interval_words({seen_in(3, true)}), with);
    EXPECT_EQ(interval_words({seen_in(3, true), seen_in(3, false)}), with) << "exact, such as a memory";
    EXPECT_EQ(interval_words({seen_in(3, true), seen_in(1, false)}),
              with + "; without it: seen in one process, and the next may differ");
    EXPECT_EQ(interval_words({seen_in(1, false)}), "no ±: seen in one process, and the next may differ");
    Record nothing = seen_in(1, false);
    nothing.value.reset();
    EXPECT_EQ(interval_words({nothing}), "");
}

}  // namespace
}  // namespace inference_pio
