// Puts a system profile together from its sources. get_system_profile() is this, of this machine.
//
// Thread safety: as get_system_profile(), but for the limits of the GPU drivers (gpu_driver.hpp).
#pragma once

#include <inference_pio/common/hardware_analyzer.hpp>
#include <vector>

#include "common/cgroup_limits.hpp"
#include "common/cpuinfo_parser.hpp"
#include "common/machine_sources.hpp"

namespace inference_pio {

// What several parts of a profile need, read once: /proc/cpuinfo of a large machine takes its time.
struct KernelReports {
    Result<CpuInfo> cpuinfo;
    Result<CgroupLimits> limits;
};

[[nodiscard]] KernelReports read_kernel_reports(const MachineFiles& files);

// Never fails. What a source withholds is absent, and its reason stands in `unavailable`.
[[nodiscard]] SystemProfile read_system_profile(const MachineSources& sources);

// The parts. Each adds to `unavailable` what it could not learn.
[[nodiscard]] CpuProfile read_cpu_profile(const MachineSources& sources, const KernelReports& reports,
                                          std::vector<UnavailableFact>& unavailable);
[[nodiscard]] MemoryProfile read_memory_profile(const MachineSources& sources, const KernelReports& reports,
                                                std::vector<UnavailableFact>& unavailable);
[[nodiscard]] SystemSoftware read_system_software(const MachineSources& sources, const KernelReports& reports,
                                                  std::vector<UnavailableFact>& unavailable);
[[nodiscard]] BuildProfile get_build_profile();

// Processors that may be kept busy: the smallest of what is there, what the affinity mask allows, and the
// whole processors of the quota (1.5 gives 1: a second thread would be throttled half of the time, and a
// benchmark would measure the throttle). At least 1.
[[nodiscard]] int compute_threads_available(int threads, std::optional<int> allowed, std::optional<double> quota);

}  // namespace inference_pio
