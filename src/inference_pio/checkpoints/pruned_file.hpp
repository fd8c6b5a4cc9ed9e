// Writes a GGUF file without the blocks, channels and values that pruning drops. Of the source one tensor at a time is
// in memory.
//
// Thread safety: free functions; while no other thread uses the engine (engine_log_silence.hpp).
#pragma once

#include <filesystem>
#include <inference_pio/result.hpp>
#include <inference_pio/units.hpp>

#include "checkpoints/gguf_header.hpp"
#include "checkpoints/model_variant.hpp"

namespace inference_pio {

// What the tensors of the pruned file take, without its keys. Errors: those of plan_pruning().
[[nodiscard]] Result<Bytes> compute_pruned_size(const GgufHeader& source, const ModelVariant& variant);

// Writes aside and renames. `variant` is pruned (is_pruned()); its weight type is nothing to it.
// Errors: not_found, malformed (the source); those of plan_pruning(); io.
[[nodiscard]] Result<void> write_pruned_file(const std::filesystem::path& source, const ModelVariant& variant,
                                             const std::filesystem::path& output);

}  // namespace inference_pio
