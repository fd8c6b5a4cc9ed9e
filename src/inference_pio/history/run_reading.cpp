#include "history/run_reading.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <unordered_map>

#include "contracts/name_pattern.hpp"
#include "history/record_description.hpp"
#include "history/run_names.hpp"
#include "history/run_writing.hpp"
#include "records/json_values.hpp"

namespace inference_pio {
namespace {

constexpr std::size_t kNamedAtMost = 5;

// Columns of run, in the order in which read_stored_run() takes them.
const std::string kRunColumns =
    "SELECT id, name, timestamp, command, seed, complete, commit_id, dirty, branch, compiler, flags, fingerprint, "
    "machine, engines, folder, records FROM run ";
const std::string kFilteredRuns = kRunColumns +
                                  "WHERE (?1 = '' OR fingerprint = ?1) AND (?2 = '' OR branch = ?2) "
                                  "ORDER BY timestamp DESC, name DESC LIMIT ?3";
const std::string kRunById = kRunColumns + "WHERE name = ?1";
const std::string kRunByTag = kRunColumns + "WHERE id = (SELECT run FROM tag WHERE tag.name = ?1)";
const std::string kNewestRun = kRunColumns + "ORDER BY timestamp DESC, name DESC LIMIT 1";
const std::string kRunsByBeginning = kRunColumns +
                                     "WHERE substr(name, 1, length(?1)) = ?1 "
                                     "OR substr(commit_id, 1, length(?1)) = ?1 ORDER BY timestamp DESC, name DESC";

std::vector<std::string> texts_from(const std::string& json_text) {
    std::vector<std::string> texts;
    const auto json = parse_json(json_text);
    if (!json || !json->is_array()) return texts;
    for (const Json& element : *json) {
        if (element.is_string()) texts.push_back(element.get<std::string>());
    }
    return texts;
}

StoredRun read_stored_run(StoreConnection& store, const StoreQuery& row) {
    StoredRun run;
    run.id = row.text(1);
    run.timestamp = row.text(2);
    run.command = row.text(3);
    run.seed = static_cast<std::uint64_t>(row.integer(4));
    run.complete = row.flag(5);
    run.subject = {row.text(6), row.flag(7), row.text(9), row.text(10), row.text(8)};
    run.fingerprint = row.text(11);
    run.machine = row.text(12);
    run.engines = texts_from(row.text(13));
    run.folder = folder_from_text(store, row.text(14));
    run.records = row.integer(15);
    return run;
}

std::vector<std::string> read_tags_of(StoreConnection& store, std::int64_t run) {
    std::vector<std::string> tags;
    StoreQuery query(store, "SELECT name FROM tag WHERE run = ?1 ORDER BY name");
    for (query.bind(run); query.next();) tags.push_back(query.text(0));
    return tags;
}

// The runs of a query that selects kRunColumns and is bound.
std::vector<StoredRun> take_runs(StoreConnection& store, StoreQuery& query) {
    std::vector<StoredRun> runs;
    while (query.next()) {
        runs.push_back(read_stored_run(store, query));
        runs.back().tags = read_tags_of(store, query.integer(0));
    }
    return runs;
}

tl::unexpected<Error> no_such_run(StoreConnection& store, std::string_view name) {
    std::vector<std::string> names;
    StoreQuery tags(store, "SELECT name FROM tag");
    for (tags.bind(); tags.next();) names.push_back(tags.text(0));
    StoreQuery newest(store, "SELECT name FROM run ORDER BY timestamp DESC, name DESC LIMIT 20");
    for (newest.bind(); newest.next();) names.push_back(newest.text(0));
    if (names.empty()) {
        return fail(ErrorKind::not_found, fmt::format("there is no run '{}': {} is empty", name, store.file().string()),
                    "measure something with piobench run, or bring runs in with piobench history import");
    }
    return fail(ErrorKind::not_found, fmt::format("there is no run '{}' in {}", name, store.file().string()),
                fmt::format("name a run, a tag or a commit that piobench history list shows, such as {}",
                            fmt::join(nearest_names(name, names, 3), ", ")));
}

tl::unexpected<Error> several_fit(std::string_view name, const std::vector<StoredRun>& runs) {
    std::vector<std::string> ids;
    for (const StoredRun& run : runs) ids.push_back(run.id);
    std::string more;
    if (ids.size() > kNamedAtMost) {
        more = fmt::format(" and {} more", ids.size() - kNamedAtMost);
        ids.resize(kNamedAtMost);
    }
    return fail(ErrorKind::invalid_argument,
                fmt::format("'{}' fits {} runs: {}{}", name, runs.size(), fmt::join(ids, ", "), more),
                "name one of them by its id, or by a tag");
}

std::optional<Interval> read_interval(const StoreQuery& row, int low, int level) {
    if (row.is_null(low) || row.is_null(low + 1) || row.is_null(level)) return std::nullopt;
    return Interval{row.real(level), row.real(low), row.real(low + 1), row.text(level + 1)};
}

// The numbers of a record whose description is already in it.
void read_numbers(const StoreQuery& row, const Run& run, Record& record) {
    record.timestamp = row.text_or_none(9).value_or(run.timestamp);
    record.status = status_from(row.text(1)).value_or(Status::failed);  // a word that this version does not know
    record.value = row.real_or_none(2);
    record.interval = read_interval(row, 3, 14);
    record.sample_count = row.integer(5);
    record.process_count = row.integer(6);
    record.warmup_count = row.integer(7);
    record.noise.disturbed_samples = row.integer(8);
    record.status_reason = row.text_or_none(10);
    record.ratio = row.real_or_none(11);
    record.ratio_interval = read_interval(row, 12, 16);
    record.subject = run.subject;
    record.seed = run.seed;
    record.run = run.id;
}

Result<std::vector<Record>> read_records(StoreConnection& store, std::int64_t id, const Run& run) {
    std::vector<Record> records;
    std::unordered_map<std::int64_t, Record> described;
    StoreQuery row(
        store,
        "SELECT r.description, r.status, r.value, r.low, r.high, r.sample_count, r.process_count, "
        "r.warmup_count, r.disturbed_samples, r.timestamp, r.status_reason, r.ratio, r.ratio_low, "
        "r.ratio_high, d.interval_level, d.interval_method, d.ratio_level, d.ratio_method, d.text "
        "FROM record AS r JOIN description AS d ON d.id = r.description WHERE r.run = ?1 ORDER BY r.position");
    for (row.bind(id); row.next();) {
        auto known = described.find(row.integer(0));
        if (known == described.end()) {
            auto record = record_from_description(row.text(18));
            if (!record) {
                return fail(ErrorKind::malformed,
                            fmt::format("a record of run {} in {} cannot be read: {}", run.id, store.file().string(),
                                        record.error().message),
                            std::string(kRebuildRemedy));
            }
            known = described.emplace(row.integer(0), *std::move(record)).first;
        }
        records.push_back(known->second);
        read_numbers(row, run, records.back());
    }
    return records;
}

Result<SystemProfile> read_profile(StoreConnection& store, std::int64_t run) {
    StoreQuery query(store, "SELECT p.text FROM run JOIN profile AS p ON p.id = run.profile WHERE run.id = ?1");
    const std::string text = query.bind(run).next() ? query.text(0) : std::string();
    const auto json = parse_json(text);
    auto profile = json ? profile_from_json(*json) : Result<SystemProfile>(fail(json.error()));
    if (profile) return profile;
    return fail(ErrorKind::malformed,
                fmt::format("the system profile of a run in {} cannot be read: {}", store.file().string(),
                            profile.error().message),
                std::string(kRebuildRemedy));
}

std::optional<StoredRun> first_run(StoreConnection& store, StoreQuery& query) {
    auto runs = take_runs(store, query);
    return runs.empty() ? std::nullopt : std::optional(std::move(runs.front()));
}

}  // namespace

Result<std::vector<StoredRun>> read_runs_of(StoreConnection& store, const RunFilter& filter) {
    StoreQuery query(store, kFilteredRuns);
    const std::int64_t limit =
        filter.newest ? static_cast<std::int64_t>(std::min<std::size_t>(*filter.newest, std::size_t{1} << 62U)) : -1;
    query.bind(filter.fingerprint, filter.branch, limit);
    return take_runs(store, query);
}

Result<StoredRun> read_run_named(StoreConnection& store, std::string_view name) {
    if (name.empty())
        return fail(ErrorKind::invalid_argument, "no run is named", "name a run by its id, tag or commit");
    StoreQuery by_id(store, kRunById);
    if (auto run = first_run(store, by_id.bind(name))) return *std::move(run);
    StoreQuery by_tag(store, kRunByTag);
    if (auto run = first_run(store, by_tag.bind(name))) return *std::move(run);
    if (name == kLatestRun) {
        StoreQuery latest(store, kNewestRun);
        auto run = first_run(store, latest.bind());
        return run ? Result<StoredRun>(*std::move(run)) : no_such_run(store, name);
    }
    StoreQuery by_beginning(store, kRunsByBeginning);
    auto runs = take_runs(store, by_beginning.bind(name));
    if (runs.empty()) return no_such_run(store, name);
    if (runs.size() > 1) return several_fit(name, runs);
    return std::move(runs.front());
}

Result<std::int64_t> find_run_row(StoreConnection& store, const std::string& id) {
    StoreQuery query(store, "SELECT id FROM run WHERE name = ?1");
    if (query.bind(id).next()) return query.integer(0);
    return no_such_run(store, id);
}

Result<Run> read_whole_run(StoreConnection& store, const std::string& id) {
    const auto row = find_run_row(store, id);
    if (!row) return fail(row.error());
    StoreQuery query(store,
                     "SELECT name, timestamp, command, seed, complete, commit_id, dirty, branch, compiler, flags, "
                     "warnings FROM run WHERE id = ?1");
    Run run;
    if (query.bind(*row).next()) {
        run.id = query.text(0);
        run.timestamp = query.text(1);
        run.command = query.text(2);
        run.seed = static_cast<std::uint64_t>(query.integer(3));
        run.complete = query.flag(4);
        run.subject = {query.text(5), query.flag(6), query.text(8), query.text(9), query.text(7)};
        run.warnings = texts_from(query.text(10));
    }
    auto profile = read_profile(store, *row);
    if (!profile) return fail(std::move(profile).error());
    run.profile = *std::move(profile);
    auto records = read_records(store, *row, run);
    if (!records) return fail(std::move(records).error());
    run.records = *std::move(records);
    return run;
}

}  // namespace inference_pio
