// The size that Qwen's vision-language models resize an image to before they cut it into patches: both sides
// multiples of a factor (patch × merge), the number of pixels within limits, the aspect ratio kept as nearly as
// that allows.
//
// The rule is the one that is published with Qwen2-VL (`smart_resize` of its image processor in Hugging Face
// transformers): round both sides to the nearest multiple, halves to the even one; where that is too many pixels,
// divide the sides by √(pixels / maximum) and round down, to no less than one factor; where it is too few,
// multiply them by √(minimum / pixels) and round up. Aspect ratios beyond 200 are refused. The limits are those of
// Qwen3-VL's published preprocessor_config.json (patch_size 16, merge_size 2, size.shortest_edge and
// size.longest_edge, which despite their names count pixels).
//
// Pure. Thread-safe.
#pragma once

#include <cstdint>
#include <inference_pio/result.hpp>

#include "imaging/image.hpp"

namespace inference_pio {

struct SmartResizeRule {
    int factor = 32;                       // >= 1; Qwen2-VL: 28
    std::int64_t pixels_min = 65'536;      // >= 1
    std::int64_t pixels_max = 16'777'216;  // >= pixels_min

    bool operator==(const SmartResizeRule&) const = default;
};

// Errors: invalid_argument for an aspect ratio beyond 200, limits that are none, or a side that would be longer
// than ImageSize allows.
[[nodiscard]] Result<ImageSize> compute_smart_size(ImageSize source, const SmartResizeRule& rule = {});

}  // namespace inference_pio
