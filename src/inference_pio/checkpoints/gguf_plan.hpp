// A checkpoint before its weights: all keys, all tensors with their types, and where each will lie.
//
// Thread safety: as choose_tensor_types (tensor_types.hpp).
#pragma once

#include <ggml.h>

#include <cstddef>
#include <inference_pio/result.hpp>
#include <inference_pio/units.hpp>
#include <vector>

#include "checkpoints/architecture.hpp"
#include "checkpoints/synthesis.hpp"

namespace inference_pio {

struct PlannedTensor {
    TensorShape tensor;
    ggml_type type = GGML_TYPE_F32;
    Bytes size;  // without the padding behind it
};

struct GgufPlan {
    std::vector<std::byte> header;  // the file up to the data, padded
    std::vector<PlannedTensor> tensors;
    Bytes file_size;
};

// Every tensor's data is padded to a multiple of this.
inline constexpr std::size_t kTensorAlignment = 32;

[[nodiscard]] constexpr std::size_t padding_after(std::uint64_t size) {
    return static_cast<std::size_t>((kTensorAlignment - size % kTensorAlignment) % kTensorAlignment);
}

// Errors: those of check_card, find_vocabulary, read_vocabulary and choose_tensor_types; for a projector, of
// check_vision_card and choose_vision_tensor_types.
[[nodiscard]] Result<GgufPlan> plan_checkpoint(const SynthesisRequest& request);

}  // namespace inference_pio
