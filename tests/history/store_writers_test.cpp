// Several writers at a time, and writers that are killed.
#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Database.h>
#include <gmock/gmock.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <random>
#include <thread>

#include "fakes/temporary_folder.hpp"
#include "history/killed_writer.hpp"
#include "history/sample_runs.hpp"
#include "history/store.hpp"

namespace inference_pio {
namespace {

using testing::SizeIs;

// What the n-th run of a writer must look like, whoever reads it.
inference_pio::Run run_of(int writer, int n) {
    RunTraits traits = traits_of(n);
    traits.id += fmt::format("-w{}", writer);
    traits.factor = 1 + 0.001 * n;
    return sample_run(traits);
}

bool add_runs(const std::filesystem::path& file, int writer, int count) {
    auto store = HistoryStore::open(file);
    if (!store) return false;
    for (int n = 0; n < count; ++n) {
        const auto added = store->add_run(run_of(writer, n), {});
        if (!added || !*added) return false;
    }
    return true;
}

std::string integrity(const std::filesystem::path& file) {
    SQLite::Database database(file.string(), SQLite::OPEN_READWRITE, 10'000);
    return database.execAndGet("PRAGMA integrity_check").getString();
}

void expect_whole(HistoryStore& store, int writer, int n) {
    const auto run = store.load_run(run_of(writer, n).id);
    ASSERT_TRUE(run) << run.error().message;
    EXPECT_EQ(*run, as_stored(run_of(writer, n)));
}

TEST(StoreWriters, TwoThreadsWithStoresOfTheirOwn) {
    constexpr int kRuns = 30;
    const TemporaryFolder folder;
    const auto file = folder.path() / kStoreName;
    std::array<bool, 2> done{};
    {
        std::thread first([&] { done[0] = add_runs(file, 0, kRuns); });
        std::thread second([&] { done[1] = add_runs(file, 1, kRuns); });
        first.join();
        second.join();
    }
    EXPECT_TRUE(done[0] && done[1]);
    HistoryStore store = HistoryStore::open(file).value();
    EXPECT_THAT(store.runs().value(), SizeIs(2 * kRuns));
    for (int n = 0; n < kRuns; ++n) {
        expect_whole(store, 0, n);
        expect_whole(store, 1, n);
    }
    // Both found the same series.
    EXPECT_THAT(store.series(RunTraits{}.fingerprint, "", "").value(), SizeIs(7));
    EXPECT_EQ(store.series(RunTraits{}.fingerprint, "", "decode_fast").value().front().values, 2 * kRuns);
}

TEST(StoreWriters, TwoProcessesThatAlsoMakeTheStore) {
    constexpr int kRuns = 30;
    const TemporaryFolder folder;
    const auto file = folder.path() / "new" / kStoreName;
    std::array<pid_t, 2> children{};
    for (int writer = 0; writer < 2; ++writer) {
        children[static_cast<std::size_t>(writer)] = ::fork();
        if (children[static_cast<std::size_t>(writer)] == 0) ::_exit(add_runs(file, writer, kRuns) ? 0 : 1);
    }
    for (const pid_t child : children) {
        int status = -1;
        ASSERT_EQ(::waitpid(child, &status, 0), child);
        EXPECT_EQ(status, 0);
    }
    HistoryStore store = HistoryStore::open(file).value();
    EXPECT_THAT(store.runs().value(), SizeIs(2 * kRuns));
    expect_whole(store, 0, kRuns - 1);
    expect_whole(store, 1, kRuns - 1);
    EXPECT_EQ(integrity(file), "ok");
}

TEST(StoreWriters, AKilledWriterLosesNoCommittedRun) {
    constexpr int kKills = 60;
    const TemporaryFolder folder;
    const auto file = folder.path() / kStoreName;
    std::mt19937 random(20261124);
    std::uniform_int_distribution<int> delay_us(0, 12'000);
    std::array<int, kKills> committed{};
    int all = 0;
    for (int writer = 0; writer < kKills; ++writer) {
        int& own = committed[static_cast<std::size_t>(writer)];
        const auto said = kill_a_writer(
            file, [&](int n) { return run_of(writer, n); }, writer % 4 != 0,
            std::chrono::microseconds(delay_us(random)));
        ASSERT_TRUE(said) << "the writer ended by itself";
        own = *said;
        all += own;
        auto store = HistoryStore::open(file);
        ASSERT_TRUE(store) << store.error().message;
        if (own > 0) expect_whole(*store, writer, own - 1);
    }
    EXPECT_GT(all, kKills);  // otherwise they were killed before they could write
    EXPECT_EQ(integrity(file), "ok");
    HistoryStore store = HistoryStore::open(file).value();
    for (int writer = 0; writer < kKills; ++writer) {
        for (int n = 0; n < committed[static_cast<std::size_t>(writer)]; ++n) expect_whole(store, writer, n);
    }
    // A run that was committed but not yet reported may be there besides; it is whole too.
    const auto runs = store.runs().value();
    for (const StoredRun& run : runs) {
        EXPECT_EQ(store.load_run(run.id).value().records.size(), static_cast<std::size_t>(run.records));
    }
}

}  // namespace
}  // namespace inference_pio
