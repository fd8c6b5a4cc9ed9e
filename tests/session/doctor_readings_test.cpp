// What the doctor reads, from a system of files.

#include <gmock/gmock.h>

#include "fakes/fake_clock.hpp"
#include "fakes/fake_system.hpp"
#include "session/doctor.hpp"

namespace inference_pio {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class DoctorReadingsTest : public testing::Test {
protected:
    DoctorReadings read(int threads = 0) {
        return read_doctor_readings(threads, {system.root(), &clock, Seconds(0.5)});
    }
    FakeSystem system;
    FakeClock clock;
};

TEST_F(DoctorReadingsTest, ReadsWhatDisturbs) {
    system.write("/proc/stat", "cpu  50 0 20 20 0 0 0 10 0 0\n");
    system.write("/proc/loadavg", "0.52 0.58 0.59 1/189 12345\n");
    system.write("/proc/pressure/cpu", "some avg10=1.00 avg60=2.50 avg300=0.10 total=123\n");
    system.write("/proc/pressure/memory", "some avg10=1.00 avg60=3.50 avg300=0.10 total=123\n");
    system.write("/proc/pressure/io", "some avg10=1.00 avg60=4.50 avg300=0.10 total=123\n");
    system.write("/proc/meminfo", "SwapTotal: 1000 kB\nSwapFree: 400 kB\n");
    system.write("/proc/sys/vm/swappiness", "60\n");
    system.write("/proc/self/cgroup", "0::/\n");
    system.write("/sys/fs/cgroup/cpu.max", "150000 100000\n");
    system.write("/sys/devices/system/cpu/cpufreq/boost", "1\n");
    const DoctorReadings readings = read(3);
    EXPECT_EQ(readings.threads_asked, 3);
    EXPECT_GE(readings.processors_allowed, 1);
    EXPECT_EQ(readings.steal_percent, 10.0);
    EXPECT_EQ(readings.steal_now_percent, std::nullopt) << "no tick passed";
    EXPECT_EQ(readings.load_average_1min, 0.52);
    EXPECT_EQ(readings.cpu_pressure_avg60_percent, 2.5);
    EXPECT_EQ(readings.memory_pressure_avg60_percent, 3.5);
    EXPECT_EQ(readings.io_pressure_avg60_percent, 4.5);
    EXPECT_EQ(readings.swap_used, kibibytes(600));
    EXPECT_EQ(readings.swappiness, 60);
    EXPECT_EQ(readings.cgroup_processors, 1.5);
    EXPECT_EQ(readings.turbo, true);
    EXPECT_THAT(clock.sleeps, ElementsAre(std::chrono::milliseconds(500)));
}

TEST_F(DoctorReadingsTest, TurboIsToldByEitherDriver) {
    system.write("/sys/devices/system/cpu/intel_pstate/no_turbo", "1\n");
    system.write("/sys/devices/system/cpu/cpufreq/boost", "1\n");
    EXPECT_EQ(read().turbo, false);
}

TEST_F(DoctorReadingsTest, WhatIsNotThereIsAbsent) {
    const DoctorReadings readings = read();
    EXPECT_EQ(readings.turbo, std::nullopt);
    EXPECT_EQ(readings.cgroup_processors, std::nullopt);
    EXPECT_EQ(readings.load_average_1min, std::nullopt);
    EXPECT_EQ(readings.cpu_pressure_avg60_percent, std::nullopt);
    EXPECT_EQ(readings.steal_percent, std::nullopt);
    EXPECT_EQ(readings.swap_used, std::nullopt);
    EXPECT_EQ(readings.swappiness, std::nullopt);
    EXPECT_THAT(readings.busiest, IsEmpty());
    EXPECT_THAT(readings.missing.at("cpu_energy_j"), HasSubstr("RAPL"));
}

TEST(ReadDoctorReadings, ReadsThisMachine) {
    DoctorSources sources;
    sources.watched = Seconds(0.02);
    const DoctorReadings readings = read_doctor_readings(0, sources);
    EXPECT_FALSE(diagnose(readings).empty());
    EXPECT_TRUE(readings.checkpoints.limit.has_value());
}

}  // namespace
}  // namespace inference_pio
