// Images for tests of the tiny vision tower: small, seeded, and of no photographer.
#pragma once

#include <cstdint>
#include <inference_pio/engine.hpp>

namespace inference_pio::testing {

// Blocks of 8 × 8 pixels in colours that the seed chooses.
inline ImagePart pattern_image(std::uint32_t width, std::uint32_t height, std::uint32_t seed = 1) {
    ImagePart image;
    image.width = width;
    image.height = height;
    image.pixels_rgb8.reserve(std::size_t{3} * width * height);
    for (std::uint32_t y = 0; y < height; ++y) {
        for (std::uint32_t x = 0; x < width; ++x) {
            std::uint32_t state = (seed * 7919U + y / 8 * 104729U + x / 8) * 2654435761U;
            state ^= state >> 15U;
            for (unsigned shift = 0; shift < 24; shift += 8) {
                image.pixels_rgb8.push_back(static_cast<std::uint8_t>(state >> shift));
            }
        }
    }
    return image;
}

}  // namespace inference_pio::testing
