// The order of a round: which cases are visited one right after the other.
//
// A case that is compared with a reference is visited next to it: first a variant, then the reference, then another
// variant, so that one visit to the reference makes a pair with each of its neighbours. In the next round a variant
// that came before the reference comes behind it, and the other way round: A B B A, by which a drift of the machine
// cancels (docs/measurement.md, section 2).
//
// Pure: no clock, no I/O. Thread-safe.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "execution/plan.hpp"

namespace inference_pio {

struct VisitBlock {
    std::vector<std::size_t> cases;        // indices into the plan's cases, at least one
    std::optional<std::size_t> reference;  // the one among `cases` that the others are compared with
    int turn = -1;                         // of a block with a reference: its number, no other block of the run has it

    bool operator==(const VisitBlock&) const = default;
};

// Every case of the plan once, references as often as their variants need them, in an order that depends on the plan
// and `round` (>= 0) only: the same on every machine.
[[nodiscard]] std::vector<VisitBlock> compute_round(const Plan& plan, int round);

}  // namespace inference_pio
