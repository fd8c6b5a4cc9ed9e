// What to do next after a comparison, with the commands that do it.
//
// Pure. Thread-safe.
#pragma once

#include <string>
#include <vector>

#include "judgement/comparison.hpp"
#include "judgement/findings.hpp"

namespace inference_pio {

struct Advice {
    std::string words;    // "show it with pairs of fresh processes"
    std::string command;  // ready for a shell, words of cases quoted; empty: none
    bool operator==(const Advice&) const = default;
};

// At most three, the most useful first; none where nothing has to be done.
[[nodiscard]] std::vector<Advice> advise(const Comparison& comparison, const GateDecision* decision);

// A word of a POSIX shell that means exactly `word` (made clean): quoted where it has to be.
[[nodiscard]] std::string shell_word(const std::string& word);

}  // namespace inference_pio
