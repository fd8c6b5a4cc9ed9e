// Writing a store anew from the plain files.
#include <SQLiteCpp/Database.h>
#include <gmock/gmock.h>

#include <fstream>
#include <memory>

#include "common/files.hpp"
#include "fakes/temporary_folder.hpp"
#include "history/plain_runs.hpp"
#include "history/run_pack.hpp"
#include "history/sample_runs.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const Acceptance kAccepted{"core", "", traits_of(1).id, "2026-11-24T10:00:00Z", "someone", "worth it"};

class Rebuild : public testing::Test {
protected:
    // Made once, since every file of it is flushed to the disk; each test has a copy.
    static void SetUpTestSuite() {
        made_ = std::make_unique<TemporaryFolder>();
        HistoryStore store = HistoryStore::open(made_->path() / kStoreName).value();
        for (int n = 0; n < 45; ++n) {
            const inference_pio::Run run = sample_run(traits_of(n));
            const fs::path folder = made_->path() / run.id;
            EXPECT_TRUE(write_plain_run(run, folder));
            EXPECT_TRUE(store.add_run(run, folder).value());
        }
        EXPECT_TRUE(store.tag_run(traits_of(3).id, "best"));
        EXPECT_TRUE(store.accept(kAccepted));
    }
    static void TearDownTestSuite() { made_.reset(); }

    Rebuild() { fs::copy(made_->path(), root(), fs::copy_options::recursive); }

    [[nodiscard]] fs::path root() const { return folder_.path(); }
    [[nodiscard]] fs::path file() const { return root() / kStoreName; }
    [[nodiscard]] fs::path folder_of(int n) const { return root() / traits_of(n).id; }
    [[nodiscard]] HistoryStore open() const { return HistoryStore::open(file()).value(); }

    // All that a store knows, as it was before.
    void expect_everything(HistoryStore& store) const {
        EXPECT_THAT(store.runs().value(), SizeIs(45));
        for (const int n : {0, 20, 44}) {
            EXPECT_EQ(store.load_run(traits_of(n).id).value(), as_stored(sample_run(traits_of(n))));
            EXPECT_EQ(store.find_run(traits_of(n).id).value().folder, folder_of(n));
        }
        EXPECT_EQ(store.find_run("best").value().id, traits_of(3).id);
        EXPECT_THAT(store.acceptances().value(), testing::ElementsAre(kAccepted));
        EXPECT_EQ(store.series(RunTraits{}.fingerprint, "*batch_size=1*", "ttft").value().at(0).values, 45);
    }
    void expect_tidy() const {
        for (const auto& entry : fs::directory_iterator(root())) {
            EXPECT_FALSE(entry.path().filename().string().starts_with(".history.rebuild.sqlite")) << entry.path();
        }
    }

    static std::unique_ptr<TemporaryFolder> made_;
    TemporaryFolder folder_;
};

std::unique_ptr<TemporaryFolder> Rebuild::made_;

TEST_F(Rebuild, ASoundStoreIsTheSameAfterwards) {
    const auto outcome = rebuild_store(root()).value();
    EXPECT_EQ(outcome.runs, 45U);
    EXPECT_THAT(outcome.unreadable, IsEmpty());
    HistoryStore store = open();
    expect_everything(store);
    expect_tidy();
}

TEST_F(Rebuild, WhoeverHasTheStoreOpenGoesOn) {
    HistoryStore store = open();
    const std::int64_t before = store.find_series(sample_run().records.front()).value().value();
    EXPECT_GT(before, 0);
    ASSERT_TRUE(rebuild_store(root()));
    expect_everything(store);
    // Also with what it had looked up before: rows have new numbers.
    ASSERT_TRUE(store.add_run(sample_run(traits_of(50)), {}).value());
    EXPECT_EQ(open().load_run(traits_of(50).id).value(), as_stored(sample_run(traits_of(50))));
}

TEST_F(Rebuild, AMissingStoreIsMadeOfThePlainFiles) {
    fs::remove(file());
    EXPECT_EQ(rebuild_store(root()).value().runs, 45U);
    HistoryStore store = open();
    EXPECT_THAT(store.runs().value(), SizeIs(45));
    EXPECT_FALSE(store.find_run("best"));
}

TEST_F(Rebuild, GarbageInItsPlaceIsSetAside) {
    std::ofstream(file()) << std::string(9000, 'x');
    const auto outcome = rebuild_store(root()).value();
    EXPECT_EQ(outcome.runs, 45U);
    ASSERT_THAT(outcome.unreadable, SizeIs(1));
    EXPECT_THAT(outcome.unreadable[0].message, HasSubstr("history.sqlite.damaged"));
    EXPECT_EQ(fs::file_size(root() / "history.sqlite.damaged"), 9000U);
    EXPECT_THAT(open().runs().value(), SizeIs(45));
    expect_tidy();
}

