#include "reporting/list_report.hpp"

#include <gmock/gmock.h>

#include "golden/golden_file.hpp"
#include "records/json_values.hpp"

namespace inference_pio {
namespace {

std::vector<DiscoveredBenchmark> some_benchmarks() {
    return {
        {"core/resize",
         "Resize one photograph",
         {{"image_size", ValueType::integer, {std::int64_t{224}, std::int64_t{448}}}},
         "benchmarks/core/benchmark_resize.cpp",
         "source"},
        {"qwen3_0_6b/performance/generation",
         "Generate text for a batch of prompts: time to first token, time per token, throughput and memory, which is "
         "what a user waits for and pays for",
         {{"batch_size", ValueType::integer, {std::int64_t{1}, std::int64_t{4}}},
          {"sequence_length", ValueType::integer, {std::int64_t{128}, std::int64_t{1024}, std::int64_t{4096}}},
          {"weight_type", ValueType::word, {std::string("q4_0")}}},
         "src/models/qwen3_0_6b/benchmarks/performance/benchmark_generation.cpp",
         "source"},
        {"scripts/thing", "", {}, "/home/user/scripts/benchmark_thing.py", "guide_script"}};
}

TEST(ListReport, Text) { expect_golden("list.txt", format_list(some_benchmarks(), {80, false})); }

TEST(ListReport, NothingFound) { EXPECT_EQ(format_list({}, {80, false}), "0 benchmarks, 0 cases\n"); }

TEST(ListReport, ControlCharactersDoNotReachTheTerminal) {
    const std::string text = format_list({{"a\x1b[2J", "b\x1b[2J", {}, "c\x1b[2J", "plain_script"}}, {80, false});
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
}

TEST(ListReport, Document) {
    const std::string text = format_list_document(
        some_benchmarks(), {{"x/benchmark_bad.py", Error{ErrorKind::malformed, "registers nothing", "register one"}}});
    const auto json = parse_json(text);
    ASSERT_TRUE(json);
    EXPECT_EQ((*json)["schema"], "inference-pio/list/1");
    ASSERT_EQ((*json)["benchmarks"].size(), 3U);
    const Json& generation = (*json)["benchmarks"][1];
    EXPECT_EQ(generation["name"], "qwen3_0_6b/performance/generation");
    EXPECT_EQ(axis_from_json("batch_size", generation["axes"]["batch_size"]), some_benchmarks()[1].axes[0]);
    EXPECT_EQ((*json)["benchmarks"][2]["kind"], "guide_script");
    EXPECT_EQ((*json)["unusable"][0]["message"], "registers nothing");
    EXPECT_EQ((*json)["unusable"][0]["kind"], "malformed");
    EXPECT_TRUE(text.ends_with('\n'));
}

}  // namespace
}  // namespace inference_pio
