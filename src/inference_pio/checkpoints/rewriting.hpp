// Rewrites a user's GGUF file as a variant of its model: pruned by us, requantized by the engine's own quantizer.
//
// What is pruned: of depth, whole blocks. Of width, the feed-forward channels whose weights (gate, up and down, by
// their Euclidean norm) are the smallest of their block, and the KV groups of heads whose output weights are. Of
// sparsity, the smallest values of each row. Nothing is trained afterwards, so quality suffers more than published
// recipes would let it; optimization_quality says how much. Pruning comes first and keeps each tensor's type (f16
// where a shortened row does not fit its block), quantization second.
//
// Thread safety: free functions; two processes may ask for the same file at once. The engine's log is silenced
// meanwhile (tensor_types.hpp).
#pragma once

#include <filesystem>
#include <inference_pio/result.hpp>

#include "checkpoints/model_variant.hpp"
#include "checkpoints/synthesis.hpp"

namespace inference_pio {

// Writes aside and renames; `progress` may be empty. Errors: not_found, malformed (the source), unsupported (an
// architecture whose tensors the pruning does not know, a type that needs an importance matrix), invalid_argument
// (a variant that changes no checkpoint, or drops more than there is), io.
[[nodiscard]] Result<void> rewrite_checkpoint(const std::filesystem::path& source, const ModelVariant& variant,
                                              const std::filesystem::path& output, const ProgressLine& progress);

// The same in the user's cache of synthesized checkpoints and under its limit, made where it is not there yet: told
// from others by the source's digest, the variant, and the versions of the rewriter and of the engine.
[[nodiscard]] Result<std::filesystem::path> ensure_rewritten(const std::filesystem::path& source,
                                                             const ModelVariant& variant, const ProgressLine& progress);

}  // namespace inference_pio
