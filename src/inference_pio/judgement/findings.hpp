// Groups what moved together into one finding with the likely common cause, and says what a gate does about it.
//
// Pure. Thread-safe.
#pragma once

#include <string>
#include <vector>

#include "configuration/gate_rules.hpp"
#include "judgement/comparison.hpp"

namespace inference_pio {

// Deciding rows with the verdict regressed or improved, in groups: by direction of the change, then by what explains
// most of them with the fewest words (one metric over every model; one model; one benchmark; one value of a
// parameter, such as weight_type=q4_0; otherwise each case for itself). A group by something claims it only where
// every comparable deciding row of that something moved the same way; otherwise the headline says how many of how
// many did. Accepted rows and rows of `improved` never stand in one group with `regressed` ones. Sorted: regressed first,
// then by the largest change; of the regressed ones those that are accepted last. Times and rates are grouped for
// themselves, so that a memory that stood still does not split what became slower. A row stands in one finding.
[[nodiscard]] std::vector<Finding> group_findings(const std::vector<ComparedMetric>& rows);

enum class GateOutcome { passed, regressed, inconclusive, nothing_compared };

[[nodiscard]] std::string_view to_string(GateOutcome outcome);

// The exit code of design.md: 0, 1, 4, 5.
[[nodiscard]] int exit_code_of(GateOutcome outcome);

struct GateDecision {
    GateOutcome outcome = GateOutcome::passed;
    std::string reason;                   // one line for people: what decided it
    std::vector<std::size_t> alarms;      // rows that alarm: deciding, regressed, not accepted, large enough, confirmed
    std::vector<std::size_t> suspects;    // rows that would alarm, had they been confirmed often enough
    std::vector<std::size_t> unsettled;   // deciding rows without a verdict whose rule says `fail`
    bool operator==(const GateDecision&) const = default;
};

// An unfit machine (control flagged) is inconclusive, whatever the rows say, and has neither alarms nor suspects.
// Nothing compared where no deciding row has both values. Otherwise alarms come before suspects and unsettled rows
// (inconclusive), and those before passed. minimum_effect is held against |ln ratio|, as `allowed` is. An accepted row
// neither alarms nor is unsettled, unless its candidate has no value.
[[nodiscard]] GateDecision decide_gate(const Comparison& comparison, const GateRules& rules);

}  // namespace inference_pio
