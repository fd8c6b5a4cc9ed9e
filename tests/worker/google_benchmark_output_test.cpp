// Google Benchmark's JSON: as its releases 1.7.1 (Debian 12) and 1.9 write it.
#include "worker/adapters/google_benchmark_output.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <map>

namespace inference_pio {
namespace {

using ::testing::DoubleEq;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string document(const std::string& entries) {
    return R"({"context": {"library_build_type": "release"}, "benchmarks": [)" + entries + "]}";
}

std::string entry(const std::string& name, const std::string& more) {
    return fmt::format(R"({{"name": "{0}", "family_index": 0, "per_family_instance_index": 0, "run_name": "{0}",
        "run_type": "iteration", "repetitions": 1, "repetition_index": 0, "threads": 1, "iterations": 1000,
        "real_time": 2.5e+03, "cpu_time": 2.0e+03, "time_unit": "ns"{1}}})",
                       name, more);
}

std::map<std::string, ForeignMetric> metrics_in(const std::string& text) {
    auto metrics = parse_google_benchmark_output(text, "p");
    EXPECT_TRUE(metrics) << metrics.error().message;
    std::map<std::string, ForeignMetric> by_name;
    if (metrics) {
        for (ForeignMetric& metric : *metrics) by_name.emplace(metric.definition.name, metric);
    }
    return by_name;
}

Error error_in(const std::string& text) {
    const auto metrics = parse_google_benchmark_output(text, "p");
    EXPECT_FALSE(metrics);
    return metrics ? Error{} : metrics.error();
}

TEST(GoogleBenchmarkOutputTest, TimesAreSecondsAndCountersHaveTheirUnits) {
    const auto metrics = metrics_in(document(entry(
        "BM_x/8", R"(, "items_per_second": 4.0e+09, "bytes_per_second": 3.2e+10, "Load Factor": 0.5, "bad": NaN)")));
    ASSERT_EQ(metrics.size(), 5U);
    const auto& real = metrics.at("google_benchmark.real_time");
    EXPECT_THAT(real.values, ElementsAre(DoubleEq(2.5e-6)));
    EXPECT_EQ(real.definition.unit, "s");
    EXPECT_EQ(real.definition.direction, Direction::lower_is_better);
    EXPECT_EQ(real.definition.id(), "google_benchmark.real_time/1");
    EXPECT_THAT(metrics.at("google_benchmark.cpu_time").values, ElementsAre(DoubleEq(2e-6)));
    EXPECT_EQ(metrics.at("google_benchmark.items_per_second").definition.unit, "items/sec");
    EXPECT_EQ(metrics.at("google_benchmark.bytes_per_second").definition.unit, "bytes/s");
    EXPECT_EQ(metrics.at("google_benchmark.bytes_per_second").definition.direction, Direction::higher_is_better);
    EXPECT_EQ(metrics.at("google_benchmark.load_factor").definition.direction, Direction::neutral);
}

TEST(GoogleBenchmarkOutputTest, TheFirstMetricIsTheWallTime) {
    const auto metrics = parse_google_benchmark_output(document(entry("BM_x", R"(, "a": 1)")), "p");
    ASSERT_TRUE(metrics);
    EXPECT_EQ(metrics->front().definition.name, "google_benchmark.real_time");
}

TEST(GoogleBenchmarkOutputTest, UnitsOfTimeAreRead) {
    for (const auto& [unit, seconds] :
         std::map<std::string, double>{{"ns", 1e-9}, {"us", 1e-6}, {"ms", 1e-3}, {"s", 1}}) {
        const auto metrics = metrics_in(
            document(fmt::format(R"({{"name": "x", "real_time": 2, "cpu_time": 1, "time_unit": "{}"}})", unit)));
        EXPECT_THAT(metrics.at("google_benchmark.real_time").values, ElementsAre(DoubleEq(2 * seconds)));
    }
    EXPECT_EQ(error_in(document(R"({"name": "x", "real_time": 2, "cpu_time": 1, "time_unit": "h"})")).kind,
              ErrorKind::malformed);
}

