#include "judgement/series_steps.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <numeric>

#include "judgement/series_levels.hpp"
#include "judgement/series_shapes.hpp"
#include "judgement/simulated_series.hpp"

namespace inference_pio {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

std::vector<double> sum_of(std::vector<double> first, const std::vector<double>& second) {
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

TEST(SeriesSteps, FindsWhatHappenedWhenAndByHowMuch) {
    const auto series = SimulatedSeries(1).runs(40).step(1.08).runs(30).step(0.95).runs(25);
    const auto analysis = analyse_series(series.values());
    ASSERT_TRUE(analysis);
    ASSERT_THAT(analysis->steps, SizeIs(2));
    EXPECT_NEAR(static_cast<double>(analysis->steps[0].index), 40, 1);
    EXPECT_NEAR(static_cast<double>(analysis->steps[1].index), 70, 1);
    EXPECT_NEAR(analysis->steps[0].ratio, 1.08, 0.01);
    EXPECT_NEAR(analysis->steps[1].ratio, 0.95, 0.01);
    EXPECT_LE(analysis->steps[0].p_value, 1e-5);
    EXPECT_NEAR(analysis->level, 0.016 * 1.08 * 0.95, 0.016 * 0.01);
    EXPECT_NEAR(analysis->deviation, 0.01, 0.006);
    EXPECT_FALSE(analysis->creep);
}

TEST(SeriesSteps, ASteadySeriesIsOneSegment) {
    const auto analysis = analyse_series(SimulatedSeries(2).runs(150).values());
    ASSERT_TRUE(analysis);
    EXPECT_THAT(analysis->steps, IsEmpty());
    EXPECT_FALSE(analysis->creep);
    EXPECT_NEAR(analysis->level, 0.016, 0.0001);
}

TEST(SeriesSteps, BytesNeedNoNoise) {
    const std::vector<double> before(10, 642e6);
    const auto stepped = analyse_series(sum_of(before, std::vector<double>(4, 700e6)));
    ASSERT_TRUE(stepped);
    ASSERT_THAT(stepped->steps, SizeIs(1));
    EXPECT_EQ(stepped->steps[0].index, 10U);
    EXPECT_EQ(stepped->steps[0].p_value, 0);
    EXPECT_NEAR(stepped->steps[0].ratio, 700.0 / 642, 1e-12);
    EXPECT_THAT(analyse_series(sum_of(before, std::vector<double>(3, 700e6)))->steps, IsEmpty()) << "four behind it";
    EXPECT_THAT(analyse_series(sum_of(before, std::vector<double>(20, 643e6)))->steps, IsEmpty()) << "too small";
    EXPECT_EQ(analyse_series(before)->deviation, 0);
    EXPECT_FALSE(analyse_series(before)->suspicious);
}

TEST(SeriesSteps, TheMetricsOwnThresholdCounts) {
    const auto values = SimulatedSeries(3, 0.002).runs(30).step(1.02).runs(30).values();
    EXPECT_THAT(analyse_series(values)->steps, SizeIs(1));
    EXPECT_THAT(analyse_series(values, {.smallest_effect = 0.05})->steps, IsEmpty());
    EXPECT_THAT(analyse_series(values, {.p_threshold = 1e-200})->steps, IsEmpty());
    EXPECT_THAT(analyse_series(values, {.runs_behind = 31})->steps, IsEmpty());
}

TEST(SeriesSteps, CreepIsNoStep) {
    const auto values = SimulatedSeries(4).runs(90, 0.02 / 30).values();
    const auto analysis = analyse_series(values);
    ASSERT_TRUE(analysis);
    EXPECT_THAT(analysis->steps, IsEmpty());
    ASSERT_TRUE(analysis->creep);
    EXPECT_EQ(analysis->creep->begin, 0U);
    EXPECT_EQ(analysis->creep->end, 90U);
    EXPECT_NEAR(std::log(analysis->creep->ratio), 0.02 / 30 * 60, 0.01);
    EXPECT_LE(analysis->creep->p_value, 1e-5);
}

TEST(SeriesSteps, CreepCountsFromTheLastStep) {
    const auto values = SimulatedSeries(5).runs(40).step(0.9).runs(80, 0.02 / 30).values();
    const auto analysis = analyse_series(values);
    ASSERT_TRUE(analysis);
    ASSERT_THAT(analysis->steps, SizeIs(1));
    ASSERT_TRUE(analysis->creep);
    EXPECT_EQ(analysis->creep->begin, analysis->steps[0].index);
    EXPECT_EQ(analysis->creep->end, 120U);
}

TEST(SeriesSteps, TwoOddRunsOfThreeAreWorthAnotherLook) {
    std::vector<double> values = SimulatedSeries(6, 0.01, 0).runs(30).values();
    EXPECT_FALSE(analyse_series(values)->suspicious);
    const auto with = [&](std::initializer_list<double> last) {
        std::vector<double> longer = values;
        for (const double factor : last) longer.push_back(0.016 * factor);
        return analyse_series(longer)->suspicious;
    };
    EXPECT_TRUE(with({1.06, 1.0, 1.07}));
    EXPECT_TRUE(with({0.93, 0.94, 1.0}));
    EXPECT_FALSE(with({1.06, 1.0, 0.93})) << "on unlike sides";
    EXPECT_FALSE(with({1.06, 1.0, 1.0}));
    EXPECT_FALSE(with({1.06, 1.06, 1.0, 1.0})) << "too long ago";
    EXPECT_FALSE(analyse_series({1, 1, 1, 2, 2})->suspicious) << "too few to know";
}

TEST(SeriesSteps, ShortSeriesHaveALevelAndNothingElse) {
    EXPECT_EQ(analyse_series({})->level, 0);
    const auto one = analyse_series({0.016});
    ASSERT_TRUE(one);
    EXPECT_EQ(one->level, 0.016);
    EXPECT_EQ(one->deviation, 0);
    EXPECT_THAT(one->steps, IsEmpty());
}

TEST(SeriesSteps, RefusesWhatIsNoSeries) {
    EXPECT_FALSE(analyse_series({1, 0}));
    EXPECT_FALSE(analyse_series({1, -1}));
    EXPECT_FALSE(analyse_series({1, std::nan("")}));
    EXPECT_FALSE(analyse_series({1}, {.smallest_effect = 0}));
    EXPECT_FALSE(analyse_series({1}, {.p_threshold = 1}));
    EXPECT_FALSE(analyse_series({1}, {.runs_behind = 1}));
}

TEST(SeriesSteps, NothingThatCanBeWrittenMakesARatioInfinite) {
    const auto analysis = analyse_series(sum_of(std::vector<double>(10, 1e-300), std::vector<double>(10, 1e300)));
    ASSERT_TRUE(analysis);
    ASSERT_THAT(analysis->steps, SizeIs(1));
    EXPECT_TRUE(std::isfinite(analysis->steps[0].ratio));
}

TEST(SeriesSteps, LongSeriesAreCutAndKeepTheirIndices) {
    const auto values = SimulatedSeries(8).runs(1900).step(1.2).runs(300).values();
    const auto analysis = analyse_series(values);
    ASSERT_TRUE(analysis);
    ASSERT_THAT(analysis->steps, SizeIs(1));
    EXPECT_NEAR(static_cast<double>(analysis->steps[0].index), 1900, 1);
}

RC_GTEST_PROP(SeriesSteps, TheUnitIsNoMatter, ()) {
    auto series = SimulatedSeries(*rc::gen::inRange<std::uint64_t>(0, 1'000'000));
    series.runs(*rc::gen::inRange<std::size_t>(4, 30)).step(1.1).runs(*rc::gen::inRange<std::size_t>(4, 30));
    const auto analysis = analyse_series(series.values());
    std::vector<double> scaled = series.values();
    for (double& value : scaled) value *= 1024;  // exact
    const auto again = analyse_series(scaled);
    RC_ASSERT(analysis && again);
    RC_ASSERT(analysis->steps.size() == again->steps.size());
    for (std::size_t i = 0; i < analysis->steps.size(); ++i) {
        RC_ASSERT(analysis->steps[i].index == again->steps[i].index);
        RC_ASSERT(std::abs(analysis->steps[i].ratio - again->steps[i].ratio) < 1e-9);
        RC_ASSERT(analysis->steps[i].p_value <= 1e-5);
    }
    RC_ASSERT(analysis->suspicious == again->suspicious);
}

TEST(SeriesLevels, ABadRunIsHeldBackAndAFifthAtMost) {
    std::vector<double> before;
    for (int i = 0; i < 20; ++i) before.push_back(0.01 * (i % 5 - 2));
    std::vector<double> after = before;
    for (double& value : after) value += 0.05;
    EXPECT_NEAR(compare_levels(before, after).difference, 0.05, 1e-12);
    const double p = compare_levels(before, after).p_value;
    after[3] = after[7] = after[11] = after[15] = 0.4;
    EXPECT_NEAR(compare_levels(before, after).difference, 0.05, 0.005) << "4 of 20 are a fifth";
    EXPECT_LT(compare_levels(before, after).p_value, 100 * p);
    after[17] = 0.4;
    EXPECT_GT(compare_levels(before, after).difference, 0.06) << "the fifth one counts";
}

TEST(SeriesLevels, FewValuesHoldNothingBack) {
    const std::vector<double> before{0, 0.01, -0.01, 0, 0.01, -0.01};
    const std::vector<double> after{0.05, 0.06, 0.04, 0.4};
    EXPECT_NEAR(compare_levels(before, after).difference, 0.55 / 4, 1e-12);
    EXPECT_EQ(compare_levels(before, std::vector<double>{1}).p_value, 1);
}

TEST(SeriesLevels, ClampingKeepsStepsAndDrawsSpikesIn) {
    std::vector<double> values;
    for (int i = 0; i < 40; ++i) values.push_back((i < 20 ? 0 : 0.2) + 0.01 * (i % 3 - 1));
    values[10] = 0.5;
    const auto clamped = clamp_bad_runs(values);
    EXPECT_LT(clamped[10], 0.1);
    EXPECT_EQ(clamped[30], values[30]);
    for (std::size_t i = 25; i < 40; ++i) EXPECT_GT(clamped[i], 0.18);
    EXPECT_EQ(clamp_bad_runs(std::vector<double>{1, 2, 30}), (std::vector<double>{1, 2, 30}));
}

TEST(SeriesShapes, MeasureTheirMisfit) {
    const std::vector<double> step{0, 0, 0, 3, 3};
    EXPECT_NEAR(compute_step_misfit(step, 3), 0, 1e-12);
    EXPECT_NEAR(compute_step_misfit(step, 2), 6, 1e-12) << "0 0 | 0 3 3: squares about 2 are 4 + 1 + 1";
    EXPECT_NEAR(compute_best_step_misfit(step, 1), 0, 1e-12);
    EXPECT_NEAR(compute_best_step_misfit(step, 3), 10.8, 1e-12) << "no room: one level, 1.8";
    const std::vector<double> line{1, 2, 3, 4, 5, 6};
    EXPECT_NEAR(compute_drift_misfit(line), 0, 1e-12);
    EXPECT_NEAR(compute_best_step_misfit(line, 1), 4, 1e-12) << "1 2 3 | 4 5 6";
}

TEST(SeriesShapes, ADriftMayBeginLate) {
    std::vector<double> values(30, 7.0);
    for (int i = 1; i <= 30; ++i) values.push_back(7 + 0.1 * i);
    EXPECT_NEAR(compute_drift_misfit(values), 0, 1e-9);
    std::vector<double> late(50, 0.0);
    for (int i = 1; i <= 5; ++i) late.push_back(i);
    EXPECT_GT(compute_drift_misfit(late), 1) << "five runs are no slow drift";
}

}  // namespace
}  // namespace inference_pio