TEST_F(Rebuild, TagsAndAcceptancesOfADamagedStoreAreSaved) {
    // The records' pages are overwritten where they hold text of a description; tags lie elsewhere.
    const std::string whole = read_file(file()).value();
    const std::size_t where = whole.find("inference-pio/record/1");
    ASSERT_NE(where, std::string::npos);
    {
        std::fstream damaged(file(), std::ios::in | std::ios::out | std::ios::binary);
        damaged.seekp(static_cast<std::streamoff>(where / 4096 * 4096));
        damaged << std::string(4096, '\x5a');
    }
    const auto outcome = rebuild_store(root()).value();
    EXPECT_EQ(outcome.runs, 45U);
    ASSERT_THAT(outcome.unreadable, SizeIs(1));
    EXPECT_THAT(outcome.unreadable[0].message, HasSubstr("was damaged"));
    HistoryStore store = open();
    expect_everything(store);
}

TEST_F(Rebuild, AStoreThatLostATableIsMadeAnew) {
    { SQLite::Database(file().string(), SQLite::OPEN_READWRITE).exec("DROP TABLE record; DROP TABLE acceptance"); }
    const auto outcome = rebuild_store(root()).value();
    EXPECT_EQ(outcome.runs, 45U);
    EXPECT_THAT(outcome.unreadable, SizeIs(2));  // the acceptances, and that the old file was set aside
    HistoryStore store = open();
    EXPECT_EQ(store.load_run(traits_of(4).id).value(), as_stored(sample_run(traits_of(4))));
    EXPECT_EQ(store.find_run("best").value().id, traits_of(3).id);
}

TEST_F(Rebuild, AStoreOfAnotherProgramOrVersionIsLeftAlone) {
    const auto size = fs::file_size(file());
    {
        std::fstream changed(file(), std::ios::in | std::ios::out | std::ios::binary);
        changed.seekp(68);  // the application id in SQLite's header
        changed << "ABCD";
    }
    const auto outcome = rebuild_store(root());
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind, ErrorKind::mismatch);
    EXPECT_EQ(fs::file_size(file()), size);
    expect_tidy();
}

TEST_F(Rebuild, RunsThatCannotBeReadAreLeftOutAndNamed) {
    ASSERT_TRUE(write_file_whole(folder_of(7) / kResultsFile, "[{}]"));
    fs::remove_all(folder_of(3));
    fs::create_directories(root() / "being-measured");
    fs::copy(folder_of(5), root() / "z-copy", fs::copy_options::recursive);
    const auto outcome = rebuild_store(root()).value();
    EXPECT_EQ(outcome.runs, 43U);
    std::string said;
    for (const Error& error : outcome.unreadable) said += error.message + "\n";
    EXPECT_THAT(outcome.unreadable, SizeIs(4)) << said;
    EXPECT_THAT(said, HasSubstr(folder_of(7).string()));
    EXPECT_THAT(said, HasSubstr("z-copy holds run " + traits_of(5).id + " once more"));
    EXPECT_THAT(said, HasSubstr("run " + traits_of(3).id + " stood in the old store, but its files are gone"));
    EXPECT_THAT(said, HasSubstr("the tag best was of run " + traits_of(3).id));
    EXPECT_THAT(open().runs().value(), SizeIs(43));
}

TEST_F(Rebuild, RunsFromOtherFoldersStay) {
    const TemporaryFolder elsewhere;
    const inference_pio::Run run = sample_run(traits_of(60));
    ASSERT_TRUE(write_plain_run(run, elsewhere.path() / "of-a-friend"));
    ASSERT_TRUE(open().add_run(run, elsewhere.path() / "of-a-friend").value());
    ASSERT_TRUE(rebuild_store(root()));
    HistoryStore store = open();
    EXPECT_EQ(store.load_run(run.id).value(), as_stored(run));
    EXPECT_EQ(store.find_run(run.id).value().folder, elsewhere.path() / "of-a-friend");
}

TEST_F(Rebuild, AFolderThatIsNotThereIsAnError) {
    EXPECT_EQ(rebuild_store(root() / "nowhere").error().kind, ErrorKind::io);
    fs::remove(file());
    fs::create_directories(file());
    EXPECT_EQ(rebuild_store(root()).error().kind, ErrorKind::io);
}

}  // namespace
}  // namespace inference_pio
