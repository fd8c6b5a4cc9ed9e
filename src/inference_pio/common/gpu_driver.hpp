// The GPUs of this machine as their drivers list them: NVIDIA's through NVML, AMD's through ROCm SMI.
// Both libraries are opened at run time. Where one is not installed, the PCI bus tells whether that
// withholds anything: a machine without such a GPU lacks nothing.
//
// Thread safety: read_gpus may be called from any thread, one at a time for each library (ROCm SMI's
// own rule).
#pragma once

#include <inference_pio/common/hardware_analyzer.hpp>
#include <string>
#include <vector>

#include "common/machine_files.hpp"

namespace inference_pio {

// Names (or paths) under which a driver library may be installed, the preferred one first.
struct GpuLibraries {
    std::vector<std::string> nvml = {"libnvidia-ml.so.1", "/usr/lib/wsl/lib/libnvidia-ml.so.1"};
    std::vector<std::string> rocm_smi = {"librocm_smi64.so.7", "librocm_smi64.so.6", "librocm_smi64.so.5",
                                         "librocm_smi64.so", "/opt/rocm/lib/librocm_smi64.so"};
};

struct GpuSurvey {
    std::vector<GpuProfile> gpus;              // in the drivers' order, NVIDIA first
    std::vector<UnavailableFact> unavailable;  // "gpus.nvidia": the driver library is not installed
    bool operator==(const GpuSurvey&) const = default;
};

// Never fails: a driver that is missing though its GPU is there, or broken, or silent becomes an entry of
// `unavailable`, and so does each value of a GPU that its driver refuses ("gpus[1].memory_total").
[[nodiscard]] GpuSurvey read_gpus(const GpuLibraries& libraries, const MachineFiles& files);

}  // namespace inference_pio
