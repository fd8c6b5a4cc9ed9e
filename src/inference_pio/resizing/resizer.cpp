#include "resizing/resizer.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

#include "resizing/opencv_resizer.hpp"
#include "resizing/stb_resizer.hpp"

namespace inference_pio {
namespace {

using Maker = Result<std::unique_ptr<Resizer>> (*)(const ResizerRequest&);

struct Implementation {
    const char* name;
    Maker make;
};

constexpr std::array<Implementation, 2> kImplementations{{{"opencv", make_opencv_resizer}, {"stb", make_stb_resizer}}};

// The ramp rises from 0 to 1 along x in even channels and along y in odd ones.
double ramp_at(ImageSize size, int x, int y, int channel) {
    return channel % 2 == 0 ? (x + 0.5) / size.width : (y + 0.5) / size.height;
}

Image make_ramp(ImageSize size, int channels, PixelType type) {
    Image image(size, channels, type);
    with_channel_type(type, [&](const auto* null) {
        using Channel = std::remove_cvref_t<decltype(*null)>;
        for (int y = 0; y < size.height; ++y) {
            auto* to = image.row<Channel>(y);
            for (int x = 0; x < size.width; ++x) {
                for (int c = 0; c < channels; ++c) {
                    *to++ = static_cast<Channel>(ramp_at(size, x, y, c) * peak_of(type));
                }
            }
        }
    });
    return image;
}

// The largest deviation from the ramp, away from the borders, where filters differ.
double deviation_from_ramp(const Image& image) {
    const int margin = 1 + std::min(image.size().width, image.size().height) / 8;
    double largest = 0;
    with_channel_type(image.type(), [&](const auto* null) {
        using Channel = std::remove_cvref_t<decltype(*null)>;
        for (int y = margin; y < image.size().height - margin; ++y) {
            const auto* from = image.row<Channel>(y);
            for (int x = margin; x < image.size().width - margin; ++x) {
                for (int c = 0; c < image.channels(); ++c) {
                    const double value = static_cast<double>(from[x * image.channels() + c]) / peak_of(image.type());
                    largest = std::max(largest, std::abs(value - ramp_at(image.size(), x, y, c)));
                }
            }
        }
    });
    return largest;
}

}  // namespace

const std::vector<std::string>& resizer_names() {
    static const std::vector<std::string> kNames = [] {
        std::vector<std::string> names;
        names.reserve(kImplementations.size());
        for (const Implementation& one : kImplementations) names.emplace_back(one.name);
        return names;
    }();
    return kNames;
}

Result<std::unique_ptr<Resizer>> make_resizer(std::string_view name, const ResizerRequest& request) {
    if (request.threads < 1) {
        return fail(ErrorKind::invalid_argument, fmt::format("{} threads were asked for", request.threads));
    }
    for (const Implementation& one : kImplementations) {
        if (one.name == name) return one.make(request);
    }
    return fail(ErrorKind::invalid_argument, fmt::format("no resizing implementation is named '{}'", name),
                fmt::format("use one of {}", fmt::join(resizer_names(), ", ")));
}

Result<void> check_resizer(Resizer& resizer, int channels, PixelType type) {
    constexpr ImageSize kSmall{96, 80};
    constexpr ImageSize kLarge{224, 200};
    for (const auto& [from, to] : {std::pair{kLarge, kSmall}, {kSmall, kLarge}}) {
        const Image source = make_ramp(from, channels, type);
        Image target(to, channels, type);
        if (auto resized = resizer.resize(source, target); !resized) return resized;
        // Nearest is off by up to one source pixel, and 8 bits by one of 255.
        const double allowed = 1.5 / std::min(from.width, from.height) + 1.5 / 255;
        const double deviation = deviation_from_ramp(target);
        if (!(deviation <= allowed)) {
            return fail(ErrorKind::malformed,
                        fmt::format("a ramp of {} resized to {} is none: it is off by {:.3f} of its height",
                                    to_string(from), to_string(to), deviation),
                        "check the library's version");
        }
    }
    return {};
}

}  // namespace inference_pio
