// decide_gate() of judgement/findings.hpp: from verdicts to an exit code.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "contracts/words.hpp"
#include "judgement/findings.hpp"

namespace inference_pio {
namespace {

constexpr WordTable<GateOutcome, 4> kOutcomes{{
    {GateOutcome::passed, "passed"},
    {GateOutcome::regressed, "regressed"},
    {GateOutcome::inconclusive, "inconclusive"},
    {GateOutcome::nothing_compared, "nothing_compared"},
}};

std::string counted(std::size_t count, std::string_view noun) {
    return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string row_text(const ComparedMetric& row) {
    const std::string name = fmt::format("{} of {}", row.metric.name, row.case_name());
    return row.ratio ? fmt::format("{} {:+.1f} %", name, (*row.ratio - 1) * 100) : name;
}

// "decode_fast of …: +4.1 %", and how many more.
std::string first_of(const Comparison& comparison, const std::vector<std::size_t>& rows) {
    const std::string text = row_text(comparison.rows[rows.front()]);
    return rows.size() == 1 ? text : fmt::format("{}, and {} more", text, rows.size() - 1);
}

// What is let through although something was seen.
struct LetThrough {
    std::size_t accepted = 0;
    std::size_t small = 0;
    std::size_t warned = 0;  // without a verdict
};

std::string passed_text(std::size_t compared, const LetThrough& let) {
    std::string text = fmt::format("nothing got slower: {} compared", counted(compared, "deciding metric"));
    if (let.accepted > 0) text += fmt::format("; {} accepted", counted(let.accepted, "regression"));
    if (let.small > 0) text += fmt::format("; {} smaller than the minimum effect", counted(let.small, "regression"));
    if (let.warned > 0) text += fmt::format("; {} without a verdict, which the rules let through", let.warned);
    return text;
}

void sort_row(GateDecision& decision, LetThrough& let, const ComparedMetric& row, std::size_t index,
              const GateThresholds& thresholds) {
    if (row.verdict == Verdict::inconclusive) {
        if (row.accepted && row.candidate) return;
        if (thresholds.inconclusive == Inconclusive::warn) {
            ++let.warned;
        } else {
            decision.unsettled.push_back(index);
        }
        return;
    }
    if (row.verdict != Verdict::regressed) return;
    if (row.accepted) {
        ++let.accepted;
    } else if (row.ratio && std::abs(std::log(*row.ratio)) < std::log1p(thresholds.minimum_effect)) {
        ++let.small;
    } else if (row.confirmations < thresholds.confirmations) {
        decision.suspects.push_back(index);
    } else {
        decision.alarms.push_back(index);
    }
}

void set_outcome(GateDecision& decision, const Comparison& comparison, std::size_t compared, const LetThrough& let) {
    if (compared == 0) {
        decision.outcome = GateOutcome::nothing_compared;
        decision.reason = decision.unsettled.empty()
                              ? "nothing was compared: no deciding metric has a value on both sides"
                              : fmt::format("nothing was compared: {} has no value to compare with",
                                            first_of(comparison, decision.unsettled));
    } else if (!decision.alarms.empty()) {
        decision.outcome = GateOutcome::regressed;
        decision.reason = fmt::format("{} regressed: {}", counted(decision.alarms.size(), "deciding metric"),
                                      first_of(comparison, decision.alarms));
    } else if (!decision.suspects.empty()) {
        decision.outcome = GateOutcome::inconclusive;
        decision.reason =
            fmt::format("{} suspected, not yet confirmed by a fresh measurement: {}",
                        counted(decision.suspects.size(), "regression"), first_of(comparison, decision.suspects));
    } else if (!decision.unsettled.empty()) {
        decision.outcome = GateOutcome::inconclusive;
        decision.reason = fmt::format("{} without a verdict: {}", counted(decision.unsettled.size(), "deciding metric"),
                                      first_of(comparison, decision.unsettled));
    } else {
        decision.outcome = GateOutcome::passed;
        decision.reason = passed_text(compared, let);
    }
}

}  // namespace

std::string_view to_string(GateOutcome outcome) { return word_of(kOutcomes, outcome); }

int exit_code_of(GateOutcome outcome) {
    switch (outcome) {
        case GateOutcome::passed:
            return 0;
        case GateOutcome::regressed:
            return 1;
        case GateOutcome::inconclusive:
            return 4;
        case GateOutcome::nothing_compared:
            break;
    }
    return 5;
}

GateDecision decide_gate(const Comparison& comparison, const GateRules& rules) {
    GateDecision decision;
    LetThrough let;
    std::size_t compared = 0;
    for (std::size_t i = 0; i < comparison.rows.size(); ++i) {
        const ComparedMetric& row = comparison.rows[i];
        if (!row.deciding) continue;
        if (row.baseline && row.candidate) ++compared;
        sort_row(decision, let, row, i, thresholds_for(rules, row.metric.name, row.case_name()));
    }
    if (comparison.control && comparison.control->flagged) {
        decision.alarms.clear();
        decision.suspects.clear();
        decision.outcome = GateOutcome::inconclusive;
        decision.reason = fmt::format("the machine is unfit to measure: {}", comparison.control->reason);
        return decision;
    }
    set_outcome(decision, comparison, compared, let);
    return decision;
}

}  // namespace inference_pio
