#include "resizing/stb_resizer.hpp"

#include <fmt/format.h>

// The library is compiled here and seen nowhere else. Its assertions are about rounding errors of weights; they
// would make a debug build measure, and refuse, something else.
#define STB_IMAGE_RESIZE_IMPLEMENTATION
#define STB_IMAGE_RESIZE_STATIC
#define STBIR_ASSERT(condition) ((void)0)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#include <stb_image_resize.h>
#pragma GCC diagnostic pop

namespace inference_pio {
namespace {

stbir_datatype datatype_of(PixelType type) {
    return type == PixelType::u8 ? STBIR_TYPE_UINT8 : type == PixelType::u16 ? STBIR_TYPE_UINT16 : STBIR_TYPE_FLOAT;
}

class StbResizer final : public Resizer {
public:
    explicit StbResizer(stbir_filter filter) : filter_(filter) {}

    Result<void> resize(const Image& source, Image& target) override {
        if (source.channels() != target.channels() || source.type() != target.type()) {
            return fail(ErrorKind::mismatch, "the resized image has other channels or another type");
        }
        const int resized =
            stbir_resize(source.bytes().data(), source.size().width, source.size().height, 0, target.bytes().data(),
                         target.size().width, target.size().height, 0, datatype_of(source.type()), source.channels(),
                         STBIR_ALPHA_CHANNEL_NONE, 0, STBIR_EDGE_CLAMP, STBIR_EDGE_CLAMP, filter_, filter_,
                         STBIR_COLORSPACE_LINEAR, nullptr);
        if (resized == 0) return fail(ErrorKind::out_of_memory, "stb_image_resize found no memory to resize with");
        return {};
    }

    int taps() const override { return 0; }
    std::string version() const override { return "0.97"; }  // the header does not tell it

private:
    stbir_filter filter_;
};

}  // namespace

Result<std::unique_ptr<Resizer>> make_stb_resizer(const ResizerRequest& request) {
    if (request.threads > 1) {
        return fail(ErrorKind::unsupported, "stb_image_resize computes on one thread only", "use threads=1");
    }
    switch (request.filter) {
        case ResizeFilter::area:
            return std::make_unique<StbResizer>(STBIR_FILTER_BOX);
        case ResizeFilter::bilinear:
            return std::make_unique<StbResizer>(STBIR_FILTER_TRIANGLE);
        case ResizeFilter::bicubic:
            return std::make_unique<StbResizer>(STBIR_FILTER_CATMULLROM);
        case ResizeFilter::nearest:
        case ResizeFilter::lanczos:
            break;
    }
    return fail(ErrorKind::unsupported, fmt::format("stb_image_resize has no {} filter", to_string(request.filter)),
                "use opencv, or one of bilinear, area, bicubic");
}

}  // namespace inference_pio
