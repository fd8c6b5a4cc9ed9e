// Machines that are too large or too broken to be captured: written into a folder of their own.
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "common/captured_machine.hpp"
#include "common/machine_profile.hpp"
#include "test_folders.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

class GeneratedMachine {
public:
    GeneratedMachine() {
        std::string pattern = (fs::temp_directory_path() / "pio-machine-XXXXXX").string();
        root_ = ::mkdtemp(pattern.data());
    }
    ~GeneratedMachine() {
        std::error_code ignored;
        fs::remove_all(root_, ignored);
    }
    GeneratedMachine(const GeneratedMachine&) = delete;
    GeneratedMachine& operator=(const GeneratedMachine&) = delete;

    void write(const std::string& path, const std::string& text) const {
        const fs::path file = root_ / fs::path(path).relative_path();
        fs::create_directories(file.parent_path());
        std::ofstream(file, std::ios::binary) << text;
    }

    [[nodiscard]] const fs::path& root() const { return root_; }

    [[nodiscard]] MachineSources sources(const std::string& topology) const {
        MachineSources sources = captured_machine("", topology);
        sources.files = MachineFiles(root_);
        return sources;
    }

private:
    fs::path root_;
};

TEST(GeneratedMachineTest, Of384Cores) {
    const GeneratedMachine machine;
    std::string cpuinfo;
    for (int i = 0; i < 384; ++i) {
        cpuinfo += fmt::format(
            "processor\t: {}\nvendor_id\t: AuthenticAMD\nmodel name\t: AMD EPYC 9965 192-Core Processor\n"
            "cpu MHz\t\t: 2250.000\nphysical id\t: {}\ncore id\t\t: {}\nflags\t\t: avx avx2 avx512f avx512_vnni\n\n",
            i, i / 192, i % 192);
        if (i % 8 != 0) continue;  // one clock for each group of cores
        const std::string policy = fmt::format("/sys/devices/system/cpu/cpufreq/policy{}/", i);
        machine.write(policy + "cpuinfo_max_freq", fmt::format("{}\n", i == 200 ? 3700000 : 3500000));
        machine.write(policy + "scaling_governor", "performance\n");
    }
    machine.write("/proc/cpuinfo", cpuinfo);
    machine.write("/proc/meminfo", "MemTotal: 1583726592 kB\nMemAvailable: 1523726592 kB\n");
    machine.write("/sys/devices/system/cpu/online", "0-383\n");
    machine.write("/proc/self/cgroup", "0::/a/b\n");
    machine.write("/sys/fs/cgroup/a/cpu.max", "9600000 100000\n");  // the usual place: mountinfo is not there

    MachineSources sources = machine.sources("pack:2 numa:12 l3:2(size=33554432) core:8 pu:1");
    sources.process.processors_allowed = 192;
    const SystemProfile profile = read_system_profile(sources);
    EXPECT_EQ(profile.cpu.threads, 384);
    EXPECT_EQ(profile.cpu.threads_available, 96);  // the quota; the mask alone would allow 192
    EXPECT_EQ(profile.cpu.cores, 384);
    EXPECT_EQ(profile.cpu.sockets, 2);
    EXPECT_EQ(profile.cpu.numa_nodes, 24);
    EXPECT_EQ(profile.cpu.frequency_max_hz, 3.7e9);
    EXPECT_EQ(profile.cpu.governor, "performance");
}

TEST(GeneratedMachineTest, ThatReportsProcessorsOfflineCountsThoseOnline) {
    const GeneratedMachine machine;
    machine.write("/sys/devices/system/cpu/online", "0-3,8-11\n");
    EXPECT_EQ(read_system_profile(machine.sources("pu:16")).cpu.threads, 8);
}

// Every file that the analyzer reads may hold anything: nothing crashes, and what is nonsense is absent.
TEST(GeneratedMachineTest, OfGarbageIsSurvived) {
    const GeneratedMachine machine;
    const fs::path model = fs::path(PIO_TEST_DATA_DIR) / "machines" / "docker_cgroup1";
    std::map<std::string, std::string> texts;
    for (const auto& entry : fs::recursive_directory_iterator(model)) {
        if (!entry.is_regular_file()) continue;
        const std::string path = "/" + fs::relative(entry.path(), model).string();
        texts[path] = captured_text("docker_cgroup1", path);
        machine.write(path, texts[path]);
    }
    EXPECT_TRUE(rc::check("a profile of damaged files is a profile", [&] {
        for (int i = 0; i < 4; ++i) {  // damage adds up from run to run
            const auto at = *rc::gen::inRange<std::size_t>(0, texts.size());
            const auto& [path, text] = *std::next(texts.begin(), static_cast<std::ptrdiff_t>(at));
            const std::string head = text.substr(0, *rc::gen::inRange<std::size_t>(0, text.size() + 1));
            machine.write(path, head + *rc::gen::arbitrary<std::string>() + text.substr(head.size()));
        }
        const SystemProfile profile = read_system_profile(machine.sources("pu:4"));
        RC_ASSERT(profile.cpu.threads >= 1);
        RC_ASSERT(profile.cpu.threads_available >= 1);
        RC_ASSERT(profile.cpu.threads_available <= profile.cpu.threads);
        RC_ASSERT(profile.fingerprint.size() == 16U);
    }));
}

}  // namespace
}  // namespace inference_pio
