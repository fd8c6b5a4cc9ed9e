#include "session/compare_session.hpp"

#include <fmt/format.h>

#include <map>
#include <system_error>
#include <utility>

#include "history/baseline.hpp"
#include "history/run_pack.hpp"
#include "judgement/findings.hpp"
#include "session/history_session.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

// How far back a series' noise between sessions is looked for.
constexpr std::size_t kNoiseRuns = 40;
constexpr std::string_view kNoBaseline = "no baseline: ";

Error missing_baseline(Error error) {
    error.message = std::string(kNoBaseline) + error.message;
    return error;
}

Result<Run> read_one_run(const fs::path& path) {
    auto pack = read_runs(path);
    if (!pack) return fail(std::move(pack.error()));
    if (pack->runs.size() != 1) {
        return fail(ErrorKind::invalid_argument,
                    fmt::format("{} holds {} runs, and a side is one", path.string(), pack->runs.size()),
                    "import it with `piobench history import`, and name one of its runs");
    }
    return std::move(pack->runs.front().run);
}

bool is_path(const std::string& name) {
    std::error_code error;
    return !name.empty() && fs::exists(name, error);
}

Result<Run> load_side(HistoryStore& store, const std::string& name) {
    if (is_path(name)) return read_one_run(name);
    const auto found = store.find_run(name);
    if (!found) return fail(found.error());
    return store.load_run(found->id);
}

StoredRun description_of(const Run& run) {
    StoredRun stored;
    stored.id = run.id;
    stored.timestamp = run.timestamp;
    stored.complete = run.complete;
    stored.subject = run.subject;
    stored.fingerprint = run.profile.fingerprint;
    return stored;
}

// A candidate that lies in a file is put beside the others for the search; a run is never added twice.
Result<Run> load_baseline(HistoryStore& store, const Run& candidate, const StoredComparisonOptions& options) {
    if (!options.baseline.empty()) {
        auto named = load_side(store, options.baseline);
        if (!named && named.error().kind == ErrorKind::not_found) return fail(missing_baseline(named.error()));
        return named;
    }
    if (auto added = store.add_run(candidate, {}); !added) return fail(std::move(added.error()));
    const auto stored = store.find_run(candidate.id);
    const auto found =
        find_baseline(store, stored ? *stored : description_of(candidate), options.configuration.history.main_branch);
    if (!found) {
        return fail(found.error().kind == ErrorKind::not_found ? missing_baseline(found.error()) : found.error());
    }
    return store.load_run(found->id);
}

// What each series of the candidate varies by between sessions of the main branch on this machine.
Result<NoiseOf> read_noise(HistoryStore& store, const Run& candidate, const std::string& main_branch) {
    const auto recent = store.recent_values(candidate.id, main_branch, kNoiseRuns);
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
    const auto noise = read_noise(store, candidate, options.configuration.history.main_branch);
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

}  // namespace

Result<StoredComparison> compare_stored(const StoredComparisonOptions& options) {
    auto store = open_history(history_root(options.results_dir), is_path(options.candidate));
    if (!store) return fail(std::move(store.error()));
    auto candidate = load_side(*store, options.candidate.empty() ? "latest" : options.candidate);
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
    auto store = open_history(history_root(options.results_dir), true);
    if (!store) return fail(std::move(store.error()));
    return judge(*store, baseline, candidate, options);
}

bool is_missing_baseline(const Error& error) { return error.message.starts_with(kNoBaseline); }

}  // namespace inference_pio
