// A user's own photographs: JPEG and PNG files.
//
// Decoded by stb_image, the decoder that the engine's vision library has inside, too, so pixels are the same in
// both. (OpenCV's imgcodecs would bring 139 shared libraries into every process that measures.) As there, the
// orientation and the colour profile that a file may name are not applied.
//
// Thread safety: free functions.
#pragma once

#include <filesystem>
#include <inference_pio/result.hpp>
#include <string_view>
#include <vector>

#include "imaging/image.hpp"

namespace inference_pio {

// `name` is for messages. `channels` 1 to 4, converted where the file has another number (1: luminance; a fourth
// one that the file does not have is the peak). u16 and f32 hold what a file of 16 bits has. Errors: malformed for
// bytes that are no such file, unsupported for sides longer than ImageSize allows.
[[nodiscard]] Result<Image> decode_image(std::string_view bytes, std::string_view name, int channels, PixelType type);

// Errors: not_found, io, and those of decode_image.
[[nodiscard]] Result<Image> read_image_file(const std::filesystem::path& file, int channels, PixelType type);

// The files named *.jpg, *.jpeg and *.png (in any case) directly in `folder`, by name. Errors: not_found where the
// folder or such a file is not there, io.
[[nodiscard]] Result<std::vector<std::filesystem::path>> find_image_files(const std::filesystem::path& folder);

}  // namespace inference_pio
