#include "session/history_session.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <set>
#include <system_error>
#include <utility>

#include "common/files.hpp"
#include "contracts/name_pattern.hpp"
#include "judgement/comparison.hpp"
#include "session/run_files.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

bool is_deciding_series(const StoredSeries& one, const std::vector<StoredSeries>& all) {
    std::vector<MetricDefinition> of_case;
    for (const StoredSeries& other : all) {
        if (other.case_name() == one.case_name()) of_case.push_back(other.metric);
    }
    return is_deciding(one.metric, of_case);
}

Result<std::vector<StoredSeries>> find_series(HistoryStore& store, const ShowOptions& options,
                                              const std::string& fingerprint) {
    auto all = store.series(fingerprint, options.case_pattern, options.metric_pattern);
    if (!all) return all;
    std::vector<StoredSeries> chosen;
    for (const StoredSeries& one : *all) {
        if (!options.metric_pattern.empty() || is_deciding_series(one, *all)) chosen.push_back(one);
    }
    if (!chosen.empty()) return chosen;
    const auto any = store.series(fingerprint, "*", "");
    std::vector<std::string> names;
    if (any) {
        for (const StoredSeries& one : *any) names.push_back(one.case_name());
    }
    if (names.empty()) {
        return fail(
            ErrorKind::not_found, "the history has no runs of this machine",
            "measure with `piobench run`, or bring some with `piobench history import FILE`; --fingerprint names "
            "another machine, and `piobench history list --json` tells which there are");
    }
    return fail(ErrorKind::not_found, fmt::format("the history has no series of '{}'", options.case_pattern),
                fmt::format("near: {}", fmt::join(nearest_names(options.case_pattern, names, 5), ", ")));
}

// The reason of the first acceptance whose run lies at the step or in the segment that it began.
std::string acceptance_of_step(const std::vector<AcceptedChange>& acceptances, const SeriesHistory& history,
                               std::size_t step) {
    const auto& steps = history.analysis.steps;
    const std::size_t begin = steps[step].index;
    const std::size_t end = step + 1 < steps.size() ? steps[step + 1].index : history.values.size();
    return accepted_reason(acceptances, history.series.case_name(), history.series.metric.name,
                           history.values[begin - 1].timestamp, history.values[end - 1].timestamp)
        .value_or("");
}

// Without what was accepted where it has no value above 0.
Result<SeriesHistory> read_one_series(HistoryStore& store, const StoredSeries& series, const std::string& fingerprint,
                                      const std::string& branch, const std::vector<AcceptedChange>& acceptances) {
    SeriesHistory history;
    history.series = series;
    auto values = store.values(series.id, fingerprint, branch);
    if (!values) return fail(std::move(values.error()));
    history.values = *std::move(values);
    std::erase_if(history.values, [](const SeriesValue& value) { return !(value.value > 0); });
    std::vector<double> numbers;
    for (const SeriesValue& value : history.values) numbers.push_back(value.value);
    auto analysis = analyse_series(numbers);
    if (!analysis) return fail(std::move(analysis.error()));
    history.analysis = *std::move(analysis);
    for (std::size_t i = 0; i < history.analysis.steps.size(); ++i) {
        history.accepted.push_back(acceptance_of_step(acceptances, history, i));
    }
    return history;
}

bool has_event(const SeriesHistory& history) {
    return !history.analysis.steps.empty() || history.analysis.creep || history.analysis.suspicious;
}

// What read_series() would choose of the run's cases, in the order of its records.
Result<std::vector<StoredSeries>> deciding_series_of(HistoryStore& store, const Run& run) {
    const auto all = store.series(run.profile.fingerprint, "*", "");
    if (!all) return fail(all.error());
    std::map<std::int64_t, const StoredSeries*> known;
    for (const StoredSeries& one : *all) known.emplace(one.id, &one);
    std::map<std::string, std::vector<MetricDefinition>> metrics_of;
    for (const Record& record : run.records) metrics_of[record.case_name()].push_back(record.metric);
    std::vector<StoredSeries> chosen;
    for (const Record& record : run.records) {
        if (record.benchmark == kCeilingsBenchmark || !is_deciding(record.metric, metrics_of[record.case_name()])) continue;
        const auto id = store.find_series(record);
        if (!id) return fail(id.error());
        const auto found = *id ? known.find(**id) : known.end();
        if (found != known.end() && found->second->values >= 2) chosen.push_back(*found->second);
    }
    return chosen;
}

std::string author_of_environment() {
    for (const char* name : {"GIT_AUTHOR_NAME", "GITHUB_ACTOR", "GITLAB_USER_LOGIN", "USER"}) {
        const char* value = std::getenv(name);  // NOLINT(concurrency-mt-unsafe): nobody sets variables here
        if (value != nullptr && *value != '\0') return value;
    }
    return {};
}

}  // namespace

fs::path history_root(const fs::path& results_dir) {
    std::error_code error;
    return results_root(find_project(fs::current_path(error)), results_dir);
}

