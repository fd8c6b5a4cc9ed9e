#include "reporting/series_chart.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "reporting/text_table.hpp"

namespace inference_pio {
namespace {

std::vector<double> steady_then(double first, double second, std::size_t each) {
    std::vector<double> values(each, first);
    values.insert(values.end(), each, second);
    return values;
}

TEST(SegmentLevels, AreMediansBetweenSteps) {
    EXPECT_THAT(segment_levels({1, 2, 3, 10, 11, 12}, {3}), ::testing::ElementsAre(2, 11));
    EXPECT_THAT(segment_levels({1, 2, 3}, {}), ::testing::ElementsAre(2));
}

TEST(DrawSeries, AStepIsALineBetweenTwoLevels) {
    const SeriesChart chart = draw_series(steady_then(0.010, 0.020, 5), {5}, "s", 40, 5);
    ASSERT_EQ(chart.lines.size(), 6U);
    EXPECT_EQ(chart.lines[0], "20.0 ms |               *--*--*--*--*--");
    EXPECT_EQ(chart.lines[1], "        |               |");
    EXPECT_EQ(chart.lines[4], "10.0 ms |*--*--*--*--*--|");
    EXPECT_EQ(chart.lines[5], "        +------------------------------");
    EXPECT_EQ(chart.runs_a_column, 1U);
    EXPECT_FALSE(chart.clipped);
}

TEST(DrawSeries, ABadRunDoesNotFlattenTheOthers) {
    std::vector<double> values(40, 1.0);
    for (std::size_t i = 0; i < values.size(); i += 2) values[i] = 1.05;
    values[20] = 30;
    const SeriesChart chart = draw_series(values, {}, "s", 80, 11);
    EXPECT_TRUE(chart.clipped);
    EXPECT_THAT(chart.lines[0], ::testing::HasSubstr("^"));
    EXPECT_THAT(chart.lines[0], ::testing::Not(::testing::HasSubstr("30")));
}

TEST(DrawSeries, MoreRunsThanColumnsShareThem) {
    const SeriesChart chart = draw_series(steady_then(1, 2, 1000), {1000}, "s", 60, 11);
    EXPECT_GT(chart.runs_a_column, 1U);
    for (const std::string& line : chart.lines) EXPECT_LE(display_width(line), 60U);
}

TEST(DrawSeries, ASteadySeriesIsALine) {
    const SeriesChart chart = draw_series({1, 1, 1}, {}, "s", 40, 5);
    EXPECT_THAT(chart.lines[2], ::testing::HasSubstr("*--*--*"));
}

RC_GTEST_PROP(DrawSeries, AnySeriesKeepsItsSize, ()) {
    const auto whole = *rc::gen::suchThat(rc::gen::container<std::vector<int>>(rc::gen::inRange(1, 1'000'000)),
                                          [](const std::vector<int>& v) { return v.size() >= 2; });
    std::vector<double> values;
    for (const int one : whole) values.push_back(static_cast<double>(one) / 977.0);
    std::vector<std::size_t> steps;
    for (std::size_t i = 1; i < values.size(); i += static_cast<std::size_t>(*rc::gen::inRange(1, 50))) {
        steps.push_back(i);
    }
    const auto width = static_cast<std::size_t>(*rc::gen::inRange(30, 200));
    const auto height = static_cast<std::size_t>(*rc::gen::inRange(4, 20));
    const SeriesChart chart = draw_series(values, steps, "s", width, height);
    RC_ASSERT(chart.lines.size() == height + 1);
    for (const std::string& line : chart.lines) {
        RC_ASSERT(display_width(line) <= width);
        RC_ASSERT(!line.ends_with(' '));
    }
}

}  // namespace
}  // namespace inference_pio
