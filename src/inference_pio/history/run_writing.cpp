#include "history/run_writing.hpp"

#include <cmath>
#include <set>
#include <string>
#include <system_error>

#include "common/digest.hpp"
#include "history/record_description.hpp"
#include "history/store.hpp"
#include "judgement/comparability.hpp"
#include "records/json_values.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

// Bounds the memory that a long import takes for looking descriptions up.
constexpr std::size_t kMostKnownDescriptions = 20'000;

std::optional<double> finite_or_none(const std::optional<double>& number) {
    return number && std::isfinite(*number) ? number : std::nullopt;
}

// Both ends, or none.
struct Ends {
    std::optional<double> low;
    std::optional<double> high;
};

Ends ends_of(const std::optional<Interval>& interval, bool wanted) {
    if (!wanted || !interval || !std::isfinite(interval->low) || !std::isfinite(interval->high)) return {};
    return {interval->low, interval->high};
}

std::int64_t write_profile(StoreConnection& store, const SystemProfile& profile) {
    const std::string text = print_json(to_json(profile));
    const std::string digest = digest_of(text);
    StoreQuery(store, "INSERT INTO profile (digest, text) VALUES (?1, ?2) ON CONFLICT (digest) DO NOTHING")
        .bind(digest, text)
        .run();
    if (store.changes() > 0) return store.last_row();
    StoreQuery query(store, "SELECT id FROM profile WHERE digest = ?1");
    return query.bind(digest).next() ? query.integer(0) : 0;
}

std::int64_t write_series(StoreConnection& store, const Record& record) {
    const std::string key = comparison_key_text(record);
    StoreQuery query(store, "SELECT id FROM series WHERE key = ?1");
    if (query.bind(key).next()) return query.integer(0);
    StoreQuery(store,
               "INSERT INTO series (key, benchmark, parameters, model, metric, statistic, engine, checkpoint) "
               "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")
        .bind(key, record.benchmark, print_json(to_json(record.parameters)), record.model.value_or(""),
              print_json(to_json(record.metric)), record.statistic,
              record.facts.engine ? record.facts.engine->name : std::string(), record.facts.checkpoint_digest)
        .run();
    return store.last_row();
}

std::optional<double> level_of(const std::optional<Interval>& interval) {
    return interval ? finite_or_none(interval->level) : std::nullopt;
}

std::optional<std::string> method_of(const std::optional<Interval>& interval) {
    return interval ? std::optional(interval->method) : std::nullopt;
}

DescriptionId write_description(StoreConnection& store, const Record& record, const std::string& key) {
    const std::string digest = digest_of(key);
    StoreQuery query(store, "SELECT id, series FROM description WHERE digest = ?1");
    if (query.bind(digest).next()) return {query.integer(0), query.integer(1)};
    const std::int64_t series = write_series(store, record);
    StoreQuery(store,
               "INSERT INTO description (digest, series, engine, interval_level, interval_method, ratio_level, "
               "ratio_method, text) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)")
        .bind(digest, series, engine_text(record.facts.engine), level_of(record.interval), method_of(record.interval),
              level_of(record.ratio_interval), method_of(record.ratio_interval), description_text(record))
        .run();
    return {store.last_row(), series};
}

DescriptionId describe(StoreConnection& store, const Record& record) {
    auto& known = store.known_descriptions();
    std::string key = description_key(record);
    if (const auto found = known.find(key); found != known.end()) return found->second;
    if (known.size() >= kMostKnownDescriptions) known.clear();
    const DescriptionId id = write_description(store, record, key);
    known.emplace(std::move(key), id);
    return id;
}

