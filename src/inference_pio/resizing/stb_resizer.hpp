// stb_image_resize: the single-header library that small programs resize with. One thread, float arithmetic,
// antialiased; colours as they are stored (no gamma), borders clamped, no channel is transparency.
//
// Its filters by our names: area is its box (a trapezoid, which is exact coverage), bilinear its triangle, bicubic
// its Catmull-Rom spline (Keys' a = −0.5). It has neither a Lanczos nor a nearest filter.
//
// Thread safety: as Resizer.
#pragma once

#include "resizing/resizer.hpp"

namespace inference_pio {

// Errors: unsupported for nearest, lanczos and more than one thread.
[[nodiscard]] Result<std::unique_ptr<Resizer>> make_stb_resizer(const ResizerRequest& request);

}  // namespace inference_pio
