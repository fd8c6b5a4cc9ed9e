// Builds of revisions, with real git and a build command that takes no time.
#include "session/revision_build.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "common/cancellation.hpp"
#include "common/file_lock.hpp"
#include "fakes/fake_launcher.hpp"
#include "session/git_repository.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

std::string text_of(const fs::path& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
}

class BuildRevision : public ::testing::Test {
protected:
    BuildRevision() {
        first_ = repository_.commit("value", "1");
        second_ = repository_.commit("value", "2");
        // Leaves the revision's own value, and a line for each time that it ran.
        settings_.build = "mkdir -p out && cp value out/value && echo . >>'" + runs().string() + "'";
        settings_.build_folder = "out";
    }

    fs::path runs() const { return others_.path() / "runs"; }
    std::size_t count_runs() const { return text_of(runs()).size() / 2; }
    Result<fs::path> build(const std::string& revision) {
        const StepLine step = [this](std::string_view line) {
            steps_.emplace_back(line);
            if (on_step_) on_step_();
        };
        return build_revision({project_.empty() ? repository_.path() : project_, revision, settings_, cache_.path()},
                              step, machine_);
    }
    // The one repository's folder in the cache.
    fs::path home() const { return fs::directory_iterator(cache_.path() / "revisions")->path(); }
    void age(const std::string& commit, int hours) {
        fs::last_write_time(home() / commit / "used", fs::file_time_type::clock::now() - std::chrono::hours(hours));
    }
    bool kept(const std::string& commit) const { return fs::exists(home() / commit / "tree/value"); }

    GitRepository repository_;
    TemporaryFolder cache_;
    TemporaryFolder others_;
    std::string first_;
    std::string second_;
    fs::path project_;
    DuetSettings settings_;
    std::vector<std::string> steps_;
    std::function<void()> on_step_;
    Cancellation cancellation_;
    SessionMachine machine_{machine_clock(), machine_launcher(), &cancellation_};
};

TEST_F(BuildRevision, ChecksOutAndBuildsBesideTheUsersTree) {
    std::ofstream(repository_.path() / "value") << "being edited";
    const auto old_build = build("HEAD~1");
    ASSERT_TRUE(old_build) << old_build.error().message;
    const auto new_build = build(second_.substr(0, 10));
    ASSERT_TRUE(new_build) << new_build.error().message;
    EXPECT_EQ(text_of(*old_build / "value"), "1");
    EXPECT_EQ(text_of(*new_build / "value"), "2");
    EXPECT_EQ(*old_build, home() / first_ / "tree/out");
    EXPECT_EQ(text_of(repository_.path() / "value"), "being edited");
    EXPECT_FALSE(fs::exists(repository_.path() / "out"));
    EXPECT_THAT(steps_, Contains(AllOf(HasSubstr(first_.substr(0, 9) + " (HEAD~1)"), HasSubstr("build.log"))));
}

TEST_F(BuildRevision, BuildsACommitOnce) {
    ASSERT_TRUE(build("HEAD"));
    steps_.clear();
    const auto again = build(second_);
    ASSERT_TRUE(again);
    EXPECT_EQ(count_runs(), 1U);
    EXPECT_TRUE(steps_.empty());
    settings_.build += " && true";
    ASSERT_TRUE(build("HEAD"));
    EXPECT_EQ(count_runs(), 2U) << "another command leaves another build";
    fs::remove_all(*again);
    ASSERT_TRUE(build("HEAD"));
    EXPECT_EQ(count_runs(), 3U) << "the build was gone";
    fs::remove_all(home() / second_ / "tree");
    ASSERT_TRUE(build("HEAD"));
    EXPECT_EQ(count_runs(), 4U) << "the tree was gone";
}

TEST_F(BuildRevision, ATreeThatWasLeftHalfIsMadeAnew) {
    ASSERT_TRUE(build("HEAD"));
    fs::remove(home() / second_ / "used");
    fs::remove(home() / second_ / "tree/value");
    const auto again = build("HEAD");
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(text_of(*again / "value"), "2");
}