std::string aggregate(const std::string& kind, double time) {
    return fmt::format(R"({{"name": "BM_x_{0}", "run_name": "BM_x", "run_type": "aggregate", "aggregate_name": "{0}",
        "aggregate_unit": "time", "repetitions": 2, "threads": 1, "iterations": 2,
        "real_time": {1}, "cpu_time": {1}, "time_unit": "ns"}})",
                       kind, time);
}

TEST(GoogleBenchmarkOutputTest, RepetitionsAreValuesAndAggregatesAreNot) {
    const auto metrics = metrics_in(
        document(entry("BM_x", "") + "," + entry("BM_x", "") + "," + aggregate("mean", 7) + "," + aggregate("cv", 9)));
    EXPECT_THAT(metrics.at("google_benchmark.real_time").values, ElementsAre(DoubleEq(2.5e-6), DoubleEq(2.5e-6)));
}

TEST(GoogleBenchmarkOutputTest, WhereThereAreOnlyAggregatesTheMedianCounts) {
    const auto both =
        metrics_in(document(aggregate("mean", 7) + "," + aggregate("median", 8) + "," + aggregate("stddev", 1)));
    EXPECT_THAT(both.at("google_benchmark.real_time").values, ElementsAre(DoubleEq(8e-9)));
    const auto mean = metrics_in(document(aggregate("mean", 7) + "," + aggregate("stddev", 1)));
    EXPECT_THAT(mean.at("google_benchmark.real_time").values, ElementsAre(DoubleEq(7e-9)));
    EXPECT_EQ(error_in(document(aggregate("stddev", 1))).kind, ErrorKind::not_found);
}

TEST(GoogleBenchmarkOutputTest, SeveralBenchmarksHaveTheirNamesInTheMetrics) {
    const auto metrics = metrics_in(document(entry("BM_x/8", "") + "," + entry("BM_x/64", R"(, "hits": 3)")));
    EXPECT_TRUE(metrics.contains("google_benchmark.real_time_bm_x_8"));
    EXPECT_TRUE(metrics.contains("google_benchmark.real_time_bm_x_64"));
    EXPECT_EQ(metrics.at("google_benchmark.hits_bm_x_64").definition.meaning, "the program's counter 'hits'");
}

TEST(GoogleBenchmarkOutputTest, ErrorsAndSkipsTellTheirMessages) {
    const Error failed = error_in(document(
        R"({"name": "BM_x", "run_name": "BM_x", "run_type": "iteration", "error_occurred": true, "error_message": "no table",
            "real_time": 0, "cpu_time": 0, "time_unit": "ns"})"));
    EXPECT_EQ(failed.kind, ErrorKind::crashed);
    EXPECT_EQ(failed.message, "BM_x reports an error: no table");
    const Error skipped = error_in(document(
        R"({"name": "BM_x", "run_name": "BM_x", "run_type": "iteration", "skipped": true, "skip_message": "no GPU"})"));
    EXPECT_EQ(skipped.kind, ErrorKind::unsupported);
    EXPECT_EQ(skipped.message, "BM_x was skipped: no GPU");
}

TEST(GoogleBenchmarkOutputTest, OtherDocumentsAreRefused) {
    for (const char* text : {"", "{}", "[]", R"({"benchmarks": 3})", "{\"benchmarks\": [", "hello"}) {
        EXPECT_EQ(error_in(text).kind, ErrorKind::malformed) << text;
    }
    EXPECT_EQ(error_in(document("")).kind, ErrorKind::not_found);
    EXPECT_EQ(error_in(document("3, null, []")).kind, ErrorKind::not_found);
    EXPECT_THAT(error_in(document(R"({"name": "x"})")).message, HasSubstr("x has no real_time"));
}

}  // namespace
}  // namespace inference_pio
