#include "configuration/gate_rules.hpp"

#include "contracts/name_pattern.hpp"

namespace inference_pio {
namespace {

bool matches(const GateRule& rule, std::string_view metric, std::string_view case_name) {
    return (rule.metric.empty() || pattern_matches(rule.metric, metric)) &&
           (rule.pattern.empty() || pattern_matches_case(rule.pattern, case_name));
}

}  // namespace

std::string_view to_string(Inconclusive meaning) { return meaning == Inconclusive::fail ? "fail" : "warn"; }

GateThresholds thresholds_for(const GateRules& rules, std::string_view metric, std::string_view case_name) {
    GateThresholds thresholds = rules.general;
    for (const GateRule& rule : rules.rules) {
        if (!matches(rule, metric, case_name)) continue;
        thresholds.allowed = rule.allowed.value_or(thresholds.allowed);
        thresholds.minimum_effect = rule.minimum_effect.value_or(thresholds.minimum_effect);
        thresholds.equivalence = rule.equivalence.value_or(thresholds.equivalence);
        thresholds.inconclusive = rule.inconclusive.value_or(thresholds.inconclusive);
        thresholds.confirmations = rule.confirmations.value_or(thresholds.confirmations);
    }
    return thresholds;
}

}  // namespace inference_pio
