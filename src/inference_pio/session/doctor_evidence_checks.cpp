// Checks of what samples can be surrounded with here: what is missing hides causes, and disturbs nothing.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>

#include "session/doctor_checks.hpp"

namespace inference_pio {
namespace {

// Reasons name what refuses; what can be done about it depends on that.
bool mentions(const std::string& reason, std::string_view word) { return reason.find(word) != reason.npos; }

}  // namespace

DoctorFinding check_counters(const DoctorReadings& readings) {
    const auto missing = readings.missing.find("instructions");
    if (missing == readings.missing.end()) return {Severity::fine, "hardware counters", "readable", ""};
    std::string remedy = "measure on the host, or in a virtual machine that is given a PMU";
    if (mentions(missing->second, "perf_event_paranoid")) remedy = "sudo sysctl kernel.perf_event_paranoid=2";
    if (mentions(missing->second, "seccomp")) remedy = "start the container with --cap-add PERFMON";
    return {Severity::note, "hardware counters", missing->second, remedy};
}

DoctorFinding check_energy(const DoctorReadings& readings) {
    const auto missing = readings.missing.find("cpu_energy_j");
    if (missing == readings.missing.end()) return {Severity::fine, "energy", "readable", ""};
    return {Severity::note, "energy", missing->second,
            mentions(missing->second, "energy_uj") ? "sudo chmod a+r /sys/class/powercap/intel-rapl:*/energy_uj"
                                                   : "measure energy on a machine of its own"};
}

DoctorFinding check_sensors(const DoctorReadings& readings) {
    constexpr std::array<std::string_view, 3> kSensors{"frequency_hz", "throttle_count", "temperature_celsius"};
    std::vector<std::string_view> blind;
    for (const std::string_view sensor : kSensors) {
        if (readings.missing.contains(std::string(sensor))) blind.push_back(sensor);
    }
    if (blind.empty()) return {Severity::fine, "heat and clocks", "readable", ""};
    return {Severity::note, "heat and clocks",
            fmt::format("{} not visible here: a processor that slows down shows only in the figures",
                        fmt::join(blind, ", ")),
            "trust intervals over processes, not single runs"};
}

}  // namespace inference_pio
