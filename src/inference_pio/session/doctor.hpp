// What would make measurements noisy on this machine, and what to do about it.
//
// Thread safety: read_doctor_readings() reads files and may be called from any thread; the rest is pure.
#pragma once

#include <filesystem>
#include <inference_pio/common/hardware_analyzer.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/clock.hpp"
#include "session/busy_processes.hpp"

namespace inference_pio {

struct CacheUse {
    std::filesystem::path folder;
    Bytes held;
    std::size_t files = 0;
    std::optional<Bytes> limit;  // absent: the cache has none
    bool operator==(const CacheUse&) const = default;
};

// What is not visible is absent.
struct DoctorReadings {
    SystemProfile profile;
    int threads_asked = 0;       // that benchmarks will compute with; 0: as many as the default says
    int processors_allowed = 0;  // that this process may run on, whatever its quota; 0: not visible
    std::optional<bool> turbo;
    std::optional<double> cgroup_processors;  // the control group's quota: 1.5 = one and a half; absent: none
    std::optional<double> load_average_1min;
    std::vector<BusyProcess> busiest;  // of other processes, in the last half second, at most three
    // Share of the last minute in which some task waited for a processor, for memory, for a device.
    std::optional<double> cpu_pressure_avg60_percent;
    std::optional<double> memory_pressure_avg60_percent;
    std::optional<double> io_pressure_avg60_percent;
    std::optional<double> steal_percent;      // of all CPU time since boot
    std::optional<double> steal_now_percent;  // of all CPU time in the last half second
    std::optional<Bytes> swap_used;
    std::optional<int> swappiness;               // 0 … 200
    std::map<std::string, std::string> missing;  // evidence that workers cannot read here -> why
    std::optional<Bytes> disk_free;              // where the checkpoint cache lies
    CacheUse checkpoints;
};

struct DoctorSources {
    std::filesystem::path root = "/";  // where /proc and /sys lie; the system profile is always this machine's
    Clock* clock = &machine_clock();
    Seconds watched{0.5};  // how long other processes and steal are watched
};

// `threads_asked`: as in DoctorReadings. Takes as long as the sources are watched.
[[nodiscard]] DoctorReadings read_doctor_readings(int threads_asked = 0, const DoctorSources& sources = {});

enum class Severity { fine, note, warning };

[[nodiscard]] std::string_view to_string(Severity severity);

struct DoctorFinding {
    Severity severity = Severity::fine;
    std::string subject;  // "cpu governor"
    std::string message;  // what was found
    std::string remedy;   // empty where nothing needs doing
    bool operator==(const DoctorFinding&) const = default;
};

// In order of severity, worst first; within one, in the order of the checks. docs/manual.md lists the subjects.
[[nodiscard]] std::vector<DoctorFinding> diagnose(const DoctorReadings& readings);

// "/proc/loadavg" and the files of "/proc/pressure": the figures above; nothing for other text.
[[nodiscard]] std::optional<double> parse_load_average(std::string_view text);
[[nodiscard]] std::optional<double> parse_pressure_avg60(std::string_view text);

// The first line of "/proc/stat", all processors together, since boot.
struct CpuTicks {
    double total = 0;
    double steal = 0;
    bool operator==(const CpuTicks&) const = default;
};
[[nodiscard]] std::optional<CpuTicks> parse_cpu_ticks(std::string_view text);

// Share of steal in the time between, in percent; nothing where none passed.
[[nodiscard]] std::optional<double> compute_steal_percent(const CpuTicks& before, const CpuTicks& after);

}  // namespace inference_pio
