// The machine's ceilings in a run: measured after its cases, whose costs are known then, and put to use.
//
// Thread safety: one run at a time.
#pragma once

#include <vector>

#include "execution/ceilings.hpp"
#include "execution/progress.hpp"
#include "execution/runner.hpp"
#include "session/run_start.hpp"
#include "session/session_machine.hpp"

namespace inference_pio {

// Measures what the cases of `measured` need, unless the run was stopped or an earlier part of it did, and adds
// mbu and mfu to their samples. A stop while it measures, or a journal that takes no more, is noted in
// `measured`. Gives the ceilings themselves; none where no case knows its costs.
[[nodiscard]] std::vector<CaseOutcome> add_ceilings(const RunStart& start, RunnerResult& measured, Journal& journal,
                                                    const RunObserver& observer, const SessionMachine& machine);

}  // namespace inference_pio