TEST_F(BuildRevision, AFailedBuildTellsItsLastLinesAndItsLog) {
    const std::string good = settings_.build;
    settings_.build = "echo begin; echo 'x.cpp:1: error: no' >&2; exit 3";
    const auto failed = build("HEAD");
    ASSERT_FALSE(failed);
    EXPECT_EQ(failed.error().kind, ErrorKind::malformed);
    EXPECT_THAT(failed.error().message, AllOf(HasSubstr(second_.substr(0, 9)), HasSubstr("exited with code 3"),
                                              HasSubstr("x.cpp:1: error: no")));
    const fs::path log = home() / second_ / "build.log";
    EXPECT_THAT(failed.error().remedy, HasSubstr(log.string()));
    EXPECT_EQ(text_of(log), "begin\nx.cpp:1: error: no\n");
    settings_.build = good;
    EXPECT_TRUE(build("HEAD")) << "it is built again, and not remembered as failed";
}

TEST_F(BuildRevision, ABuildWithoutItsFolderIsAnError) {
    settings_.build_folder = "build/release";
    const auto nothing = build("HEAD");
    ASSERT_FALSE(nothing);
    EXPECT_EQ(nothing.error().kind, ErrorKind::not_found);
    EXPECT_THAT(nothing.error().message, HasSubstr("left no folder build/release"));
    EXPECT_THAT(nothing.error().remedy, HasSubstr("duet.build_folder"));
}

TEST_F(BuildRevision, NamesARevisionThatIsNone) {
    const auto unknown = build("v9");
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().kind, ErrorKind::not_found);
    EXPECT_THAT(unknown.error().message, HasSubstr("'v9'"));
    project_ = others_.path();
    EXPECT_THAT(build("HEAD").error().message, HasSubstr("has no revisions"));
    EXPECT_EQ(count_runs(), 0U);
}

TEST_F(BuildRevision, BuildsInTheProjectsOwnFolderOfTheRepository) {
    repository_.commit("tools/bench/value", "inner");
    project_ = repository_.path() / "tools/bench";
    const auto inner = build("HEAD");
    ASSERT_TRUE(inner) << inner.error().message;
    EXPECT_EQ(text_of(*inner / "value"), "inner");
    const auto before = build(first_);
    ASSERT_FALSE(before);
    EXPECT_THAT(before.error().message, HasSubstr("does not have this project yet"));
}

TEST_F(BuildRevision, WorksInAHookAndRunsNone) {
    const fs::path hook = repository_.path() / ".git/hooks/post-checkout";
    fs::create_directories(hook.parent_path());
    std::ofstream(hook) << "#!/bin/sh\necho ran >'" + (others_.path() / "hook").string() + "'\n";
    fs::permissions(hook, fs::perms::owner_all);
    ASSERT_EQ(::setenv("GIT_DIR", "/nowhere", 1), 0);
    const auto built = build("HEAD");
    ::unsetenv("GIT_DIR");
    ASSERT_TRUE(built) << built.error().message;
    EXPECT_FALSE(fs::exists(others_.path() / "hook"));
}

TEST_F(BuildRevision, CanBeInterruptedAndIsBuiltTheNextTime) {
    const std::string good = settings_.build;
    settings_.build = "sleep 60";
    on_step_ = [this] {
        if (steps_.back().starts_with("building")) cancellation_.request();
    };
    const auto stopped = build("HEAD");
    ASSERT_FALSE(stopped);
    EXPECT_EQ(stopped.error().kind, ErrorKind::cancelled);
    EXPECT_FALSE(fs::exists(home() / second_ / "built"));
    settings_.build = good;
    EXPECT_TRUE(build_revision({repository_.path(), "HEAD", settings_, cache_.path()}, {}, SessionMachine{}));
}

