#include "history/store_schema.hpp"

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/Statement.h>
#include <gmock/gmock.h>

#include <array>
#include <fstream>
#include <sstream>

#include "fakes/temporary_folder.hpp"
#include "history/sample_runs.hpp"
#include "history/store.hpp"
#include "history/store_connection.hpp"
#include "test_folders.hpp"

namespace inference_pio {
namespace {

using testing::HasSubstr;

class StoreSchema : public testing::Test {
protected:
    [[nodiscard]] std::filesystem::path file() const { return folder_.path() / kStoreName; }
    [[nodiscard]] std::string answer(const char* query) const {
        SQLite::Database database(file().string(), SQLite::OPEN_READWRITE);
        return database.execAndGet(query).getString();
    }
    void execute(const std::string& statements) const {
        SQLite::Database database(file().string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE);
        database.exec(statements);
    }

    TemporaryFolder folder_;
};

constexpr Migration kFirst{1, "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL);"};
constexpr Migration kSecond{2, "ALTER TABLE note ADD COLUMN author TEXT NOT NULL DEFAULT 'nobody';"};
constexpr Migration kThird{3, "CREATE INDEX note_by_author ON note(author); UPDATE note SET text = text || '!';"};
constexpr std::array kOne{kFirst};
constexpr std::array kThree{kFirst, kSecond, kThird};

TEST_F(StoreSchema, TheListOfStepsCountsUpFromOne) {
    int version = 0;
    for (const Migration& migration : store_migrations()) EXPECT_EQ(migration.version, ++version);
    EXPECT_GE(version, 1);
}

TEST_F(StoreSchema, ANewStoreHasTheNewestVersionAndTheSettingsThatProtectIt) {
    ASSERT_TRUE(HistoryStore::open(file()));
    EXPECT_EQ(answer("PRAGMA user_version"), std::to_string(store_migrations().back().version));
    EXPECT_EQ(answer("PRAGMA application_id"), std::to_string(kStoreApplicationId));
    EXPECT_EQ(answer("PRAGMA journal_mode"), "wal");
    auto store = StoreConnection::open(file()).value();
    const auto setting = [&](const char* pragma) {
        StoreQuery query(*store, pragma);
        return query.bind().next() ? query.integer(0) : -1;
    };
    EXPECT_EQ(setting("PRAGMA synchronous"), 2);  // FULL
    EXPECT_EQ(setting("PRAGMA foreign_keys"), 1);
    EXPECT_EQ(setting("PRAGMA busy_timeout"), 30'000);
}

TEST_F(StoreSchema, AnOlderDatabaseIsBroughtUpToDateWithWhatItHolds) {
    ASSERT_TRUE(StoreConnection::open(file(), kOne));
    execute("INSERT INTO note (text) VALUES ('kept')");
    ASSERT_TRUE(StoreConnection::open(file(), kThree));
    EXPECT_EQ(answer("PRAGMA user_version"), "3");
    EXPECT_EQ(answer("SELECT text || ' by ' || author FROM note"), "kept! by nobody");
    // Each step once.
    ASSERT_TRUE(StoreConnection::open(file(), kThree));
    EXPECT_EQ(answer("SELECT text FROM note"), "kept!");
}

TEST_F(StoreSchema, AStepThatFailsLeavesTheDatabaseAsItWas) {
    ASSERT_TRUE(StoreConnection::open(file(), kOne));
    execute("INSERT INTO note (text) VALUES ('kept')");
    constexpr std::array failing{kFirst, kSecond, kThird, Migration{4, "DELETE FROM note; DELETE FROM no_such_table;"}};
    const auto store = StoreConnection::open(file(), failing);
    ASSERT_FALSE(store);
    EXPECT_THAT(store.error().message, HasSubstr("no_such_table"));
    EXPECT_EQ(answer("PRAGMA user_version"), "1");
    EXPECT_EQ(answer("SELECT group_concat(text) FROM note"), "kept");
    EXPECT_EQ(answer("SELECT count(*) FROM pragma_table_info('note')"), "2");
}

TEST_F(StoreSchema, ANewerStoreIsRefusedAndLeftAlone) {
    ASSERT_TRUE(HistoryStore::open(file()));
    execute("PRAGMA user_version = 99");
    const auto store = HistoryStore::open(file());
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().kind, ErrorKind::mismatch);
    EXPECT_THAT(store.error().message, HasSubstr("newer version of piobench (schema 99;"));
    EXPECT_EQ(answer("PRAGMA user_version"), "99");
}

TEST_F(StoreSchema, ADatabaseOfAnotherProgramIsRefusedAndLeftAlone) {
    execute("CREATE TABLE theirs (id INTEGER)");
    const auto store = HistoryStore::open(file());
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().kind, ErrorKind::mismatch);
    EXPECT_THAT(store.error().message, HasSubstr("another program"));
    EXPECT_EQ(answer("SELECT count(*) FROM sqlite_master"), "1");
    EXPECT_EQ(answer("PRAGMA journal_mode"), "delete");
}

// A store that version 1 wrote, as the tool `sqlite3` dumps it. Later versions have to go on reading it.
TEST_F(StoreSchema, AStoreOfVersionOneIsRead) {
    std::ifstream dump(std::filesystem::path(PIO_TEST_DATA_DIR) / "history/store_version_1.sql");
    ASSERT_TRUE(dump) << "the captured store is missing";
    std::stringstream text;
    text << dump.rdbuf();
    execute(text.str());
    execute(fmt::format("PRAGMA user_version = 1; PRAGMA application_id = {}", kStoreApplicationId));
    HistoryStore store = HistoryStore::open(file()).value();
    RunTraits newest = traits_of(1);
    newest.factor = 1.5;
    EXPECT_EQ(store.load_run("nightly-build").error().kind, ErrorKind::not_found);
    EXPECT_EQ(store.find_run("nightly-build").value().id, newest.id);
    EXPECT_EQ(store.find_run("latest").value().folder, folder_.path() / newest.id);
    EXPECT_EQ(store.load_run(newest.id).value(), as_stored(sample_run(newest)));
    EXPECT_EQ(store.load_run(traits_of(0).id).value(), as_stored(sample_run(traits_of(0))));
    EXPECT_EQ(store.acceptances().value().at(0).reason, "it's \"slower\",\nand right");
    EXPECT_EQ(store.series(newest.fingerprint, "*batch_size=1*", "ttft").value().at(0).values, 2);
    // Series are found by comparison_key_text(): where that changes, a migration has to change the stored keys too.
    EXPECT_EQ(store.find_series(sample_run().records.front()).value(), 1);
}

}  // namespace
}  // namespace inference_pio
