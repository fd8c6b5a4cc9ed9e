// How near an image is to its double-precision reference.
//
// PSNR is 10·log10(1 / MSE) with values scaled so that the pixel type's peak is 1, the mean over all pixels and
// channels. SSIM is the structural similarity of Wang, Bovik, Sheikh and Simoncelli ("Image quality assessment:
// from error visibility to structural similarity", IEEE Trans. Image Processing 13(4), 2004) with their constants:
// a Gaussian window of 11 × 11 with σ = 1.5, K1 = 0.01, K2 = 0.03, only windows that lie wholly inside the image;
// of each channel by itself (they used luminance alone), the mean over windows and channels.
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/result.hpp>

#include "imaging/image.hpp"
#include "imaging/reference_resize.hpp"

namespace inference_pio {

// An image that equals its reference would have an infinite PSNR; no rounding of a pixel type comes near this.
inline constexpr double kPsnrMaxDb = 200;
inline constexpr int kSsimWindow = 11;  // pixels along a side

struct Fidelity {
    double psnr_db = 0;  // at most kPsnrMaxDb, which stands for equality
    double ssim = 0;     // in [-1, 1]; 1: equal

    bool operator==(const Fidelity&) const = default;
};

// Errors: mismatch for another size or number of channels; invalid_argument for a side below kSsimWindow;
// malformed where the image holds a value that is not finite.
[[nodiscard]] Result<Fidelity> compute_fidelity(const Image& image, const RealImage& reference);

}  // namespace inference_pio
