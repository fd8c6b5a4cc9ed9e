#include "worker/output_metrics.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "common/files.hpp"
#include "protocol/metric_rules.hpp"
#include "test_folders.hpp"

namespace inference_pio {
namespace {

TEST(OutputMetricsTest, FollowsTheTableOfLines) {
    const auto table = nlohmann::json::parse(read_file(PIO_TEST_DATA_DIR "/output_metrics.json").value());
    for (const auto& row : table.at("lines")) {
        const auto line = row.at("line").get<std::string>();
        const auto metric = parse_metric_line(line);
        const auto& expected = row.at("metric");
        ASSERT_EQ(metric.has_value(), !expected.is_null()) << line;
        if (!metric) continue;
        EXPECT_EQ(metric->definition.name, expected.at("name")) << line;
        EXPECT_EQ(metric->definition.unit, expected.at("unit")) << line;
        EXPECT_EQ(to_string(metric->definition.direction), expected.at("direction").get<std::string>()) << line;
        const double value = expected.at("value").get<double>();
        EXPECT_NEAR(metric->value, value, std::abs(value) * 1e-12) << line;
    }
}

TEST(OutputMetricsTest, NamesOfTheCatalogueHaveItsDefinitionOrAnotherName) {
    for (const MetricDefinition& known : metric_catalogue()) {
        const auto metric = parse_metric_line(known.name + ": 1 furlong");
        ASSERT_TRUE(metric);
        EXPECT_EQ(find_metric(metric->definition.name), nullptr) << known.name;
    }
    EXPECT_EQ(parse_metric_line("TTFT: 1 s")->definition, *find_metric("ttft"));
}

TEST(OutputMetricsTest, CollectsLinesByNameInOrder) {
    const auto metrics = parse_output_metrics("Latency: 1 s\nnoise\nTTFT: 5 ms\nLatency: 3 s\nLatency: 2 s");
    ASSERT_EQ(metrics.size(), 2U);
    EXPECT_EQ(metrics.at("latency").values, (std::vector<double>{1, 3, 2}));
    EXPECT_EQ(metrics.at("ttft").values, std::vector{0.005});
}

TEST(OutputMetricsTest, OneNameHasOneUnit) {
    const auto metrics = parse_output_metrics("Cost: 1 s\nCost: 2 MB\nCost: 3 ms\n");
    EXPECT_EQ(metrics.at("cost").values, (std::vector<double>{1, 0.003}));
    EXPECT_EQ(metrics.at("cost").definition.unit, "s");
}

TEST(OutputMetricsTest, FloodsAreBounded) {
    std::string flood;
    for (std::size_t i = 0; i < 2 * kMostOutputMetrics; ++i) flood += "m" + std::to_string(i) + ": 1 s\n";
    for (std::size_t i = 0; i < kMostOutputValues + 10; ++i) flood += "m0: 1 s\n";
    const auto metrics = parse_output_metrics(flood);
    EXPECT_EQ(metrics.size(), kMostOutputMetrics);
    EXPECT_EQ(metrics.at("m0").values.size(), kMostOutputValues);
}

RC_GTEST_PROP(OutputMetricsTest, WhateverIsPrintedGivesValidMetrics, (const std::string& text)) {
    for (const std::string& line : {text, "Name: 1" + text, "Na" + text + ": 1 s", "Name (" + text + "): 1"}) {
        const auto metric = parse_metric_line(line);
        if (!metric) continue;
        RC_ASSERT(is_metric_name(metric->definition.name));
        RC_ASSERT(std::isfinite(metric->value));
        RC_ASSERT(!metric->definition.unit.empty());
    }
}

}  // namespace
}  // namespace inference_pio
