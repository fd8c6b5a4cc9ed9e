#include "telemetry/evidence_reader.hpp"

#include <gmock/gmock.h>

#include "fakes/fake_clock.hpp"
#include "fakes/fake_system.hpp"
#include "test_folders.hpp"

namespace inference_pio {
namespace {

using testing::AllOf;
using testing::Each;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Key;
using testing::Not;
using testing::Pair;

const std::vector<std::string> kEvidence = {
    "wall_s",         "cpu_time_s",        "major_faults",   "involuntary_switches", "steal_s",
    "cpu_pressure_s", "memory_pressure_s", "io_pressure_s",  "instructions",         "cycles",
    "llc_misses",     "frequency_hz",      "throttle_count", "temperature_celsius",  "cpu_energy_j",
    "gpu_energy_j"};

// A machine that tells everything: its counters grow by what a test says.
class TellingMachine {
public:
    TellingMachine() {
        sources.root = system.root();
        sources.nvml_libraries = {PIO_FAKE_DRIVER_DIR "/fake_nvml_two_gpus.so"};
        sources.clock = &clock;
        sources.perf = {[](const CounterKind&, pid_t) { return 0; },
                        [this](int) {
                            clock.advance(kReadingTakes);
                            return CounterReading{ticks * 1000, 1, 1};
                        },
                        [](int) {}};
        system.write("/proc/sys/kernel/perf_event_paranoid", "2");
        system.write("/sys/class/powercap/intel-rapl:0/name", "package-0");
        system.write("/sys/devices/system/cpu/cpu0/topology/physical_package_id", "0");
        write();
    }

    void write() const {
        const std::string number = std::to_string(ticks);
        system.write("/proc/stat", "cpu  1 2 3 4 5 6 7 " + number + " 0 0\n");
        for (const char* resource : {"cpu", "memory", "io"}) {
            system.write(std::string("/proc/pressure/") + resource, "some avg10=0 total=" + number + "\n");
        }
        system.write("/sys/class/powercap/intel-rapl:0/energy_uj", number + "000");
        system.write("/sys/devices/system/cpu/cpufreq/policy0/scaling_cur_freq", "2500000");
        system.write("/sys/class/hwmon/hwmon0/name", "k10temp");
        system.write("/sys/class/hwmon/hwmon0/temp1_input", "71000");
        for (const char* what : {"core", "package"}) {
            system.write(std::string("/sys/devices/system/cpu/cpu0/thermal_throttle/") + what + "_throttle_count",
                         number);
        }
    }

    static constexpr Seconds kReadingTakes{1};
    FakeSystem system;
    FakeClock clock;
    EvidenceSources sources;
    std::uint64_t ticks = 500;
};

TEST(EvidenceReader, GathersEverythingThatAMachineTells) {
    TellingMachine machine;
    EvidenceReader reader(machine.sources);
    EXPECT_THAT(reader.missing(), IsEmpty());
    reader.begin();
    machine.ticks = 700;
    machine.write();
    const SampleEvidence sample = reader.end();
    for (const std::string& name : kEvidence) EXPECT_TRUE(sample.evidence.contains(name)) << name;
    EXPECT_EQ(sample.evidence.size(), kEvidence.size());
    EXPECT_EQ(sample.evidence.at("instructions"), 200'000);
    EXPECT_EQ(sample.evidence.at("throttle_count"), 400);
    EXPECT_EQ(sample.evidence.at("frequency_hz"), 2.5e9);
    EXPECT_EQ(sample.evidence.at("temperature_celsius"), 71);
    EXPECT_DOUBLE_EQ(sample.evidence.at("cpu_energy_j"), 0.2);
    EXPECT_DOUBLE_EQ(sample.energy_j.value(), 0.2 + sample.evidence.at("gpu_energy_j"));
    EXPECT_EQ(sample.gpu_memory, gibibytes(3));
}

TEST(EvidenceReader, ReadingIsNotInTheTime) {
    TellingMachine machine;
    EvidenceReader reader(machine.sources);
    reader.begin();  // three counters, a second each
    machine.clock.advance(Seconds(0.25));
    const SampleEvidence sample = reader.end();  // and again
    EXPECT_DOUBLE_EQ(sample.evidence.at("wall_s"), 0.25);
    EXPECT_EQ(machine.clock.monotonic_now(), std::chrono::milliseconds(6250)) << "the counters were read";
}

TEST(EvidenceReader, WithoutAnyAccessEverythingHasAReasonAndTheTimeIsMeasured) {
    FakeSystem nothing;
    FakeClock clock;
    EvidenceSources sources;
    sources.root = nothing.root();
    sources.nvml_libraries = {"libno-such-driver-anywhere.so.1"};
    sources.clock = &clock;
    EvidenceReader reader(sources);
    reader.begin();
    clock.advance(Seconds(2));
    const SampleEvidence sample = reader.end();
    EXPECT_EQ(sample.evidence.at("wall_s"), 2);
    EXPECT_EQ(sample.energy_j, std::nullopt);
    EXPECT_EQ(sample.gpu_memory, std::nullopt);
    const Reasons missing = reader.missing();
    for (const std::string& name : kEvidence) {
        EXPECT_NE(sample.evidence.contains(name), missing.contains(name)) << name;
    }
    for (const char* metric : {"energy", "energy_per_token", "gpu_peak_memory"}) {
        EXPECT_TRUE(missing.contains(metric)) << metric;
    }
    for (const auto& [name, reason] : missing) EXPECT_FALSE(reason.empty()) << name;
    EXPECT_THAT(missing.at("energy"), AllOf(HasSubstr("RAPL"), HasSubstr("GPU")));
}

TEST(EvidenceReader, OneSourceOfEnergyIsEnough) {
    TellingMachine machine;
    machine.sources.nvml_libraries = {"libno-such-driver-anywhere.so.1"};
    const Reasons without_gpu = EvidenceReader(machine.sources).missing();
    EXPECT_THAT(without_gpu, Not(testing::Contains(Key("energy"))));
    EXPECT_TRUE(without_gpu.contains("gpu_energy_j"));
    EXPECT_TRUE(without_gpu.contains("gpu_peak_memory"));
}

TEST(EvidenceReader, OnThisMachineEverythingIsThereOrHasAReason) {
    EvidenceReader reader;
    const Reasons missing = reader.missing();
    reader.begin();
    const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(20);
    while (std::chrono::steady_clock::now() < until) {
    }
    const SampleEvidence sample = reader.end();
    EXPECT_GE(sample.evidence.at("wall_s"), 0.02);
    EXPECT_GT(sample.evidence.at("cpu_time_s"), 0);
    for (const std::string& name : kEvidence) {
        EXPECT_TRUE(sample.evidence.contains(name) || missing.contains(name)) << name;
    }
}

}  // namespace
}  // namespace inference_pio
