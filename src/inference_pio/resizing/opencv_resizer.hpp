// cv::resize(), as OpenCV's users call it: INTER_NEAREST, INTER_LINEAR, INTER_AREA, INTER_CUBIC, INTER_LANCZOS4.
//
// Of these only INTER_AREA looks at every pixel when an image shrinks; the kernels of the others keep their width.
//
// Thread safety: as Resizer.
#pragma once

#include "resizing/resizer.hpp"

namespace inference_pio {

// Sets the number of threads that OpenCV may use in this process. Errors: none; every filter is there.
[[nodiscard]] Result<std::unique_ptr<Resizer>> make_opencv_resizer(const ResizerRequest& request);

}  // namespace inference_pio
