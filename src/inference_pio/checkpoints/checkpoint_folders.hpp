// Where checkpoints lie in the user's cache.
//
// Thread safety: free functions, independent.
#pragma once

#include <filesystem>

namespace inference_pio {

// Made by us from model cards; kept under the cache's limit.
[[nodiscard]] std::filesystem::path synthesized_folder();

// Real ones, put there by scripts/fetch-checkpoint as "<model>-<weight type>.gguf"; never removed by us.
[[nodiscard]] std::filesystem::path fetched_folder();

}  // namespace inference_pio
