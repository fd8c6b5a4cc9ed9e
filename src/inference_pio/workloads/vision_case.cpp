#include "workloads/vision_case.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <system_error>
#include <utility>

#include "common/files.hpp"
#include "imaging/image_writer.hpp"
#include "imaging/synthetic_photo.hpp"
#include "statistics/timeline_metrics.hpp"
#include "workloads/case_model.hpp"
#include "workloads/prompt_text.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

// Of one image. Qwen's marks are two tokens; a vocabulary that has none for them spells them out.
constexpr std::int64_t kMarkTokensMax = 40;
constexpr double kPartsTolerance = 0.01;

std::optional<std::int64_t> parse_count(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < 1) return std::nullopt;
    return value;
}

Result<void> verify_parts(const Timeline& timeline) {
    const auto metrics = compute_generation_metrics(timeline);
    if (!metrics) return fail(metrics.error());
    double sum_s = 0;
    for (const char* part : {"tokenize_time", "image_decode_time", "image_preprocess_time", "vision_encode_time",
                             "image_prefill_time", "text_prefill_time", "first_sampling_time"}) {
        if (const auto found = metrics->find(part); found != metrics->end()) sum_s += found->second.front();
    }
    const double ttft_s = metrics->at("ttft").front();
    if (std::abs(sum_s - ttft_s) <= kPartsTolerance * ttft_s) return {};
    return fail(ErrorKind::malformed, fmt::format("the parts of a TTFT of {:.6f} s add up to {:.6f} s", ttft_s, sum_s));
}

Image photo_of(const VisionCase& wanted, std::int64_t number) {
    return synthesize_photo(wanted.image, 3, PixelType::u8, static_cast<std::uint64_t>(number + 1));
}

}  // namespace

std::int64_t VisionCase::context_tokens() const {
    return depth + prompt_tokens() + image_count * kMarkTokensMax + new_tokens;
}

Result<ImageSize> compute_image_size(std::int64_t shorter_side, std::string_view aspect_ratio) {
    const auto colon = aspect_ratio.find(':');
    const auto width = parse_count(aspect_ratio.substr(0, colon));
    const auto height = colon == std::string_view::npos ? std::nullopt : parse_count(aspect_ratio.substr(colon + 1));
    if (!width || !height) {
        return fail(ErrorKind::invalid_argument, fmt::format("aspect_ratio={} is none", aspect_ratio),
                    "write width to height: 16:9");
    }
    const double ratio = static_cast<double>(*width) / static_cast<double>(*height);
    const double longer = static_cast<double>(shorter_side) * std::max(ratio, 1 / ratio);
    if (shorter_side < 1 || longer > ImageSize::kSideMax) {
        return fail(ErrorKind::invalid_argument,
                    fmt::format("image_size={} with aspect_ratio={} is no image", shorter_side, aspect_ratio),
                    fmt::format("sides are 1 to {} pixels long", ImageSize::kSideMax));
    }
    const int shorter = static_cast<int>(shorter_side);
    const int length = static_cast<int>(std::lround(longer));
    return ratio >= 1 ? ImageSize{length, shorter} : ImageSize{shorter, length};
}

Result<VisionCase> read_vision_case(const ModelCard& card, const Parameters& parameters) {
    if (!card.vision) {
        return fail(ErrorKind::unsupported, card.name + " has no vision tower", "use a vision-language model");
    }
    VisionCase wanted;
    std::int64_t image_size = 448;
    const std::pair<std::int64_t*, std::pair<const char*, std::int64_t>> fields[] = {
        {&wanted.batch_size, {"batch_size", 1}}, {&wanted.image_count, {"image_count", 0}},
        {&image_size, {"image_size", 1}},        {&wanted.sequence_length, {"sequence_length", 1}},
        {&wanted.new_tokens, {"new_tokens", 1}}, {&wanted.depth, {"depth", 0}},
        {&wanted.threads, {"threads", 0}},
    };
    for (const auto& [field, rule] : fields) {
        auto value = count_parameter(parameters, rule.first, rule.second, *field);
        if (!value) return fail(std::move(value).error());
        *field = *value;
    }
    const auto size = parameters.find("source_size") != nullptr
                          ? parse_image_size(parameters.get<std::string>("source_size"))
                          : compute_image_size(image_size, parameters.get_or<std::string>("aspect_ratio", "1:1"));
    if (!size) return fail(size.error());
    const auto grid = compute_image_grid(*card.vision, *size);
    if (!grid) return fail(grid.error());
    wanted.image = *size;
    wanted.grid = *grid;
    wanted.image_format = parameters.get_or<std::string>("image_format", wanted.image_format);
    return wanted;
}

ImageFiles::ImageFiles(ImageFiles&& other) noexcept : folder_(std::exchange(other.folder_, {})) {}

ImageFiles& ImageFiles::operator=(ImageFiles&& other) noexcept {
    std::swap(folder_, other.folder_);
    return *this;
}

