// How much of a source image a resize must bring from memory: what the share of memory bandwidth counts.
//
// Memory moves whole lines of 64 bytes, so a filter that skips pixels still reads the lines that hold the ones it
// uses; whole rows that it does not use are not read. Rows are taken to begin at a line.
//
// Pure. Thread-safe.
#pragma once

#include <cstddef>
#include <inference_pio/units.hpp>

#include "imaging/image.hpp"

namespace inference_pio {

// `taps`: how many neighbouring source pixels along an axis a target pixel is made of, whatever the scale: 1 for
// pixel ⌊x·scale⌋, 2, 4 or 8 for those around (x + 0.5)·scale. 0: a filter that is as wide as the scale asks, so
// that every pixel is read. `pixel_bytes` >= 1.
[[nodiscard]] Bytes compute_source_reads(ImageSize source, std::size_t pixel_bytes, ImageSize target, int taps);

}  // namespace inference_pio
