#include "history/store_errors.hpp"

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Exception.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <fstream>

#include "fakes/temporary_folder.hpp"
#include "history/sample_runs.hpp"
#include "history/store.hpp"

namespace inference_pio {
namespace {

using testing::HasSubstr;

TEST(StoreErrors, EachCodeHasItsKindAndRemedy) {
    struct Case {
        int code;
        ErrorKind kind;
        const char* remedy;
    };
    for (const auto& [code, kind, remedy] : std::initializer_list<Case>{
             {SQLITE_CORRUPT, ErrorKind::malformed, "piobench history rebuild"},
             {SQLITE_NOTADB, ErrorKind::malformed, "piobench history rebuild"},
             {SQLITE_FULL, ErrorKind::io, "free some space"},
             {SQLITE_READONLY, ErrorKind::io, "writable"},
             {SQLITE_CANTOPEN, ErrorKind::io, "--results-dir"},
             {SQLITE_IOERR, ErrorKind::io, "check the disk"},
             {SQLITE_IOERR_WRITE, ErrorKind::io, "check the disk"},
             {SQLITE_BUSY, ErrorKind::timed_out, "another process"},
             {SQLITE_NOMEM, ErrorKind::out_of_memory, "memory"},
             {SQLITE_CONSTRAINT, ErrorKind::internal, ""},
             {-1, ErrorKind::internal, ""},
         }) {
        const Error error = store_error("/x/history.sqlite", "add a run to", SQLite::Exception("as SQLite says", code));
        EXPECT_EQ(error.kind, kind) << code;
        EXPECT_EQ(error.message, "cannot add a run to /x/history.sqlite: as SQLite says");
        EXPECT_THAT(error.remedy, HasSubstr(remedy)) << code;
    }
}

class BrokenStore : public testing::Test {
protected:
    [[nodiscard]] std::filesystem::path file() const { return folder_.path() / kStoreName; }

    TemporaryFolder folder_;
};

TEST_F(BrokenStore, AFileThatIsNoDatabaseNamesItselfAndTheRemedy) {
    std::ofstream(file()) << std::string(5000, 'x');
    const auto store = HistoryStore::open(file());
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().kind, ErrorKind::malformed);
    EXPECT_THAT(store.error().message, HasSubstr(file().string()));
    EXPECT_THAT(store.error().remedy, HasSubstr("piobench history rebuild"));
}

TEST_F(BrokenStore, AFolderInItsPlaceIsNamed) {
    std::filesystem::create_directories(file());
    const auto store = HistoryStore::open(file());
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().kind, ErrorKind::io);
    EXPECT_THAT(store.error().message, HasSubstr(file().string() + " is a folder"));
}

TEST_F(BrokenStore, AFileInThePlaceOfItsFolderIsNamed) {
    std::ofstream(folder_.path() / "results") << "x";
    const auto store = HistoryStore::open(folder_.path() / "results" / kStoreName);
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().kind, ErrorKind::io);
    EXPECT_THAT(store.error().remedy, HasSubstr("--results-dir"));
}

TEST_F(BrokenStore, DamagedPagesAreMalformedNeverACrash) {
    {
        HistoryStore store = HistoryStore::open(file()).value();
        for (int n = 0; n < 40; ++n) ASSERT_TRUE(store.add_run(sample_run(traits_of(n)), {}).value());
    }
    const auto size = std::filesystem::file_size(file());
    ASSERT_GT(size, 40'000U);
    {
        // All pages but the first, which says that this is a database.
        std::fstream damaged(file(), std::ios::in | std::ios::out | std::ios::binary);
        damaged.seekp(4096);
        damaged << std::string(size - 4096, '\x5a');
    }
    auto store = HistoryStore::open(file());
    const auto runs = store ? store->runs() : Result<std::vector<StoredRun>>(fail(store.error()));
    ASSERT_FALSE(runs);
    EXPECT_EQ(runs.error().kind, ErrorKind::malformed) << runs.error().message;
    EXPECT_THAT(runs.error().remedy, HasSubstr("piobench history rebuild"));
    if (store) {
        EXPECT_FALSE(store->add_run(sample_run(traits_of(50)), {}));
    }
}

TEST_F(BrokenStore, ATableThatIsGoneIsMalformed) {
    { ASSERT_TRUE(HistoryStore::open(file())); }
    { SQLite::Database(file().string(), SQLite::OPEN_READWRITE).exec("DROP TABLE record"); }
    const auto added = HistoryStore::open(file()).value().add_run(sample_run(), {});
    ASSERT_FALSE(added);
    EXPECT_EQ(added.error().kind, ErrorKind::malformed);
    EXPECT_THAT(added.error().remedy, HasSubstr("piobench history rebuild"));
}

TEST_F(BrokenStore, AFolderThatMayNotBeWrittenIsAnError) {
    // Even root may make no file there.
    if (!std::filesystem::is_directory("/proc/self")) GTEST_SKIP() << "this system has no /proc";
    const auto store = HistoryStore::open(std::filesystem::path("/proc/self") / kStoreName);
    ASSERT_FALSE(store);
    EXPECT_EQ(store.error().kind, ErrorKind::io);
    EXPECT_THAT(store.error().message, HasSubstr("/proc/self/history.sqlite"));
    EXPECT_THAT(store.error().remedy, HasSubstr("--results-dir"));
}

// In a process of its own, whose files may not grow beyond `limit`: as on a disk that fills up. Its exit code: 0 where
// a run could not be added, with an io error, and the store can still be read.
int fill_up(const std::filesystem::path& file, rlim_t limit) {
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{limit, limit};
    if (::setrlimit(RLIMIT_FSIZE, &small) != 0) return 1;
    auto store = HistoryStore::open(file);
    if (!store) return 2;
    for (int n = 1; n < 10'000; ++n) {
        const auto added = store->add_run(sample_run(traits_of(n)), {});
        if (added) continue;
        if (added.error().kind != ErrorKind::io || added.error().remedy.empty()) return 3;
        const auto runs = store->runs();
        return runs && runs->size() == static_cast<std::size_t>(n) ? 0 : 4;
    }
    return 5;
}

TEST_F(BrokenStore, AFullDiskLosesOnlyTheRunThatDidNotFit) {
    { ASSERT_TRUE(HistoryStore::open(file()).value().add_run(sample_run(traits_of(0)), {}).value()); }
    const pid_t child = ::fork();
    if (child == 0) ::_exit(fill_up(file(), 400'000));
    int status = -1;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFEXITED(status));
    EXPECT_EQ(WEXITSTATUS(status), 0);
    // With room again it goes on.
    HistoryStore store = HistoryStore::open(file()).value();
    EXPECT_EQ(store.load_run(traits_of(0).id).value(), as_stored(sample_run(traits_of(0))));
    EXPECT_TRUE(store.add_run(sample_run(traits_of(20'000)), {}).value());
}

}  // namespace
}  // namespace inference_pio
