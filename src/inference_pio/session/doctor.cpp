#include "session/doctor.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <inference_pio/parameters.hpp>
#include <sstream>

#include "common/files.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

std::string gib(Bytes bytes) { return fmt::format("{:.1f} GiB", static_cast<double>(bytes.count) / (1U << 30U)); }

CacheUse read_cache_use(const fs::path& folder) {
    CacheUse use{folder, {}, 0, std::nullopt};
    std::error_code ignored;
    for (const auto& entry : fs::recursive_directory_iterator(folder, ignored)) {
        if (entry.path().extension() != ".gguf" || !entry.is_regular_file(ignored)) continue;
        use.held.count += entry.file_size(ignored);
        ++use.files;
    }
    return use;
}

Bytes cache_limit() {
    if (const char* text = std::getenv("PIO_CHECKPOINT_CACHE_LIMIT")) {
        if (const auto value = parse_value(ValueType::bytes, text)) return std::get<Bytes>(*value);
    }
    return gibibytes(20);
}

std::optional<double> find_field(std::string_view text, std::string_view line_start, std::string_view key) {
    const auto line = text.find(line_start);
    if (line == std::string_view::npos) return std::nullopt;
    const auto field = text.find(key, line);
    if (field == std::string_view::npos || field > text.find('\n', line)) return std::nullopt;
    std::istringstream in{std::string(text.substr(field + key.size()))};
    double value = 0;
    return in >> value ? std::optional(value) : std::nullopt;
}

Finding check_governor(const CpuProfile& cpu) {
    if (!cpu.governor) return {Severity::note, "cpu governor", "not visible here", ""};
    if (*cpu.governor == "performance") return {Severity::fine, "cpu governor", "performance", ""};
    return {Severity::warning, "cpu governor", fmt::format("'{}': clocks follow the load", *cpu.governor),
            "sudo cpupower frequency-set -g performance"};
}

Finding check_load(const DoctorReadings& readings) {
    const int threads = std::max(readings.profile.cpu.threads_available, 1);
    if (!readings.load_average_1min) return {Severity::note, "other processes", "load average not visible here", ""};
    const double share = *readings.load_average_1min / threads;
    const std::string message = fmt::format("load average {:.2f} on {} threads", *readings.load_average_1min, threads);
    if (share < 0.2) return {Severity::fine, "other processes", message, ""};
    return {Severity::warning, "other processes", message, "stop other work, or leave its processors out with --cpus"};
}

Finding check_pressure(const DoctorReadings& readings) {
    if (!readings.cpu_pressure_avg60_percent) {
        return {Severity::note, "cpu pressure", "/proc/pressure/cpu is not there", "boot with psi=1 to see it"};
    }
    const double waited = *readings.cpu_pressure_avg60_percent;
    const std::string message = fmt::format("tasks waited for a processor {:.1f} % of the last minute", waited);
    if (waited < 2) return {Severity::fine, "cpu pressure", message, ""};
    return {Severity::warning, "cpu pressure", message, "wait until other work is done"};
}

Finding check_steal(const DoctorReadings& readings) {
    if (!readings.steal_percent) return {Severity::note, "steal time", "not visible here", ""};
    const std::string message =
        fmt::format("{:.2f} % of processor time since boot went to other guests", *readings.steal_percent);
    if (*readings.steal_percent < 0.1) return {Severity::fine, "steal time", message, ""};
    return {Severity::warning, "steal time", message, "compare in turns (many processes), or use a dedicated host"};
}

Finding check_virtualisation(const SystemSoftware& software) {
    if (software.virtualisation.empty()) return {Severity::note, "virtualisation", "unknown", ""};
    if (software.virtualisation == "none") return {Severity::fine, "virtualisation", "none", ""};
    return {Severity::note, "virtualisation",
            fmt::format("{}: the host's other guests are not visible", software.virtualisation),
            "trust intervals over processes, not single runs"};
}

