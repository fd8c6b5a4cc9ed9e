#include "common/process_launch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sched.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "common/child_script.hpp"
#include "fakes/temporary_folder.hpp"

namespace inference_pio {
namespace {

using testing::HasSubstr;

std::string output_of(const LaunchSpec& spec) {
    const auto ended = run_command(machine_launcher(), spec, kPatience);
    if (!ended) {
        ADD_FAILURE() << ended.error().message;
        return {};
    }
    return ended->output;
}

Error error_of(const LaunchSpec& spec) {
    const auto child = machine_launcher().launch(spec, nullptr);
    EXPECT_FALSE(child);
    return child ? Error{} : child.error();
}

LaunchSpec command(std::vector<std::string> argv) {
    LaunchSpec spec;
    spec.argv = std::move(argv);
    return spec;
}

int first_allowed_processor() {
    cpu_set_t set;
    CPU_ZERO(&set);
    ::sched_getaffinity(0, sizeof set, &set);
    int cpu = 0;
    while (!CPU_ISSET(static_cast<std::size_t>(cpu), &set)) ++cpu;
    return cpu;
}

TEST(ProcessLaunchTest, MissingProgramIsNotFound) {
    for (const char* name : {"/no/such/program", "no-such-program-anywhere"}) {
        const Error error = error_of(command({name}));
        EXPECT_EQ(error.kind, ErrorKind::not_found);
        EXPECT_THAT(error.message, HasSubstr(name));
    }
    EXPECT_EQ(error_of(command({})).kind, ErrorKind::invalid_argument);
}

TEST(ProcessLaunchTest, FileThatIsNoProgramIsAnError) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "data";
    std::ofstream(path) << "not a program";
    EXPECT_EQ(error_of(command({path.string()})).kind, ErrorKind::io);
    EXPECT_THAT(error_of(command({path.string()})).remedy, HasSubstr("executable"));
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    EXPECT_THAT(error_of(command({path.string()})).message, HasSubstr("Exec format error"));
}

TEST(ProcessLaunchTest, FolderAndRelativePrograms) {
    const TemporaryFolder folder;
    LaunchSpec spec = script("pwd -P");
    spec.directory = folder.path();
    EXPECT_EQ(output_of(spec), std::filesystem::canonical(folder.path()).string() + "\n");
    spec.directory = folder.path() / "gone";
    EXPECT_EQ(error_of(spec).kind, ErrorKind::not_found);
    EXPECT_THAT(error_of(spec).message, HasSubstr("gone"));

    // A relative program is the parent's, wherever the child is to run.
    LaunchSpec relative = command({std::filesystem::relative("/bin/sh").string(), "-c", "echo ran"});
    relative.directory = folder.path();
    EXPECT_EQ(output_of(relative), "ran\n");
}

TEST(ProcessLaunchTest, EnvironmentIsAddedAndTheParentsPipeIsNotLent) {
    ::setenv("PIO_EVENT_FD", "77", 1);
    ::setenv("PIO_TEST_KEPT", "kept", 1);
    LaunchSpec spec = script("echo $PIO_TEST_KEPT $PIO_TEST_NEW \"[$PIO_EVENT_FD]\"");
    spec.environment = {{"PIO_TEST_NEW", "new"}};
    EXPECT_EQ(output_of(spec), "kept new []\n");
    ::unsetenv("PIO_EVENT_FD");
    ::unsetenv("PIO_TEST_KEPT");
}

TEST(ProcessLaunchTest, ProgramIsLookedUpInTheChildsPath) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "pio-test-program";
    std::ofstream(path) << "#!/bin/sh\necho found\n";
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
    LaunchSpec spec = command({"pio-test-program"});
    spec.environment = {{"PATH", "/nowhere::" + folder.path().string()}};
    EXPECT_EQ(output_of(spec), "found\n");
}

TEST(ProcessLaunchTest, RunsOnTheChosenProcessors) {
    LaunchSpec spec = script("grep Cpus_allowed_list /proc/self/status");
    spec.cpus = {first_allowed_processor()};
    EXPECT_THAT(output_of(spec), HasSubstr("\t" + std::to_string(spec.cpus[0]) + "\n"));
    spec.cpus = {1023};
    EXPECT_EQ(error_of(spec).kind, ErrorKind::io);
    EXPECT_THAT(error_of(spec).message, HasSubstr("processors 1023"));
    spec.cpus = {-1};
    EXPECT_EQ(error_of(spec).kind, ErrorKind::io);
}

TEST(ProcessLaunchTest, IsSacrificedFirstWhereAsked) {
    LaunchSpec spec = script("cat /proc/self/oom_score_adj");
    EXPECT_EQ(output_of(spec), "1000\n");
    spec.sacrificed_first = false;
    EXPECT_EQ(output_of(spec), read_text("/proc/self/oom_score_adj"));
}

TEST(ProcessLaunchTest, GetsAGroupOfItsOwnUnlessAskedNot) {
    LaunchSpec spec = script("cut -d' ' -f 5 /proc/$$/stat; echo $$");
    const std::string own = output_of(spec);
    EXPECT_EQ(own.substr(0, own.find('\n') + 1), own.substr(own.find('\n') + 1));
    spec.own_group = false;
    EXPECT_THAT(output_of(spec), testing::StartsWith(std::to_string(::getpgrp()) + "\n"));
}

TEST(ProcessLaunchTest, HoldsNothingOpenOfOtherChildren) {
    const std::string alone = output_of(script("ls /proc/self/fd | wc -l"));
    const auto other = launch("sleep 600");
    EXPECT_EQ(output_of(script("ls /proc/self/fd | wc -l")), alone);
}

TEST(ProcessLaunchTest, InputIsEmptyOnceClosed) { EXPECT_EQ(output_of(script("cat; echo end")), "end\n"); }

TEST(ProcessLaunchTest, IgnoredAndBlockedSignalsAreNotInherited) {
    sigset_t set;
    sigset_t before;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    ::sigprocmask(SIG_BLOCK, &set, &before);
    ::signal(SIGPIPE, SIG_IGN);
    const std::string masks = output_of(script("grep -E 'SigBlk|SigIgn' /proc/self/status"));
    ::signal(SIGPIPE, SIG_DFL);
    ::sigprocmask(SIG_SETMASK, &before, nullptr);
    EXPECT_THAT(masks, HasSubstr("SigBlk:\t0000000000000000"));
    EXPECT_THAT(masks, HasSubstr("SigIgn:\t0000000000000000"));
}

TEST(ProcessLaunchTest, DiesWithItsParent) {
    const TemporaryFolder folder;
    const auto file = folder.path() / "pid";
    const pid_t parent = ::fork();
    ASSERT_GE(parent, 0);
    if (parent == 0) {
        const auto child = machine_launcher().launch(command({"sleep", "600"}), nullptr);
        if (child) std::ofstream(file) << (*child)->pid();
        ::kill(::getpid(), SIGKILL);  // no destructor runs
    }
    int status = 0;
    ASSERT_EQ(::waitpid(parent, &status, 0), parent);
    const std::string pid = read_text(file);
    ASSERT_FALSE(pid.empty());
    EXPECT_TRUE(ends(std::stoi(pid)));
}

}  // namespace
}  // namespace inference_pio
