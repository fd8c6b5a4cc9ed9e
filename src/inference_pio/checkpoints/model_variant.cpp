#include "checkpoints/model_variant.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <system_error>

namespace inference_pio {
namespace {

struct PercentForm {
    std::string_view prefix;
    int ModelVariant::*field;
    int most;
};

constexpr std::array kPercentForms{
    PercentForm{"depth_", &ModelVariant::depth_percent, 90},
    PercentForm{"width_", &ModelVariant::width_percent, 90},
    PercentForm{"sparse_", &ModelVariant::sparsity_percent, 99},
};
constexpr std::string_view kKvPrefix = "kv_";
constexpr std::array<std::string_view, 2> kKvTypes{"q8_0", "q4_0"};

std::string forms() {
    std::string text = "join by '+': 'original', or a weight type (";
    std::string_view separator;
    for (const WeightType type : all_weight_types()) {
        text += fmt::format("{}{}", separator, to_string(type));
        separator = ", ";
    }
    text += "), kv_q8_0 or kv_q4_0";
    for (const PercentForm& form : kPercentForms) text += fmt::format(", {0}1 to {0}{1}", form.prefix, form.most);
    return text;
}

tl::unexpected<Error> bad_part(std::string_view part, std::string_view word, std::string_view why) {
    return fail(ErrorKind::invalid_argument, fmt::format("'{}' in the variant '{}' {}", part, word, why), forms());
}

// Without signs and leading zeros, so that one number has one word.
std::optional<int> parse_percent(std::string_view digits, int most) {
    int percent = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), percent);
    const bool whole = error == std::errc{} && end == digits.data() + digits.size() && digits.front() != '0';
    if (!whole || percent < 1 || percent > most) return std::nullopt;
    return percent;
}

constexpr std::string_view kNoPart = "is no change of a model";
constexpr std::string_view kTwice = "is the second of its kind";

Result<void> add_part(ModelVariant& variant, std::string_view part, std::string_view word) {
    for (const PercentForm& form : kPercentForms) {
        if (!part.starts_with(form.prefix)) continue;
        const auto percent = parse_percent(part.substr(form.prefix.size()), form.most);
        if (!percent) return bad_part(part, word, fmt::format("is not {0}1 to {0}{1}", form.prefix, form.most));
        if (variant.*form.field != 0) return bad_part(part, word, kTwice);
        variant.*form.field = *percent;
        return {};
    }
    if (part.starts_with(kKvPrefix)) {
        const std::string_view type = part.substr(kKvPrefix.size());
        if (std::find(kKvTypes.begin(), kKvTypes.end(), type) == kKvTypes.end()) return bad_part(part, word, kNoPart);
        if (!variant.kv_type.empty()) return bad_part(part, word, kTwice);
        variant.kv_type = type;
        return {};
    }
    const auto type = weight_type_from(part);
    if (!type) return bad_part(part, word, kNoPart);
    if (variant.weight_type) return bad_part(part, word, kTwice);
    variant.weight_type = *type;
    return {};
}

// The multiple of `unit` that is nearest to what is left of `length`, a half rounded up; at least one unit and
// never more than there is.
std::int64_t left_of(std::int64_t length, std::int64_t unit, int percent) {
    const std::int64_t units = (length * (100 - percent) + 50 * unit) / (100 * unit);
    return std::min(length, std::max<std::int64_t>(units, 1) * unit);
}

std::int64_t channels_left(std::int64_t length, int percent) {
    constexpr std::int64_t kLargestBlock = 256;
    constexpr std::int64_t kSmallBlock = 32;
    return left_of(length, length % kLargestBlock == 0 ? kLargestBlock : kSmallBlock, percent);
}

std::int64_t blocks_treated_apart(const ModelCard& card) {
    return std::max(card.deepstack_layers, card.leading_dense_layers);
}

}  // namespace

Result<ModelVariant> parse_model_variant(std::string_view word) {
    ModelVariant variant;
    if (word == kOriginalVariant) return variant;
    for (std::string_view rest = word;;) {
        const std::size_t end = std::min(rest.find('+'), rest.size());
        if (auto added = add_part(variant, rest.substr(0, end), word); !added) return fail(added.error());
        if (end == rest.size()) return variant;
        rest.remove_prefix(end + 1);
    }
}

