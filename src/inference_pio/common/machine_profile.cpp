#include "common/machine_profile.hpp"

#include <utility>

namespace inference_pio {

KernelReports read_kernel_reports(const MachineFiles& files) {
    return {files.read("/proc/cpuinfo").map([](const std::string& text) { return parse_cpuinfo(text); }),
            read_cgroup_limits(files)};
}

SystemProfile read_system_profile(const MachineSources& sources) {
    const KernelReports reports = read_kernel_reports(sources.files);
    SystemProfile profile;
    profile.cpu = read_cpu_profile(sources, reports, profile.unavailable);
    profile.memory = read_memory_profile(sources, reports, profile.unavailable);
    GpuSurvey survey = read_gpus(sources.gpu_libraries, sources.files);
    profile.gpus = std::move(survey.gpus);
    profile.unavailable.insert(profile.unavailable.end(), survey.unavailable.begin(), survey.unavailable.end());
    profile.software = read_system_software(sources, reports, profile.unavailable);
    profile.build = get_build_profile();
    profile.fingerprint = compute_fingerprint(profile);
    return profile;
}

}  // namespace inference_pio
