// Checks of memory, swap and disk.

#include <fmt/format.h>

#include "session/doctor_checks.hpp"

namespace inference_pio {
namespace {

std::string gib(Bytes bytes) { return fmt::format("{:.1f} GiB", static_cast<double>(bytes.count) / (1U << 30U)); }

// Of a file in /proc/pressure. `disturbs`: from how many percent of the last minute on.
DoctorFinding check_pressure(const std::optional<double>& avg60_percent, std::string subject, std::string_view what,
                       double disturbs, std::string remedy) {
    if (!avg60_percent) return {Severity::note, std::move(subject), "not visible here", "boot with psi=1 to see it"};
    std::string message = fmt::format("tasks waited for {} {:.1f} % of the last minute", what, *avg60_percent);
    if (*avg60_percent < disturbs) return {Severity::fine, std::move(subject), std::move(message), ""};
    return {Severity::warning, std::move(subject), std::move(message), std::move(remedy)};
}

}  // namespace

DoctorFinding check_memory(const DoctorReadings& readings) {
    const MemoryProfile& memory = readings.profile.memory;
    if (!memory.available || !memory.total) return {Severity::note, "memory", "not visible here", ""};
    const std::string message = fmt::format("{} of {} available", gib(*memory.available), gib(*memory.total));
    if (memory.available->count * 2 >= memory.total->count) return {Severity::fine, "memory", message, ""};
    return {Severity::warning, "memory", message, "large models may be pushed out of memory: end what holds it"};
}

DoctorFinding check_memory_limit(const DoctorReadings& readings) {
    const MemoryProfile& memory = readings.profile.memory;
    if (!memory.cgroup_limit) return {Severity::fine, "memory limit", "none", ""};
    const std::string message = fmt::format("the control group allows {}", gib(*memory.cgroup_limit));
    if (memory.total && *memory.cgroup_limit >= *memory.total) return {Severity::fine, "memory limit", message, ""};
    return {Severity::note, "memory limit", message + ": cases that need more run out of memory, whatever is free",
            "raise memory.max (containers: --memory), or choose smaller cases"};
}

DoctorFinding check_memory_pressure(const DoctorReadings& readings) {
    return check_pressure(readings.memory_pressure_avg60_percent, "memory pressure", "memory", 0.5,
                          "end what holds memory, or choose smaller cases");
}

DoctorFinding check_swap(const DoctorReadings& readings) {
    const auto& total = readings.profile.memory.swap_total;
    if (!total) return {Severity::note, "swap", "not visible here", ""};
    if (total->count == 0) return {Severity::fine, "swap", "none", ""};
    if (!readings.swap_used) return {Severity::note, "swap", gib(*total) + ", use not visible here", ""};
    const std::string message = fmt::format("{} of {} used, swappiness {}", gib(*readings.swap_used), gib(*total),
                                            readings.swappiness ? std::to_string(*readings.swappiness) : "unknown");
    // What was pushed out long ago and is never needed disturbs nobody: a tenth of swap is usual.
    if (readings.swap_used->count * 10 > total->count) {
        return {Severity::warning, "swap", message + ": weights may have to come back from disk",
                "end what holds memory, then sudo swapoff -a && sudo swapon -a"};
    }
    if (readings.swappiness.value_or(60) > 10) {
        return {Severity::note, "swap", message + ": the kernel may push weights out for the file cache",
                "sudo sysctl vm.swappiness=1"};
    }
    return {Severity::fine, "swap", message, ""};
}

DoctorFinding check_huge_pages(const DoctorReadings& readings) {
    const auto& mode = readings.profile.memory.transparent_huge_pages;
    if (!mode) return {Severity::note, "transparent huge pages", "not visible here", ""};
    if (*mode == "madvise" || *mode == "never") return {Severity::fine, "transparent huge pages", *mode, ""};
    return {Severity::note, "transparent huge pages", *mode + ": memory may be merged while a sample runs",
            "echo madvise | sudo tee /sys/kernel/mm/transparent_hugepage/enabled"};
}

DoctorFinding check_io_pressure(const DoctorReadings& readings) {
    return check_pressure(readings.io_pressure_avg60_percent, "io pressure", "a device", 2,
                          "wait until copies, builds and backups are done");
}

DoctorFinding check_cache(const DoctorReadings& readings) {
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

}  // namespace inference_pio
