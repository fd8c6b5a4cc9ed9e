// format_comparison_markdown(): golden files, the bound of a comment, and what hostile words must not do.
#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <sstream>

#include "fakes/arbitrary_comparison.hpp"
#include "golden/golden_file.hpp"
#include "reporting/comparison_report.hpp"

namespace inference_pio {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::size_t count(const std::string& text, std::string_view part) {
    std::size_t found = 0;
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++found;
    return found;
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

// Without spans of code, in which nothing is markup. Backticks of prose are written as entities.
std::string without_code(const std::string& text) {
    std::string rest;
    for (std::size_t at = 0; at < text.size();) {
        if (text[at] != '`') {
            rest += text[at++];
            continue;
        }
        const std::size_t end = std::min(text.find_first_not_of('`', at), text.size());
        const std::string fence = text.substr(at, end - at);
        std::size_t close = end;
        do {  // a run of exactly as many
            close = text.find('`', close);
            if (close == std::string::npos) break;
            const std::size_t after = std::min(text.find_first_not_of('`', close), text.size());
            if (after - close == fence.size()) break;
            close = after;
        } while (true);
        EXPECT_NE(close, std::string::npos) << "code that does not end: " << text.substr(at, 100);
        at = close == std::string::npos ? text.size() : close + fence.size();
    }
    return rest;
}

// Tables whose rows have as many bars as their heads, folds that are closed, and no tag that is not ours.
void expect_well_formed(const std::string& text) {
    EXPECT_EQ(count(text, "<details>"), count(text, "</details>"));
    EXPECT_EQ(count(without_code(text), "<"), count(text, "<details>") * 4) << "a fold is made of four tags";
    std::istringstream stream(text);
    std::size_t wanted = 0;
    for (std::string line; std::getline(stream, line);) {
        std::size_t bars = 0;
        for (std::size_t i = 0; i < line.size(); ++i) {
            if (line[i] == '\\') {
                ++i;
            } else if (line[i] == '|') {
                ++bars;
            }
        }
        if (!line.starts_with('|')) {
            wanted = 0;
        } else if (wanted == 0) {
            wanted = bars;
        } else {
            EXPECT_EQ(bars, wanted) << line;
        }
    }
}

TEST(ComparisonMarkdown, NothingHappened) {
    const auto [comparison, decision] = samples::nothing_happened();
    const std::string text = format_comparison_markdown(comparison, &decision);
    expect_golden("comparison_nothing.md", text);
    EXPECT_EQ(first_line(text), "### :white_check_mark: Nothing got worse");
    EXPECT_LT(text.find("<details>"), 900U) << "short where nothing happened";
    expect_well_formed(text);
}

TEST(ComparisonMarkdown, OneRegressionAmongMany) {
    const auto [comparison, decision] = samples::one_regression();
    const std::string text = format_comparison_markdown(comparison, &decision);
    expect_golden("comparison_regression.md", text);
    EXPECT_THAT(first_line(text), HasSubstr("3.1 % slower"));
    expect_well_formed(text);
    // The title, and its row in the open table and in the fold.
    EXPECT_EQ(count(text, ":red_circle:"), 3U);
}

TEST(ComparisonMarkdown, AnUnfitMachineAndAnInterruption) {
    const auto [comparison, decision] = samples::unfit_duet();
    const std::string text = format_comparison_markdown(comparison, &decision);
    expect_golden("comparison_unfit.md", text);
    EXPECT_THAT(first_line(text), HasSubstr(":warning:"));
    EXPECT_THAT(text, Not(HasSubstr(":red_circle:")));
    expect_well_formed(text);
}

TEST(ComparisonMarkdown, FiveThousandRowsFitIntoAComment) {
    Comparison comparison = samples::nothing_happened().comparison;
    comparison.rows.clear();
    for (int i = 0; i < 5000; ++i) {
        comparison.rows.push_back(samples::row("a/b", samples::generation(i), "decode_fast", 0.02, 1.001));
    }
    comparison.rows[4321].ratio = 1.2;
    samples::judged(comparison.rows[4321], Verdict::regressed, 1e-12);
    const std::string text = format_comparison_markdown(comparison, nullptr);
    EXPECT_LE(text.size(), 60'000U);
    EXPECT_GT(text.size(), 50'000U) << "there is room for many rows";
    EXPECT_LT(text.find("batch_size=4321"), text.find("<details>"));
    EXPECT_THAT(text, HasSubstr("rows left out here"));
    expect_well_formed(text);
}

TEST(ComparisonMarkdown, HostileWordsAreBoundedAndHarmless) {
    for (const std::size_t rows : {2U, 7U, 100U, 5000U}) {
        const auto [comparison, decision] = samples::hostile(rows);
        const std::string text = format_comparison_markdown(comparison, &decision);
        EXPECT_LE(text.size(), 60'000U);
        expect_well_formed(text);
        EXPECT_THAT(text, HasSubstr("Next:"));
        EXPECT_THAT(text, HasSubstr("Not compared:"));
    }
}

TEST(ComparisonMarkdown, AComparisonWithoutRowsHasNoFold) {
    const std::string text = format_comparison_markdown({}, nullptr);
    EXPECT_EQ(first_line(text), "### :warning: Nothing was compared");
    EXPECT_THAT(text, Not(HasSubstr("<details>")));
}

RC_GTEST_PROP(ComparisonMarkdown, AnyComparisonIsWellFormed, ()) {
    const Comparison comparison = arbitrary::comparison();
    const GateDecision decision = arbitrary::decision_on(comparison);
    const std::string text = format_comparison_markdown(comparison, *rc::gen::arbitrary<bool>() ? &decision : nullptr);
    RC_ASSERT(text.size() <= 60'000U);
    RC_ASSERT(text.starts_with("### :"));
    RC_ASSERT(text.ends_with('\n'));
    RC_ASSERT(count(text, "<details>") == count(text, "</details>"));
    expect_well_formed(text);
    RC_ASSERT(!::testing::Test::HasFailure());
}

}  // namespace
}  // namespace inference_pio
