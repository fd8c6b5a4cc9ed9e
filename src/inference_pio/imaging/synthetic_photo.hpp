// Photographs made up from a seed: no asset of anyone, the same bytes on every machine.
//
// A scene of occluding discs over a gradient, the large ones behind (Lee, Mumford and Huang, "Occlusion models for
// natural images", IJCV 41, 2001: such scenes have the edges and the spectrum of photographs), each with its own
// colour and shading and an edge as soft as a lens makes it; over all of it a texture with equal energy in every
// octave, which is a power spectrum that falls with the square of frequency, as that of photographs does (Field,
// JOSA A 4, 1987). All of it in whole numbers, so that neither compilers nor libraries can change a pixel. The scene
// is the same at every size: larger images show more of the texture, not more discs.
//
// Pure. Thread-safe.
#pragma once

#include <cstdint>

#include "imaging/image.hpp"

namespace inference_pio {

// The channels are red, green, blue, and a fourth that is a colour like the others, not transparency. The types
// hold the same scene, u8 rounded from u16. About 0.3 s for 12 megapixels; needs a few rows beside the image.
// Throws std::bad_alloc. `channels` 1 to 4.
[[nodiscard]] Image synthesize_photo(ImageSize size, int channels, PixelType type, std::uint64_t seed = 1);

}  // namespace inference_pio
