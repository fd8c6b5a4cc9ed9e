// What all rows of a comparison come to: which of them matter, how many of each verdict, how sure it is.
// Every report shows the same.
//
// Pure. Thread-safe.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "judgement/comparison.hpp"
#include "judgement/findings.hpp"

namespace inference_pio {

// What a row means for the reader, the gravest first.
enum class RowRole {
    alarm,    // it got worse, and nothing excuses it; without a gate every deciding regressed row that is not accepted
    suspect,  // it would alarm, had it been confirmed
    tolerated,  // regressed, and let through: accepted, not deciding, or less than the gate's minimum effect
    improved,
    unsettled,  // deciding, and without a verdict
    quiet       // equivalent, or not deciding and without a verdict
};

// As many as the comparison has rows. Indices of the decision that are out of range are ignored.
[[nodiscard]] std::vector<RowRole> roles_of(const Comparison& comparison, const GateDecision* decision);

// Rows to show, in the comparison's order: all of them, or those that are not quiet; at most `limit`, the gravest.
[[nodiscard]] std::vector<std::size_t> rows_to_show(const Comparison& comparison, const std::vector<RowRole>& roles,
                                                    bool all, std::size_t limit);

// Whether a deciding row has both values.
[[nodiscard]] bool is_anything_compared(const Comparison& comparison);

struct Tally {  // of deciding rows
    std::size_t deciding = 0;
    std::size_t regressed = 0;  // accepted ones are not in it
    std::size_t accepted = 0;   // regressed, and accepted
    std::size_t improved = 0;
    std::size_t equivalent = 0;
    std::size_t inconclusive = 0;
    std::size_t cases = 0;  // that have deciding rows
};

[[nodiscard]] Tally tally_of(const Comparison& comparison);

// "1 regressed, 2 improved, 495 equivalent, 2 inconclusive of 500 deciding comparisons in 125 cases".
[[nodiscard]] std::string tally_text(const Tally& tally);

// How sure: "certainty 95 % over all 500 together (Holm)".
[[nodiscard]] std::string certainty_text(const Comparison& comparison, const Tally& tally);

// What could not be seen in the unsettled rows, and what more time would buy: "what is inconclusive would have shown
// effects of 2.1 to 4.8 % or more; about 12 more pairs (3:20 in all) would settle it"; empty where there is none.
[[nodiscard]] std::string doubts_text(const Comparison& comparison);

// Why rows have no ratio, equal reasons collapsed: "3 comparisons without a ratio: the candidate failed: …".
[[nodiscard]] std::vector<std::string> missing_reasons(const Comparison& comparison);

// The answer in a few words: "regressed: decode_fast of qwen3_0_6b: 4 of 4 cases 3.1 to 4.8 % slower", "nothing got
// worse". At most 200 code points.
[[nodiscard]] std::string headline_text(const Comparison& comparison, const GateDecision* decision);

// The last line of all: "gate: passed: …", and without a gate the same of the rows.
[[nodiscard]] std::string decision_text(const Comparison& comparison, const GateDecision* decision);

}  // namespace inference_pio
