// llama-bench's JSON and JSONL.
#include "worker/adapters/llama_bench_output.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <map>

#include "common/files.hpp"
#include "test_folders.hpp"

namespace inference_pio {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string bench_test(int prompt, int generated, double throughput, const std::string& more = "") {
    return fmt::format(
        R"({{"build_commit": "b1f", "model_type": "qwen3 0.6B Q4_0", "n_threads": 2, "n_prompt": {}, "n_gen": {},
             "avg_ns": 1, "stddev_ns": 0, "avg_ts": {}, "stddev_ts": 0.1, "samples_ts": [1, 2]{}}})",
        prompt, generated, throughput, more);
}

std::map<std::string, double> values_in(const std::string& text) {
    const auto metrics = parse_llama_bench_output(text, "p");
    EXPECT_TRUE(metrics) << metrics.error().message;
    std::map<std::string, double> values;
    if (!metrics) return values;
    for (const ForeignMetric& metric : *metrics) {
        EXPECT_EQ(metric.definition.unit, "tokens/sec");
        EXPECT_EQ(metric.definition.direction, Direction::higher_is_better);
        EXPECT_EQ(metric.values.size(), 1U);
        values[metric.definition.name] = metric.values.at(0);
    }
    return values;
}

Error error_in(const std::string& text) {
    const auto metrics = parse_llama_bench_output(text, "p");
    EXPECT_FALSE(metrics);
    return metrics ? Error{} : metrics.error();
}

TEST(LlamaBenchOutputTest, EachKindOfTestIsAMetric) {
    EXPECT_THAT(values_in("[" + bench_test(512, 0, 100.5) + "," + bench_test(0, 128, 20.25) + "," +
                          bench_test(64, 16, 50) + "]"),
                ElementsAre(std::pair("llama_bench.decode_throughput", 20.25),
                            std::pair("llama_bench.prefill_decode_throughput", 50.0),
                            std::pair("llama_bench.prefill_throughput", 100.5)));
}

TEST(LlamaBenchOutputTest, ACapturedOutputIsRead) {
    EXPECT_THAT(values_in(read_file(PIO_TEST_DATA_DIR "/foreign/llama_bench_5163.json").value()),
                ElementsAre(std::pair("llama_bench.decode_throughput", 118.881588),
                            std::pair("llama_bench.prefill_throughput", 7100.002165)));
}

TEST(LlamaBenchOutputTest, SeveralTestsOfAKindAreNamed) {
    EXPECT_THAT(values_in("[" + bench_test(512, 0, 1) + "," + bench_test(64, 0, 2) + "," +
                          bench_test(512, 0, 3, R"(, "n_depth": 4096)") + "," + bench_test(0, 8, 4) + "]"),
                ElementsAre(std::pair("llama_bench.decode_throughput", 4.0),
                            std::pair("llama_bench.prefill_throughput_pp512", 1.0),
                            std::pair("llama_bench.prefill_throughput_pp512_d4096", 3.0),
                            std::pair("llama_bench.prefill_throughput_pp64", 2.0)));
}

TEST(LlamaBenchOutputTest, AnObjectALineIsReadToo) {
    const auto one_line = [](std::string text) {
        std::replace(text.begin(), text.end(), '\n', ' ');
        return text + "\n";
    };
    EXPECT_THAT(
        values_in("ggml_init: found nothing\n" + one_line(bench_test(512, 0, 1)) + one_line(bench_test(0, 8, 2))),
        ElementsAre(std::pair("llama_bench.decode_throughput", 2.0), std::pair("llama_bench.prefill_throughput", 1.0)));
    EXPECT_EQ(values_in(one_line(bench_test(512, 0, 1))).size(), 1U);
}

TEST(LlamaBenchOutputTest, TestsThatNothingTellsApartAreRefused) {
    const Error error = error_in("[" + bench_test(512, 0, 1) + "," + bench_test(512, 0, 2) + "]");
    EXPECT_EQ(error.kind, ErrorKind::mismatch);
    EXPECT_THAT(error.message, HasSubstr("pp512"));
    EXPECT_THAT(error.remedy, HasSubstr("parameters"));
}

TEST(LlamaBenchOutputTest, OtherOutputsAreRefused) {
    const Error table = error_in("| model | size | test | t/s |\n| --- |\n");
    EXPECT_EQ(table.kind, ErrorKind::malformed);
    EXPECT_THAT(table.remedy, HasSubstr("-o json"));
    EXPECT_EQ(error_in("[]").kind, ErrorKind::not_found);
    EXPECT_EQ(error_in("[3]").kind, ErrorKind::malformed);
    EXPECT_EQ(error_in(R"([{"n_prompt": -1, "n_gen": 0, "avg_ts": 3}])").kind, ErrorKind::malformed);
    EXPECT_EQ(error_in(R"([{"n_prompt": 1, "n_gen": 0, "avg_ts": null}])").kind, ErrorKind::malformed);
}

}  // namespace
}  // namespace inference_pio
