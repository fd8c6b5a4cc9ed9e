// The cache of synthesized checkpoints: how much it holds. (ensure_synthesized() keeps it under its limit;
// checkpoints that the user fetched lie elsewhere and do not count.)
//
// Thread safety: a snapshot; another process may change the cache meanwhile.
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

// The default limit, where PIO_CHECKPOINT_CACHE_LIMIT is no size (ensure_synthesized() refuses that one).
[[nodiscard]] CacheState read_checkpoint_cache();

}  // namespace inference_pio
