#include "history/store_schema.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Transaction.h>
#include <fmt/format.h>

#include <array>

namespace inference_pio {
namespace {

// Records lie together by run, so that a run is appended, not strewn over the file: an index by series would cost a
// page for each record of a run. The values of a series are found by its machine's runs, newest first.
constexpr const char* kVersion1 = R"sql(
CREATE TABLE profile (
    id INTEGER PRIMARY KEY,
    digest TEXT NOT NULL UNIQUE,
    text TEXT NOT NULL
);
CREATE TABLE run (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    timestamp TEXT NOT NULL,
    command TEXT NOT NULL,
    seed INTEGER NOT NULL,
    complete INTEGER NOT NULL,
    commit_id TEXT NOT NULL,
    dirty INTEGER NOT NULL,
    branch TEXT NOT NULL,
    compiler TEXT NOT NULL,
    flags TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    machine TEXT NOT NULL,
    profile INTEGER NOT NULL REFERENCES profile(id),
    engines TEXT NOT NULL,
    warnings TEXT NOT NULL,
    folder TEXT NOT NULL,
    records INTEGER NOT NULL
);
CREATE INDEX run_by_machine ON run(fingerprint, timestamp, name);
CREATE INDEX run_by_time ON run(timestamp, name);
CREATE TABLE series (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    benchmark TEXT NOT NULL,
    parameters TEXT NOT NULL,
    model TEXT NOT NULL,
    metric TEXT NOT NULL,
    statistic TEXT NOT NULL,
    engine TEXT NOT NULL,
    checkpoint TEXT NOT NULL
);
CREATE TABLE description (
    id INTEGER PRIMARY KEY,
    digest TEXT NOT NULL UNIQUE,
    series INTEGER NOT NULL REFERENCES series(id),
    engine TEXT NOT NULL,
    interval_level REAL,
    interval_method TEXT,
    ratio_level REAL,
    ratio_method TEXT,
    text TEXT NOT NULL
);
CREATE TABLE record (
    run INTEGER NOT NULL REFERENCES run(id),
    series INTEGER NOT NULL REFERENCES series(id),
    position INTEGER NOT NULL,
    description INTEGER NOT NULL REFERENCES description(id),
    status TEXT NOT NULL,
    value REAL,
    low REAL,
    high REAL,
    sample_count INTEGER NOT NULL,
    process_count INTEGER NOT NULL,
    warmup_count INTEGER NOT NULL,
    disturbed_samples INTEGER NOT NULL,
    timestamp TEXT,
    status_reason TEXT,
    ratio REAL,
    ratio_low REAL,
    ratio_high REAL,
    PRIMARY KEY (run, series, position)
) WITHOUT ROWID;
CREATE TABLE machine_series (
    fingerprint TEXT NOT NULL,
    series INTEGER NOT NULL REFERENCES series(id),
    count INTEGER NOT NULL,
    PRIMARY KEY (fingerprint, series)
) WITHOUT ROWID;
CREATE TABLE tag (
    name TEXT PRIMARY KEY,
    run INTEGER NOT NULL REFERENCES run(id)
) WITHOUT ROWID;
CREATE INDEX tag_by_run ON tag(run);
CREATE TABLE acceptance (
    id INTEGER PRIMARY KEY,
    case_pattern TEXT NOT NULL,
    metric TEXT NOT NULL,
    run TEXT NOT NULL,
    timestamp TEXT NOT NULL,
    author TEXT NOT NULL,
    reason TEXT NOT NULL,
    UNIQUE (case_pattern, metric, run, timestamp, author, reason)
);
)sql";

constexpr std::array kMigrations{Migration{1, kVersion1}};

int read_number(SQLite::Database& database, const char* query) { return database.execAndGet(query).getInt(); }

// A database that is neither empty nor ours is left alone.
Result<void> check_owner(SQLite::Database& database, int version) {
    if (read_number(database, "PRAGMA application_id") == kStoreApplicationId) return {};
    if (version == 0 && read_number(database, "SELECT count(*) FROM sqlite_master") == 0) return {};
    return fail(ErrorKind::mismatch, fmt::format("{} is a database of another program", database.getFilename()),
                "move it away, or choose another folder with --results-dir");
}

Result<void> check_age(SQLite::Database& database, int version, int newest) {
    if (version <= newest) return {};
    return fail(ErrorKind::mismatch,
                fmt::format("{} was written by a newer version of piobench (schema {}; this one knows {})",
                            database.getFilename(), version, newest),
                "use that version, or choose another folder with --results-dir");
}

}  // namespace

std::span<const Migration> store_migrations() { return kMigrations; }

Result<void> bring_up_to_date(SQLite::Database& database, std::span<const Migration> migrations) {
    const int newest = migrations.empty() ? 0 : migrations.back().version;
    const bool ours = read_number(database, "PRAGMA application_id") == kStoreApplicationId;
    if (ours && read_number(database, "PRAGMA user_version") == newest) return {};

    // Looked at again: another process may be doing the same at this moment.
    SQLite::Transaction transaction(database, SQLite::TransactionBehavior::IMMEDIATE);
    const int version = read_number(database, "PRAGMA user_version");
    if (auto owned = check_owner(database, version); !owned) return owned;
    if (auto checked = check_age(database, version, newest); !checked) return checked;
    for (const Migration& migration : migrations) {
        if (migration.version > version) database.exec(migration.statements);
    }
    database.exec(fmt::format("PRAGMA user_version = {}", newest));
    database.exec(fmt::format("PRAGMA application_id = {}", kStoreApplicationId));
    transaction.commit();
    return {};
}

}  // namespace inference_pio
