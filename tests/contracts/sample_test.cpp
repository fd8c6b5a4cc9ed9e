#include <gmock/gmock.h>

#include <inference_pio/benchmark.hpp>
#include <thread>

namespace inference_pio {
namespace {

using testing::ElementsAre;

using Values = std::vector<double>;

TEST(Sample, RecordsValuesAndSeries) {
    Repetitions repetitions;
    Sample sample(repetitions);
    sample.record("speed", 3.5);
    sample.record("itl", {0.1, 0.2});
    sample.record("speed", 4.5);
    sample.set_output_digest("abc");
    EXPECT_EQ(sample.values().at("speed"), Values{4.5}) << "the last one stands";
    EXPECT_THAT(sample.values().at("itl"), ElementsAre(0.1, 0.2));
    EXPECT_EQ(sample.output_digest(), "abc");
    EXPECT_EQ(sample.timeline(), std::nullopt);
    Timeline timeline;
    timeline.prefilled = Nanoseconds(7);
    sample.record(timeline);
    EXPECT_EQ(sample.timeline(), timeline);
}

TEST(Sample, ALaterDefinitionReplacesAnEarlierOne) {
    Repetitions repetitions;
    Sample sample(repetitions);
    sample.define({"score", 1, "points", Direction::higher_is_better, Reduction::median, ""});
    sample.define({"other", 1, "s", Direction::neutral, Reduction::median, ""});
    sample.define({"score", 2, "marks", Direction::higher_is_better, Reduction::median, ""});
    ASSERT_EQ(sample.definitions().size(), 2U);
    EXPECT_EQ(sample.definitions()[0].id(), "score/2");
}

TEST(Sample, AShortBodyIsRepeatedUntilTheClockCanSeeIt) {
    Repetitions repetitions;
    std::uint64_t calls = 0;
    Sample first(repetitions);
    first.time("latency", [&] { keep(++calls); });
    const std::uint64_t remembered = first.repetitions().by_metric.at("latency");
    EXPECT_GT(remembered, 1U);
    EXPECT_GE(calls, remembered);
    // All executions of the last round took at least that long together.
    EXPECT_GE(first.values().at("latency").at(0) * static_cast<double>(remembered),
              0.999 * to_seconds(Repetitions::kShortestTimed));

    // The next sample begins with as many: all samples of a process do the same work.
    calls = 0;
    Sample second(repetitions);
    second.time("latency", [&] { keep(++calls); });
    EXPECT_GE(calls, remembered);
    EXPECT_GE(second.repetitions().by_metric.at("latency"), remembered);
}

TEST(Sample, ALongBodyRunsOnce) {
    Repetitions repetitions;
    Sample sample(repetitions);
    int calls = 0;
    const auto body = [&] {
        ++calls;
        std::this_thread::sleep_for(2 * Repetitions::kShortestTimed);
    };
    sample.time("latency", body);
    EXPECT_EQ(calls, 1);
    EXPECT_EQ(repetitions.by_metric.at("latency"), 1U);
    EXPECT_GE(sample.values().at("latency").at(0), to_seconds(2 * Repetitions::kShortestTimed));
}

TEST(Sample, AnInjectedSlowdownIsReallySpent) {
    Repetitions repetitions;
    Sample sample(repetitions);
    sample.set_injected_slowdown(1.0);
    const auto begin = std::chrono::steady_clock::now();
    sample.time("latency", [] { std::this_thread::sleep_for(2 * Repetitions::kShortestTimed); });
    const double spent = Seconds(std::chrono::steady_clock::now() - begin).count();
    const double recorded = sample.values().at("latency").at(0);
    EXPECT_GE(recorded, 2 * to_seconds(2 * Repetitions::kShortestTimed));
    EXPECT_GE(spent, recorded);
}

TEST(Measure, IsMovedAndTearsDownWithItsState) {
    const auto state = std::make_shared<int>(0);
    const std::weak_ptr<int> alive = state;
    {
        Measure measure = [held = state](Sample& sample) -> Result<void> {
            sample.record("count", ++*held);
            return {};
        };
        Measure moved = std::move(measure);
        Repetitions repetitions;
        Sample sample(repetitions);
        EXPECT_TRUE(moved(sample));
        EXPECT_TRUE(moved(sample));
        EXPECT_EQ(sample.values().at("count"), Values{2});
        EXPECT_EQ(alive.use_count(), 2);
    }
    EXPECT_EQ(alive.use_count(), 1) << "the callable's destructor is the teardown";
}

TEST(Measure, TakesMoveOnlyState) {
    Measure measure = [held = std::make_unique<int>(5)](Sample&) -> Result<void> {
        return fail(ErrorKind::internal, std::to_string(*held));
    };
    Repetitions repetitions;
    Sample sample(repetitions);
    EXPECT_EQ(measure(sample).error().message, "5");
}

}  // namespace
}  // namespace inference_pio
