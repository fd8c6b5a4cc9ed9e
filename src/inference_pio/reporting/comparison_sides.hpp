// What is compared with what: facts of both sides by name, those that differ told apart from those that agree.
//
// Pure. Thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "judgement/comparison.hpp"

namespace inference_pio {

struct SideFact {
    std::string_view label;  // "run", "measured", "commit", "branch", "engine", "compiler", "flags"
    std::string base;        // clean words; "unknown" where only the other side has it
    std::string candidate;
    [[nodiscard]] bool same() const { return base == candidate; }
};

// In the order in which they are shown; facts that neither side has are left out.
[[nodiscard]] std::vector<SideFact> side_facts(const Comparison& comparison);

// "commit 4a1b2c3d4e5f, llama_cpp 0.5.0, GNU 12.2.0, flags -O3, machine 0123456789abcdef": what both sides have, said
// once; empty where they agree in nothing.
[[nodiscard]] std::string common_facts(const Comparison& comparison);

// "duet: 24 pairs of fresh processes in turns, 12:34 of measuring"; "two stored runs, 8 processes each: …".
[[nodiscard]] std::string evidence_line(const Comparison& comparison);

// Whether all rows with a ratio rest on equally much, so that evidence_line() says it for all of them.
[[nodiscard]] bool is_evidence_the_same(const Comparison& comparison);

// "4a1b2c3d4e5f", "4a1b2c3d4e5f with uncommitted changes"; empty: not in a repository.
[[nodiscard]] std::string commit_text(const Subject& subject);

}  // namespace inference_pio
