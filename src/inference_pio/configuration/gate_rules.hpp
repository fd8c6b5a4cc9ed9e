// What a gate lets through: thresholds by metric and by pattern of case names.
//
// Pure. Thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace inference_pio {

// What a verdict that could not be reached means for the exit code.
enum class Inconclusive { fail, warn };  // fail: exit 4; warn: said, and otherwise let through

[[nodiscard]] std::string_view to_string(Inconclusive meaning);

// How one metric of one case is judged. Shares: 0.01 is 1 %.
struct GateThresholds {
    double allowed = 0.01;         // delta: a difference that does not matter, in [0, 1); the interval must lie beyond it
    double minimum_effect = 0.01;  // an alarm's own estimate has to be at least that, in [0, 1)
    double equivalence = 0.02;     // `equivalent` is within this share, in [0, 1)
    double certainty = 0.95;       // of the whole family, in (0, 1): alpha = 1 - certainty
    Inconclusive inconclusive = Inconclusive::fail;
    int confirmations = 1;         // fresh measurements that have to say the same before an alarm, >= 0

    bool operator==(const GateThresholds&) const = default;
};

// Overrides for what it matches; an absent threshold is that of the rule before it, or the general one.
struct GateRule {
    std::string metric;   // glob on the metric's name, "decode_*"; empty: all
    std::string pattern;  // glob on benchmark or case names, "qwen3_*/performance/*"; empty: all
    std::optional<double> allowed = {};
    std::optional<double> minimum_effect = {};
    std::optional<double> equivalence = {};
    std::optional<Inconclusive> inconclusive = {};
    std::optional<int> confirmations = {};

    bool operator==(const GateRule&) const = default;
};

struct GateRules {
    GateThresholds general;
    std::vector<GateRule> rules;  // later ones win

    bool operator==(const GateRules&) const = default;
};

// `case_name`: "qwen3_0_6b/performance/generation[batch_size=1]"; a pattern matches it or its benchmark.
[[nodiscard]] GateThresholds thresholds_for(const GateRules& rules, std::string_view metric, std::string_view case_name);

}  // namespace inference_pio
