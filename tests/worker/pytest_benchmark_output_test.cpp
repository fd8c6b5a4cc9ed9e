// pytest-benchmark's JSON.
#include "worker/adapters/pytest_benchmark_output.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <map>

#include "common/files.hpp"
#include "test_folders.hpp"

namespace inference_pio {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string document(const std::string& entries) {
    return R"({"machine_info": {}, "benchmarks": [)" + entries + R"(], "version": "4.0.0"})";
}

std::string entry(const std::string& name, const std::string& param, double median, const std::string& extra = "") {
    return fmt::format(
        R"({{"group": null, "name": "{0}", "fullname": "benchmark_x.py::{0}", "params": null, "param": {1},
        "extra_info": {{{3}}}, "stats": {{"min": {2}, "max": 9, "mean": 5, "median": {2}, "rounds": 3, "data": [1, 2, 3]}}}})",
        name, param, median, extra);
}

std::map<std::string, double> values_in(const std::string& text) {
    const auto metrics = parse_pytest_benchmark_output(text, "p");
    EXPECT_TRUE(metrics) << metrics.error().message;
    std::map<std::string, double> values;
    if (!metrics) return values;
    EXPECT_THAT(metrics->front().definition.name, HasSubstr("pytest_benchmark.time"));
    EXPECT_EQ(metrics->front().definition.unit, "s");
    for (const ForeignMetric& metric : *metrics) values[metric.definition.name] = metric.values.at(0);
    return values;
}

TEST(PytestBenchmarkOutputTest, ATestHasItsMedianItsFastestRoundAndItsOwnNumbers) {
    EXPECT_THAT(values_in(document(entry("test_sort", "null", 0.25, R"("hits": 3, "who": "me")"))),
                ElementsAre(std::pair("pytest_benchmark.fastest_time", 0.25), std::pair("pytest_benchmark.hits", 3.0),
                            std::pair("pytest_benchmark.time", 0.25)));
}

TEST(PytestBenchmarkOutputTest, ParametersOfATestStandInTheMetrics) {
    EXPECT_THAT(
        values_in(document(entry("test_sort[8]", R"("8")", 1) + "," + entry("test_sort[64-fast]", R"("64-fast")", 2))),
        ElementsAre(std::pair("pytest_benchmark.fastest_time_64_fast", 2.0),
                    std::pair("pytest_benchmark.fastest_time_8", 1.0), std::pair("pytest_benchmark.time_64_fast", 2.0),
                    std::pair("pytest_benchmark.time_8", 1.0)));
}

TEST(PytestBenchmarkOutputTest, ACapturedOutputIsRead) {
    const std::string text = read_file(PIO_TEST_DATA_DIR "/foreign/pytest_benchmark_5.3.1.json").value();
    const auto values = values_in(text);
    for (const char* name :
         {"time_test_sort", "time_test_sum_10", "time_test_sum_1000", "time_test_len", "items_test_sort"}) {
        EXPECT_TRUE(values.contains(std::string("pytest_benchmark.") + name)) << name;
    }
    EXPECT_EQ(values.at("pytest_benchmark.items_test_sort"), 1000);
    EXPECT_LT(values.at("pytest_benchmark.time_test_sum_10"), values.at("pytest_benchmark.time_test_sum_1000"));
}

TEST(PytestBenchmarkOutputTest, SeveralTestsStandThereByName) {
    const auto values = values_in(document(entry("test_a[1]", R"("1")", 1) + "," + entry("test_b", "null", 2)));
    EXPECT_TRUE(values.contains("pytest_benchmark.time_test_a_1"));
    EXPECT_TRUE(values.contains("pytest_benchmark.time_test_b"));
}

TEST(PytestBenchmarkOutputTest, OtherDocumentsAreRefused) {
    const auto kind_of = [](const std::string& text) {
        const auto metrics = parse_pytest_benchmark_output(text, "p");
        return metrics ? ErrorKind::internal : metrics.error().kind;
    };
    EXPECT_EQ(kind_of(""), ErrorKind::malformed);
    EXPECT_EQ(kind_of("{}"), ErrorKind::malformed);
    EXPECT_EQ(kind_of(document("")), ErrorKind::unsupported) << "all were skipped";
    EXPECT_EQ(kind_of(document("3")), ErrorKind::malformed);
    EXPECT_EQ(kind_of(document(R"({"name": "x", "stats": {"median": "fast", "min": 1}})")), ErrorKind::malformed);
}

}  // namespace
}  // namespace inference_pio
