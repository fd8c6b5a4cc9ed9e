// What a driver says about one GPU, and what it refuses to say.
//
// Thread safety: plain value.
#pragma once

#include <inference_pio/common/hardware_analyzer.hpp>
#include <vector>

namespace inference_pio {

struct GpuAnswer {
    GpuProfile gpu;
    std::vector<UnavailableFact> refused;  // names within the GPU: "memory_total"
};

}  // namespace inference_pio
