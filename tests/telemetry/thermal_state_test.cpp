#include "telemetry/thermal_state.hpp"

#include <gmock/gmock.h>

#include "fakes/fake_system.hpp"

namespace inference_pio {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

void write_processor(const FakeSystem& system, int processor, int package, int core, int core_count,
                     int package_count) {
    const std::string folder = "/sys/devices/system/cpu/cpu" + std::to_string(processor);
    system.write(folder + "/topology/physical_package_id", std::to_string(package) + "\n");
    system.write(folder + "/topology/core_id", std::to_string(core) + "\n");
    system.write(folder + "/thermal_throttle/core_throttle_count", std::to_string(core_count) + "\n");
    system.write(folder + "/thermal_throttle/package_throttle_count", std::to_string(package_count) + "\n");
}

TEST(ThermalState, EachCoreAndPackageCountsItsThrottlingOnce) {
    FakeSystem system;
    write_processor(system, 0, 0, 0, 3, 10);
    write_processor(system, 1, 0, 1, 4, 10);
    write_processor(system, 2, 0, 0, 3, 10);  // a sibling of processor 0
    write_processor(system, 3, 1, 0, 0, 100);
    system.write("/sys/devices/system/cpu/cpufreq/policy0/scaling_governor", "performance\n");
    ThermalState state(system.root());
    EXPECT_EQ(state.read_throttle_count(), 3U + 4U + 0U + 10U + 100U);
    write_processor(system, 1, 0, 1, 6, 11);
    write_processor(system, 0, 0, 0, 3, 11);
    EXPECT_EQ(state.read_throttle_count(), 3U + 6U + 0U + 11U + 100U);
}

TEST(ThermalState, TheClockIsTheFastestProcessors) {
    FakeSystem system;
    system.write("/sys/devices/system/cpu/cpufreq/policy0/scaling_cur_freq", "800000\n");
    system.write("/sys/devices/system/cpu/cpufreq/policy1/scaling_cur_freq", "3600000\n");
    system.write("/sys/devices/system/cpu/cpufreq/policy2/scaling_cur_freq", "<unknown>\n");
    ThermalState state(system.root());
    EXPECT_EQ(state.read_frequency_hz(), 3.6e9);
    EXPECT_FALSE(state.missing().contains("frequency_hz"));
}

TEST(ThermalState, TheTemperatureIsTheHottestPackages) {
    FakeSystem system;
    system.write("/sys/class/hwmon/hwmon0/name", "nvme\n");
    system.write("/sys/class/hwmon/hwmon0/temp1_input", "99000\n");
    system.write("/sys/class/hwmon/hwmon1/name", "coretemp\n");
    system.write("/sys/class/hwmon/hwmon1/temp1_input", "61000\n");
    system.write("/sys/class/hwmon/hwmon1/temp2_input", "88000\n");
    system.write("/sys/class/hwmon/hwmon2/name", "coretemp\n");
    system.write("/sys/class/hwmon/hwmon2/temp2_input", "64500\n");
    system.write("/sys/class/thermal/thermal_zone0/type", "x86_pkg_temp\n");
    system.write("/sys/class/thermal/thermal_zone0/temp", "90000\n");
    EXPECT_EQ(ThermalState(system.root()).read_temperature_celsius(), 64.5);
}

TEST(ThermalState, AThermalZoneDoesWhereThereIsNoMonitor) {
    FakeSystem system;
    system.write("/sys/class/thermal/thermal_zone0/type", "acpitz\n");
    system.write("/sys/class/thermal/thermal_zone0/temp", "16800\n");
    system.write("/sys/class/thermal/thermal_zone1/type", "cpu-thermal\n");
    system.write("/sys/class/thermal/thermal_zone1/temp", "-5250\n");
    EXPECT_EQ(ThermalState(system.root()).read_temperature_celsius(), -5.25);
}

TEST(ThermalState, WhatIsNotThereHasAReason) {
    FakeSystem system;
    ThermalState nothing(system.root());
    const Reasons reasons = nothing.missing();
    EXPECT_EQ(reasons.size(), 3U);
    EXPECT_THAT(reasons.at("frequency_hz"), HasSubstr("cpufreq"));
    EXPECT_THAT(reasons.at("throttle_count"), HasSubstr("thermal_throttle"));
    EXPECT_THAT(reasons.at("temperature_celsius"), HasSubstr("/sys/class/hwmon"));

    system.write("/sys/class/thermal/thermal_zone0/type", "x86_pkg_temp\n");
    system.write("/sys/devices/system/cpu/cpufreq/policy0/scaling_cur_freq", "0\n");
    const Reasons others = ThermalState(system.root()).missing();
    EXPECT_EQ(others.at("temperature_celsius"), "/sys/class/thermal/thermal_zone0/temp does not exist");
    EXPECT_THAT(others.at("frequency_hz"), HasSubstr("scaling_cur_freq holds no number"));
}

}  // namespace
}  // namespace inference_pio