// Runs git, and leaves the build command hanging: each look at it passes at once.
class HangingBuilds final : public ProcessLauncher {
public:
    Result<std::unique_ptr<ChildProcess>> launch(const LaunchSpec& spec, Cancellation* cancellation) override {
        const bool is_build = std::find(spec.argv.begin(), spec.argv.end(), "sh") != spec.argv.end();
        return is_build ? fake_.launch(spec, cancellation) : machine_launcher().launch(spec, cancellation);
    }
    FakeLauncher fake_{[](const LaunchSpec&) { return FakeScript{}; }};
};

TEST_F(BuildRevision, TellsNowAndThenWhatTheBuildSays) {
    HangingBuilds launcher;
    const StepLine step = [this](std::string_view line) {
        steps_.emplace_back(line);
        const fs::path log = home() / second_ / "build.log";
        if (steps_.size() == 2) std::ofstream(log) << "[1/2] first\n";
        if (steps_.size() == 3) std::ofstream(log, std::ios::app) << "[2/2] second\n\n";
    };
    const auto endless = build_revision({repository_.path(), second_, settings_, cache_.path()}, step,
                                        SessionMachine{machine_clock(), launcher, nullptr});
    ASSERT_FALSE(endless);
    EXPECT_EQ(endless.error().kind, ErrorKind::timed_out);
    EXPECT_TRUE(launcher.fake_.launches.at(0)->killed);
    const std::string name = "building " + second_.substr(0, 9);
    ASSERT_GE(steps_.size(), 5U);
    EXPECT_EQ(steps_[2], name + " for 0:10: [1/2] first");
    EXPECT_EQ(steps_[3], name + " for 0:20: [2/2] second");
    EXPECT_EQ(steps_[4], name + " for 1:20: [2/2] second");
    EXPECT_LE(steps_.size(), 130U);
}

TEST_F(BuildRevision, WaitsForAnotherProcessAndCanBeInterruptedThen) {
    ASSERT_TRUE(build("HEAD"));
    const auto other = FileLock::try_acquire(home() / "lock");
    ASSERT_TRUE(other && *other);
    steps_.clear();
    on_step_ = [this] { cancellation_.request(); };
    const auto waiting = build("HEAD~1");
    ASSERT_FALSE(waiting);
    EXPECT_EQ(waiting.error().kind, ErrorKind::cancelled);
    EXPECT_THAT(steps_, ElementsAre(HasSubstr("another piobench builds")));
}

TEST_F(BuildRevision, KeepsTheFourThatWereUsedLastAndWhatIsStillFresh) {
    std::vector<std::string> commits{first_, second_};
    for (const char* value : {"3", "4", "5", "6"}) commits.push_back(repository_.commit("value", value));
    for (const std::string& commit : commits) ASSERT_TRUE(build(commit));
    for (const std::string& commit : commits) EXPECT_TRUE(kept(commit)) << "all are fresh";

    for (std::size_t i = 0; i < commits.size(); ++i) age(commits[i], static_cast<int>(10 - i));
    std::ofstream(home() / "notes") << "not ours";
    fs::create_directories(home() / "folder");
    ASSERT_TRUE(build(commits[0]));
    EXPECT_TRUE(kept(commits[0])) << "it was just used";
    EXPECT_FALSE(kept(commits[1]));
    EXPECT_FALSE(kept(commits[2]));
    for (std::size_t i = 3; i < commits.size(); ++i) EXPECT_TRUE(kept(commits[i])) << i;
    EXPECT_FALSE(fs::exists(home() / commits[1]));
    EXPECT_TRUE(fs::exists(home() / "notes") && fs::exists(home() / "folder"));
    EXPECT_THAT(repository_.git({"worktree", "list"}), AllOf(HasSubstr(commits[3]), Not(HasSubstr(commits[1]))));
}

}  // namespace
}  // namespace inference_pio
