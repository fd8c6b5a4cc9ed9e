#include "reporting/variant_table.hpp"

#include <gmock/gmock.h>

#include <sstream>

#include "fakes/variant_run.hpp"
#include "golden/golden_file.hpp"
#include "reporting/console_table.hpp"
#include "reporting/text_table.hpp"

namespace inference_pio {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string table_of(const inference_pio::Run& run, const ConsoleStyle& style) {
    return format_variant_table(group_cases(run.records).at(0), run.records, style);
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

// The line that begins with the word.
std::string line_of(const std::string& text, const std::string& word) {
    for (const std::string& line : lines_of(text)) {
        if (line.find_first_not_of(' ') == line.find(word + " ")) return line;
    }
    return {};
}

inference_pio::Run run_with_quality() {
    auto run = variant_run("file");
    add_known_quality(run);
    return run;
}

TEST(VariantTable, Terminal) { expect_golden("variant_table_80.txt", table_of(run_with_quality(), {80, false})); }

TEST(VariantTable, Wide) { expect_golden("variant_table_120.txt", table_of(run_with_quality(), {120, false})); }

TEST(VariantTable, VeryWide) { expect_golden("variant_table_160.txt", table_of(run_with_quality(), {160, false})); }

TEST(VariantTable, Synthetic) {
    expect_golden("variant_table_synthetic.txt", table_of(variant_run("synthetic"), {120, false}));
}

TEST(VariantTable, SpeedupsAreTheRatiosTurnedOver) {
    const std::string text = table_of(variant_run("synthetic"), {200, false});
    const std::string line = line_of(text, "q4_k_m");
    EXPECT_THAT(line, HasSubstr("2.31× ± 4.0 %"));
    EXPECT_THAT(line, HasSubstr("1.39× ± 11 %"));
    EXPECT_THAT(line, HasSubstr("582 MiB 0.410×"));
    EXPECT_THAT(text, HasSubstr("q4_k_m: q4_K 84 %, q6_K 16 %"));
    EXPECT_THAT(text, Not(HasSubstr("f32"))) << "under one percent";
    EXPECT_THAT(line_of(text, "original"), HasSubstr("1×"));
    EXPECT_LT(text.find("original"), text.find("q8_0"));
}

TEST(VariantTable, ARatioWithoutPairsIsNotThere) {
    auto run = variant_run("synthetic");
    for (Record& record : run.records) {
        if (record.parameters.get<std::string>("variant") != "q8_0") continue;
        record.ratio.reset();
        record.ratio_interval.reset();
    }
    const std::string text = table_of(run, {200, false});
    EXPECT_THAT(line_of(text, "q8_0"), HasSubstr("–"));
    EXPECT_THAT(line_of(text, "q4_0"), Not(HasSubstr("–")));
}

TEST(VariantTable, TheMarkIsExplained) {
    const std::string synthetic = table_of(variant_run("synthetic"), {200, false});
    EXPECT_THAT(line_of(synthetic, "q4_k_m"), HasSubstr("*"));
    EXPECT_THAT(line_of(synthetic, "q8_0"), Not(HasSubstr("*")));
    EXPECT_THAT(synthetic, HasSubstr("at least as small"));
    EXPECT_THAT(synthetic, HasSubstr("Pruned variants take no part"));
    EXPECT_THAT(synthetic, HasSubstr("Quality is not measured with synthetic weights."));
    const std::string real = table_of(run_with_quality(), {200, false});
    EXPECT_THAT(real, HasSubstr("strays at most as far from the original"));
    EXPECT_THAT(real, Not(HasSubstr("synthetic")));
    EXPECT_THAT(real, HasSubstr("perplexity"));
}

TEST(VariantTable, StaysWithinTheWidth) {
    for (const auto& run : {run_with_quality(), variant_run("synthetic")}) {
        for (int width = 80; width <= 200; width += 5) {
            const std::string text = table_of(run, {width, false});
            EXPECT_THAT(text, HasSubstr("speed-up")) << width;
            for (const std::string& line : lines_of(text)) {
                EXPECT_LE(display_width(line), static_cast<std::size_t>(width)) << line;
                EXPECT_FALSE(line.ends_with(' ')) << line;
            }
        }
    }
}

TEST(VariantTable, WhereItDoesNotFitTheUsualTableStands) {
    const auto run = run_with_quality();
    const auto groups = group_cases(run.records);
    EXPECT_THAT(format_variant_table(groups[0], run.records, {30, false}), HasSubstr("decode_throughput"));
    EXPECT_THAT(format_variant_table(groups[0], run.records, {0, false}), HasSubstr("decode_throughput"));
}

TEST(VariantTable, WithoutValuesThereIsNone) {
    auto run = variant_run("synthetic");
    for (Record& record : run.records) record.value.reset();
    EXPECT_EQ(table_of(run, {100, false}), "");
}

TEST(VariantTable, TheConsoleShowsItWhereThereIsAReference) {
    const auto run = run_with_quality();
    EXPECT_THAT(format_run_table(run, {120, false}), HasSubstr(table_of(run, {120, false})));
    EXPECT_THAT(format_run_table(reported_run(), {120, false}), Not(HasSubstr("speed-up")));
}

}  // namespace
}  // namespace inference_pio
