#include "resizing/resize_case.hpp"

#include <fmt/format.h>

#include <charconv>
#include <utility>

#include "common/digest.hpp"
#include "imaging/image_file.hpp"
#include "imaging/synthetic_photo.hpp"

namespace inference_pio {
namespace {

constexpr std::string_view kSmart = "smart";
constexpr const char* kImages = "images";

// 0: no such number.
template <class Number>
Number parse_number(std::string_view text) {
    Number number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size() && number > 0 ? number : 0;
}

Result<SmartResizeRule> parse_rule(std::string_view text) {
    SmartResizeRule rule;
    text.remove_prefix(kSmart.size());
    if (text.empty()) return rule;
    rule.pixels_max = text.starts_with('_') ? parse_number<std::int64_t>(text.substr(1)) : 0;
    if (rule.pixels_max >= rule.pixels_min) return rule;
    return fail(ErrorKind::invalid_argument, fmt::format("'{}{}' is no target of a resize", kSmart, text),
                fmt::format("write the largest number of pixels, at least {}: smart_1048576", rule.pixels_min));
}

Result<int> read_channels(const Parameters& parameters) {
    const auto channels = parameters.get_or<std::int64_t>("channels", 3);
    if (channels == 1 || channels == 3 || channels == 4) return static_cast<int>(channels);
    return fail(ErrorKind::invalid_argument, fmt::format("images of {} channels are not resized here", channels),
                "use 1, 3 or 4");
}

Result<int> read_threads(const Parameters& parameters) {
    const auto threads = parameters.get_or<std::int64_t>("threads", 1);
    if (threads >= 1 && threads <= 4096) return static_cast<int>(threads);
    return fail(ErrorKind::invalid_argument, fmt::format("threads={} cannot be", threads), "give 1 to 4096");
}

Result<bool> read_cold(const Parameters& parameters) {
    const auto word = parameters.get_or<std::string>("cache", "warm");
    if (word == "warm" || word == "cold") return word == "cold";
    return fail(ErrorKind::invalid_argument, fmt::format("no state of the caches is named '{}'", word),
                "use one of warm, cold");
}

std::string digest_of_images(const std::vector<Image>& images) {
    std::string digests;
    for (const Image& image : images) {
        const auto bytes = image.bytes();
        digests += digest_of({reinterpret_cast<const char*>(bytes.data()), bytes.size()}) + to_string(image.size());
    }
    return digest_of(digests);
}

}  // namespace

Result<ImageSize> ResizeTarget::size_for(ImageSize source) const {
    if (size) return *size;
    return compute_smart_size(source, rule);
}

Result<ResizeTarget> parse_resize_target(std::string_view text) {
    ResizeTarget target;
    if (text.starts_with(kSmart)) {
        auto rule = parse_rule(text);
        if (!rule) return fail(std::move(rule).error());
        target.rule = *rule;
        return target;
    }
    const int side = parse_number<int>(text);
    if (side > 0 && side <= ImageSize::kSideMax) {
        target.size = ImageSize{side, side};
        return target;
    }
    const auto size = parse_image_size(text);
    if (!size) {
        return fail(ErrorKind::invalid_argument, fmt::format("'{}' is no target of a resize", text),
                    "write 448 for a square, 1024x768, or smart");
    }
    target.size = *size;
    return target;
}

Result<ResizeCase> parse_resize_case(const Parameters& parameters, std::uint64_t seed) {
    ResizeCase one;
    one.seed = seed;
    if (parameters.find("source_size") != nullptr) {
        const auto source = parse_image_size(parameters.get<std::string>("source_size"));
        if (!source) return fail(source.error());
        one.source = *source;
    }
    auto target = parse_resize_target(parameters.get_or<std::string>("target_size", "448"));
    if (!target) return fail(std::move(target).error());
    one.target = *std::move(target);
    const auto filter = resize_filter_from(parameters.get_or<std::string>("filter", "area"));
    if (!filter) return fail(filter.error());
    one.filter = *filter;
    const auto channels = read_channels(parameters);
    if (!channels) return fail(channels.error());
    one.channels = *channels;
    const auto type = pixel_type_from(parameters.get_or<std::string>("pixel_type", "u8"));
    if (!type) return fail(type.error());
    one.type = *type;
    const auto threads = read_threads(parameters);
    if (!threads) return fail(threads.error());
    one.threads = *threads;
    one.implementation = parameters.get_or<std::string>("implementation", "opencv");
    const auto cold = read_cold(parameters);
    if (!cold) return fail(cold.error());
    one.from_memory = *cold;
    return one;
}

Result<std::vector<Image>> read_resize_sources(const ResizeCase& one, Preparation& preparation) {
    std::vector<Image> images;
    const auto folder = preparation.files.find(kImages);
    if (folder == preparation.files.end()) {
        if (one.source.width == 0) {
            return fail(ErrorKind::invalid_argument, "neither a source_size nor a folder of images was given",
                        "give --param source_size=1920x1080 or --images DIR");
        }
        images.push_back(synthesize_photo(one.source, one.channels, one.type, one.seed));
        return images;
    }
    const auto files = find_image_files(folder->second);
    if (!files) return fail(files.error());
    for (const auto& file : *files) {
        auto image = read_image_file(file, one.channels, one.type);
        if (!image) return fail(std::move(image).error());
        images.push_back(*std::move(image));
    }
    preparation.facts.parameters.set("source_size", std::string(kImages));
    preparation.facts.parameters.set(kImages, digest_of_images(images));
    return images;
}

}  // namespace inference_pio
