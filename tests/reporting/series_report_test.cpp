#include "reporting/series_report.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <sstream>

#include "fakes/sample_comparisons.hpp"
#include "golden/golden_file.hpp"
#include "reporting/text_table.hpp"

namespace inference_pio {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// Sixty daily runs: 4.9 % slower at the 25th, accepted; 3 % faster at the 45th with a new engine; one bad run.
SeriesPicture two_steps() {
    SeriesPicture picture;
    picture.benchmark = "qwen3_0_6b/performance/generation";
    picture.parameters = {{"batch_size", std::int64_t{1}}, {"sequence_length", std::int64_t{128}}};
    picture.metric.name = "decode_fast";
    picture.metric.version = 2;
    picture.metric.unit = "s";
    picture.metric.direction = Direction::lower_is_better;
    for (std::size_t i = 0; i < 60; ++i) {
        const double level = i < 25 ? 0.0163 : i < 45 ? 0.0171 : 0.0166;
        const double noise = 0.006 * std::sin(2.1 * static_cast<double>(i * i));
        picture.values.push_back(level * (i == 33 ? 1.4 : 1 + noise));
        const int day = static_cast<int>(i);
        picture.labels.push_back({"2026-" + std::string(day < 30 ? "09" : "10") + "-" + (day % 30 < 9 ? "0" : "") +
                                      std::to_string(day % 30 + 1) + "T02:00:00Z",
                                  "run-" + std::to_string(i), i < 25 ? "4a1b2c3d4e5f6071" : "9f8e7d6c5b4a3928",
                                  i < 45 ? "llama_cpp 0.5.0" : "llama_cpp 0.6.0"});
    }
    picture.analysis.steps = {{25, 1.049, 1e-12}, {45, 0.971, 1e-9}};
    picture.analysis.level = 0.0166;
    picture.analysis.deviation = 0.0042;
    picture.accepted = {"the new sampler trades 5 % for exact results", ""};
    return picture;
}

TEST(SeriesReport, TwoSteps) {
    expect_golden("series_two_steps_100.txt", format_series(two_steps(), {100, false}));
    expect_golden("series_two_steps_60.txt", format_series(two_steps(), {60, false}));
}

TEST(SeriesReport, CreepAndOddRuns) {
    SeriesPicture picture = two_steps();
    picture.analysis.steps.clear();
    picture.accepted.clear();
    picture.analysis.creep = SeriesCreep{0, 60, 1.021, 1e-6};
    picture.analysis.suspicious = true;
    const std::string text = format_series(picture, {100, false});
    expect_golden("series_creep.txt", text);
    EXPECT_THAT(text, HasSubstr("2.1 % slower bit by bit"));
}

TEST(SeriesReport, IsDrawnInAsciiAndAtMostTwelveLinesHigh) {
    const std::string text = format_series(two_steps(), {100, false});
    EXPECT_TRUE(std::all_of(text.begin(), text.end(), [](char c) { return c == '\n' || (c >= ' ' && c <= '~'); }));
    std::istringstream stream(text);
    int chart = 0;
    for (std::string line; std::getline(stream, line);) {
        EXPECT_LE(display_width(line), 100U);
        const auto bar = line.find_first_of("|+");
        chart += bar != std::string::npos && bar < 12 ? 1 : 0;
    }
    EXPECT_EQ(chart, 12);
}

TEST(SeriesReport, OnlyAStepToTheWorseThatNobodyAcceptedIsRed) {
    SeriesPicture picture = two_steps();
    EXPECT_THAT(format_series(picture, {100, true}), Not(HasSubstr("\x1b[31m")));
    picture.accepted.clear();
    const std::string text = format_series(picture, {100, true});
    EXPECT_THAT(text, HasSubstr("\x1b[31mstep on 2026-09-26: 4.9 % slower"));
    EXPECT_THAT(text, HasSubstr("not accepted"));
    EXPECT_THAT(text, Not(HasSubstr("\x1b[31mstep on 2026-10-16")));
}

TEST(SeriesReport, ARateThatDropsIsTheWorse) {
    SeriesPicture picture = two_steps();
    picture.metric.unit = "tokens/sec";
    picture.metric.direction = Direction::higher_is_better;
    picture.accepted.clear();
    const std::string text = format_series(picture, {100, true});
    EXPECT_THAT(text, HasSubstr("4.9 % faster"));
    EXPECT_THAT(text, HasSubstr("\x1b[31mstep on 2026-10-16: 2.9 % slower"));
}

TEST(SeriesReport, OneValueIsALine) {
    SeriesPicture picture = two_steps();
    picture.values.resize(1);
    picture.labels.resize(1);
    picture.analysis = {};
    picture.accepted.clear();
    EXPECT_THAT(format_series(picture, {100, false}), ::testing::EndsWith("\n  one run, on 2026-09-01: 16.3 ms\n"));
    picture.values.clear();
    picture.labels.clear();
    EXPECT_THAT(format_series(picture, {100, false}), ::testing::EndsWith("\n  no values\n"));
}

RC_GTEST_PROP(SeriesReport, AnyPictureIsPrintable, ()) {
    SeriesPicture picture = two_steps();
    const std::string words =
        *rc::gen::element<std::string>(std::string(samples::hostile_words()), "", "x\ny", "größe");
    picture.benchmark = words;
    picture.metric.unit = *rc::gen::element<std::string>("s", "bytes", std::string(words));
    picture.metric.direction = *rc::gen::element(Direction::lower_is_better, Direction::higher_is_better, Direction::neutral);
    for (SeriesPointLabel& label : picture.labels) label = {words, words, words, words};
    picture.labels.resize(static_cast<std::size_t>(*rc::gen::inRange(0, 61)));
    picture.values.resize(static_cast<std::size_t>(*rc::gen::inRange(0, 61)));
    picture.analysis.steps.push_back({static_cast<std::size_t>(*rc::gen::inRange(0, 90)), 1.5, 0});
    picture.analysis.creep = SeriesCreep{3, static_cast<std::size_t>(*rc::gen::inRange(0, 90)), 0.9, 0};
    picture.analysis.level = *rc::gen::element(0.0, 1.0, 1e300);
    picture.accepted.resize(static_cast<std::size_t>(*rc::gen::inRange(0, 5)), words);
    const std::string text = format_series(picture, {*rc::gen::inRange(0, 200), false});
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
        RC_ASSERT(printable(line) == line);
        RC_ASSERT(!line.ends_with(' '));
    }
}

}  // namespace
}  // namespace inference_pio
