// format_comparison(): golden files for a stranger to read, and what must hold for any comparison.
#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <sstream>

#include "fakes/arbitrary_comparison.hpp"
#include "golden/golden_file.hpp"
#include "reporting/comparison_report.hpp"
#include "reporting/text_table.hpp"

namespace inference_pio {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::string_view kRed = "\x1b[31m";

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

std::vector<std::string> red_lines(const std::string& text) {
    std::vector<std::string> lines = lines_of(text);
    std::erase_if(lines, [](const std::string& line) { return line.find(kRed) == std::string::npos; });
    return lines;
}

TEST(ComparisonConsole, NothingHappened) {
    const auto [comparison, decision] = samples::nothing_happened();
    expect_golden("comparison_nothing.txt", format_comparison(comparison, &decision, false, {100, false}));
    expect_golden("comparison_nothing_all.txt", format_comparison(comparison, &decision, true, {100, false}));
}

TEST(ComparisonConsole, OneRegressionAmongMany) {
    const auto [comparison, decision] = samples::one_regression();
    expect_golden("comparison_regression.txt", format_comparison(comparison, &decision, false, {100, false}));
    expect_golden("comparison_regression_wide.txt", format_comparison(comparison, nullptr, false, {140, false}));
    expect_golden("comparison_regression_narrow.txt", format_comparison(comparison, &decision, false, {60, false}));
}

TEST(ComparisonConsole, AnUnfitMachineAndAnInterruption) {
    const auto [comparison, decision] = samples::unfit_duet();
    expect_golden("comparison_unfit.txt", format_comparison(comparison, &decision, false, {100, false}));
}

TEST(ComparisonConsole, TheLastLineIsTheDecision) {
    const auto [comparison, decision] = samples::one_regression();
    EXPECT_EQ(lines_of(format_comparison(comparison, &decision, false, {})).back(),
              "gate: regressed: 1 comparison got worse by more than is allowed, confirmed once");
    EXPECT_EQ(lines_of(format_comparison(comparison, nullptr, false, {})).back(),
              "regressed: decode_fast of qwen3_0_6b: 1 of 2 cases 3.1 % slower");
}

TEST(ComparisonConsole, OnlyTheRegressedRowIsRedAmongFiveHundred) {
    Comparison comparison = samples::nothing_happened().comparison;
    comparison.rows.clear();
    for (int i = 0; i < 500; ++i) {
        comparison.rows.push_back(
            samples::row("a/performance/generation", samples::generation(i), "decode_fast", 0.02, 1.0 + 0.00001 * i));
    }
    EXPECT_TRUE(red_lines(format_comparison(comparison, nullptr, true, {120, true})).empty());
    comparison.rows[137].ratio = 1.2;
    comparison.rows[137].interval = Interval{0.9999, 1.17, 1.23, "welch"};
    samples::judged(comparison.rows[137], Verdict::regressed, 1e-12);
    const auto red = red_lines(format_comparison(comparison, nullptr, true, {120, true}));
    ASSERT_EQ(red.size(), 1U);
    EXPECT_THAT(red[0], HasSubstr("batch_size=137"));
    EXPECT_THAT(red[0], HasSubstr("20 % slower"));
}

TEST(ComparisonConsole, AcceptedAndInconclusiveRowsAreNotRed) {
    const auto [comparison, decision] = samples::one_regression();
    for (const int width : {40, 80, 140}) {
        for (const std::string& line : red_lines(format_comparison(comparison, &decision, true, {width, true}))) {
            EXPECT_THAT(line, Not(HasSubstr("accepted")));
            EXPECT_THAT(line, Not(HasSubstr("inconclusive")));
        }
    }
}

TEST(ComparisonConsole, ManyRowsAreCountedAndTheGravestShown) {
    Comparison comparison = samples::nothing_happened().comparison;
    comparison.rows.clear();
    for (int i = 0; i < 5000; ++i) {
        ComparedMetric row = samples::row("a/b", samples::generation(i), "decode_fast", 0.02, 1.01);
        samples::judged(row, i == 4321 ? Verdict::regressed : Verdict::inconclusive, 0.2);
        comparison.rows.push_back(row);
    }
    const std::string text = format_comparison(comparison, nullptr, false, {120, false});
    EXPECT_LT(lines_of(text).size(), 100U);
    EXPECT_THAT(text, HasSubstr("batch_size=4321"));
    EXPECT_THAT(text, HasSubstr("and 4940 rows that matter less: --all shows every row"));
    EXPECT_GT(lines_of(format_comparison(comparison, nullptr, true, {120, false})).size(), 5000U);
}

TEST(ComparisonConsole, SidesThatAgreeSaySo) {
    Comparison comparison = samples::nothing_happened().comparison;
    comparison.candidate = comparison.baseline;
    EXPECT_THAT(format_comparison(comparison, nullptr, false, {}),
                ::testing::StartsWith("base and candidate differ in nothing that is known of them\nboth: run "));
}

TEST(ComparisonConsole, AnEmptyComparisonSaysThatItIs) {
    const std::string text = format_comparison({}, nullptr, true, {});
    EXPECT_EQ(lines_of(text).back(), "nothing was compared");
    EXPECT_THAT(text, HasSubstr("piobench run"));
}

RC_GTEST_PROP(ComparisonConsole, AnyComparisonIsPrintable, ()) {
    const Comparison comparison = arbitrary::comparison();
    const GateDecision decision = arbitrary::decision_on(comparison);
    const int width = *rc::gen::inRange(0, 160);
    const bool gate = *rc::gen::arbitrary<bool>();
    const std::string text =
        format_comparison(comparison, gate ? &decision : nullptr, *rc::gen::arbitrary<bool>(), {width, false});
    RC_ASSERT(text.ends_with('\n'));
    for (const std::string& line : lines_of(text)) {
        RC_ASSERT(printable(line) == line);
        RC_ASSERT(!line.ends_with(' '));
        RC_ASSERT(line.find("nan") == std::string::npos);
    }
}

}  // namespace
}  // namespace inference_pio
