// How a run begins: fresh from its options, or again from its journal.
//
// Thread safety: one session at a time in a process.
#pragma once

#include <filesystem>
#include <inference_pio/result.hpp>
#include <string>
#include <vector>

#include "discovery/discoverer.hpp"
#include "execution/journal.hpp"
#include "execution/plan.hpp"
#include "session/run_session.hpp"

namespace inference_pio {

// Everything that is decided before the first visit.
struct RunStart {
    Project project;
    std::vector<FoundBenchmark> benchmarks;
    Plan plan;
    JournalHeader header;
    std::vector<CaseState> states;         // of a run that goes on; empty for a fresh one
    std::filesystem::path resumed_folder;  // empty for a fresh one
    JournalContent resumed;                // of a run that goes on
};

// Errors: those of run_session().
[[nodiscard]] Result<RunStart> start_fresh(const RunOptions& options, const RunObserver& observer,
                                           const SessionMachine& machine);

// Errors: not_found (no such run, a benchmark that is gone), mismatch (another machine, version or
// commit, naming both), malformed.
[[nodiscard]] Result<RunStart> start_again(const RunOptions& options, const RunObserver& observer,
                                           const SessionMachine& machine);

// Whether a run of `header` may go on here. Pure. Errors: mismatch, naming what differs.
[[nodiscard]] Result<void> check_resumable(const JournalHeader& header, const SystemProfile& profile,
                                           const Subject& subject);

// Errors: invalid_argument, not_found for files that are not there.
[[nodiscard]] Result<RunSettings> settings_of(const RunOptions& options);

// "20261124T100000Z-3f9a1c": the time and six random hexadecimal digits.
[[nodiscard]] std::string make_run_id(Clock& clock);

}  // namespace inference_pio
