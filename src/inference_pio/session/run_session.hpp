// The main job: discover, plan, measure, summarise, write results.
//
// Thread safety: one session at a time in a process.
#pragma once

#include <cstdint>
#include <filesystem>
#include <inference_pio/record.hpp>
#include <inference_pio/result.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "configuration/command_settings.hpp"
#include "discovery/problem.hpp"
#include "execution/plan.hpp"
#include "execution/progress.hpp"
#include "execution/sampling_policy.hpp"
#include "session/session_machine.hpp"

namespace inference_pio {

inline constexpr std::string_view kDefaultEngine = "llama_cpp";

struct RunOptions {
    std::vector<std::string> patterns;                // empty: everything
    std::vector<std::filesystem::path> paths;         // --path; empty: the project's own folders
    std::map<std::string, CommandSettings> commands;  // of the project, by name; benchmarks too
    std::vector<ParameterOverride> parameters;        // --param axis=v1,v2: see parse_parameter_override()

    Preset preset = Preset::standard;
    std::optional<double> precision;  // 0.02 for 2 %; absent: the preset's
    std::optional<Seconds> budget;    // of the whole run; absent: the preset's
    std::optional<Seconds> span;      // that a case's visits cover at least, >= 0; absent: the preset's
    Seconds timeout{120};             // of one prepare and of one sample

    std::string engine{kDefaultEngine};
    std::map<std::string, std::string> engine_options;
    std::vector<int> cpus;                 // workers run on these only; empty: all
    std::filesystem::path model_file;      // empty: the benchmarks' own checkpoints
    std::filesystem::path projector_file;  // empty: none given
    std::filesystem::path prompt_file;     // empty: none given
    std::filesystem::path images;          // a folder of photographs; empty: none given
    double injected_slowdown = 0;          // share of extra time in every timed span: for self-tests

    std::uint64_t seed = 1;
    bool dry_run = false;
    std::filesystem::path results_dir;  // empty: <project>/benchmark_results, and beside each model
    std::string resume;   // a run's id or its folder; everything but results_dir is taken from its journal
    std::string command;  // the command line that repeats this run; stands in run.json
};

// What a dry run says of one case.
struct CaseForecast {
    CaseId id;
    std::optional<Bytes> memory;       // the benchmark's own estimate; absent: it gives none
    std::optional<Seconds> one_visit;  // from the newest earlier run of this case; absent: unknown
    bool sample_is_process = false;    // of the benchmark: it has more visits of one sample each
};

struct RunForecast {
    std::vector<CaseForecast> cases;  // in the order of the plan
    std::optional<Seconds> time_min;  // one visit of each case; absent where a case is unknown
    std::optional<Seconds> time_max;  // the budget, or one visit of each where that is longer; absent: no bound
    std::optional<Bytes> memory_available;
};

enum class RunEnd { complete, interrupted, stopped };  // stopped: the disk was full, the journal failed

struct RunResult {
    Run run;  // records of everything that was measured
    RunEnd end = RunEnd::complete;
    std::optional<RunForecast> forecast;       // only for a dry run, where `run` has no records
    std::vector<DiscoveryProblem> problems;    // files that could not be used; they have failed records too
    std::filesystem::path folder;              // <results>/<run id>; empty for a dry run
    std::vector<std::filesystem::path> files;  // written, folder's files first
    std::vector<Error> write_errors;           // results that could not be written; the records are in `run`
    std::optional<Error> history_error;        // the store could not take the run; it can be rebuilt from the files
    int exit_code = 0;                         // compute_exit_code()
};

// Errors are for what ends the job before anything was measured: patterns that match nothing, folders
// that are not there, an axis that no selected benchmark has, an unwritable results folder, a journal
// that cannot be continued. A case that fails is a record.
[[nodiscard]] Result<RunResult> run_session(const RunOptions& options, const RunObserver& observer,
                                            const SessionMachine& machine);

// 0 done; 3 a case failed, timed out or ran out of memory, or results could not be written; 5 nothing
// was measured; 130 interrupted. Pure.
[[nodiscard]] int compute_exit_code(const Run& run, RunEnd end, bool all_written);

// The exit code of an Error that ended a job: 2 for wrong usage (invalid_argument, not_found), 130 for
// cancelled, 3 otherwise. Pure.
[[nodiscard]] int exit_code_of(const Error& error);

}  // namespace inference_pio
