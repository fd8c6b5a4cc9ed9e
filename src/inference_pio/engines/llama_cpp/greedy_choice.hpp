// Greedy sampling: the id of the largest logit.
//
// Pure. Thread-safe.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace inference_pio {

// The lowest index of the largest value; values that are not numbers are passed over. Empty where no
// value is larger than minus infinity: such logits come from a broken computation.
[[nodiscard]] std::optional<std::int32_t> compute_greedy_choice(std::span<const float> logits);

}  // namespace inference_pio
