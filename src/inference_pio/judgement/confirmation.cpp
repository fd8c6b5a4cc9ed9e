#include "judgement/confirmation.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace inference_pio {

bool apply_confirmation(Comparison& comparison, const std::vector<std::size_t>& suspects, const Comparison& fresh) {
    bool learnt = false;
    for (const std::size_t suspect : suspects) {
        ComparedMetric& row = comparison.rows.at(suspect);
        const auto again = std::find_if(fresh.rows.begin(), fresh.rows.end(), [&](const ComparedMetric& other) {
            return other.metric == row.metric && other.statistic == row.statistic &&
                   other.case_name() == row.case_name();
        });
        if (again == fresh.rows.end()) {
            row.reason += "; the fresh measurement has no value of it";
            continue;
        }
        learnt = true;
        if (again->verdict == Verdict::regressed) {
            ++row.confirmations;
            row.reason += fmt::format("; seen again: {}", again->reason);
        } else {
            row.verdict = Verdict::inconclusive;
            row.reason = fmt::format("seen once ({}), but not again ({}: {})", row.reason, to_string(again->verdict),
                                     again->reason);
        }
    }
    return learnt;
}

std::vector<std::string> suspected_cases(const Comparison& comparison, const std::vector<std::size_t>& suspects) {
    std::vector<std::string> cases;
    for (const std::size_t suspect : suspects) {
        std::string name = comparison.rows.at(suspect).case_name();
        if (std::find(cases.begin(), cases.end(), name) == cases.end()) cases.push_back(std::move(name));
    }
    return cases;
}

Result<void> confirm_suspects(Comparison& comparison, const GateRules& rules, const MeasureAgain& again) {
    bool learnt = true;
    while (learnt && !comparison.interrupted) {
        const std::vector<std::size_t> suspects = decide_gate(comparison, rules).suspects;
        if (suspects.empty()) break;
        const auto fresh = again(suspects);
        if (!fresh) return fail(fresh.error());
        learnt = apply_confirmation(comparison, suspects, *fresh);
        comparison.duration_s += fresh->duration_s;
        comparison.interrupted = fresh->interrupted;
    }
    comparison.findings = group_findings(comparison.rows);
    return {};
}

}  // namespace inference_pio