ImageFiles::~ImageFiles() {
    std::error_code ignored;
    if (!folder_.empty()) fs::remove_all(folder_, ignored);
}

Result<fs::path> ImageFiles::add(const std::string& name, std::string_view bytes) {
    if (folder_.empty()) {
        std::error_code error;
        std::string pattern = (fs::temp_directory_path(error) / "pio-images-XXXXXX").string();
        if (error || ::mkdtemp(pattern.data()) == nullptr) {
            return fail(ErrorKind::io, fmt::format("cannot make a folder for images like {}", pattern),
                        "set TMPDIR to a folder that can be written to");
        }
        folder_ = pattern;
    }
    fs::path file = folder_ / name;
    if (auto written = write_file_whole(file, bytes); !written) return fail(std::move(written).error());
    return file;
}

Result<std::vector<ImagePart>> make_images(const VisionCase& wanted, std::int64_t count, ImageFiles& files) {
    std::vector<ImagePart> images;
    for (std::int64_t i = 0; i < count; ++i) {
        const Image photo = photo_of(wanted, i);
        ImagePart& image = images.emplace_back();
        if (wanted.image_format == "pixels") {
            image.width = static_cast<std::uint32_t>(wanted.image.width);
            image.height = static_cast<std::uint32_t>(wanted.image.height);
            image.pixels_rgb8.assign(photo.row<std::uint8_t>(0), photo.row<std::uint8_t>(0) + photo.bytes().size());
            continue;
        }
        const auto format = image_format_from(wanted.image_format);
        if (!format) {
            Error error = format.error();
            error.remedy += ", or pixels";
            return fail(std::move(error));
        }
        const auto bytes = encode_image(photo, *format);
        if (!bytes) return fail(bytes.error());
        auto file = files.add(fmt::format("{}.{}", i, wanted.image_format), *bytes);
        if (!file) return fail(std::move(file).error());
        image.file = *std::move(file);
    }
    return images;
}

Result<GenerationRequest> make_vision_request(const VisionCase& wanted, const Preparation& preparation,
                                              LoadedModel& model, ImageFiles& files) {
    auto prompts = make_prompts(preparation, model, wanted.batch_size, wanted.sequence_length);
    if (!prompts) return fail(std::move(prompts).error());
    auto images = make_images(wanted, wanted.batch_size * wanted.image_count, files);
    if (!images) return fail(std::move(images).error());
    GenerationRequest request;
    request.new_tokens = wanted.new_tokens;
    std::size_t next = 0;
    for (std::string& prompt : *prompts) {
        SequenceRequest& sequence = request.sequences.emplace_back();
        for (std::int64_t i = 0; i < wanted.image_count; ++i) sequence.parts.emplace_back(std::move((*images)[next++]));
        sequence.parts.emplace_back(TextPart{std::move(prompt)});
        sequence.prompt_tokens = wanted.sequence_length;
    }
    return request;
}

Bytes estimate_encoder_memory(const VisionCard& card, const VisionCase& wanted) {
    const std::int64_t patches = wanted.grid.tokens() * card.merge_size * card.merge_size;
    const std::int64_t activations = patches * (12 * card.embedding_length + 3 * card.feed_forward_length);
    const std::int64_t pixels = 4 * 3 * wanted.image.pixels();
    const auto outputs = 1 + static_cast<std::int64_t>(card.deepstack_layers.size());
    const std::int64_t embeddings = wanted.grid.tokens() * card.output_length * outputs;
    const std::int64_t images = wanted.batch_size * wanted.image_count;
    return Bytes{static_cast<std::uint64_t>(4 * (activations + images * (pixels + 2 * embeddings)))};
}

Result<void> verify_vision(const Timeline& timeline, const VisionCase& wanted) {
    if (static_cast<std::int64_t>(timeline.sequences.size()) != wanted.batch_size) {
        return fail(ErrorKind::malformed, fmt::format("the engine generated {} sequences where {} were asked",
                                                      timeline.sequences.size(), wanted.batch_size));
    }
    const std::int64_t image_tokens = wanted.image_count * wanted.grid.tokens();
    for (const SequenceTimeline& one : timeline.sequences) {
        if (one.image_tokens != image_tokens) {
            return fail(ErrorKind::malformed,
                        fmt::format("the engine made {} tokens of {} images of {} where the architecture prescribes {}",
                                    one.image_tokens, wanted.image_count, to_string(wanted.image), image_tokens));
        }
        const std::int64_t marks = one.prompt_tokens - wanted.prompt_tokens();
        if (marks < 0 || marks > wanted.image_count * kMarkTokensMax ||
            static_cast<std::int64_t>(one.tokens.size()) != wanted.new_tokens) {
            return fail(ErrorKind::malformed,
                        fmt::format("the engine took {} tokens and gave {} where {} and {} were asked",
                                    one.prompt_tokens, one.tokens.size(), wanted.prompt_tokens(), wanted.new_tokens));
        }
    }
    return wanted.image_count > 0 ? verify_parts(timeline) : Result<void>();
}

}  // namespace inference_pio
