// The history of runs beside the results: filled by every run, looked up by compare, gate and history.
//
// Thread safety: one job at a time in a process.
#pragma once

#include <filesystem>
#include <inference_pio/record.hpp>
#include <inference_pio/result.hpp>
#include <optional>
#include <string>
#include <vector>

#include "history/run_pack.hpp"
#include "history/store.hpp"
#include "judgement/series_steps.hpp"
#include "reporting/series_picture.hpp"
#include "session/session_machine.hpp"

namespace inference_pio {

// Where the results and the store of a command lie. `results_dir` empty: the project's own.
[[nodiscard]] std::filesystem::path history_root(const std::filesystem::path& results_dir);

// The store of `root`. `make` false: not_found where there is none yet, saying how it comes about.
[[nodiscard]] Result<HistoryStore> open_history(const std::filesystem::path& root, bool make);

// Adds a run that was just written to <root>/<run id>. Interrupted runs too: what they measured is as good as any.
[[nodiscard]] Result<void> add_to_history(const Run& run, const std::filesystem::path& root,
                                          const std::filesystem::path& folder);

// One series of this machine, with what happened in it.
struct SeriesHistory {
    StoredSeries series;
    std::vector<SeriesValue> values;  // in time order, of one branch where one was asked for
    SeriesAnalysis analysis;
    std::vector<std::string> accepted;  // for each step the reason of its acceptance; empty: none
};

[[nodiscard]] SeriesPicture picture_of(const SeriesHistory& history);

struct ShowOptions {
    std::filesystem::path results_dir;
    std::string case_pattern;
    std::string metric_pattern;  // empty: the deciding metrics of each case
    std::string branch;          // empty: all
    std::string fingerprint;     // empty: this machine's
};

// Errors: not_found where nothing fits, naming what is there.
[[nodiscard]] Result<std::vector<SeriesHistory>> read_series(const ShowOptions& options, const SessionMachine& machine);

// The series of the deciding metrics of `run`, on the machine of that run, that have at least two values: first those in
// which something happened, then the others, each in the order of the run's records; at most `most`. Errors: the store's.
[[nodiscard]] Result<std::vector<SeriesHistory>> read_series_of_run(HistoryStore& store, const Run& run,
                                                                    std::size_t most);

// An acceptance, and when the run began from which on it holds (UTC; when it was accepted, where the store does not have
// that run).
struct AcceptedChange {
    Acceptance acceptance;
    std::string since;
};

[[nodiscard]] Result<std::vector<AcceptedChange>> read_accepted_changes(HistoryStore& store);

// What was accepted of a change between two runs: the newest one whose case, metric and time fit. A change is
// accepted where the acceptance's run lies after the baseline and not after the candidate. Pure.
[[nodiscard]] std::optional<std::string> accepted_reason(const std::vector<AcceptedChange>& changes,
                                                         const std::string& case_name, const std::string& metric,
                                                         const std::string& baseline_timestamp,
                                                         const std::string& candidate_timestamp);

struct AcceptOptions {
    std::filesystem::path results_dir;
    std::string case_pattern;
    std::string metric_pattern;  // empty: all
    std::string run;             // from which on; empty: the newest
    std::string reason;
};

// Errors: invalid_argument: no reason; not_found: no such run, no case that fits.
[[nodiscard]] Result<Acceptance> accept_change(const AcceptOptions& options, const SessionMachine& machine);

}  // namespace inference_pio
