#include "reporting/console_table.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <sstream>

#include "fakes/arbitrary_record.hpp"
#include "fakes/machine_ceiling_records.hpp"
#include "fakes/reported_run.hpp"
#include "fakes/scaling_laws.hpp"
#include "golden/golden_file.hpp"
#include "reporting/text_table.hpp"

namespace inference_pio {
namespace {

using testing::HasSubstr;
using testing::Not;

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

TEST(ConsoleTable, Wide) { expect_golden("console_table_wide.txt", format_run_table(reported_run(), {120, false})); }

TEST(ConsoleTable, Usual) { expect_golden("console_table_100.txt", format_run_table(reported_run(), {100, false})); }

TEST(ConsoleTable, Terminal) { expect_golden("console_table_80.txt", format_run_table(reported_run(), {80, false})); }

TEST(ConsoleTable, Narrow) { expect_golden("console_table_narrow.txt", format_run_table(reported_run(), {60, false})); }

TEST(ConsoleTable, Coloured) {
    expect_golden("console_table_coloured.txt", format_run_table(reported_run(), {100, true}));
}

// As imports have it: each statistic is a column, or a line.
TEST(ConsoleTable, StatisticsOfADistributionAreToldApart) {
    auto run = reported_run();
    run.records = {measured("vllm_bench/serve", {}, "latency", 0.0438, 0),
                   measured("vllm_bench/serve", {}, "latency", 0.0612, 0)};
    run.records[0].statistic = "mean";
    run.records[1].statistic = "p99";
    const std::string wide = format_run_table(run, {100, false});
    EXPECT_THAT(wide, testing::ContainsRegex("mean +p99"));
    EXPECT_THAT(wide, testing::ContainsRegex("43.8 ms +61.2 ms"));
    const std::string narrow = format_run_table(run, {12, false});
    EXPECT_THAT(narrow, testing::ContainsRegex("latency mean +43.8 ms"));
    EXPECT_THAT(narrow, testing::ContainsRegex("latency p99 +61.2 ms"));
}

// A run that measured the machine too: shares of its ceilings beside the rates, and laws below the tables.
TEST(ConsoleTable, CeilingsAndLaws) {
    auto run = reported_run();
    for (const std::int64_t length : {128, 1024}) {
        for (const auto& [metric, value] : {std::pair{"mbu", 0.312}, std::pair{"mfu", 0.764}}) {
            Record share =
                measured("qwen3_0_6b/performance/generation", generation_parameters(1, length), metric, value, 0.009);
            share.facts = run.records.front().facts;
            run.records.push_back(share);
        }
    }
    for (const auto& [metric, value] : {std::pair{"mbu", 0.87}, std::pair{"mfu", 0.0096}}) {
        run.records.push_back(measured("core/matrix_product",
                                       {{"rows", std::int64_t{1024}}, {"weight_type", std::string("q4_0")}}, metric,
                                       value, 0.004));
    }
    for (const Record& record : machine_ceiling_records()) run.records.push_back(record);
    run.scaling = scaling_laws();
    expect_golden("console_table_ceilings.txt", format_run_table(run, {100, false}));
    EXPECT_THAT(format_run_table(run, {40, false}), HasSubstr("76.4 %"));
}

TEST(ConsoleTable, ColoursChangeNoWords) {
    std::string coloured = format_run_table(reported_run(), {100, true});
    for (const char* escape : {"\x1b[0m", "\x1b[1m", "\x1b[2m", "\x1b[31m", "\x1b[33m"}) {
        for (std::size_t at = coloured.find(escape); at != std::string::npos; at = coloured.find(escape)) {
            coloured.erase(at, std::string_view(escape).size());
        }
    }
    EXPECT_EQ(coloured, format_run_table(reported_run(), {100, false}));
}

TEST(ConsoleTable, StaysWithinTheWidth) {
    for (const int width : {60, 80, 100, 140}) {
        for (const std::string& line : lines_of(format_run_table(reported_run(), {width, false}))) {
            EXPECT_LE(display_width(line), static_cast<std::size_t>(width)) << line;
        }
    }
}

TEST(ConsoleTable, ARunWithoutRecordsSaysSo) {
    EXPECT_THAT(format_run_table(inference_pio::Run{}, {100, false}), HasSubstr("Nothing was measured."));
}

TEST(ConsoleTable, TheEnergyOfATokenIsShownWhereTheMachineTellsIt) {
    auto run = reported_run();
    EXPECT_THAT(format_run_table(run, {120, false}), Not(HasSubstr("per token")));
    for (Record& record : run.records) {
        if (record.metric.name == "energy_per_token") record.value = 0.25;
    }
    const std::string text = format_run_table(run, {120, false});
    EXPECT_THAT(text, HasSubstr("per token"));
    EXPECT_THAT(text, HasSubstr("not measured here: gpu_peak_memory (no GPU); energy (no RAPL; no GPU)"));
}

TEST(ConsoleTable, AMetricWithoutAnyValueHasNoColumn) {
    Record latency = measured("core/thing", {}, "latency", 0.1, 0.01);
    Record missing = measured("core/thing", {}, "mbu", 0, 0);
    missing.value.reset();
    missing.status_reason = "no ceiling";
    missing.noise.missing = {{"mbu", "no ceiling"}};
    inference_pio::Run run;
    run.records = {latency, missing};
    const std::string text = format_run_table(run, {120, false});
    EXPECT_THAT(text, HasSubstr("not measured here: mbu (no ceiling)"));
    EXPECT_EQ(text.find("mbu"), text.rfind("mbu")) << text;
}

// A benchmark whose cases all need what the user did not give must not fill the screen.
TEST(ConsoleTable, ManyCasesWithOneReasonAreCounted) {
    inference_pio::Run run;
    for (std::int64_t i = 0; i < 20; ++i) {
        Record record = measured("core/optimization_quality", {{"variant", i}}, "latency", 1, 0);
        record.value.reset();
        record.status = Status::skipped;
        record.status_reason = "needs a model file";
        run.records.push_back(record);
    }
    const std::string many = format_run_table(run, {80, false});
    EXPECT_THAT(many, HasSubstr("\n  skipped 20 cases: needs a model file\n"));
    EXPECT_THAT(many, Not(HasSubstr("variant=")));
    run.records.resize(3);
    EXPECT_THAT(format_run_table(run, {80, false}), HasSubstr("skipped variant=0; variant=1; variant=2: needs a"));
}

TEST(ConsoleTable, AnInterruptedRunSaysSo) {
    auto run = reported_run();
    EXPECT_THAT(format_run_table(run, {}), Not(HasSubstr("interrupted")));
    run.complete = false;
    EXPECT_THAT(format_run_table(run, {}), HasSubstr("interrupted"));
}

TEST(ConsoleTable, OneCaseHasItsParametersInTheHeading) {
    auto run = reported_run();
    run.records = {run.records.front()};
    const auto lines = lines_of(format_run_table(run, {120, false}));
    ASSERT_GT(lines.size(), 3U);
    EXPECT_THAT(lines[3], HasSubstr("batch_size=1, sequence_length=128, new_tokens=32, threads=2, weight_type=q4_0"));
}

RC_GTEST_PROP(ConsoleTable, AnyRunIsPrintable, ()) {
    const auto run = arbitrary::run();
    for (const int width : {0, 40, 100}) {
        const std::string text = format_run_table(run, {width, false});
        RC_ASSERT(text.ends_with('\n'));
        RC_ASSERT(text.find("nan") == std::string::npos);
        for (const std::string& line : lines_of(text)) {
            RC_ASSERT(printable(line) == line);
            RC_ASSERT(!line.ends_with(' '));
        }
    }
}

}  // namespace
}  // namespace inference_pio
