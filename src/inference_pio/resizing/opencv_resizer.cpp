#include "resizing/opencv_resizer.hpp"

#include <fmt/format.h>

#include <new>
#include <opencv2/core/utility.hpp>
#include <opencv2/imgproc.hpp>

namespace inference_pio {
namespace {

int interpolation_of(ResizeFilter filter) {
    switch (filter) {
        case ResizeFilter::nearest:
            return cv::INTER_NEAREST;
        case ResizeFilter::bilinear:
            return cv::INTER_LINEAR;
        case ResizeFilter::area:
            break;
        case ResizeFilter::bicubic:
            return cv::INTER_CUBIC;
        case ResizeFilter::lanczos:
            return cv::INTER_LANCZOS4;
    }
    return cv::INTER_AREA;
}

int taps_of(ResizeFilter filter) {
    switch (filter) {
        case ResizeFilter::nearest:
            return 1;
        case ResizeFilter::bilinear:
            return 2;
        case ResizeFilter::area:
            break;
        case ResizeFilter::bicubic:
            return 4;
        case ResizeFilter::lanczos:
            return 8;
    }
    return 0;
}

int depth_of(PixelType type) { return type == PixelType::u8 ? CV_8U : type == PixelType::u16 ? CV_16U : CV_32F; }

// A header around the image's own memory. OpenCV has no type for what is only read.
cv::Mat view_of(const Image& image) {
    auto* data = const_cast<std::byte*>(image.bytes().data());
    return {image.size().height, image.size().width, CV_MAKETYPE(depth_of(image.type()), image.channels()), data,
            image.row_bytes()};
}

class OpencvResizer final : public Resizer {
public:
    explicit OpencvResizer(ResizeFilter filter) : filter_(filter), interpolation_(interpolation_of(filter)) {}

    Result<void> resize(const Image& source, Image& target) override {
        try {
            cv::Mat to = view_of(target);
            cv::resize(view_of(source), to, to.size(), 0, 0, interpolation_);
            // OpenCV would rather allocate than write into memory that does not fit.
            if (to.data != static_cast<const void*>(target.bytes().data())) {
                return fail(ErrorKind::mismatch, "the resized image has other channels or another type");
            }
        } catch (const std::bad_alloc&) {
            return fail(ErrorKind::out_of_memory, "OpenCV found no memory to resize with");
        } catch (const cv::Exception& error) {
            return fail(error.code == cv::Error::StsNoMem ? ErrorKind::out_of_memory : ErrorKind::internal,
                        fmt::format("OpenCV could not resize: {}", error.what()));
        }
        return {};
    }

    int taps() const override { return taps_of(filter_); }
    std::string version() const override { return cv::getVersionString(); }

private:
    ResizeFilter filter_;
    int interpolation_;
};

}  // namespace

Result<std::unique_ptr<Resizer>> make_opencv_resizer(const ResizerRequest& request) {
    cv::setNumThreads(request.threads);
    return std::make_unique<OpencvResizer>(request.filter);
}

}  // namespace inference_pio