Result<HistoryStore> open_history(const fs::path& root, bool make) {
    const fs::path file = root / kStoreName;
    std::error_code error;
    if (!make && !fs::exists(file, error)) {
        return fail(ErrorKind::not_found, fmt::format("there is no history yet: {}", file.string()),
                    "measure with `piobench run`, bring runs with `piobench history import FILE`, or make it from the "
                    "run folders there are with `piobench history rebuild`");
    }
    if (auto made = make_folders(root); !made) return fail(std::move(made.error()));
    return HistoryStore::open(file);
}

Result<void> add_to_history(const Run& run, const fs::path& root, const fs::path& folder) {
    auto store = open_history(root, true);
    if (!store) return fail(std::move(store.error()));
    auto added = store->add_run(run, folder);
    if (!added) return fail(std::move(added.error()));
    return {};
}

Result<std::vector<SeriesHistory>> read_series(const ShowOptions& options, const SessionMachine& machine) {
    auto store = open_history(history_root(options.results_dir), false);
    if (!store) return fail(std::move(store.error()));
    const std::string fingerprint = options.fingerprint.empty() ? machine.profile().fingerprint : options.fingerprint;
    const auto chosen = find_series(*store, options, fingerprint);
    if (!chosen) return fail(chosen.error());
    const auto acceptances = read_accepted_changes(*store);
    if (!acceptances) return fail(acceptances.error());
    std::vector<SeriesHistory> histories;
    for (const StoredSeries& series : *chosen) {
        auto history = read_one_series(*store, series, fingerprint, options.branch, *acceptances);
        if (!history) return fail(std::move(history.error()));
        if (!history->values.empty()) histories.push_back(*std::move(history));
    }
    return histories;
}

Result<std::vector<SeriesHistory>> read_series_of_run(HistoryStore& store, const Run& run, std::size_t most) {
    const auto chosen = deciding_series_of(store, run);
    if (!chosen) return fail(chosen.error());
    const auto acceptances = read_accepted_changes(store);
    if (!acceptances) return fail(acceptances.error());
    std::vector<SeriesHistory> histories;
    for (const StoredSeries& series : *chosen) {
        auto history = read_one_series(store, series, run.profile.fingerprint, "", *acceptances);
        if (!history) return fail(std::move(history.error()));
        if (history->values.size() >= 2) histories.push_back(*std::move(history));
    }
    std::stable_partition(histories.begin(), histories.end(), has_event);
    if (histories.size() > most) histories.resize(most);
    return histories;
}

SeriesPicture picture_of(const SeriesHistory& history) {
    SeriesPicture picture;
    picture.benchmark = history.series.benchmark;
    picture.parameters = history.series.parameters;
    picture.metric = history.series.metric;
    picture.statistic = history.series.statistic;
    for (const SeriesValue& value : history.values) {
        picture.values.push_back(value.value);
        picture.labels.push_back({value.timestamp, value.run, value.commit, value.engine, value.branch, value.interval,
                                  value.status, value.disturbed_samples});
    }
    picture.analysis = history.analysis;
    picture.accepted = history.accepted;
    return picture;
}

Result<std::vector<AcceptedChange>> read_accepted_changes(HistoryStore& store) {
    auto acceptances = store.acceptances();
    if (!acceptances) return fail(std::move(acceptances.error()));
    std::vector<AcceptedChange> changes;
    for (Acceptance& acceptance : *acceptances) {
        const auto run = store.find_run(acceptance.run);
        std::string since = run ? run->timestamp : acceptance.timestamp;
        changes.push_back({std::move(acceptance), std::move(since)});
    }
    return changes;
}

std::optional<std::string> accepted_reason(const std::vector<AcceptedChange>& changes, const std::string& case_name,
                                           const std::string& metric, const std::string& baseline_timestamp,
                                           const std::string& candidate_timestamp) {
    std::optional<std::string> reason;
    for (const auto& [acceptance, since] : changes) {
        const bool fits = pattern_matches_case(acceptance.case_pattern, case_name) &&
                          (acceptance.metric.empty() || pattern_matches(acceptance.metric, metric));
        // Timestamps of runs are in UTC and of one form: they sort as they stand.
        if (fits && baseline_timestamp < since && since <= candidate_timestamp) reason = acceptance.reason;
    }
    return reason;
}

Result<Acceptance> accept_change(const AcceptOptions& options, const SessionMachine& machine) {
    auto store = open_history(history_root(options.results_dir), false);
    if (!store) return fail(std::move(store.error()));
    const auto run = store->find_run(options.run.empty() ? "latest" : options.run);
    if (!run) return fail(run.error());
    const auto fitting = store->series(run->fingerprint, options.case_pattern, options.metric_pattern);
    if (!fitting) return fail(fitting.error());
    if (fitting->empty()) {
        return fail(ErrorKind::not_found,
                    fmt::format("no case of the history fits '{}'{}", options.case_pattern,
                                options.metric_pattern.empty() ? "" : " with metric " + options.metric_pattern),
                    "`piobench list` and the records of a run name the cases");
    }
    Acceptance acceptance;
    acceptance.case_pattern = options.case_pattern;
    acceptance.metric = options.metric_pattern;
    acceptance.run = run->id;
    acceptance.timestamp = format_utc(machine.clock.wall_now());
    acceptance.author = author_of_environment();
    acceptance.reason = options.reason;
    if (auto accepted = store->accept(acceptance); !accepted) return fail(std::move(accepted.error()));
    return acceptance;
}

}  // namespace inference_pio