Finding check_memory(const MemoryProfile& memory) {
    if (!memory.available || !memory.total) return {Severity::note, "memory", "not visible here", ""};
    const std::string message = fmt::format("{} of {} available", gib(*memory.available), gib(*memory.total));
    if (memory.available->count * 2 >= memory.total->count) return {Severity::fine, "memory", message, ""};
    return {Severity::warning, "memory", message, "large models may be pushed out of memory: end what holds it"};
}

Finding check_huge_pages(const MemoryProfile& memory) {
    if (!memory.transparent_huge_pages) return {Severity::note, "transparent huge pages", "not visible here", ""};
    const std::string& mode = *memory.transparent_huge_pages;
    if (mode == "madvise" || mode == "never") return {Severity::fine, "transparent huge pages", mode, ""};
    return {Severity::note, "transparent huge pages", mode + ": memory may be merged while a sample runs",
            "echo madvise | sudo tee /sys/kernel/mm/transparent_hugepage/enabled"};
}

Finding check_cache(const DoctorReadings& readings) {
    const CacheUse& cache = readings.checkpoints;
    std::string message = fmt::format("{} in {} files", gib(cache.held), cache.files);
    if (cache.limit) message += fmt::format(", limit {}", gib(*cache.limit));
    if (readings.disk_free) message += fmt::format(", {} of disk free", gib(*readings.disk_free));
    message += " (" + cache.folder.string() + ")";
    if (readings.disk_free && *readings.disk_free < gibibytes(5)) {
        return {Severity::warning, "checkpoint cache", message,
                "delete the folder: checkpoints are synthesized again when needed"};
    }
    return {Severity::fine, "checkpoint cache", message, ""};
}

}  // namespace

std::string_view to_string(Severity severity) {
    switch (severity) {
        case Severity::fine:
            return "fine";
        case Severity::note:
            return "note";
        case Severity::warning:
            return "warning";
    }
    return "note";
}

std::optional<double> parse_load_average(std::string_view text) { return find_field(text, "", ""); }

std::optional<double> parse_pressure_avg60(std::string_view text) { return find_field(text, "some ", "avg60="); }

std::optional<double> parse_steal_percent(std::string_view text) {
    if (!text.starts_with("cpu ")) return std::nullopt;
    std::istringstream in{std::string(text.substr(4, text.find('\n') - 4))};
    std::vector<double> ticks;
    for (double value = 0; in >> value;) ticks.push_back(value);
    // user nice system idle iowait irq softirq steal; guest time is counted in user already.
    if (ticks.size() < 8) return std::nullopt;
    double total = 0;
    for (std::size_t i = 0; i < 8; ++i) total += ticks[i];
    return total > 0 ? std::optional(100 * ticks[7] / total) : std::nullopt;
}

DoctorReadings read_doctor_readings() {
    DoctorReadings readings;
    readings.profile = get_system_profile();
    if (const auto text = try_read_file("/proc/loadavg")) readings.load_average_1min = parse_load_average(*text);
    if (const auto text = try_read_file("/proc/pressure/cpu"))
        readings.cpu_pressure_avg60_percent = parse_pressure_avg60(*text);
    if (const auto text = try_read_file("/proc/stat")) readings.steal_percent = parse_steal_percent(*text);
    readings.checkpoints = read_cache_use(user_cache_folder() / "checkpoints");
    readings.checkpoints.limit = cache_limit();
    std::error_code error;
    fs::path existing = readings.checkpoints.folder;
    while (!fs::exists(existing, error) && existing.has_relative_path()) existing = existing.parent_path();
    const auto space = fs::space(existing, error);
    if (!error) readings.disk_free = Bytes{space.available};
    return readings;
}

std::vector<Finding> diagnose(const DoctorReadings& readings) {
    std::vector<Finding> findings = {
        check_governor(readings.profile.cpu),
        check_load(readings),
        check_pressure(readings),
        check_steal(readings),
        check_virtualisation(readings.profile.software),
        check_memory(readings.profile.memory),
        check_huge_pages(readings.profile.memory),
        check_cache(readings),
    };
    std::stable_sort(findings.begin(), findings.end(),
                     [](const Finding& a, const Finding& b) { return a.severity > b.severity; });
    return findings;
}

}  // namespace inference_pio
