#include "execution/turns.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "common/cancellation.hpp"
#include "execution/scripted_worker.hpp"
#include "execution/summary_values.hpp"

namespace inference_pio {
namespace {

using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

TEST(ComputeTurns, AreABBA) {
    EXPECT_THAT(compute_turns(4, 1),
                AnyOf(ElementsAre(true, false, true, false), ElementsAre(false, true, false, true)));
    EXPECT_THAT(compute_turns(0, 1), ElementsAre());
}

RC_GTEST_PROP(ComputeTurns, EachSideComesFirstInHalfOfThePairs, ()) {
    const auto pairs = *rc::gen::inRange(0, 60);
    const auto seed = *rc::gen::arbitrary<std::uint64_t>();
    const auto turns = compute_turns(pairs, seed);
    const auto first = std::count(turns.begin(), turns.end(), true);
    RC_ASSERT(std::abs(2 * first - pairs) <= 1);
    RC_ASSERT(turns == compute_turns(pairs, seed));
}

TEST(ComputeTurns, TheSeedsStartEitherWay) {
    int baseline_first = 0;
    for (std::uint64_t seed = 0; seed < 200; ++seed) baseline_first += compute_turns(1, seed).front() ? 1 : 0;
    EXPECT_GT(baseline_first, 60);
    EXPECT_LT(baseline_first, 140);
}

class RunTurns : public ::testing::Test {
protected:
    TurnSeries run(const ScriptedWorker& baseline, const ScriptedWorker& candidate, const PairListener& listener = {}) {
        TurnSide a{{{"a"}, {}}, {}, {}};
        TurnSide b{{{"b"}, {}}, {}, {}};
        return run_turns(a, b, settings_, {clock_, launcher(baseline, candidate), &cancellation_}, listener);
    }

    FakeLauncher& launcher(const ScriptedWorker& baseline, const ScriptedWorker& candidate) {
        launcher_ = std::make_unique<FakeLauncher>(
            [this, baseline, candidate](const LaunchSpec& spec) {
                for (const auto& launch : launcher_->launches) EXPECT_FALSE(launch->alive) << "one alive at a time";
                order_ += spec.argv.front();
                return script_of(spec.argv.front() == "a" ? baseline : candidate);
            },
            &clock_);
        return *launcher_;
    }

    FakeClock clock_;
    Cancellation cancellation_;
    TurnSettings settings_{.pairs = 4, .sampling = {1, 3}};
    std::unique_ptr<FakeLauncher> launcher_;
    std::string order_;
};

TEST_F(RunTurns, EveryPairIsOfFreshProcessesInOrder) {
    const TurnSeries series = run({.latencies = {9, 2}}, {.latencies = {9, 3}});
    ASSERT_FALSE(series.failure) << series.failure->message;
    EXPECT_THAT(series.pairs, SizeIs(4));
    EXPECT_THAT(order_, AnyOf("abbaabba", "baabbaab"));
    const PairedSamples samples = paired_samples_of(series.pairs, definition_of("latency", {}));
    EXPECT_THAT(samples.baseline, ElementsAre(2, 2, 2, 2));
    EXPECT_THAT(samples.candidate, ElementsAre(3, 3, 3, 3));
    EXPECT_THAT(series.pairs[0].baseline.samples, SizeIs(4));
    EXPECT_EQ(series.pairs[3].candidate.round, 3);
}

TEST_F(RunTurns, BothSidesTakeTheSameSamplesWhateverTheirLevelsDo) {
    const TurnSeries series = run({.latencies = {9, 9, 9, 1, 1, 1}}, {.latencies = {1}});
    for (const TurnPair& pair : series.pairs) EXPECT_EQ(pair.baseline.samples.size(), pair.candidate.samples.size());
}

TEST_F(RunTurns, AFailureKeepsTheWholePairs) {
    ScriptedWorker failing{.at_sample = {R"({"event":"failed","kind":"internal","message":"broken"})"}};
    const TurnSeries series = run({}, failing);
    ASSERT_TRUE(series.failure);
    EXPECT_THAT(series.failure->message, HasSubstr("broken"));
    EXPECT_EQ(series.side, "candidate");
    EXPECT_THAT(series.pairs, SizeIs(0));
}

TEST_F(RunTurns, AnErrorOfTheListenerEndsItAfterThePair) {
    int heard = 0;
    const TurnSeries series = run({}, {}, [&](const TurnPair&) -> Result<void> {
        if (++heard == 2) return fail(ErrorKind::io, "no space left");
        return {};
    });
    EXPECT_EQ(series.failure->message, "no space left");
    EXPECT_THAT(series.pairs, SizeIs(2));
    EXPECT_FALSE(series.side);
}

TEST_F(RunTurns, ARequestToStopEndsIt) {
    const TurnSeries series = run({}, {}, [&](const TurnPair&) -> Result<void> {
        cancellation_.request();
        return {};
    });
    ASSERT_TRUE(series.failure);
    EXPECT_EQ(series.failure->kind, ErrorKind::cancelled);
    EXPECT_THAT(series.pairs, SizeIs(1));
}

TEST(PairedSamplesOf, LeavesPairsOutThatLackTheMetric) {
    TurnPair whole;
    whole.baseline.samples = {{false, {{"itl", {1}}}, {}, {}, {}}};
    whole.candidate.samples = {{false, {{"itl", {2}}}, {}, {}, {}}};
    TurnPair half = whole;
    half.candidate.samples.clear();
    EXPECT_THAT(paired_samples_of({whole, half}, definition_of("itl", {})).candidate, ElementsAre(2));
}

}  // namespace
}  // namespace inference_pio
