#include "judgement/comparison.hpp"

#include <gmock/gmock.h>

#include "judgement/metric_kind.hpp"

namespace inference_pio {
namespace {

std::vector<MetricDefinition> catalogued(std::initializer_list<const char*> names) {
    std::vector<MetricDefinition> metrics;
    for (const char* name : names) metrics.push_back(*find_metric(name));
    return metrics;
}

std::vector<std::string> deciding_of(const std::vector<MetricDefinition>& all) {
    std::vector<std::string> names;
    for (const MetricDefinition& metric : all) {
        if (is_deciding(metric, all)) names.push_back(metric.name);
    }
    return names;
}

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Comparison, AGenerationIsDecidedByItsSteadyMetrics) {
    EXPECT_THAT(deciding_of(catalogued({"ttft", "tpot", "throughput", "decode_throughput", "prefill_fast",
                                        "decode_fast", "peak_memory", "load_time", "mbu"})),
                ElementsAre("prefill_fast", "decode_fast", "peak_memory"));
}

TEST(Comparison, AUnitBenchmarkIsDecidedByItsOwnTimesAndRates) {
    EXPECT_THAT(deciding_of(catalogued({"latency", "compute_throughput", "peak_memory", "load_time", "mfu"})),
                ElementsAre("latency", "compute_throughput", "peak_memory"));
    EXPECT_THAT(deciding_of(catalogued({"process_time"})), ElementsAre("process_time"));
}

TEST(Comparison, WhatHasNoDirectionDecidesNothing) {
    EXPECT_THAT(deciding_of(catalogued({"cpu_utilization", "image_tokens"})), IsEmpty());
    MetricDefinition printed;
    printed.name = "elapsed";
    printed.unit = "s";
    EXPECT_FALSE(is_deciding(printed, {printed}));
    printed.direction = Direction::lower_is_better;
    EXPECT_TRUE(is_deciding(printed, {printed}));
}

TEST(Comparison, QualityDecidesNothing) {
    EXPECT_THAT(deciding_of(catalogued({"kl_divergence", "top1_agreement", "perplexity", "energy"})), IsEmpty());
}

TEST(Comparison, ItsKindHasAWord) {
    EXPECT_EQ(to_string(EvidenceKind::stored), "stored");
    EXPECT_EQ(to_string(EvidenceKind::duet), "duet");
}

TEST(MetricKinds, FollowTheUnit) {
    for (const MetricDefinition& metric : metric_catalogue()) {
        const bool over_time = metric.unit == "s" || metric.unit == "s/token" || metric.unit.ends_with("/s") ||
                               metric.unit.ends_with("/sec");
        EXPECT_EQ(metric_kind(metric) == MetricKind::speed, over_time) << metric.name;
    }
    EXPECT_EQ(metric_kind(*find_metric("peak_memory")), MetricKind::exact);
    EXPECT_EQ(metric_kind(*find_metric("top1_agreement")), MetricKind::exact);
    EXPECT_EQ(metric_kind(*find_metric("mbu")), MetricKind::other);
    EXPECT_EQ(metric_kind(*find_metric("energy_per_token")), MetricKind::other);
}

TEST(Comparison, AnEngineIsNamedWithItsVersionWhereItHasOne) {
    EXPECT_EQ(engine_text(std::nullopt), "");
    EngineFacts engine;
    engine.name = "simulated";
    EXPECT_EQ(engine_text(engine), "simulated");
    engine.version = "1";
    EXPECT_EQ(engine_text(engine), "simulated 1");
}

}  // namespace
}  // namespace inference_pio
