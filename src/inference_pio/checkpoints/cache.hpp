// The checkpoint cache: how much it holds, and keeping it under its limit.
#pragma once

#include <filesystem>
#include <inference_pio/result.hpp>
#include <inference_pio/units.hpp>

namespace inference_pio {

struct CacheState {
    std::filesystem::path folder;
    Bytes held;
    Bytes limit;
    std::size_t files = 0;
};

[[nodiscard]] CacheState read_checkpoint_cache();

}  // namespace inference_pio
