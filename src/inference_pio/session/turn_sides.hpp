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

// One case of the start's plan, with its files provided. Errors: those of ask_preliminaries().
[[nodiscard]] Result<TurnCase> make_turn_case(const RunStart& start, const PlannedCase& planned,
                                              const RunObserver& observer, const SessionMachine& machine);

// Each case of the plan. Errors: the first one's.
[[nodiscard]] Result<std::vector<TurnCase>> make_turn_cases(const RunStart& start, const RunObserver& observer,
                                                            const SessionMachine& machine);

// The only case of the plan. Errors: invalid_argument where it has none or several; those of make_turn_case().
[[nodiscard]] Result<TurnCase> make_only_turn_case(const RunStart& start, const RunObserver& observer,
                                                   const SessionMachine& machine);

}  // namespace inference_pio
