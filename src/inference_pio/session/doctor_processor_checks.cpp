// Checks of what takes processors away, or changes how fast they are.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "session/doctor_checks.hpp"

namespace inference_pio {
namespace {

int processors_of(const DoctorReadings& readings) { return std::max(readings.processors_allowed, 1); }

// What was asked, else the benchmarks' default: a thread for each physical core that is allowed.
int threads_of(const DoctorReadings& readings) {
    if (readings.threads_asked > 0) return readings.threads_asked;
    return std::min(readings.profile.cpu.cores.value_or(processors_of(readings)), processors_of(readings));
}

std::string count_of(int count, std::string_view what) {
    return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
}

}  // namespace

DoctorFinding check_governor(const DoctorReadings& readings) {
    const auto& governor = readings.profile.cpu.governor;
    if (!governor) return {Severity::note, "cpu governor", "not visible here", ""};
    if (*governor == "performance") return {Severity::fine, "cpu governor", "performance", ""};
    return {Severity::warning, "cpu governor", fmt::format("'{}': clocks follow the load", *governor),
            "sudo cpupower frequency-set -g performance"};
}

DoctorFinding check_turbo(const DoctorReadings& readings) {
    if (!readings.turbo) return {Severity::note, "turbo", "not visible here", ""};
    if (!*readings.turbo) return {Severity::fine, "turbo", "off: clocks stay at their base", ""};
    return {Severity::note, "turbo", "on: clocks depend on heat and on how many cores work",
            "echo 1 | sudo tee /sys/devices/system/cpu/intel_pstate/no_turbo (others: echo 0 | sudo tee "
            "/sys/devices/system/cpu/cpufreq/boost)"};
}

DoctorFinding check_threads(const DoctorReadings& readings) {
    const int processors = processors_of(readings);
    const int threads = threads_of(readings);
    const std::string message = fmt::format("{} on {}", count_of(threads, "thread"), count_of(processors, "processor"));
    if (readings.processors_allowed < 1) return {Severity::note, "threads", "processors not visible here", ""};
    if (threads > processors) {
        return {Severity::warning, "threads", message + ": they wait for each other",
                fmt::format("ask for at most {} (--param threads={})", processors, processors)};
    }
    if (threads > readings.profile.cpu.cores.value_or(threads)) {
        return {Severity::note, "threads",
                fmt::format("{}, {}: some share a core", message, count_of(*readings.profile.cpu.cores, "core")),
                fmt::format("--param threads={}", *readings.profile.cpu.cores)};
    }
    if (threads == processors) {
        return {Severity::note, "threads", message + ": none is left for whatever else runs",
                processors > 1 ? fmt::format("for the steadiest figures, --param threads={}", processors - 1)
                               : "use a machine with at least two processors"};
    }
    return {Severity::fine, "threads", message, ""};
}

DoctorFinding check_quota(const DoctorReadings& readings) {
    if (!readings.cgroup_processors) return {Severity::fine, "processor quota", "none", ""};
    const double quota = *readings.cgroup_processors;
    const int threads = threads_of(readings);
    const std::string message =
        fmt::format("the control group gives {:.4g} of {}", quota, count_of(processors_of(readings), "processor"));
    if (quota >= threads) return {Severity::fine, "processor quota", message, ""};
    return {Severity::warning, "processor quota",
            fmt::format("{}: {} use it up and stand still for the rest of each period", message,
                        count_of(threads, "thread")),
            fmt::format("raise cpu.max (containers: --cpus {}){}", threads,
                        quota >= 1 ? fmt::format(", or --param threads={:.0f}", std::floor(quota)) : "")};
}

DoctorFinding check_other_processes(const DoctorReadings& readings) {
    const int processors = processors_of(readings);
    std::string busiest;
    double used = 0;
    for (const BusyProcess& process : readings.busiest) {
        used += process.processors;
        busiest += fmt::format("{}{} (process {}) {:.2f} processors", busiest.empty() ? "busiest: " : ", ",
                               process.name, process.pid, process.processors);
    }
    constexpr double kIdleLoad = 0.2;  // of the processors
    constexpr double kIdleUse = 0.05;  // of one processor: what a system does anyway
    std::string message = "load average not visible here";
    bool busy = used > kIdleUse;
    if (readings.load_average_1min) {
        message =
            fmt::format("load average {:.2f} on {}", *readings.load_average_1min, count_of(processors, "processor"));
        busy = busy || *readings.load_average_1min / processors >= kIdleLoad;
    }
    if (!busiest.empty()) message += "; " + busiest;
    if (busy) {
        return {Severity::warning, "other processes", message,
                "end them, or leave their processors out with --cpus; wait until the load has gone down"};
    }
    return {readings.load_average_1min ? Severity::fine : Severity::note, "other processes", message, ""};
}

DoctorFinding check_cpu_pressure(const DoctorReadings& readings) {
    if (!readings.cpu_pressure_avg60_percent) {
        return {Severity::note, "cpu pressure", "/proc/pressure/cpu is not there", "boot with psi=1 to see it"};
    }
    const double waited = *readings.cpu_pressure_avg60_percent;
    const std::string message = fmt::format("tasks waited for a processor {:.1f} % of the last minute", waited);
    if (waited < 2) return {Severity::fine, "cpu pressure", message, ""};
    return {Severity::warning, "cpu pressure", message, "wait until other work is done, or ask for fewer threads"};
}

DoctorFinding check_steal(const DoctorReadings& readings) {
    if (!readings.steal_percent) return {Severity::note, "steal time", "not visible here", ""};
    std::string message =
        fmt::format("{:.2f} % of processor time since boot went to other guests", *readings.steal_percent);
    if (readings.steal_now_percent) message += fmt::format(", {:.1f} % just now", *readings.steal_now_percent);
    if (*readings.steal_percent < 0.1 && readings.steal_now_percent.value_or(0) < 0.5) {
        return {Severity::fine, "steal time", message, ""};
    }
    return {Severity::warning, "steal time", message, "compare in turns (many processes), or use a dedicated host"};
}

DoctorFinding check_virtualisation(const DoctorReadings& readings) {
    const std::string& kind = readings.profile.software.virtualisation;
    if (kind.empty()) return {Severity::note, "virtualisation", "unknown", ""};
    if (kind == "none") return {Severity::fine, "virtualisation", "none", ""};
    return {Severity::note, "virtualisation", fmt::format("{}: the host's other guests are not visible", kind),
            "trust intervals over processes, not single runs"};
}

}  // namespace inference_pio