std::string to_string(const ModelVariant& variant) {
    std::string word;
    const auto add = [&](const std::string& part) { word += (word.empty() ? "" : "+") + part; };
    if (variant.weight_type) add(std::string(to_string(*variant.weight_type)));
    if (!variant.kv_type.empty()) add(fmt::format("{}{}", kKvPrefix, variant.kv_type));
    for (const PercentForm& form : kPercentForms) {
        if (variant.*form.field > 0) add(fmt::format("{}{}", form.prefix, variant.*form.field));
    }
    return word.empty() ? std::string(kOriginalVariant) : word;
}

bool changes_checkpoint(const ModelVariant& variant) { return variant.weight_type.has_value() || is_pruned(variant); }

bool is_pruned(const ModelVariant& variant) {
    return variant.depth_percent > 0 || variant.width_percent > 0 || variant.sparsity_percent > 0;
}

Result<std::vector<std::int64_t>> compute_dropped_blocks(std::int64_t layers, std::int64_t kept, int depth_percent) {
    std::vector<std::int64_t> dropped;
    if (depth_percent <= 0) return dropped;
    const std::int64_t count = std::max<std::int64_t>((layers * depth_percent + 50) / 100, 1);
    const std::int64_t last = layers - 1;
    if (count > last - kept) {
        return fail(
            ErrorKind::invalid_argument,
            fmt::format("depth_{} drops {} of {} blocks, but only the {} between the first {} and the last can go",
                        depth_percent, count, layers, std::max<std::int64_t>(last - kept, 0), kept),
            "drop a smaller share");
    }
    for (std::int64_t block = last - count; block < last; ++block) dropped.push_back(block);
    return dropped;
}

Result<WidthLengths> compute_width_lengths(const ModelCard& card, int width_percent) {
    WidthLengths left{card.feed_forward_length, card.expert_feed_forward_length, card.head_count, card.head_count_kv};
    const WidthLengths whole = left;
    if (width_percent <= 0) return left;
    const bool has_experts = card.expert_count > 0;
    const bool has_dense = !has_experts || card.leading_dense_layers > 0;
    // Where no layer is dense the length stands in the file, but no tensor has it.
    if (has_dense) left.feed_forward_length = channels_left(card.feed_forward_length, width_percent);
    if (has_experts) left.expert_feed_forward_length = channels_left(card.expert_feed_forward_length, width_percent);
    if (card.head_count_kv > 1) {
        left.head_count_kv = left_of(card.head_count_kv, 1, width_percent);
        left.head_count = card.head_count / card.head_count_kv * left.head_count_kv;
    } else {
        left.head_count = left_of(card.head_count, 1, width_percent);
    }
    if (left == whole) {
        return fail(
            ErrorKind::invalid_argument,
            fmt::format("width_{} leaves {} as it is: neither its {} feed-forward channels nor its {} heads "
                        "can be dropped in so small a share",
                        width_percent, card.name,
                        has_dense ? card.feed_forward_length : card.expert_feed_forward_length, card.head_count),
            "drop a larger share");
    }
    return left;
}

Result<ModelCard> compute_variant_card(const ModelCard& card, const ModelVariant& variant) {
    ModelCard changed = card;
    const auto dropped = compute_dropped_blocks(card.layers, blocks_treated_apart(card), variant.depth_percent);
    if (!dropped) return fail(dropped.error());
    changed.layers -= static_cast<std::int64_t>(dropped->size());
    const auto lengths = compute_width_lengths(card, variant.width_percent);
    if (!lengths) return fail(lengths.error());
    changed.feed_forward_length = lengths->feed_forward_length;
    changed.expert_feed_forward_length = lengths->expert_feed_forward_length;
    changed.head_count = lengths->head_count;
    changed.head_count_kv = lengths->head_count_kv;
    const ModelVariant shape{.depth_percent = variant.depth_percent, .width_percent = variant.width_percent};
    if (is_pruned(shape)) changed.display_name += fmt::format(" ({})", to_string(shape));
    return changed;
}

}  // namespace inference_pio
