// A picture in memory: rows of interleaved channels, tightly packed, top row first.
//
// Thread safety: plain values.
#pragma once

#include <cstddef>
#include <cstdint>
#include <inference_pio/result.hpp>
#include <inference_pio/units.hpp>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace inference_pio {

struct ImageSize {
    static constexpr int kSideMax = 32'767;

    int width = 0;   // 1 … kSideMax
    int height = 0;  // 1 … kSideMax

    [[nodiscard]] std::int64_t pixels() const { return std::int64_t{width} * height; }
    bool operator==(const ImageSize&) const = default;
};

[[nodiscard]] std::string to_string(ImageSize size);  // "1920x1080"
// The inverse. Errors: invalid_argument, with an example.
[[nodiscard]] Result<ImageSize> parse_image_size(std::string_view text);

// What one channel of a pixel is stored as. u8 and u16 hold [0, 1] as [0, 255] and [0, 65535]; f32 as it is.
enum class PixelType { u8, u16, f32 };

[[nodiscard]] std::string_view to_string(PixelType type);
// Errors: invalid_argument, listing the words.
[[nodiscard]] Result<PixelType> pixel_type_from(std::string_view word);
[[nodiscard]] std::size_t size_of(PixelType type);  // bytes of one channel
[[nodiscard]] double peak_of(PixelType type);       // what stands for 1: 255, 65535, 1

class Image {
public:
    Image() = default;
    // All zero. Sides within ImageSize's bounds, `channels` 1 to 4. Throws std::bad_alloc.
    Image(ImageSize size, int channels, PixelType type);

    [[nodiscard]] ImageSize size() const { return size_; }
    [[nodiscard]] int channels() const { return channels_; }
    [[nodiscard]] PixelType type() const { return type_; }
    [[nodiscard]] std::size_t pixel_bytes() const { return size_of(type_) * static_cast<std::size_t>(channels_); }
    [[nodiscard]] std::size_t row_bytes() const { return pixel_bytes() * static_cast<std::size_t>(size_.width); }
    [[nodiscard]] std::span<const std::byte> bytes() const { return bytes_; }
    [[nodiscard]] std::span<std::byte> bytes() { return bytes_; }

    // T is the channel's type: std::uint8_t, std::uint16_t or float. 0 <= y < height.
    template <class T>
    [[nodiscard]] T* row(int y) {
        return reinterpret_cast<T*>(bytes_.data() + row_bytes() * static_cast<std::size_t>(y));
    }
    template <class T>
    [[nodiscard]] const T* row(int y) const {
        return reinterpret_cast<const T*>(bytes_.data() + row_bytes() * static_cast<std::size_t>(y));
    }

    bool operator==(const Image&) const = default;

private:
    ImageSize size_;
    int channels_ = 0;
    PixelType type_ = PixelType::u8;
    std::vector<std::byte> bytes_;
};

// Calls `body` with a null pointer to the channel's type, so that it can be a template over it.
template <class Body>
auto with_channel_type(PixelType type, Body&& body) {
    switch (type) {
        case PixelType::u8:
            return body(static_cast<const std::uint8_t*>(nullptr));
        case PixelType::u16:
            return body(static_cast<const std::uint16_t*>(nullptr));
        case PixelType::f32:
            break;
    }
    return body(static_cast<const float*>(nullptr));
}

}  // namespace inference_pio
