#include "session/subject_reader.hpp"

#include <gtest/gtest.h>

#include "fakes/fake_launcher.hpp"

namespace inference_pio {
namespace {

FakeLauncher git(int code, const std::string& head, const std::string& status) {
    return FakeLauncher([=](const LaunchSpec& spec) {
        FakeScript script;
        script.at_start = {FakeEnd{}};
        script.exit.code = code;
        script.output = spec.argv.at(3) == "rev-parse" ? head : spec.argv.at(3) == "symbolic-ref" ? "fix-x\n" : status;
        return script;
    });
}

const BuildProfile kBuild{"GNU 12", "Release", "-O3", "0.1.0"};

TEST(ReadSubject, TakesCommitAndChangesFromGit) {
    FakeLauncher clean = git(0, "abc123\n", "");
    EXPECT_EQ(read_subject("/p", kBuild, clean), (Subject{"abc123", false, "GNU 12", "-O3", "fix-x"}));
    EXPECT_EQ(clean.launches.at(0)->spec.argv.at(2), "/p");
    FakeLauncher changed = git(0, "abc123\n", " M a.cpp\n");
    EXPECT_TRUE(read_subject("/p", kBuild, changed).dirty);
}

TEST(ReadSubject, ABranchThatTheEnvironmentNamesComesFirst) {
    FakeLauncher clean = git(0, "abc123\n", "");
    ASSERT_EQ(setenv("PIOBENCH_BRANCH", "release/2", 1), 0);
    EXPECT_EQ(read_subject("/p", kBuild, clean).branch, "release/2");
    unsetenv("PIOBENCH_BRANCH");
}

TEST(ReadSubject, GoesWithoutGit) {
    FakeLauncher outside = git(128, "", "");
    EXPECT_EQ(read_subject("/p", kBuild, outside), (Subject{"", false, "GNU 12", "-O3"}));
    FakeLauncher absent([](const LaunchSpec&) {
        FakeScript script;
        script.launch_error = Error{ErrorKind::not_found, "no git", {}};
        return script;
    });
    EXPECT_EQ(read_subject("/p", kBuild, absent).commit, "");
}

}  // namespace
}  // namespace inference_pio
