#include "protocol/metric_rules.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <inference_pio/metric.hpp>
#include <limits>

namespace inference_pio {
namespace {

using testing::HasSubstr;
using Series = std::map<std::string, std::vector<double>, std::less<>>;

TEST(MetricRulesTest, NamesAreSnakeCase) {
    for (const MetricDefinition& metric : metric_catalogue()) EXPECT_TRUE(is_metric_name(metric.name)) << metric.name;
    EXPECT_TRUE(is_metric_name("a"));
    EXPECT_TRUE(is_metric_name("p99_9"));
    EXPECT_TRUE(is_metric_name("llama_bench.pp512")) << "of another tool";
    for (const char* name :
         {"", "Latency", "2fast", "_x", "a b", "a-b", "größe", "a.", ".b", "a.b.c", "a.B", "1.b", "a.1"}) {
        EXPECT_FALSE(is_metric_name(name)) << name;
    }
    EXPECT_TRUE(is_metric_name(std::string(64, 'a')));
    EXPECT_FALSE(is_metric_name(std::string(65, 'a')));
}

TEST(MetricRulesTest, NotFiniteIsMalformedAndNamed) {
    for (const double bad : {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
        const auto checked = check_metrics(Series{{"fine", {1}}, {"latency", {0.5, bad}}});
        ASSERT_FALSE(checked);
        EXPECT_EQ(checked.error().kind, ErrorKind::malformed);
        EXPECT_THAT(checked.error().message, HasSubstr("latency"));
    }
    EXPECT_FALSE(check_metrics(Series{{"latency", {}}}));
    EXPECT_TRUE(check_metrics(Series{{"latency", {-1, 0, 1e308}}}));
    const std::map<std::string, double, std::less<>> process{{"load_time", std::numeric_limits<double>::infinity()}};
    EXPECT_THAT(check_metrics(process).error().message, HasSubstr("load_time"));
}

TEST(MetricRulesTest, FindsWhatIsNoJsonNumber) {
    EXPECT_EQ(find_not_finite(R"({"metrics":{"a":1,"ttft":NaN}})"), "ttft");
    EXPECT_EQ(find_not_finite(R"({"metrics":{"a":[1,-Infinity]}})"), "a");
    EXPECT_EQ(find_not_finite(R"({"NaN":1,"b":"Infinity \" NaN"})"), std::nullopt);
    EXPECT_EQ(find_not_finite(R"({"unfinished \)"), std::nullopt);
    EXPECT_EQ(find_not_finite("NaN"), "");
}

}  // namespace
}  // namespace inference_pio
