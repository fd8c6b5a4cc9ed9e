// Which ggml type the engine's own quantizer gives each tensor of a file. The only place that uses the
// engine's staging header.
//
// Thread safety: one call at a time while no other thread uses the engine: its log is silenced for the
// length of the call, and the log belongs to the whole process.
#pragma once

#include <ggml.h>

#include <inference_pio/model_card.hpp>
#include <inference_pio/result.hpp>
#include <span>
#include <vector>

#include "checkpoints/architecture.hpp"

namespace inference_pio {

// One type for each of `tensors`, which are as compute_tensor_list(card) gives them. Norms stay F32; rows
// whose length fits no block of the wanted type get the quantizer's fallback.
// Errors: unsupported, where the quantizer refuses or would need an importance matrix.
[[nodiscard]] Result<std::vector<ggml_type>> choose_tensor_types(const ModelCard& card, WeightType weight_type,
                                                                 std::span<const TensorShape> tensors);

}  // namespace inference_pio
