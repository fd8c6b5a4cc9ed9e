// Names and JSON of other tools.
#include "worker/adapters/foreign_metrics.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <limits>

#include "protocol/metric_rules.hpp"

namespace inference_pio {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(ForeignMetricsTest, NamesAreThoseOfTheToolInSmallLetters) {
    EXPECT_EQ(foreign_metric_name("google_benchmark", "Load Factor (%)"), "google_benchmark.load_factor");
    EXPECT_EQ(foreign_metric_name("t", "9 lives"), "t.n9_lives");
    EXPECT_EQ(foreign_metric_name("t", "\xc3\xa4"), "t.metric");
    const std::string one = foreign_metric_name("google_benchmark", std::string(90, 'a') + "x");
    const std::string other = foreign_metric_name("google_benchmark", std::string(90, 'a') + "y");
    EXPECT_EQ(one.size(), 64U);
    EXPECT_NE(one, other);
}

RC_GTEST_PROP(ForeignMetricsProperty, AnyTextIsANameOfAMetric, (const std::string& text)) {
    RC_ASSERT(is_metric_name(foreign_metric_name("google_benchmark", text)));
}

TEST(ForeignMetricsTest, KeysThatLookAlikeStayApart) {
    ForeignMetrics metrics("t");
    metrics.add("hit rate", {}, 1);
    metrics.add("hit-rate", {}, 2);
    metrics.add("hit rate", {}, 3);
    metrics.add("nothing", {}, std::numeric_limits<double>::quiet_NaN());
    const auto taken = metrics.take();
    ASSERT_EQ(taken.size(), 2U);
    EXPECT_EQ(taken[0].definition.name, "t.hit_rate");
    EXPECT_THAT(taken[0].values, ElementsAre(1, 3));
    EXPECT_EQ(taken[1].definition.name, "t.hit_rate_2");
    EXPECT_THAT(taken[1].values, ElementsAre(2));
}

TEST(ForeignMetricsTest, JsonIsFoundAmongOtherLines) {
    const auto json = parse_foreign_json("[info] loading\n{not json}\n{\"a\": [1,\n2]}\nbye\n", "x");
    ASSERT_TRUE(json) << json.error().message;
    EXPECT_EQ((*json)["a"][1], 2);
    EXPECT_TRUE(parse_foreign_json("  [1]", "x"));
    const auto none = parse_foreign_json("nothing here\n", "the command x");
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().kind, ErrorKind::malformed);
    EXPECT_THAT(none.error().message, HasSubstr("the command x"));
    EXPECT_FALSE(parse_foreign_json("", "x"));
    EXPECT_FALSE(parse_foreign_json("{", "x"));
    EXPECT_FALSE(parse_foreign_json(std::string(100'000, '['), "x"));
}

TEST(ForeignMetricsTest, WordsForWhatIsNoNumberBecomeTexts) {
    const auto json = parse_foreign_json(R"({"a": NaN, "b": -Infinity, "c": "NaN \" Infinity", "d": [nan, 1]})", "x");
    ASSERT_TRUE(json) << json.error().message;
    EXPECT_EQ((*json)["a"], "NaN");
    EXPECT_EQ((*json)["b"], "-Infinity");
    EXPECT_EQ((*json)["c"], "NaN \" Infinity");
    EXPECT_EQ(number_in(*json, "a"), std::nullopt);
    EXPECT_EQ(number_in(*json, "missing"), std::nullopt);
    EXPECT_EQ(text_in(*json, "missing"), "");
}

}  // namespace
}  // namespace inference_pio
