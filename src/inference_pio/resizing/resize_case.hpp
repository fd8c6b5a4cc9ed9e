// A case of benchmark_resize as its parameters say it, and the images that it resizes.
//
// Thread safety: plain values, free functions.
#pragma once

#include <cstdint>
#include <inference_pio/benchmark.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "imaging/image.hpp"
#include "imaging/resize_filter.hpp"
#include "imaging/smart_resize.hpp"

namespace inference_pio {

// What to resize to.
struct ResizeTarget {
    std::optional<ImageSize> size;  // absent: by the rule
    SmartResizeRule rule;

    // Errors: those of compute_smart_size.
    [[nodiscard]] Result<ImageSize> size_for(ImageSize source) const;
    bool operator==(const ResizeTarget&) const = default;
};

// "448": a square of 448 × 448, whatever the source's aspect ratio, as encoders with a fixed input take it;
// "1024x768"; "smart": Qwen3-VL's smart resize, multiples of 32 within its published limits; "smart_1048576": the
// same with another largest number of pixels. Errors: invalid_argument, listing these. Pure.
[[nodiscard]] Result<ResizeTarget> parse_resize_target(std::string_view text);

struct ResizeCase {
    ImageSize source;  // of the synthetic photograph
    ResizeTarget target;
    ResizeFilter filter = ResizeFilter::area;
    int channels = 3;  // 1, 3 or 4
    PixelType type = PixelType::u8;
    int threads = 1;
    std::string implementation;
    bool from_memory = false;  // cache=cold: another copy of the source each time
    std::uint64_t seed = 1;

    bool operator==(const ResizeCase&) const = default;
};

// From the axes source_size, target_size, filter, channels, pixel_type, threads, implementation, cache. Without a
// source_size (the images are the user's) the source is empty. Errors: invalid_argument, naming the value. Pure.
[[nodiscard]] Result<ResizeCase> parse_resize_case(const Parameters& parameters, std::uint64_t seed);

// The images of the case: a synthetic photograph, or those of the folder preparation.files["images"], which then
// stands in preparation.facts.parameters as source_size=images and by the digest of its pixels. Errors: those of
// find_image_files and read_image_file.
[[nodiscard]] Result<std::vector<Image>> read_resize_sources(const ResizeCase& one, Preparation& preparation);

}  // namespace inference_pio
