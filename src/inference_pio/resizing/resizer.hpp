// One resizing implementation with one filter: what benchmark_resize times.
//
// Thread safety: a Resizer belongs to one thread. What OpenCV may use of the machine is a setting of the whole
// process: the Resizer that was made last sets it.
#pragma once

#include <inference_pio/result.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "imaging/image.hpp"
#include "imaging/resize_filter.hpp"

namespace inference_pio {

struct ResizerRequest {
    ResizeFilter filter = ResizeFilter::area;
    int threads = 1;  // >= 1, the calling one included

    bool operator==(const ResizerRequest&) const = default;
};

class Resizer {
public:
    virtual ~Resizer() = default;

    // Fills `target`, whose size says to what; it has the source's channels and type and is not the source.
    // Errors: mismatch where it does not; out_of_memory, or what the library says.
    [[nodiscard]] virtual Result<void> resize(const Image& source, Image& target) = 0;

    // How many source pixels along an axis a target pixel is made of (compute_source_reads); 0: as the scale asks.
    [[nodiscard]] virtual int taps() const = 0;

    [[nodiscard]] virtual std::string version() const = 0;  // of the library that runs
};

[[nodiscard]] const std::vector<std::string>& resizer_names();  // "opencv", "stb"

// Errors: invalid_argument for another name or fewer than one thread; unsupported, with the reason, for a filter or
// a number of threads that the implementation does not have, so that such a case is skipped.
[[nodiscard]] Result<std::unique_ptr<Resizer>> make_resizer(std::string_view name, const ResizerRequest& request);

// Resizes a small ramp up and down and compares it with what every one of the filters makes of a ramp, whatever
// its details: a ramp again. Errors: malformed where it is none by more than a pixel's step; those of resize().
[[nodiscard]] Result<void> check_resizer(Resizer& resizer, int channels, PixelType type);

}  // namespace inference_pio
