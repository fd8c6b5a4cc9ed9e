#include "common/fingerprint.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <functional>
#include <regex>
#include <set>

#include "common/captured_machine.hpp"
#include "common/machine_profile.hpp"

namespace inference_pio {
namespace {

using ::testing::ElementsAre;

SystemProfile reference_profile() {
    SystemProfile profile;
    profile.cpu = {"GenuineIntel",
                   "Intel(R) Xeon(R) Platinum 8480+",
                   "x86_64",
                   2,
                   112,
                   224,
                   224,
                   2,
                   {{3, "unified", mebibytes(105), 2}},
                   {"amx_int8", "avx2", "avx512_vnni", "avx512f"},
                   3.8e9,
                   2.1e9,
                   "performance"};
    profile.memory = {kibibytes(1056437912), kibibytes(1040112364), gibibytes(8), {}, mebibytes(2), 512, "always"};
    profile.gpus = {{"NVIDIA", "NVIDIA H100 80GB HBM3", mebibytes(81559), "550.54.15"},
                    {"NVIDIA", "NVIDIA L4", mebibytes(23034), "550.54.15"}};
    profile.software = {"Linux", "Rocky Linux 9.4", "fedora", "5.14.0-427.13.1", "kvm", "none"};
    profile.build = {"GNU 12.2.0", "Release", "-O3", "0.1.0"};
    return profile;
}

TEST(Fingerprint, IsSixteenHexadecimalDigits) {
    EXPECT_TRUE(std::regex_match(compute_fingerprint(reference_profile()), std::regex("[0-9a-f]{16}")));
    EXPECT_TRUE(std::regex_match(compute_fingerprint({}), std::regex("[0-9a-f]{16}")));
}

// A changed value parts every user's history from its past: this may change only with a note in CHANGELOG.
TEST(Fingerprint, StaysTheSameFromVersionToVersion) { EXPECT_EQ(compute_fingerprint(reference_profile()), "7adac93d7aeadad7"); }

RC_GTEST_PROP(Fingerprint, DoesNotMoveWithWhatFlutters, ()) {
    SystemProfile profile = reference_profile();
    const auto hertz = rc::gen::map(rc::gen::inRange(400, 6000), [](int megahertz) { return megahertz * 1e6; });
    const auto words = rc::gen::arbitrary<std::string>();
    profile.cpu.frequency_current_hz.reset();
    if (*rc::gen::arbitrary<bool>()) profile.cpu.frequency_current_hz = *hertz;
    profile.cpu.frequency_max_hz = *hertz;
    profile.cpu.governor = *words;
    profile.cpu.caches.clear();
    profile.memory.available = Bytes{*rc::gen::arbitrary<std::uint64_t>()};
    profile.memory.swap_total = Bytes{*rc::gen::arbitrary<std::uint64_t>()};
    profile.memory.huge_pages_total = *rc::gen::arbitrary<std::int64_t>();
    profile.memory.transparent_huge_pages = *words;
    profile.software.kernel = *words;
    profile.software.distribution = *words;
    profile.software.container = *words;
    profile.build = {*words, *words, *words, *words};
    profile.gpus[0].driver = *words;
    profile.unavailable = {{*words, *words}};
    profile.fingerprint = *words;
    if (*rc::gen::arbitrary<bool>()) std::swap(profile.gpus[0], profile.gpus[1]);
    if (*rc::gen::arbitrary<bool>()) profile.cpu.instruction_sets.emplace_back("an_extension_of_tomorrow");
    // Kernels reserve a little more or less of the same memory.
    profile.memory.total = Bytes{profile.memory.total->count - *rc::gen::inRange<std::uint64_t>(0, 8ULL << 30U)};
    RC_ASSERT(compute_fingerprint(profile) == compute_fingerprint(reference_profile()));
    RC_ASSERT(fingerprint_differences(profile, reference_profile()).empty());
}

using Change = std::pair<std::string, std::function<void(SystemProfile&)>>;

std::vector<Change> real_differences() {
    return {
        {"cpu.architecture", [](SystemProfile& p) { p.cpu.architecture = "aarch64"; }},
        {"cpu.vendor", [](SystemProfile& p) { p.cpu.vendor = "AuthenticAMD"; }},
        {"cpu.model", [](SystemProfile& p) { p.cpu.model = "Intel(R) Xeon(R) Platinum 8470"; }},
        {"cpu.instruction_sets", [](SystemProfile& p) { std::erase(p.cpu.instruction_sets, "avx512_vnni"); }},
        {"cpu.sockets", [](SystemProfile& p) { p.cpu.sockets = 1; }},
        {"cpu.cores", [](SystemProfile& p) { p.cpu.cores = 56; }},
        {"cpu.cores", [](SystemProfile& p) { p.cpu.cores.reset(); }},
        {"cpu.threads", [](SystemProfile& p) { p.cpu.threads = 112; }},
        {"cpu.threads_available", [](SystemProfile& p) { p.cpu.threads_available = 8; }},
        {"cpu.numa_nodes", [](SystemProfile& p) { p.cpu.numa_nodes = 8; }},
        {"memory.size_class", [](SystemProfile& p) { p.memory.total = gibibytes(504); }},
        {"memory.size_class", [](SystemProfile& p) { p.memory.cgroup_limit = gibibytes(16); }},
        {"memory.size_class", [](SystemProfile& p) { p.memory.total.reset(); }},
        {"gpu", [](SystemProfile& p) { p.gpus.pop_back(); }},
        {"gpu", [](SystemProfile& p) { p.gpus.push_back(p.gpus[0]); }},
        {"gpu", [](SystemProfile& p) { p.gpus[0].name = "NVIDIA H100 PCIe"; }},
        {"gpu", [](SystemProfile& p) { p.gpus[0].memory_total = mebibytes(40960); }},
        {"gpu", [](SystemProfile& p) { p.gpus.clear(); }},
        {"software.system", [](SystemProfile& p) { p.software.system = "FreeBSD"; }},
        {"software.family", [](SystemProfile& p) { p.software.family = "debian"; }},
        {"software.virtualisation", [](SystemProfile& p) { p.software.virtualisation = "none"; }},
    };
}

TEST(Fingerprint, MovesWithEveryRealDifferenceAndNamesIt) {
    std::set<std::string> fingerprints{compute_fingerprint(reference_profile())};
    for (const auto& [name, change] : real_differences()) {
        SystemProfile profile = reference_profile();
        change(profile);
        fingerprints.insert(compute_fingerprint(profile));
        EXPECT_THAT(fingerprint_differences(profile, reference_profile()), ElementsAre(name));
        EXPECT_THAT(fingerprint_differences(reference_profile(), profile), ElementsAre(name));
    }
    EXPECT_EQ(fingerprints.size(), real_differences().size() + 1);  // and no two of them collide
}

RC_GTEST_PROP(Fingerprint, AgreesExactlyWhereNoFieldDiffers, ()) {
    const std::vector<Change> changes = real_differences();
    const auto some = [&changes] {
        SystemProfile profile = reference_profile();
        for (const Change& change : changes) {
            if (*rc::gen::weightedElement<bool>({{5, false}, {1, true}})) {
                if (profile.gpus.size() >= 2 || change.first != "gpu") change.second(profile);
            }
        }
        return profile;
    };
    const SystemProfile a = some();
    const SystemProfile b = some();
    RC_ASSERT((compute_fingerprint(a) == compute_fingerprint(b)) == fingerprint_differences(a, b).empty());
}

TEST(Fingerprint, AValueCannotImitateItsNeighbours) {
    SystemProfile a;
    a.cpu.vendor = "x\ncpu.model=1:y";
    SystemProfile b;
    b.cpu.vendor = "x";
    b.cpu.model = "y";
    EXPECT_NE(compute_fingerprint(a), compute_fingerprint(b));
}

TEST(Fingerprint, EveryCapturedMachineHasItsOwn) {
    std::set<std::string> fingerprints;
    const std::vector<std::string> machines = {
        "xeon_amx", "epyc_vm",        "ryzen_desktop",  "graviton3", "ampere_altra", "asahi_m2",   "raspberry_pi_5",
        "vmware",   "docker_cgroup2", "docker_cgroup1", "wsl",       "no_sys",       "single_core"};
    for (const std::string& machine : machines) {
        const SystemProfile profile = read_system_profile(captured_machine(machine, "pack:1 core:2 pu:1"));
        EXPECT_EQ(profile.fingerprint, compute_fingerprint(profile));
        fingerprints.insert(profile.fingerprint);
    }
    EXPECT_EQ(fingerprints.size(), machines.size());
}

TEST(MemorySizeClass, GivesTheBuiltInSizeBack) {
    EXPECT_EQ(memory_size_class(kibibytes(24684084)), gibibytes(24));  // 23.5 GiB
    EXPECT_EQ(memory_size_class(mebibytes(23962)), gibibytes(24));     // 23.4 GiB
    EXPECT_EQ(memory_size_class(kibibytes(16393244)), gibibytes(16));
    EXPECT_EQ(memory_size_class(kibibytes(1056437912)), gibibytes(1024));
    EXPECT_EQ(memory_size_class(kibibytes(1004324)), gibibytes(1));
    EXPECT_EQ(memory_size_class(mebibytes(81559)), gibibytes(80));
    EXPECT_EQ(memory_size_class(gibibytes(20)), gibibytes(20));
    EXPECT_EQ(memory_size_class(Bytes{0}), Bytes{0});
}

RC_GTEST_PROP(MemorySizeClass, LiesAtMostAQuarterAboveAndIsItsOwnClass, ()) {
    const Bytes size{*rc::gen::inRange<std::uint64_t>(1, 1ULL << 50U)};
    const Bytes rounded = memory_size_class(size);
    RC_ASSERT(rounded >= size);
    RC_ASSERT(rounded.count - size.count <= size.count / 4 + 1);
    RC_ASSERT(memory_size_class(rounded) == rounded);
}

RC_GTEST_PROP(MemorySizeClass, KeepsTheOrder, ()) {
    const auto size = rc::gen::inRange<std::uint64_t>(0, 1ULL << 50U);
    const Bytes a{*size};
    const Bytes b{*size};
    if (a <= b) RC_ASSERT(memory_size_class(a) <= memory_size_class(b));
}

}  // namespace
}  // namespace inference_pio
