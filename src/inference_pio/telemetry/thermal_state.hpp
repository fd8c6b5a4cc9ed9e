// How hot the processors are, how fast they run, and how often heat slowed them down, from /sys.
// The clock is what cpufreq says; where it says nothing (a virtual machine) there is no figure: the
// "cpu MHz" of /proc/cpuinfo is nominal there.
//
// Thread safety: belongs to one thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "common/machine_files.hpp"
#include "telemetry/counter_file.hpp"
#include "telemetry/reasons.hpp"

namespace inference_pio {

class ThermalState {
public:
    // `root`: where /sys lies.
    explicit ThermalState(const std::filesystem::path& root);

    // How often heat slowed down a core (each core once) or a package since boot, all added up.
    [[nodiscard]] std::optional<std::uint64_t> read_throttle_count();

    // The fastest processor's clock: idle ones are slow on purpose.
    [[nodiscard]] std::optional<double> read_frequency_hz();

    // The hottest processor package, in degrees Celsius.
    [[nodiscard]] std::optional<double> read_temperature_celsius();

    // throttle_count, frequency_hz, temperature_celsius: those that this machine withholds.
    [[nodiscard]] Reasons missing();

private:
    void find_throttle_counts(const MachineFiles& files, const std::filesystem::path& root);
    void find_sensors(const MachineFiles& files, const std::filesystem::path& root);

    std::vector<CounterFile> throttle_counts_;
    std::vector<CounterFile> frequencies_;   // kHz
    std::vector<CounterFile> temperatures_;  // thousandths of a degree
};

}  // namespace inference_pio
