#include "telemetry/thermal_state.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "common/text_fields.hpp"

namespace inference_pio {
namespace {

constexpr std::string_view kProcessors = "/sys/devices/system/cpu";
constexpr std::string_view kMonitors = "/sys/class/hwmon";
constexpr std::string_view kZones = "/sys/class/thermal";

// Drivers whose first sensor is a processor package ("Package id 0", "Tctl").
bool is_processor_monitor(std::string_view name) {
    constexpr std::array<std::string_view, 5> kNames{"coretemp", "k10temp", "zenpower", "cpu_thermal", "via_cputemp"};
    return std::find(kNames.begin(), kNames.end(), name) != kNames.end();
}

bool is_processor_zone(std::string_view type) {
    return type == "x86_pkg_temp" || type.starts_with("cpu-thermal") || type.starts_with("cpu_thermal") ||
           type.starts_with("soc-thermal");
}

bool is_processor_folder(std::string_view name) {
    return name.starts_with("cpu") && parse_unsigned(name.substr(3)).has_value();
}

std::string why_none(const std::vector<CounterFile>& files, std::string_view otherwise) {
    for (const CounterFile& file : files) {
        if (!file.refusal().empty()) return file.refusal();
    }
    return files.empty() ? std::string(otherwise) : files.front().path() + " holds no number";
}

}  // namespace

ThermalState::ThermalState(const std::filesystem::path& root) {
    const MachineFiles files(root);
    find_throttle_counts(files, root);
    const std::string policies = std::string(kProcessors) + "/cpufreq";
    for (const std::string& policy : files.list(policies)) {
        const std::string path = policies + "/" + policy + "/scaling_cur_freq";
        if (policy.starts_with("policy") && files.exists(path)) frequencies_.emplace_back(root, path);
    }
    find_sensors(files, root);
}

void ThermalState::find_throttle_counts(const MachineFiles& files, const std::filesystem::path& root) {
    std::set<std::string> packages;  // each processor of a package repeats the package's count,
    std::set<std::string> cores;     // and its siblings that of their core
    for (const std::string& name : files.list(kProcessors)) {
        const std::string folder = std::string(kProcessors) + "/" + name;
        if (!is_processor_folder(name) || !files.exists(folder + "/thermal_throttle")) continue;
        const std::string package = files.try_read_word(folder + "/topology/physical_package_id").value_or("");
        const std::string core = files.try_read_word(folder + "/topology/core_id").value_or(name);
        if (cores.insert(package + ":" + core).second) {
            throttle_counts_.emplace_back(root, folder + "/thermal_throttle/core_throttle_count");
        }
        if (packages.insert(package).second) {
            throttle_counts_.emplace_back(root, folder + "/thermal_throttle/package_throttle_count");
        }
    }
}

void ThermalState::find_sensors(const MachineFiles& files, const std::filesystem::path& root) {
    for (const std::string& monitor : files.list(kMonitors)) {
        const std::string folder = std::string(kMonitors) + "/" + monitor;
        if (!is_processor_monitor(files.try_read_word(folder + "/name").value_or(""))) continue;
        for (const std::string_view sensor : {"/temp1_input", "/temp2_input"}) {
            if (!files.exists(folder + std::string(sensor))) continue;
            temperatures_.emplace_back(root, folder + std::string(sensor));
            break;
        }
    }
    if (!temperatures_.empty()) return;
    for (const std::string& zone : files.list(kZones)) {
        const std::string folder = std::string(kZones) + "/" + zone;
        if (is_processor_zone(files.try_read_word(folder + "/type").value_or(""))) {
            temperatures_.emplace_back(root, folder + "/temp");
        }
    }
}

std::optional<std::uint64_t> ThermalState::read_throttle_count() {
    std::optional<std::uint64_t> sum;
    for (CounterFile& file : throttle_counts_) {
        if (const auto count = file.read_number()) sum = sum.value_or(0) + *count;
    }
    return sum;
}

std::optional<double> ThermalState::read_frequency_hz() {
    std::uint64_t fastest_khz = 0;
    for (CounterFile& file : frequencies_) fastest_khz = std::max(fastest_khz, file.read_number().value_or(0));
    return fastest_khz > 0 ? std::optional(static_cast<double>(fastest_khz) * 1e3) : std::nullopt;
}

std::optional<double> ThermalState::read_temperature_celsius() {
    std::optional<double> hottest;
    for (CounterFile& file : temperatures_) {
        const auto millidegrees = parse_signed(trim(file.read()));
        if (!millidegrees) continue;
        const double celsius = static_cast<double>(*millidegrees) * 1e-3;
        hottest = std::max(hottest.value_or(celsius), celsius);
    }
    return hottest;
}

Reasons ThermalState::missing() {
    Reasons reasons;
    if (!read_throttle_count()) {
        reasons["throttle_count"] = why_none(
            throttle_counts_, "no thermal_throttle in /sys/devices/system/cpu: only Intel processors, and no guests");
    }
    if (!read_frequency_hz()) {
        reasons["frequency_hz"] = why_none(
            frequencies_, "no cpufreq in /sys/devices/system/cpu: the clock of a virtual machine is its host's");
    }
    if (!read_temperature_celsius()) {
        reasons["temperature_celsius"] =
            why_none(temperatures_, "no sensor of a processor in /sys/class/hwmon or /sys/class/thermal");
    }
    return reasons;
}

}  // namespace inference_pio
