// NVIDIA GPUs through NVML, NVIDIA's management library, opened at run time.
//
// Thread-safe: NVML is.
#pragma once

#include <inference_pio/result.hpp>
#include <string>
#include <vector>

#include "common/gpu_answer.hpp"

namespace inference_pio {

// `library_names`: where the library may be, the preferred name first. No GPU: an empty list. Errors:
// not_found (not installed), unsupported (a function is missing), io (the driver refuses; its words).
[[nodiscard]] Result<std::vector<GpuAnswer>> read_nvidia_gpus(const std::vector<std::string>& library_names);

}  // namespace inference_pio
