// The keys of a GGUF file after pruning: those of the source, with the lengths that changed.
//
// Thread safety: free functions, independent.
#pragma once

#include <string>

#include "checkpoints/gguf_context.hpp"
#include "checkpoints/gguf_pruning.hpp"

namespace inference_pio {

// All keys of `source`, and: fewer blocks, per-layer arrays without the dropped ones, shorter lengths, the length of a
// head where the engine would compute it from what changed, the windows of a Gemma 3's blocks where it would count
// them anew, and a name that says `word`. Tensors are not in it.
[[nodiscard]] GgufContext make_pruned_keys(const gguf_context* source, const PruningPlan& plan,
                                           const std::string& word);

}  // namespace inference_pio
