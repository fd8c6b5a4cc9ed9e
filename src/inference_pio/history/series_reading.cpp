#include "history/series_reading.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "contracts/name_pattern.hpp"
#include "history/run_reading.hpp"
#include "judgement/comparability.hpp"
#include "records/json_values.hpp"

namespace inference_pio {
namespace {

Result<StoredSeries> read_one_series(StoreConnection& store, const StoreQuery& row) {
    StoredSeries series;
    series.id = row.integer(0);
    series.benchmark = row.text(1);
    series.model = row.text(3);
    series.statistic = row.text(5);
    series.engine = row.text(6);
    series.checkpoint_digest = row.text(7);
    series.values = row.integer(8);
    const auto unreadable = [&](const Error& error) {
        return fail(ErrorKind::malformed,
                    fmt::format("a series of {} in {} cannot be read: {}", series.benchmark, store.file().string(),
                                error.message),
                    std::string(kRebuildRemedy));
    };
    const auto parameters = parse_json(row.text(2)).and_then(parameters_from_json);
    if (!parameters) return unreadable(parameters.error());
    series.parameters = *parameters;
    const auto metric = parse_json(row.text(4)).and_then(metric_from_json);
    if (!metric) return unreadable(metric.error());
    series.metric = *metric;
    return series;
}

SeriesValue read_value(const StoreQuery& row) {
    SeriesValue value;
    value.run = row.text(0);
    value.timestamp = row.text(1);
    value.commit = row.text(2);
    value.dirty = row.flag(3);
    value.branch = row.text(4);
    value.engine = row.text(5);
    value.value = row.real(6);
    if (!row.is_null(7) && !row.is_null(8) && !row.is_null(9)) {
        value.interval = Interval{row.real(9), row.real(7), row.real(8), row.text(10)};
    }
    value.status = status_from(row.text(11)).value_or(Status::failed);
    value.disturbed_samples = row.integer(12);
    return value;
}

// Values of several series that are looked for from the newest run to the oldest.
class NewestFirst {
public:
    NewestFirst(std::map<std::int64_t, std::vector<double>>& found, std::size_t newest)
        : found_(found), newest_(newest), missing_(newest == 0 ? 0 : found.size()) {}

    [[nodiscard]] bool complete() const { return missing_ == 0; }

    void add(std::int64_t series, double value) {
        const auto wanted = found_.find(series);
        if (wanted == found_.end() || wanted->second.size() >= newest_) return;
        wanted->second.push_back(value);
        if (wanted->second.size() == newest_) --missing_;
    }

private:
    std::map<std::int64_t, std::vector<double>>& found_;
    std::size_t newest_;
    std::size_t missing_;  // series that have fewer than newest_
};

}  // namespace

Result<std::vector<StoredSeries>> read_series(StoreConnection& store, std::string_view fingerprint,
                                              std::string_view case_pattern, std::string_view metric_pattern) {
    std::vector<StoredSeries> found;
    StoreQuery row(store,
                   "SELECT s.id, s.benchmark, s.parameters, s.model, s.metric, s.statistic, s.engine, s.checkpoint, "
                   "m.count FROM machine_series AS m JOIN series AS s ON s.id = m.series WHERE m.fingerprint = ?1 "
                   "ORDER BY s.id");
    for (row.bind(fingerprint); row.next();) {
        auto series = read_one_series(store, row);
        if (!series) return fail(std::move(series).error());
        if (!case_pattern.empty() && !pattern_matches_case(case_pattern, series->case_name())) continue;
        if (!metric_pattern.empty() && !pattern_matches(metric_pattern, series->metric.name)) continue;
        found.push_back(*std::move(series));
    }
    return found;
}

Result<std::vector<SeriesValue>> read_series_values(StoreConnection& store, std::int64_t series,
                                                    std::string_view fingerprint, std::string_view branch) {
    std::vector<SeriesValue> values;
    // CROSS JOIN keeps SQLite to this order: over the machine's runs, and in each to the one record.
    StoreQuery row(store,
                   "SELECT run.name, run.timestamp, run.commit_id, run.dirty, run.branch, d.engine, r.value, r.low, "
                   "r.high, d.interval_level, d.interval_method, r.status, r.disturbed_samples "
                   "FROM run CROSS JOIN record AS r ON r.run = run.id AND r.series = ?1 "
                   "CROSS JOIN description AS d ON d.id = r.description "
                   "WHERE run.fingerprint = ?2 AND (?3 = '' OR run.branch = ?3) AND r.value IS NOT NULL "
                   "ORDER BY run.timestamp, run.name, r.position");
    for (row.bind(series, fingerprint, branch); row.next();) values.push_back(read_value(row));
    return values;
}

Result<std::optional<std::int64_t>> find_series_of(StoreConnection& store, const Record& record) {
    StoreQuery query(store, "SELECT id FROM series WHERE key = ?1");
    if (query.bind(comparison_key_text(record)).next()) return std::optional(query.integer(0));
    return std::optional<std::int64_t>();
}

Result<std::map<std::int64_t, std::vector<double>>> read_recent_values(StoreConnection& store, const std::string& run,
                                                                       std::string_view branch, std::size_t newest) {
    const auto row = find_run_row(store, run);
    if (!row) return fail(row.error());
    std::map<std::int64_t, std::vector<double>> found;
    StoreQuery own(store, "SELECT DISTINCT series FROM record WHERE run = ?1");
    for (own.bind(*row); own.next();) found[own.integer(0)];

    // Whole runs are read, since their records lie together; mostly the first `newest` runs hold all that is wanted.
    NewestFirst values(found, newest);
    StoreQuery runs(store,
                    "SELECT id FROM run WHERE fingerprint = (SELECT fingerprint FROM run WHERE id = ?1) "
                    "AND (?2 = '' OR branch = ?2) ORDER BY timestamp DESC, name DESC");
    StoreQuery records(store,
                       "SELECT series, value FROM record WHERE run = ?1 AND value IS NOT NULL "
                       "AND status IN ('ok', 'unstable') ORDER BY series DESC, position DESC");
    runs.bind(*row, branch);
    while (!values.complete() && runs.next()) {
        for (records.bind(runs.integer(0)); records.next();) values.add(records.integer(0), records.real(1));
    }
    for (auto& [series, newest_first] : found) std::reverse(newest_first.begin(), newest_first.end());
    return found;
}

Result<std::int64_t> count_shared_series(StoreConnection& store, const std::string& run, const std::string& other) {
    const auto left = find_run_row(store, run);
    if (!left) return fail(left.error());
    const auto right = find_run_row(store, other);
    if (!right) return fail(right.error());
    StoreQuery query(store,
                     "SELECT count(*) FROM (SELECT DISTINCT series FROM record WHERE run = ?1) AS mine "
                     "JOIN series ON series.id = mine.series AND series.benchmark <> ?3 "
                     "WHERE EXISTS (SELECT 1 FROM record WHERE run = ?2 AND record.series = mine.series)");
    return query.bind(*left, *right, kCeilingsBenchmark).next() ? query.integer(0) : 0;
}

}  // namespace inference_pio
