#include "imaging/image_writer.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

// Compiled here and seen nowhere else, as the decoder is (image_file.cpp).
#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STB_IMAGE_WRITE_STATIC
#define STBI_WRITE_NO_STDIO
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#include <stb_image_write.h>
#pragma GCC diagnostic pop

namespace inference_pio {
namespace {

constexpr std::array<std::pair<ImageFormat, std::string_view>, 2> kFormats{
    {{ImageFormat::jpeg, "jpeg"}, {ImageFormat::png, "png"}}};

void append(void* context, void* data, int size) {
    static_cast<std::string*>(context)->append(static_cast<const char*>(data), static_cast<std::size_t>(size));
}

}  // namespace

std::string_view to_string(ImageFormat format) {
    return format == ImageFormat::jpeg ? kFormats[0].second : kFormats[1].second;
}

Result<ImageFormat> image_format_from(std::string_view word) {
    for (const auto& [format, name] : kFormats) {
        if (name == word) return format;
    }
    return fail(ErrorKind::invalid_argument, fmt::format("no image format is named '{}'", word), "use jpeg or png");
}

Result<std::string> encode_image(const Image& image, ImageFormat format) {
    const int channels = image.channels();
    if (image.type() != PixelType::u8 || (format == ImageFormat::jpeg && channels != 1 && channels != 3)) {
        return fail(ErrorKind::unsupported, fmt::format("an image of {} channels of {} cannot be written as {}",
                                                        channels, to_string(image.type()), to_string(format)));
    }
    std::string bytes;
    const auto [width, height] = image.size();
    const int done =
        format == ImageFormat::jpeg
            ? stbi_write_jpg_to_func(append, &bytes, width, height, channels, image.bytes().data(), kJpegQuality)
            : stbi_write_png_to_func(append, &bytes, width, height, channels, image.bytes().data(),
                                     static_cast<int>(image.row_bytes()));
    if (done == 0) return fail(ErrorKind::out_of_memory, "no memory to encode an image");
    return bytes;
}

}  // namespace inference_pio
