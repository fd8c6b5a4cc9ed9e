// Weight types as the number that stands under `general.file_type` in GGUF files.
//
// Pure. Thread-safe.
#pragma once

#include <cstdint>
#include <inference_pio/model_card.hpp>
#include <optional>

namespace inference_pio {

[[nodiscard]] std::uint32_t file_type_of(WeightType type);

// Nothing for a number that stands for none of ours.
[[nodiscard]] std::optional<WeightType> weight_type_of_file_type(std::uint64_t file_type);

}  // namespace inference_pio
