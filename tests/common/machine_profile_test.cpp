#include "common/machine_profile.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <filesystem>
#include <fstream>

#include "common/captured_machine.hpp"
#include "test_folders.hpp"

namespace inference_pio {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::vector<std::string> withheld(const SystemProfile& profile) {
    std::vector<std::string> names;
    for (const UnavailableFact& fact : profile.unavailable) names.push_back(fact.name);
    return names;
}

std::string reason_of(const SystemProfile& profile, const std::string& name) {
    for (const UnavailableFact& fact : profile.unavailable) {
        if (fact.name == name) return fact.reason;
    }
    return "not listed";
}

struct Expected {
    std::string machine;
    std::string architecture;
    std::string virtualisation;
    std::string container;
    std::string family;
    int threads;
    int threads_available;
    std::optional<Bytes> memory_limit;
    std::optional<double> frequency_max_hz;
};

TEST(MachineProfile, OfManyMachines) {
    const std::optional<Bytes> no_limit;
    const std::optional<double> unsaid;
    const std::vector<Expected> table = {
        {"xeon_amx", "x86_64", "none", "none", "fedora", 4, 4, no_limit, 3.8e9},
        {"epyc_vm", "x86_64", "vm", "none", "debian", 2, 2, no_limit, unsaid},
        {"ryzen_desktop", "x86_64", "none", "none", "debian", 4, 4, no_limit, 5.881e9},
        {"graviton3", "aarch64", "kvm", "none", "fedora", 2, 2, no_limit, unsaid},
        {"ampere_altra", "aarch64", "none", "none", "suse", 4, 4, no_limit, 3.0e9},
        {"asahi_m2", "aarch64", "none", "none", "fedora", 4, 4, no_limit, 3.492e9},
        {"raspberry_pi_5", "aarch64", "none", "none", "debian", 4, 4, no_limit, 2.4e9},
        {"vmware", "x86_64", "vmware", "none", "fedora", 2, 2, no_limit, unsaid},
        {"docker_cgroup2", "x86_64", "kvm", "docker", "alpine", 8, 2, gibibytes(8), unsaid},
        {"docker_cgroup1", "x86_64", "kvm", "docker", "debian", 4, 1, gibibytes(2), unsaid},
        {"wsl", "x86_64", "wsl", "none", "debian", 4, 4, no_limit, unsaid},
        {"no_sys", "x86_64", "vm", "", "", 1, 1, no_limit, unsaid},
        {"single_core", "x86_64", "kvm", "none", "arch", 1, 1, mebibytes(768), unsaid},
    };
    for (const Expected& expected : table) {
        SCOPED_TRACE(expected.machine);
        MachineSources sources = captured_machine(expected.machine, "a topology that hwloc cannot read");
        sources.process.architecture = expected.architecture;
        const SystemProfile profile = read_system_profile(sources);
        EXPECT_EQ(profile.cpu.architecture, expected.architecture);
        EXPECT_EQ(profile.software.virtualisation, expected.virtualisation);
        EXPECT_EQ(profile.software.container, expected.container);
        EXPECT_EQ(profile.software.family, expected.family);
        EXPECT_EQ(profile.cpu.threads, expected.threads);
        EXPECT_EQ(profile.cpu.threads_available, expected.threads_available);
        EXPECT_EQ(profile.memory.cgroup_limit, expected.memory_limit);
        EXPECT_EQ(profile.cpu.frequency_max_hz, expected.frequency_max_hz);
        EXPECT_GT(profile.memory.total.value_or(Bytes{0}).count, 0U);
    }
}

// The rule of hardware_analyzer.hpp: absent and listed, or there and not listed; never both, never neither.
void expect_absent_is_listed(const SystemProfile& profile) {
    const std::vector<std::string> names = withheld(profile);
    const auto check = [&](const std::string& name, bool present) {
        const bool listed = std::find(names.begin(), names.end(), name) != names.end();
        EXPECT_NE(present, listed) << name << (present ? " is there and listed" : " is absent and not listed");
    };
    check("cpu.vendor", !profile.cpu.vendor.empty());
    check("cpu.model", !profile.cpu.model.empty());
    check("cpu.sockets", profile.cpu.sockets.has_value());
    check("cpu.cores", profile.cpu.cores.has_value());
    check("cpu.numa_nodes", profile.cpu.numa_nodes.has_value());
    check("cpu.caches", !profile.cpu.caches.empty());
    check("cpu.instruction_sets", !profile.cpu.instruction_sets.empty());
    check("cpu.frequency_max_hz", profile.cpu.frequency_max_hz.has_value());
    check("cpu.frequency_current_hz", profile.cpu.frequency_current_hz.has_value());
    check("cpu.governor", profile.cpu.governor.has_value());
    check("memory.total", profile.memory.total.has_value());
    check("memory.available", profile.memory.available.has_value());
    check("memory.swap_total", profile.memory.swap_total.has_value());
    check("memory.huge_page_size", profile.memory.huge_page_size.has_value());
    check("memory.huge_pages_total", profile.memory.huge_pages_total.has_value());
    check("memory.transparent_huge_pages", profile.memory.transparent_huge_pages.has_value());
    check("software.system", !profile.software.system.empty());
    check("software.distribution", !profile.software.distribution.empty());
    check("software.family", !profile.software.family.empty());
    check("software.kernel", !profile.software.kernel.empty());
    check("software.virtualisation", !profile.software.virtualisation.empty());
    check("software.container", !profile.software.container.empty());
    for (const UnavailableFact& fact : profile.unavailable) EXPECT_FALSE(fact.reason.empty()) << fact.name;
}

TEST(MachineProfile, WhatIsAbsentIsListedAndNothingElse) {
    for (const auto& entry : std::filesystem::directory_iterator(std::string(PIO_TEST_DATA_DIR) + "/machines")) {
        SCOPED_TRACE(entry.path().filename().string());
        for (const char* topology : {"pack:1 numa:1 l3:1(size=33554432) core:4 pu:1", "pu:2", "nonsense"}) {
            expect_absent_is_listed(read_system_profile(captured_machine(entry.path().filename(), topology)));
        }
    }
    expect_absent_is_listed(get_system_profile());
}

TEST(MachineProfile, OfAMachineThatSaysNothingAtAll) {
    MachineSources sources = captured_machine("there is no such machine", "nonsense");
    sources.process = {};
    const SystemProfile profile = read_system_profile(sources);
    EXPECT_EQ(profile.cpu.threads, 1);
    EXPECT_EQ(profile.cpu.threads_available, 1);
    EXPECT_THAT(withheld(profile), Contains("cpu.threads"));
    EXPECT_EQ(reason_of(profile, "memory.total"), "/proc/meminfo does not exist");
    EXPECT_EQ(reason_of(profile, "cpu.model"), "/proc/cpuinfo does not exist");
    EXPECT_EQ(reason_of(profile, "cpu.governor"), "/sys/devices/system/cpu/cpufreq does not exist");
    EXPECT_THAT(reason_of(profile, "cpu.caches"), HasSubstr("hwloc"));
    expect_absent_is_listed(profile);
}

TEST(MachineProfile, TakesTheTopologyFromHwlocBeforeTheKernelsList) {
    const SystemProfile profile =
        read_system_profile(captured_machine("xeon_amx", "pack:2 numa:1 l3:1(size=110100480) core:1 pu:2"));
    EXPECT_EQ(profile.cpu.sockets, 2);
    EXPECT_EQ(profile.cpu.numa_nodes, 2);
    EXPECT_THAT(profile.cpu.caches, ElementsAre(CacheLevel{3, "unified", mebibytes(105), 2}));
    EXPECT_THAT(withheld(profile), Not(Contains("cpu.cores")));
}

TEST(MachineProfile, NamesEveryGovernorThatIsInUse) {
    EXPECT_EQ(read_system_profile(captured_machine("ryzen_desktop", "pu:4")).cpu.governor, "powersave,schedutil");
    EXPECT_EQ(read_system_profile(captured_machine("xeon_amx", "pu:4")).cpu.governor, "performance");
}

TEST(MachineProfile, TheProcessorNamesTheHypervisorThatTheFilesDoNot) {
    MachineSources sources = captured_machine("epyc_vm", "pu:2");
    sources.process.cpuid_vendor = std::string("KVMKVMKVM\0\0\0", 12);
    EXPECT_EQ(read_system_profile(sources).software.virtualisation, "kvm");
}

TEST(MachineProfile, ListsGpusAndWhatTheyRefuse) {
    MachineSources sources = captured_machine("ryzen_desktop", "pu:4");
    sources.gpu_libraries.nvml = {std::string(PIO_FAKE_DRIVER_DIR) + "/fake_nvml_two_gpus.so"};
    const SystemProfile profile = read_system_profile(sources);
    ASSERT_EQ(profile.gpus.size(), 2U);
    EXPECT_EQ(profile.gpus[1].name, "NVIDIA GeForce RTX 4090");
    EXPECT_THAT(withheld(profile), Contains("gpus.amd"));
    EXPECT_NE(profile.fingerprint, read_system_profile(captured_machine("ryzen_desktop", "pu:4")).fingerprint);
}

TEST(MachineProfile, SaysHowItWasBuilt) {
    const BuildProfile build = get_build_profile();
    EXPECT_FALSE(build.compiler.empty());
    EXPECT_FALSE(build.version.empty());
    EXPECT_THAT(build.compiler, HasSubstr(" "));  // "GNU 12.2.0"
}

TEST(ThreadsAvailable, IsTheSmallestOfAllLimitsAndAtLeastOne) {
    const std::optional<int> any_mask;
    EXPECT_EQ(compute_threads_available(8, any_mask, {}), 8);
    EXPECT_EQ(compute_threads_available(8, 4, {}), 4);
    EXPECT_EQ(compute_threads_available(8, 4, 2.5), 2);
    EXPECT_EQ(compute_threads_available(8, 4, 100.0), 4);
    EXPECT_EQ(compute_threads_available(8, any_mask, 0.25), 1);
    EXPECT_EQ(compute_threads_available(4, 8, 1e300), 4);
}

RC_GTEST_PROP(ThreadsAvailable, NeverExceedsTheMachine, ()) {
    const int threads = *rc::gen::inRange(1, 4096);
    const int available =
        compute_threads_available(threads, *rc::gen::inRange(1, 4096), *rc::gen::inRange(1, 400000) / 100.0);
    RC_ASSERT(available >= 1);
    RC_ASSERT(available <= threads);
}

}  // namespace
}  // namespace inference_pio
