#include "history/store.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <limits>

#include "fakes/arbitrary_record.hpp"
#include "fakes/temporary_folder.hpp"
#include "history/sample_runs.hpp"

namespace inference_pio {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class HistoryStoreTest : public testing::Test {
protected:
    HistoryStore open() { return HistoryStore::open(file()).value(); }
    [[nodiscard]] std::filesystem::path file() const { return folder_.path() / "results" / kStoreName; }

    TemporaryFolder folder_;
};

std::vector<std::string> ids_of(const Result<std::vector<StoredRun>>& runs) {
    std::vector<std::string> ids;
    for (const StoredRun& run : runs.value()) ids.push_back(run.id);
    return ids;
}

TEST_F(HistoryStoreTest, ARunComesBackWithAllThatIsPromised) {
    inference_pio::Run run = sample_run();
    run.records[0].status = Status::unstable;
    run.records[0].status_reason = "the interval is 4 % wide";
    run.records[0].timestamp = "2026-11-01T10:03:00Z";
    run.records[1].reference = "qwen3_0_6b/performance/generation[batch_size=1,weight_type=q4_0]";
    run.records[1].ratio = 1.0 / 3.0;
    run.records[1].ratio_interval = Interval{0.99, 0.3, 0.4, "order_statistics"};
    run.records[2].facts.tensor_bytes = {{"q4_K", 123456789012}};
    run.records[2].facts.checkpoint_file = "mine.gguf";
    HistoryStore store = open();
    ASSERT_TRUE(store.add_run(run, {}).value());
    EXPECT_EQ(store.load_run(run.id).value(), as_stored(run));
}

TEST_F(HistoryStoreTest, WhatIsKnownOfARunWithoutItsRecords) {
    HistoryStore store = open();
    const inference_pio::Run run = sample_run();
    const auto folder = file().parent_path() / run.id;
    ASSERT_TRUE(store.add_run(run, folder).value());
    const StoredRun stored = store.find_run(run.id).value();
    EXPECT_EQ(stored.id, run.id);
    EXPECT_EQ(stored.timestamp, run.timestamp);
    EXPECT_EQ(stored.command, run.command);
    EXPECT_EQ(stored.seed, 7U);
    EXPECT_TRUE(stored.complete);
    EXPECT_EQ(stored.subject, run.subject);
    EXPECT_EQ(stored.fingerprint, run.profile.fingerprint);
    EXPECT_EQ(stored.machine, "AMD EPYC, 2 cores, 24 GiB");
    EXPECT_THAT(stored.engines, ElementsAre("llama_cpp 0.5.0"));
    EXPECT_THAT(stored.tags, IsEmpty());
    EXPECT_EQ(stored.folder, folder);
    EXPECT_EQ(stored.records, 7);
}

TEST_F(HistoryStoreTest, AddingARunAgainChangesNothing) {
    HistoryStore store = open();
    const inference_pio::Run run = sample_run();
    EXPECT_TRUE(store.add_run(run, {}).value());
    inference_pio::Run changed = run;
    changed.records.pop_back();
    changed.subject.branch = "another";
    EXPECT_FALSE(store.add_run(changed, {}).value());
    EXPECT_EQ(store.add_runs({run, changed}, {}).value(), 0U);
    EXPECT_EQ(store.load_run(run.id).value(), as_stored(run));
    EXPECT_EQ(store.series(run.profile.fingerprint, "*/generation", "ttft").value().front().values, 1);
}

TEST_F(HistoryStoreTest, ARunWithoutAnIdIsRefusedAndTakesTheOthersOfItsTransactionAlong) {
    HistoryStore store = open();
    inference_pio::Run nameless = sample_run();
    nameless.id.clear();
    const auto added = store.add_runs({sample_run(), nameless}, {});
    ASSERT_FALSE(added);
    EXPECT_EQ(added.error().kind, ErrorKind::invalid_argument);
    EXPECT_THAT(store.runs().value(), IsEmpty());
    // What was looked up on the way is not believed any more.
    EXPECT_TRUE(store.add_run(sample_run(), {}).value());
    EXPECT_EQ(store.load_run(sample_run().id).value(), as_stored(sample_run()));
}

TEST_F(HistoryStoreTest, AnotherProcessFindsWhatWasWritten) {
    ASSERT_TRUE(open().add_run(sample_run(), {}).value());
    EXPECT_EQ(open().load_run(sample_run().id).value(), as_stored(sample_run()));
}

TEST_F(HistoryStoreTest, TheWholeResultsFolderMayMove) {
    const auto results = file().parent_path();
    ASSERT_TRUE(open().add_run(sample_run(), results / sample_run().id).value());
    ASSERT_TRUE(open().add_run(sample_run(traits_of(5)), "/elsewhere/a/run").value());
    std::filesystem::rename(results, folder_.path() / "moved");
    HistoryStore moved = HistoryStore::open(folder_.path() / "moved" / kStoreName).value();
    EXPECT_EQ(moved.find_run(sample_run().id).value().folder, folder_.path() / "moved" / sample_run().id);
    EXPECT_EQ(moved.find_run(traits_of(5).id).value().folder, "/elsewhere/a/run");
}

TEST_F(HistoryStoreTest, RunsAreListedNewestFirstAndFiltered) {
    HistoryStore store = open();
    std::vector<inference_pio::Run> runs;
    for (const int n : {3, 1, 2, 0}) {
        RunTraits traits = traits_of(n);
        if (n == 1) traits.branch = "fix-x";
        if (n == 2) traits.fingerprint = "fedcba9876543210";
        runs.push_back(sample_run(traits));
    }
    ASSERT_EQ(store.add_runs(runs, "/results").value(), 4U);
    const auto id = [](int n) { return traits_of(n).id; };
    EXPECT_THAT(ids_of(store.runs()), ElementsAre(id(3), id(2), id(1), id(0)));
    EXPECT_THAT(ids_of(store.runs({{}, {}, 2})), ElementsAre(id(3), id(2)));
    EXPECT_THAT(ids_of(store.runs({{}, "main", {}})), ElementsAre(id(3), id(2), id(0)));
    EXPECT_THAT(ids_of(store.runs({"0123456789abcdef", "main", 1})), ElementsAre(id(3)));
    EXPECT_THAT(ids_of(store.runs({"fedcba9876543210", "fix-x", {}})), IsEmpty());
    EXPECT_EQ(store.runs().value().front().folder, std::filesystem::path("/results") / id(3));
}

TEST_F(HistoryStoreTest, TwoRecordsOfOneKeyAreBothKept) {
    inference_pio::Run run = sample_run();
    run.records.push_back(run.records.front());
    run.records.back().value = 0.02;
    run.records.back().interval.reset();
    HistoryStore store = open();
    ASSERT_TRUE(store.add_run(run, {}).value());
    EXPECT_EQ(store.load_run(run.id).value(), as_stored(run));
}

TEST_F(HistoryStoreTest, NumbersThatAreNoneNeverComeBack) {
    inference_pio::Run run = sample_run();
    run.records[0].value = std::numeric_limits<double>::quiet_NaN();
    run.records[1].interval->high = std::numeric_limits<double>::infinity();
    run.records[1].ratio = -std::numeric_limits<double>::infinity();
    HistoryStore store = open();
    ASSERT_TRUE(store.add_run(run, {}).value());
    const inference_pio::Run loaded = store.load_run(run.id).value();
    EXPECT_EQ(loaded.records[0].value, std::nullopt);
    EXPECT_EQ(loaded.records[0].interval, std::nullopt);
    EXPECT_EQ(loaded.records[0].status_reason, "the value is not finite");
    EXPECT_EQ(loaded.records[1].value, run.records[1].value);
    EXPECT_EQ(loaded.records[1].interval, std::nullopt);
    EXPECT_EQ(loaded.records[1].ratio, std::nullopt);
}

TEST_F(HistoryStoreTest, ARunThatIsNotThereIsNotFound) {
    HistoryStore store = open();
    const auto run = store.load_run("20261101T100000Z-000001");
    ASSERT_FALSE(run);
    EXPECT_EQ(run.error().kind, ErrorKind::not_found);
    EXPECT_THAT(run.error().message, HasSubstr("is empty"));
}

RC_GTEST_PROP(HistoryStore, AnyRunComesBackWithAllThatIsPromised, ()) {
    // One store for all, as it is in use: what it looked up for one run meets the next.
    static const TemporaryFolder folder;
    static HistoryStore store = HistoryStore::open(folder.path() / kStoreName).value();
    static int count = 0;
    inference_pio::Run run = arbitrary::run();
    run.id += std::to_string(++count);
    RC_ASSERT(store.add_run(run, {}) == true);
    RC_ASSERT(store.load_run(run.id) == as_stored(run));
}

}  // namespace
}  // namespace inference_pio
