// AMD GPUs through ROCm SMI, AMD's management library, opened at run time.
//
// Not thread-safe against other users of ROCm SMI in the same process.
#pragma once

#include <inference_pio/result.hpp>
#include <string>
#include <vector>

#include "common/gpu_answer.hpp"

namespace inference_pio {

// As read_nvidia_gpus, for AMD.
[[nodiscard]] Result<std::vector<GpuAnswer>> read_amd_gpus(const std::vector<std::string>& library_names);

}  // namespace inference_pio
