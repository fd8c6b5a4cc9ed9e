// Sides of turns from a run's options: the cases that they select, ready to be measured.
//
// Thread safety: one job at a time in a process.
#pragma once

#include <inference_pio/result.hpp>
#include <vector>

#include "execution/turns.hpp"
#include "session/run_start.hpp"

namespace inference_pio {

struct TurnCase {
    CaseId id;
    TurnSide side;
};

// Each case of the start's plan, with its files provided. Errors: those of ask_preliminaries().
[[nodiscard]] Result<std::vector<TurnCase>> make_turn_cases(const RunStart& start, const RunObserver& observer,
                                                            const SessionMachine& machine);

// The one case of the start's plan. Errors: invalid_argument where it has none or several; those of make_turn_cases().
[[nodiscard]] Result<TurnCase> make_turn_case(const RunStart& start, const RunObserver& observer,
                                              const SessionMachine& machine);

}  // namespace inference_pio
