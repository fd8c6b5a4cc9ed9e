// Images as files: what an engine that takes files is given where the user gave none.
//
// Thread safety: free functions, independent.
#pragma once

#include <inference_pio/result.hpp>
#include <string>
#include <string_view>

#include "imaging/image.hpp"

namespace inference_pio {

enum class ImageFormat { jpeg, png };

[[nodiscard]] std::string_view to_string(ImageFormat format);  // "jpeg"
// Errors: invalid_argument, listing the words.
[[nodiscard]] Result<ImageFormat> image_format_from(std::string_view word);

// What photographs are mostly stored at.
inline constexpr int kJpegQuality = 90;

// The bytes of a file, by stb_image_write. Of a JPEG the same on every machine of one processor family only.
// Errors: unsupported for an image that is not u8, or a JPEG of other than 1 or 3 channels.
[[nodiscard]] Result<std::string> encode_image(const Image& image, ImageFormat format);

}  // namespace inference_pio
