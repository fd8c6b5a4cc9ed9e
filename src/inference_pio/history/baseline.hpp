// Which stored run a candidate is compared with, where the user names none.
//
// Thread safety: as the store.
#pragma once

#include <inference_pio/record.hpp>
#include <inference_pio/result.hpp>
#include <string>

#include "history/store.hpp"

namespace inference_pio {

// The newest run of the same fingerprint on `main_branch` that is complete, clean, older than the candidate, shares a
// comparison key with it, and whose subject differs from the candidate's (commit, dirty state, engine versions,
// compiler, flags): a build is not its own baseline. Candidates on the main branch have earlier runs of it.
// Errors: not_found, saying what was looked for and how near the nearest came ("3 runs of this machine are there, all
// of branch fix-x": "run piobench on main, or name one with --baseline").
[[nodiscard]] Result<StoredRun> find_baseline(HistoryStore& store, const StoredRun& candidate,
                                              const std::string& main_branch);

// The same for a run that need not be in the store. It reads the records of each run that fits otherwise.
[[nodiscard]] Result<StoredRun> find_baseline(HistoryStore& store, const Run& candidate,
                                              const std::string& main_branch);

}  // namespace inference_pio
