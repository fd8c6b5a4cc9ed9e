#include "reporting/sample_strips.hpp"

#include <gmock/gmock.h>

#include <limits>
#include <sstream>

#include "fakes/reported_run.hpp"
#include "reporting/text_table.hpp"

namespace inference_pio {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

inference_pio::Run run_of(const std::string& metric, std::vector<std::vector<double>> samples) {
    Record record = measured("qwen3_0_6b/performance/generation", generation_parameters(1, 128), metric, 0.02, 0.01);
    record.samples = std::move(samples);
    inference_pio::Run run;
    run.records.push_back(record);
    return run;
}

TEST(SampleStrips, ABlockASampleAndAGapBetweenProcesses) {
    const std::string text = format_sample_strips(run_of("decode_fast", {{0.010, 0.017}, {}, {0.013}}), {100, false});
    EXPECT_THAT(text, HasSubstr("decode_fast"));
    EXPECT_THAT(text, HasSubstr("10.0 ms to 17.0 ms"));
    EXPECT_THAT(text, HasSubstr("  ▁█ ▄\n"));
}

TEST(SampleStrips, EqualValuesStandAtTheBottom) {
    EXPECT_THAT(format_sample_strips(run_of("decode_fast", {{0.01, 0.01}, {0.01}}), {100, false}),
                HasSubstr("  ▁▁ ▁\n"));
}

TEST(SampleStrips, AValueThatIsNoneIsSaid) {
    const double none = std::numeric_limits<double>::quiet_NaN();
    EXPECT_THAT(format_sample_strips(run_of("decode_fast", {{0.01, none, 0.02}}), {100, false}), HasSubstr("▁?█"));
    EXPECT_EQ(format_sample_strips(run_of("decode_fast", {{none}}), {100, false}), "");
}

TEST(SampleStrips, OnlyTimedMetricsThatDecideAreShown) {
    inference_pio::Run run = run_of("decode_fast", {{0.01, 0.02}});
    for (const char* name : {"decode_throughput", "peak_memory", "ttft"}) {
        run.records.push_back(run_of(name, {{1, 2}}).records.front());
    }
    const std::string text = format_sample_strips(run, {100, false});
    EXPECT_THAT(text, HasSubstr("decode_fast"));
    for (const char* name : {"decode_throughput", "peak_memory", "ttft"}) EXPECT_THAT(text, Not(HasSubstr(name)));
    EXPECT_EQ(format_sample_strips({}, {100, false}), "");
}

TEST(SampleStrips, LongOnesAreWrappedAndLoseNothing) {
    std::vector<std::vector<double>> samples(40, std::vector<double>{0.01, 0.02, 0.015});
    for (const int width : {50, 80, 120}) {
        std::istringstream lines(format_sample_strips(run_of("decode_fast", samples), {width, false}));
        std::size_t blocks = 0;
        for (std::string line; std::getline(lines, line);) {
            if (line.find("to") != std::string::npos && line.find("decode") == std::string::npos) continue;
            EXPECT_LE(display_width(line), static_cast<std::size_t>(width)) << line;
            if (line.find("samples") != std::string::npos || line.find("least") != std::string::npos) continue;
            for (std::size_t at = line.find("█"); at != std::string::npos; at = line.find("█", at + 1)) ++blocks;
        }
        EXPECT_EQ(blocks, samples.size()) << width;
    }
}

}  // namespace
}  // namespace inference_pio
