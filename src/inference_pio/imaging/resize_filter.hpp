// The ideal resizing filters, as weights: which source pixels a target pixel is made of, and how much of each.
//
// One convention for all: pixel i of a line covers [i, i + 1), its centre is at i + 0.5. With scale = source length
// over target length, target pixel x covers [x·scale, (x + 1)·scale) of the source and has its centre at
// c = (x + 0.5)·scale. Resizing is separable: a target pixel's weight of a source pixel is the product of the two
// axes' weights.
//
//   nearest   the one source pixel that holds c: the cheapest, and no filter at all (aliasing)
//   area      exact coverage: the share of the target pixel that each source pixel covers
//   bilinear  the triangle 1 − |t|, |t| < 1
//   bicubic   Keys' cubic convolution with a = −0.5 (IEEE Trans. ASSP 29, 1981), |t| < 2
//   lanczos   sinc(t)·sinc(t / 3), |t| < 3
//
// The last three are *antialiased*, as Pillow's Image.resize() and torchvision's resize(antialias=True) are: with
// s = max(scale, 1) the weight of pixel i is k((i + 0.5 − c) / s) for the pixels whose centres lie within the
// kernel's support s·support of c; pixels beyond the image are left out, and the weights are divided by their sum.
// This is what vision encoders are trained on, and so what fidelity is measured against. Pillow's BOX counts whole
// pixels by their centres and equals `area` where scale is a whole number.
//
// Implementations differ: OpenCV's bilinear, bicubic (a = −0.75) and Lanczos (support 4) widen no kernel when they
// shrink, so they skip pixels; its nearest takes pixel ⌊x·scale⌋. Fidelity says what that costs.
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/result.hpp>
#include <string_view>
#include <vector>

namespace inference_pio {

enum class ResizeFilter { nearest, bilinear, area, bicubic, lanczos };

[[nodiscard]] std::string_view to_string(ResizeFilter filter);
// Errors: invalid_argument, listing the words.
[[nodiscard]] Result<ResizeFilter> resize_filter_from(std::string_view word);

// The source pixels first, first + 1, … of one target pixel along one axis.
struct FilterWindow {
    int first = 0;                // >= 0
    std::vector<double> weights;  // at least one; they sum to 1; first + size <= source length
};

// One window for each target pixel, in order. Both lengths >= 1.
[[nodiscard]] std::vector<FilterWindow> compute_filter_windows(ResizeFilter filter, int source_length,
                                                               int target_length);

}  // namespace inference_pio
