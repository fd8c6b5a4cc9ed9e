// What would make measurements noisy on this machine, and what to do about it.
//
// Thread safety: read_doctor_readings() reads files and may be called from any thread; the rest is pure.
#pragma once

#include <filesystem>
#include <inference_pio/common/hardware_analyzer.hpp>
#include <optional>
#include <string>
#include <vector>

namespace inference_pio {

struct CacheUse {
    std::filesystem::path folder;
    Bytes held;
    std::size_t files = 0;
    std::optional<Bytes> limit;  // absent: the cache has none
    bool operator==(const CacheUse&) const = default;
};

struct DoctorReadings {
    SystemProfile profile;
    std::optional<double> load_average_1min;
    std::optional<double> cpu_pressure_avg60_percent;  // share of time that some task waited for a CPU
    std::optional<double> steal_percent;               // since boot, of all CPU time
    std::optional<Bytes> disk_free;                    // where the checkpoint cache lies
    CacheUse checkpoints;
};

[[nodiscard]] DoctorReadings read_doctor_readings();

enum class Severity { fine, note, warning };

[[nodiscard]] std::string_view to_string(Severity severity);

struct Finding {
    Severity severity = Severity::fine;
    std::string subject;  // "cpu governor"
    std::string message;  // what was found
    std::string remedy;   // empty where nothing needs doing
    bool operator==(const Finding&) const = default;
};

// In order of severity, worst first; within one, in the order of the checks.
[[nodiscard]] std::vector<Finding> diagnose(const DoctorReadings& readings);

// "/proc/loadavg" and "/proc/pressure/cpu" and "/proc/stat": the figures above; nothing for other text.
[[nodiscard]] std::optional<double> parse_load_average(std::string_view text);
[[nodiscard]] std::optional<double> parse_pressure_avg60(std::string_view text);
[[nodiscard]] std::optional<double> parse_steal_percent(std::string_view text);

}  // namespace inference_pio
