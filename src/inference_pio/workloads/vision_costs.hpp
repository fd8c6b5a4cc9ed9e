// What the architecture of a vision tower prescribes: how many tokens an image becomes, and how many operations
// that takes.
//
// With n patches of p × p pixels, E the embedding length, F the feed-forward length, m the merge size, M = m² E,
// t = n / m² tokens, O the output length, and D deepstack layers:
//
//   patches    2 n (2 · 3 p²) E            two convolutions: an image is two equal frames of a film
//   layers     L (2 n (3 E² + E² + 2 E F) + 4 n² E)     the last term: scores, and values weighted by them
//   mergers    (1 + D) 2 t (M² + M O)
//
// Not counted: norms, biases, rotations, softmax, the interpolation of positions.
//
// Pure. Thread-safe.
#pragma once

#include <cstdint>
#include <inference_pio/model_card.hpp>
#include <inference_pio/result.hpp>

#include "imaging/image.hpp"

namespace inference_pio {

// Patches that become one token: a square of merge_size × merge_size.
struct ImageGrid {
    std::int64_t columns = 0;  // of tokens
    std::int64_t rows = 0;

    [[nodiscard]] std::int64_t tokens() const { return columns * rows; }
    bool operator==(const ImageGrid&) const = default;
};

// By Qwen's rule (imaging/smart_resize.hpp) with the card's limits. The engine rounds halves away from zero where
// that rule rounds them to even, so that some sides (144, 208, … pixels at 32 a token) differ by a row of tokens.
// Errors: those of compute_smart_size.
[[nodiscard]] Result<ImageGrid> compute_image_grid(const VisionCard& card, ImageSize size);

// Of encoding one image that has this grid; a multiplication and an addition count two.
[[nodiscard]] double compute_vision_flops(const VisionCard& card, const ImageGrid& grid);

}  // namespace inference_pio
