#include "session/busy_processes.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <chrono>

#include "fakes/fake_system.hpp"

namespace inference_pio {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

std::string stat_line(const std::string& name, int user, int system) {
    return "7 (" + name + ") S 1 7 7 0 -1 4194304 100 0 0 0 " + std::to_string(user) + " " + std::to_string(system) +
           " 5 6 20 0 1 0 100 1000 10\n";
}

TEST(ParseProcessStat, AddsUserAndSystemTime) {
    EXPECT_EQ(parse_process_stat(stat_line("cc1plus", 30, 4)), (ProcessTicks{"cc1plus", 34}));
    EXPECT_EQ(parse_process_stat(stat_line("tmux: (server) 1", 1, 2)), (ProcessTicks{"tmux: (server) 1", 3}));
    EXPECT_EQ(parse_process_stat(stat_line("a\x1b[31mb", 1, 2))->name.find('\x1b'), std::string::npos);
}

TEST(ParseProcessStat, WhatIsNoneGivesNothing) {
    for (const char* text : {"", "7", "7 (x", ")(", "7 (x) S 1 2", "7 (x) S 1 7 7 0 -1 4 100 0 0 0 a 4 5"}) {
        EXPECT_EQ(parse_process_stat(text), std::nullopt) << text;
    }
}

TEST(ComputeBusiest, TheBusiestComeFirstWithoutThisProcess) {
    const ProcessSnapshot before{{1, {"idle", 50}}, {2, {"busy", 10}}, {3, {"self", 0}}, {4, {"old", 900}}};
    const ProcessSnapshot after{
        {1, {"idle", 50}}, {2, {"busy", 40}}, {3, {"self", 99}}, {4, {"other", 20}}, {5, {"new", 75}}};
    EXPECT_THAT(compute_busiest(before, after, 50, 3, 3),
                ElementsAre(BusyProcess{5, "new", 1.5}, BusyProcess{2, "busy", 0.6}, BusyProcess{4, "other", 0.4}));
    EXPECT_THAT(compute_busiest(before, after, 50, 3, 1), SizeIs(1));
    EXPECT_THAT(compute_busiest(before, after, 0, 3, 3), IsEmpty());
    EXPECT_THAT(compute_busiest({}, {}, 50, 3, 3), IsEmpty());
}

TEST(ReadProcesses, ReadsNumberedFoldersOnly) {
    FakeSystem system;
    system.write("/proc/12/stat", stat_line("one", 1, 1));
    system.write("/proc/13/status", "no stat");
    system.write("/proc/stat", "cpu  1 2 3\n");
    system.write("/proc/self/stat", stat_line("self", 1, 1));
    EXPECT_THAT(read_processes(MachineFiles(system.root())), ElementsAre(testing::Pair(12, ProcessTicks{"one", 2})));
}

TEST(ReadProcesses, FindsThisProcess) { EXPECT_TRUE(read_processes(MachineFiles()).contains(::getpid())); }

}  // namespace
}  // namespace inference_pio
