// The store of runs: an SQLite database beside the results, so that baselines and series are found at once. The
// plain files remain the truth; the store can be rebuilt from them (rebuild_store(), history/run_pack.hpp).
//
// Write-ahead log, one transaction a run: a run is there whole or not at all, whatever kills the writer. Several
// processes may write at a time; each waits for the others up to 30 s, then fails as timed_out.
//
// Every call may fail as io (not writable, disk full), malformed (damaged: rebuild it) or timed_out; below stands what
// else can go wrong.
//
// Thread safety: a store belongs to one thread; open one for each.
#pragma once

#include <cstdint>
#include <filesystem>
#include <inference_pio/record.hpp>
#include <inference_pio/result.hpp>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace inference_pio {

inline constexpr std::string_view kStoreName = "history.sqlite";

// What the store knows of a run without its records.
struct StoredRun {
    std::string id;
    std::string timestamp;
    std::string command;
    std::uint64_t seed = 1;
    bool complete = false;
    Subject subject;  // with the branch
    std::string fingerprint;
    std::string machine;  // a line for people: "AMD EPYC, 2 cores, 24 GiB"
    std::vector<std::string> engines;  // "llama_cpp 0.5.0"
    std::vector<std::string> tags;     // sorted
    std::filesystem::path folder;      // of its plain files; empty: unknown
    std::int64_t records = 0;
    bool operator==(const StoredRun&) const = default;
};

// A run as the store would know it: without tags and folder. Pure.
[[nodiscard]] StoredRun describe_run(const Run& run);

struct RunFilter {
    std::string fingerprint;            // empty: any
    std::string branch;                 // empty: any
    std::optional<std::size_t> newest;  // at most so many, the newest ones
};

// One value of a series: the same comparison key over many runs of one machine.
struct SeriesValue {
    std::string run;
    std::string timestamp;
    std::string commit;
    bool dirty = false;
    std::string branch;
    std::string engine;  // "llama_cpp 0.5.0"
    double value = 0;    // in the metric's unit
    std::optional<Interval> interval;
    Status status = Status::ok;
    std::int64_t disturbed_samples = 0;  // of the case in that run
    bool operator==(const SeriesValue&) const = default;
};

struct StoredSeries {
    std::int64_t id = 0;
    std::string benchmark;
    Parameters parameters;
    std::string model;
    MetricDefinition metric;
    std::string statistic;
    std::string engine;             // name
    std::string checkpoint_digest;
    std::int64_t values = 0;        // of this machine
    [[nodiscard]] std::string case_name() const { return inference_pio::case_name(benchmark, parameters); }
    bool operator==(const StoredSeries&) const = default;
};

// A change that somebody looked at and accepted.
struct Acceptance {
    std::string case_pattern;  // as given: a case name or a glob
    std::string metric;        // glob; empty: all
    std::string run;           // from this run on
    std::string timestamp;     // when it was accepted
    std::string author;        // as git or the environment says; empty: unknown
    std::string reason;        // never empty
    bool operator==(const Acceptance&) const = default;
};

inline constexpr std::string_view kStoreInMemory = ":memory:";

class HistoryStore {
public:
    // Opens or creates (kStoreInMemory: one that nobody else sees and that leaves nothing behind); brings an older schema up to date in one transaction. Errors: io (not writable, disk full),
    // malformed (not a database, or a damaged one: the remedy is to rebuild it), mismatch (written by a newer version,
    // or by another program).
    [[nodiscard]] static Result<HistoryStore> open(const std::filesystem::path& file);

    HistoryStore(HistoryStore&&) noexcept;
    HistoryStore& operator=(HistoryStore&&) noexcept;
    ~HistoryStore();

    // In one transaction. True: added; false: a run of this id was there, and stays as it is. `folder`: of the run's
    // plain files; may be empty. Below the store's own folder it is kept relative, so that both can move together.
    // Errors: invalid_argument for a run without an id.
    [[nodiscard]] Result<bool> add_run(const Run& run, const std::filesystem::path& folder);
    // Many runs in one transaction; how many were added. `results_root` holds a folder for each, named by its id;
    // empty: unknown.
    [[nodiscard]] Result<std::size_t> add_runs(const std::vector<Run>& runs,
                                               const std::filesystem::path& results_root);

    // Newest first.
    [[nodiscard]] Result<std::vector<StoredRun>> runs(const RunFilter& filter = {});
    // By id, by a tag, by the beginning of an id or of a commit that only one run has, or "latest". Errors: not_found;
    // invalid_argument where several fit, naming them.
    [[nodiscard]] Result<StoredRun> find_run(std::string_view name);
    // The run with its records as far as the store holds them, in their order: all of the run and of its records but
    // samples, evidence of noise, exemplars and scaling laws. A record's subject and seed are the run's. Errors:
    // not_found.
    [[nodiscard]] Result<Run> load_run(const std::string& id);

    // Series of a machine whose case name or benchmark fits the glob and whose metric fits the other (empty: all).
    [[nodiscard]] Result<std::vector<StoredSeries>> series(std::string_view fingerprint, std::string_view case_pattern,
                                                           std::string_view metric_pattern);
    // In time order, values that are there only; of one branch where it is not empty.
    [[nodiscard]] Result<std::vector<SeriesValue>> values(std::int64_t series, std::string_view fingerprint,
                                                          std::string_view branch = {});
    // The series of a record's comparison key; absent: there is none.
    [[nodiscard]] Result<std::optional<std::int64_t>> find_series(const Record& record);
    // For each series of the run the newest values of the run's machine and of `branch` (empty: any), at most `newest`
    // of them, in time order; of records that are ok or unstable. The run's own value is one of them where it is on
    // that branch. A series without such a value is there, and empty. Errors: not_found.
    [[nodiscard]] Result<std::map<std::int64_t, std::vector<double>>> recent_values(const std::string& run,
                                                                                    std::string_view branch,
                                                                                    std::size_t newest);
    // How many comparison keys two runs share, those of the machine's ceilings left out. Errors: not_found.
    [[nodiscard]] Result<std::int64_t> shared_series(const std::string& run, const std::string& other);

    // A tag names one run; tagging again moves it. Errors: invalid_argument for a name that could be an id, a commit, a
    // path or an option, for "latest", and for one with other characters than letters, digits, '.', '_' and '-' (see
    // check_tag()); not_found.
    [[nodiscard]] Result<void> tag_run(const std::string& id, const std::string& tag);
    // Once: the same acceptance again changes nothing. Errors: invalid_argument: no reason.
    [[nodiscard]] Result<void> accept(const Acceptance& acceptance);
    [[nodiscard]] Result<std::vector<Acceptance>> acceptances();  // in the order in which they were added

private:
    struct Database;
    explicit HistoryStore(std::unique_ptr<Database> database);
    std::unique_ptr<Database> database_;
};

}  // namespace inference_pio
