// What a resized image would be without rounding: the ideal filters (resize_filter.hpp) in double precision.
//
// The result is not rounded to a pixel type, so that rounding is part of what fidelity counts: a correctly rounded
// 8-bit image stands 58.9 dB from its reference (20·log10(255·√12)).
//
// Pure. Thread-safe.
#pragma once

#include <vector>

#include "imaging/image.hpp"
#include "imaging/resize_filter.hpp"

namespace inference_pio {

// Values where 0 is black and 1 is the peak of the source's pixel type; kernels with negative lobes may leave [0, 1].
struct RealImage {
    ImageSize size;
    int channels = 0;
    std::vector<double> values;  // rows of interleaved channels

    [[nodiscard]] const double* row(int y) const {
        return values.data() + static_cast<std::size_t>(y) * static_cast<std::size_t>(size.width * channels);
    }
};

// Takes O((source pixels) × (overlap of windows)) multiplications, about 0.1 s for 12 megapixels; needs 8 bytes a
// channel of the target and of one row of the source. Throws std::bad_alloc.
[[nodiscard]] RealImage compute_reference_resize(const Image& source, ImageSize target, ResizeFilter filter);

}  // namespace inference_pio