void write_record(StoreConnection& store, StoreQuery& insert, std::int64_t run, std::size_t position,
                  const Record& record, const std::string& run_timestamp) {
    const DescriptionId id = describe(store, record);
    const std::optional<double> value = finite_or_none(record.value);
    const Ends interval = ends_of(record.interval, value.has_value());
    const std::optional<double> ratio = finite_or_none(record.ratio);
    const Ends ratio_interval = ends_of(record.ratio_interval, ratio.has_value());
    std::optional<std::string> reason = record.status_reason;
    if (record.value && !value) reason = "the value is not finite";
    const auto timestamp =
        record.timestamp == run_timestamp ? std::nullopt : std::optional<std::string>(record.timestamp);
    insert
        .bind(run, id.series, position, id.description, to_string(record.status), value, interval.low, interval.high,
              record.sample_count, record.process_count, record.warmup_count, record.noise.disturbed_samples, timestamp,
              reason, ratio, ratio_interval.low, ratio_interval.high)
        .run();
}

void write_records(StoreConnection& store, std::int64_t id, const Run& run) {
    StoreQuery insert(
        store,
        "INSERT INTO record (run, series, position, description, status, value, low, high, sample_count, "
        "process_count, warmup_count, disturbed_samples, timestamp, status_reason, ratio, ratio_low, "
        "ratio_high) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)");
    for (std::size_t i = 0; i < run.records.size(); ++i) {
        write_record(store, insert, id, i, run.records[i], run.timestamp);
    }
    StoreQuery(store,
               "INSERT INTO machine_series (fingerprint, series, count) "
               "SELECT ?1, series, count(value) FROM record WHERE run = ?2 GROUP BY series "
               "ON CONFLICT (fingerprint, series) DO UPDATE SET count = count + excluded.count")
        .bind(run.profile.fingerprint, id)
        .run();
}

}  // namespace

StoredRun describe_run(const Run& run) {
    StoredRun described;
    described.id = run.id;
    described.timestamp = run.timestamp;
    described.command = run.command;
    described.seed = run.seed;
    described.complete = run.complete;
    described.subject = run.subject;
    described.fingerprint = run.profile.fingerprint;
    described.machine = machine_line(run.profile);
    std::set<std::string> engines;
    for (const Record& record : run.records) {
        if (record.facts.engine) engines.insert(engine_text(record.facts.engine));
    }
    described.engines.assign(engines.begin(), engines.end());
    described.records = static_cast<std::int64_t>(run.records.size());
    return described;
}

Result<bool> write_run(StoreConnection& store, const Run& run, const fs::path& folder) {
    if (run.id.empty()) return fail(ErrorKind::invalid_argument, "a run without an id cannot be stored");
    StoreQuery known(store, "SELECT 1 FROM run WHERE name = ?1");
    if (known.bind(run.id).next()) return false;
    const std::int64_t profile = write_profile(store, run.profile);
    const StoredRun described = describe_run(run);
    StoreQuery(store,
               "INSERT INTO run (name, timestamp, command, seed, complete, commit_id, dirty, branch, compiler, flags, "
               "fingerprint, machine, profile, engines, warnings, folder, records) "
               "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)")
        .bind(run.id, run.timestamp, run.command, run.seed, run.complete, run.subject.commit, run.subject.dirty,
              run.subject.branch, run.subject.compiler, run.subject.flags, run.profile.fingerprint, described.machine,
              profile, print_json(Json(described.engines)), print_json(Json(run.warnings)), folder_text(store, folder),
              run.records.size())
        .run();
    write_records(store, store.last_row(), run);
    return true;
}

std::string folder_text(const StoreConnection& store, const fs::path& folder) {
    if (folder.empty()) return {};
    std::error_code error;
    const fs::path own = fs::absolute(store.file(), error).lexically_normal().parent_path();
    const fs::path asked = fs::absolute(folder, error).lexically_normal();
    if (error) return folder.string();
    const fs::path relative = asked.lexically_relative(own);
    const bool below = !relative.empty() && *relative.begin() != "..";
    return (below ? relative : asked).string();
}

fs::path folder_from_text(const StoreConnection& store, const std::string& text) {
    if (text.empty()) return {};
    return (store.file().parent_path() / text).lexically_normal();
}

}  // namespace inference_pio
