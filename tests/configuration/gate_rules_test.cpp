#include "configuration/gate_rules.hpp"

#include <gtest/gtest.h>

namespace inference_pio {
namespace {

constexpr const char* kCase = "qwen3_0_6b/performance/generation[batch_size=1,threads=2]";

GateRule rule(std::string metric, std::string pattern) {
    GateRule rule;
    rule.metric = std::move(metric);
    rule.pattern = std::move(pattern);
    rule.allowed = 0.05;
    return rule;
}

TEST(ThresholdsFor, AreTheGeneralOnesWithoutRules) {
    GateRules rules;
    rules.general.certainty = 0.99;
    EXPECT_EQ(thresholds_for(rules, "ttft", kCase), rules.general);
}

TEST(ThresholdsFor, ARuleCountsWhereMetricAndPatternMatch) {
    struct Row {
        const char* metric;
        const char* pattern;
        bool matches;
    };
    for (const Row& row :
         {Row{"", "", true}, Row{"ttft", "", true}, Row{"tt*", "", true}, Row{"decode_*", "", false},
          Row{"tt", "", false}, Row{"", "qwen3_*/performance/*", true}, Row{"", "qwen3_0_6b", true},
          Row{"", "qwen3_0_6b/performance/generation", true}, Row{"", kCase, true}, Row{"", "*[batch_size=1,*]", true},
          Row{"", "*[batch_size=2,*]", false}, Row{"ttft", "core/*", false}, Row{"itl", "qwen3_*", false}}) {
        const GateRules rules{{}, {rule(row.metric, row.pattern)}};
        EXPECT_EQ(thresholds_for(rules, "ttft", kCase).allowed, row.matches ? 0.05 : 0.01)
            << "metric '" << row.metric << "', pattern '" << row.pattern << "'";
    }
}

TEST(ThresholdsFor, LaterRulesWinAndAbsentThresholdsAreThoseOfTheRuleBefore) {
    GateRules rules;
    rules.general.confirmations = 3;
    rules.rules = {rule("ttft", ""), rule("", "core"), rule("", "qwen3_*")};
    rules.rules[0].equivalence = 0.1;
    rules.rules[0].inconclusive = Inconclusive::warn;
    rules.rules[2].allowed = 0.07;
    rules.rules[2].minimum_effect = 0.08;
    rules.rules[2].confirmations = 0;
    const GateThresholds ttft = thresholds_for(rules, "ttft", kCase);
    EXPECT_EQ(ttft, (GateThresholds{0.07, 0.08, 0.1, 0.95, Inconclusive::warn, 0}));
    const GateThresholds core = thresholds_for(rules, "latency", "core/resize");
    EXPECT_EQ(core, (GateThresholds{0.05, 0.01, 0.02, 0.95, Inconclusive::fail, 3}));
}

TEST(Inconclusive, HasAWordForEachMeaning) {
    EXPECT_EQ(to_string(Inconclusive::fail), "fail");
    EXPECT_EQ(to_string(Inconclusive::warn), "warn");
}

}  // namespace
}  // namespace inference_pio
