#include <gtest/gtest.h>

#include <fstream>
#include <inference_pio/metric.hpp>
#include <regex>
#include <set>
#include <sstream>

#include "test_folders.hpp"

namespace inference_pio {
namespace {

TEST(Metric, TheCatalogueIsInOrder) {
    std::set<std::string> names;
    for (const MetricDefinition& definition : metric_catalogue()) {
        EXPECT_TRUE(names.insert(definition.name).second) << definition.name;
        EXPECT_TRUE(std::regex_match(definition.name, std::regex("[a-z][a-z0-9]*(_[a-z0-9]+)*"))) << definition.name;
        EXPECT_GE(definition.version, 1) << definition.name;
        EXPECT_FALSE(definition.unit.empty()) << definition.name;
        EXPECT_FALSE(definition.meaning.empty()) << definition.name;
        EXPECT_EQ(find_metric(definition.name), &definition);
    }
    EXPECT_EQ(find_metric("speed"), nullptr);
    EXPECT_EQ(find_metric(""), nullptr);
}

TEST(Metric, EveryDefinitionStandsInTheDocumentation) {
    std::ifstream file(std::string(PIO_SOURCE_DIR) + "/docs/measurement.md");
    std::ostringstream text;
    text << file.rdbuf();
    for (const MetricDefinition& definition : metric_catalogue()) {
        EXPECT_NE(text.str().find("`" + definition.id() + "`"), std::string::npos) << definition.id();
    }
}

TEST(Metric, MeaningsThatVerdictsRestOn) {
    EXPECT_EQ(find_metric("ttft")->id(), "ttft/1");
    EXPECT_EQ(find_metric("ttft")->unit, "s");
    EXPECT_EQ(find_metric("decode_throughput")->direction, Direction::higher_is_better);
    EXPECT_EQ(find_metric("itl")->reduction, Reduction::pooled);
    EXPECT_EQ(find_metric("prefill_fast")->reduction, Reduction::minimum);
    EXPECT_EQ(find_metric("peak_memory")->reduction, Reduction::maximum);
    EXPECT_EQ(find_metric("decode_fast")->centre, Centre::fast_quartile) << "the engine's speed";
    EXPECT_EQ(find_metric("ttft")->centre, Centre::median) << "what a user feels";
    EXPECT_EQ(find_metric("cpu_utilization")->direction, Direction::neutral);
    EXPECT_EQ(find_metric("top1_agreement")->direction, Direction::higher_is_better);
    EXPECT_EQ(find_metric("kl_divergence")->unit, "nats");
}

TEST(Metric, WordsComeBack) {
    for (const Direction direction : {Direction::lower_is_better, Direction::higher_is_better, Direction::neutral}) {
        EXPECT_EQ(direction_from(to_string(direction)), direction);
    }
    for (const Reduction reduction :
         {Reduction::median, Reduction::minimum, Reduction::lower_decile, Reduction::maximum, Reduction::pooled}) {
        EXPECT_EQ(reduction_from(to_string(reduction)), reduction);
    }
    for (const Centre centre : {Centre::median, Centre::fast_quartile}) {
        EXPECT_EQ(centre_from(to_string(centre)), centre);
    }
    EXPECT_EQ(centre_from("mean"), Centre::median);
    EXPECT_EQ(direction_from("sideways"), Direction::neutral);
    EXPECT_EQ(reduction_from("average"), Reduction::median);
}

}  // namespace
}  // namespace inference_pio
