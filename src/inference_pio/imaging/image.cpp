#include "imaging/image.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace inference_pio {
namespace {

constexpr std::array<std::pair<PixelType, std::string_view>, 3> kTypes{
    {{PixelType::u8, "u8"}, {PixelType::u16, "u16"}, {PixelType::f32, "f32"}}};

// 0: no side.
int parse_side(std::string_view text) {
    int side = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), side);
    const bool whole = error == std::errc{} && end == text.data() + text.size();
    return whole && side >= 1 && side <= ImageSize::kSideMax ? side : 0;
}

}  // namespace

std::string to_string(ImageSize size) { return fmt::format("{}x{}", size.width, size.height); }

Result<ImageSize> parse_image_size(std::string_view text) {
    const auto cross = text.find('x');
    if (cross != std::string_view::npos) {
        const ImageSize size{parse_side(text.substr(0, cross)), parse_side(text.substr(cross + 1))};
        if (size.width > 0 && size.height > 0) return size;
    }
    return fail(ErrorKind::invalid_argument, fmt::format("'{}' is no size of an image", text),
                fmt::format("write width and height, 1 to {} each: 1920x1080", ImageSize::kSideMax));
}

std::string_view to_string(PixelType type) {
    return std::find_if(kTypes.begin(), kTypes.end(), [&](const auto& row) { return row.first == type; })->second;
}

Result<PixelType> pixel_type_from(std::string_view word) {
    for (const auto& [type, name] : kTypes) {
        if (name == word) return type;
    }
    return fail(ErrorKind::invalid_argument, fmt::format("no pixel type is named '{}'", word),
                "use one of u8, u16, f32");
}

std::size_t size_of(PixelType type) {
    return with_channel_type(type, [](const auto* channel) { return sizeof *channel; });
}

double peak_of(PixelType type) { return type == PixelType::u8 ? 255 : type == PixelType::u16 ? 65'535 : 1; }

Image::Image(ImageSize size, int channels, PixelType type) : size_(size), channels_(channels), type_(type) {
    bytes_.resize(row_bytes() * static_cast<std::size_t>(size.height));
}

}  // namespace inference_pio
