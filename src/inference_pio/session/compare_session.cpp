#include "session/compare_session.hpp"

#include <fmt/format.h>

#include <map>
#include <utility>

#include "history/baseline.hpp"
#include "judgement/findings.hpp"
#include "session/history_session.hpp"
#include "session/named_run.hpp"

namespace inference_pio {
namespace {

// How far back a series' noise between sessions is looked for.
constexpr std::size_t kNoiseRuns = 40;
constexpr std::string_view kNoBaseline = "no baseline: ";

Error missing_baseline(Error error) {
    error.message = std::string(kNoBaseline) + error.message;
    return error;
}

Result<Run> load_baseline(HistoryStore& store, const Run& candidate, const StoredComparisonOptions& options) {
    if (!options.baseline.empty()) {
        auto named = load_run_named(store, options.baseline);
        if (!named && named.error().kind == ErrorKind::not_found) return fail(missing_baseline(named.error()));
        return named;
    }
    const std::string& main_branch = options.configuration.history.main_branch;
    const auto found = is_run_path(options.candidate) ? find_baseline(store, candidate, main_branch)
                                                  : find_baseline(store, describe_run(candidate), main_branch);
    if (!found) {
        return fail(found.error().kind == ErrorKind::not_found ? missing_baseline(found.error()) : found.error());
    }
    return load_comparable_run(store, *found);
}

// Series are the same in both runs; either may lie in a file that the store does not know.
Result<std::map<std::int64_t, std::vector<double>>> read_recent_values(HistoryStore& store, const Run& baseline,
                                                                       const Run& candidate,
                                                                       const std::string& main_branch) {
    for (const Run* run : {&candidate, &baseline}) {
        auto recent = store.recent_values(run->id, main_branch, kNoiseRuns);
        if (recent || recent.error().kind != ErrorKind::not_found) return recent;
    }
    return {};
}

// What each series varies by between sessions of the main branch on this machine.
Result<NoiseOf> read_noise(HistoryStore& store, const Run& baseline, const Run& candidate,
                           const std::string& main_branch) {
    const auto recent = read_recent_values(store, baseline, candidate, main_branch);
    if (!recent) return fail(recent.error());
    auto by_series = std::make_shared<std::map<std::int64_t, SessionNoise>>();
    for (const auto& [series, values] : *recent) by_series->emplace(series, compute_session_noise(values));
    return NoiseOf([by_series, &store](const Record& record) {
        const auto series = store.find_series(record);
        if (!series || !*series) return SessionNoise{};
        const auto found = by_series->find(**series);
        return found == by_series->end() ? SessionNoise{} : found->second;
    });
}

Result<Comparison> judge(HistoryStore& store, const Run& baseline, const Run& candidate,
                         const StoredComparisonOptions& options) {
    const auto noise = read_noise(store, baseline, candidate, options.configuration.history.main_branch);
    if (!noise) return fail(noise.error());
    const auto acceptances = read_accepted_changes(store);
    if (!acceptances) return fail(acceptances.error());
    Comparison comparison = compare_runs(baseline, candidate, options.configuration.gate, options.correction, *noise);
    for (ComparedMetric& row : comparison.rows) {
        row.accepted =
            accepted_reason(*acceptances, row.case_name(), row.metric.name, baseline.timestamp, candidate.timestamp);
    }
    comparison.findings = group_findings(comparison.rows);
    return comparison;
}

// Runs that lie in files need no history, and comparing them leaves none behind: then it is an empty one in memory.
Result<HistoryStore> open_history_if_any(const StoredComparisonOptions& options) {
    auto store = open_history(history_root(options.results_dir), false);
    if (!store && store.error().kind == ErrorKind::not_found) return HistoryStore::open(kStoreInMemory);
    return store;
}

}  // namespace

Result<StoredComparison> compare_stored(const StoredComparisonOptions& options) {
    auto store = is_run_path(options.candidate) ? open_history_if_any(options)
                                                : open_history(history_root(options.results_dir), false);
    if (!store) return fail(std::move(store.error()));
    auto candidate = load_run_named(*store, options.candidate.empty() ? "latest" : options.candidate);
    if (!candidate) return fail(std::move(candidate.error()));
    auto baseline = load_baseline(*store, *candidate, options);
    if (!baseline) return fail(std::move(baseline.error()));
    auto comparison = judge(*store, *baseline, *candidate, options);
    if (!comparison) return fail(std::move(comparison.error()));
    comparison->baseline.name = options.baseline;
    comparison->candidate.name = options.candidate;
    return StoredComparison{*std::move(comparison), *std::move(baseline), *std::move(candidate)};
}

Result<Comparison> compare_with(const Run& baseline, const Run& candidate, const StoredComparisonOptions& options) {
    auto store = open_history_if_any(options);
    if (!store) return fail(std::move(store.error()));
    return judge(*store, baseline, candidate, options);
}

bool is_missing_baseline(const Error& error) { return error.message.starts_with(kNoBaseline); }

}  // namespace inference_pio
