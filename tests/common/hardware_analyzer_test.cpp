#include <gmock/gmock.h>
#include <sched.h>

#include <algorithm>
#include <inference_pio/common/hardware_analyzer.hpp>
#include <thread>

namespace inference_pio {
namespace {

TEST(HardwareAnalyzer, KnowsTheMachineThatItRunsOn) {
    const SystemProfile profile = get_system_profile();
    EXPECT_EQ(profile.fingerprint, compute_fingerprint(profile));
    EXPECT_FALSE(profile.cpu.architecture.empty());
    EXPECT_GE(profile.cpu.threads, 1);
    EXPECT_GE(profile.cpu.threads_available, 1);
    EXPECT_LE(profile.cpu.threads_available, profile.cpu.threads);
    EXPECT_EQ(profile.software.system, "Linux");
    ASSERT_TRUE(profile.memory.total);
    if (profile.memory.available) {
        EXPECT_LE(*profile.memory.available, *profile.memory.total);
    }
    EXPECT_TRUE(std::is_sorted(profile.cpu.instruction_sets.begin(), profile.cpu.instruction_sets.end()));
}

TEST(HardwareAnalyzer, GivesTheSameFingerprintFromEveryThread) {
    const std::string expected = get_system_profile().fingerprint;
    std::vector<std::string> fingerprints(4);
    std::vector<std::thread> threads;
    for (std::string& fingerprint : fingerprints) {
        threads.emplace_back([&fingerprint] { fingerprint = get_system_profile().fingerprint; });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_THAT(fingerprints, ::testing::Each(expected));
}

TEST(HardwareAnalyzer, RespectsTheAffinityOfItsThread) {
    cpu_set_t before;
    ASSERT_EQ(::sched_getaffinity(0, sizeof before, &before), 0);
    cpu_set_t one;
    CPU_ZERO(&one);
    for (int cpu = 0; cpu < CPU_SETSIZE && CPU_COUNT(&one) == 0; ++cpu) {
        if (CPU_ISSET(cpu, &before)) CPU_SET(cpu, &one);
    }
    ASSERT_EQ(::sched_setaffinity(0, sizeof one, &one), 0);
    const SystemProfile profile = get_system_profile();
    ASSERT_EQ(::sched_setaffinity(0, sizeof before, &before), 0);
    EXPECT_EQ(profile.cpu.threads_available, 1);
    EXPECT_EQ(profile.cpu.threads, get_system_profile().cpu.threads);  // the machine is as large as before
}

}  // namespace
}  // namespace inference_pio
