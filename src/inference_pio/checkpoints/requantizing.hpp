// A GGUF file in another weight type, by the engine's own quantizer.
//
// Thread safety: free functions; while no other thread uses the engine (engine_log_silence.hpp).
#pragma once

#include <filesystem>
#include <inference_pio/model_card.hpp>
#include <inference_pio/result.hpp>
#include <inference_pio/units.hpp>

#include "checkpoints/gguf_header.hpp"

namespace inference_pio {

// At most so many bytes: embeddings and rows that fit no block are larger than the type's own.
[[nodiscard]] Bytes compute_requantized_bound(const GgufHeader& source, WeightType type);

// Through a temporary file beside `output`; writes aside and renames, in large blocks (part_file.hpp says why).
// Errors: not_found, malformed (the source); unsupported, with the quantizer's own words; io.
[[nodiscard]] Result<void> write_requantized_file(const std::filesystem::path& source, WeightType type,
                                                  const std::filesystem::path& output);

}  // namespace inference_pio
