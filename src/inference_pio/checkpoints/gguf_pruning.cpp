#include "checkpoints/gguf_pruning.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>
#include <system_error>

#include "checkpoints/tensor_slices.hpp"

namespace inference_pio {
namespace {

constexpr std::string_view kBlockPrefix = "blk.";
constexpr std::int64_t kMostLayers = 10000;  // more than the engine knows; a list of them still fits into memory

// Blocks of these are alike, but for the first ones, and these are all of their tensors (below).
constexpr std::array<std::string_view, 7> kArchitectures{"llama",  "qwen2",    "qwen3",    "qwen3vl",
                                                         "gemma3", "qwen3moe", "deepseek2"};

enum class Part { kept, feed_forward, expert, shared_expert, heads, kv_heads };

struct KnownTensor {
    std::string_view name;  // without "blk.<number>."
    Part part;
    int dimension = 0;     // along which it has channels of that part
    bool decides = false;  // of them the ones with the largest weights are kept
};

constexpr std::array kKnownTensors{
    KnownTensor{"attn_norm.weight", Part::kept},
    KnownTensor{"attn_q_norm.weight", Part::kept},
    KnownTensor{"attn_k_norm.weight", Part::kept},
    KnownTensor{"attn_q.weight", Part::heads, 1},
    KnownTensor{"attn_q.bias", Part::heads, 0},
    KnownTensor{"attn_k.weight", Part::kv_heads, 1},
    KnownTensor{"attn_k.bias", Part::kv_heads, 0},
    KnownTensor{"attn_v.weight", Part::kv_heads, 1},
    KnownTensor{"attn_v.bias", Part::kv_heads, 0},
    KnownTensor{"attn_output.weight", Part::heads, 0, true},
    KnownTensor{"attn_output.bias", Part::kept},
    KnownTensor{"attn_q_a.weight", Part::kept},
    KnownTensor{"attn_q_a_norm.weight", Part::kept},
    KnownTensor{"attn_q_b.weight", Part::heads, 1},
    KnownTensor{"attn_kv_a_mqa.weight", Part::kept},
    KnownTensor{"attn_kv_a_norm.weight", Part::kept},
    KnownTensor{"attn_kv_b.weight", Part::heads, 1},
    KnownTensor{"attn_k_b.weight", Part::heads, 2},
    KnownTensor{"attn_v_b.weight", Part::heads, 2},
    KnownTensor{"post_attention_norm.weight", Part::kept},
    KnownTensor{"post_ffw_norm.weight", Part::kept},
    KnownTensor{"ffn_norm.weight", Part::kept},
    KnownTensor{"ffn_gate.weight", Part::feed_forward, 1, true},
    KnownTensor{"ffn_gate.bias", Part::feed_forward, 0},
    KnownTensor{"ffn_up.weight", Part::feed_forward, 1, true},
    KnownTensor{"ffn_up.bias", Part::feed_forward, 0},
    KnownTensor{"ffn_down.weight", Part::feed_forward, 0, true},
    KnownTensor{"ffn_down.bias", Part::kept},
    KnownTensor{"ffn_gate_inp.weight", Part::kept},
    KnownTensor{"exp_probs_b.bias", Part::kept},
    KnownTensor{"ffn_gate_exps.weight", Part::expert, 1, true},
    KnownTensor{"ffn_up_exps.weight", Part::expert, 1, true},
    KnownTensor{"ffn_down_exps.weight", Part::expert, 0, true},
    KnownTensor{"ffn_gate_shexp.weight", Part::shared_expert, 1, true},
    KnownTensor{"ffn_up_shexp.weight", Part::shared_expert, 1, true},
    KnownTensor{"ffn_down_shexp.weight", Part::shared_expert, 0, true},
};

// A source's keys as the card that they would be of.
class SourceKeys {
public:
    explicit SourceKeys(const GgufHeader& header)
        : header_(header), architecture_(header.text("general.architecture")) {}

    [[nodiscard]] const std::string& architecture() const { return architecture_; }

    [[nodiscard]] std::int64_t length_or(std::string_view key, std::int64_t other) const {
        const auto value = header_.whole_number(fmt::format("{}.{}", architecture_, key));
        return value ? static_cast<std::int64_t>(std::min<std::uint64_t>(*value, kLongest)) : other;
    }

    [[nodiscard]] bool has(std::string_view key) const {
        return header_.scalars.contains(fmt::format("{}.{}", architecture_, key));
    }

    // A key that has one length for every layer is an array in files whose layers differ.
    [[nodiscard]] Result<std::int64_t> length(std::string_view key) const {
        const std::int64_t value = length_or(key, 0);
        if (value > 0) return value;
        return fail(ErrorKind::unsupported,
                    fmt::format("the file cannot be pruned: it has no key {}.{} of one length", architecture_, key),
                    "prune a model whose layers are alike, or choose a weight type");
    }

    [[nodiscard]] std::int64_t treated_apart() const {
        return std::max(length_or("n_deepstack_layers", 0), length_or("leading_dense_block_count", 0));
    }

    [[nodiscard]] Result<ModelCard> card() const {
        ModelCard card;
        card.name = "the file";
        const auto heads = length("attention.head_count");
        if (!heads) return fail(heads.error());
        card.head_count = *heads;
        card.head_count_kv = length_or("attention.head_count_kv", card.head_count);
        card.expert_count = length_or("expert_count", 0);
        card.leading_dense_layers = length_or("leading_dense_block_count", 0);
        const bool all_experts = card.expert_count > 0 && card.leading_dense_layers == 0;
        if (const auto dense = length("feed_forward_length")) {
            card.feed_forward_length = *dense;
        } else if (!all_experts) {
            return fail(dense.error());
        }
        if (card.expert_count > 0) {
            const auto hidden = length("expert_feed_forward_length");
            if (!hidden) return fail(hidden.error());
            card.expert_feed_forward_length = *hidden;
        }
        card.expert_shared_count = length_or("expert_shared_count", 0);
        if (card.head_count_kv < 1 || card.head_count % card.head_count_kv != 0) {
            return fail(
                ErrorKind::malformed,
                fmt::format("the file's {} heads cannot share its {} KV heads", card.head_count, card.head_count_kv),
                "fetch or copy the file again");
        }
        return card;
    }

private:
    static constexpr std::uint64_t kLongest = 1ULL << 31U;
    const GgufHeader& header_;
    std::string architecture_;
};

const KnownTensor* find_tensor(std::string_view name) {
    const std::size_t number_end = name.find('.', kBlockPrefix.size());
    if (number_end == std::string_view::npos) return nullptr;
    const std::string_view rest = name.substr(number_end + 1);
    const auto* found = std::find_if(kKnownTensors.begin(), kKnownTensors.end(),
                                     [&](const KnownTensor& known) { return known.name == rest; });
    return found == kKnownTensors.end() ? nullptr : found;
}

struct Widths {
    ModelCard card;
    WidthLengths left;
};

// How many channels a part has before and after; nothing where it stays whole.
std::optional<TensorSelection> channels_of(Part part, const Widths& widths) {
    const ModelCard& card = widths.card;
    const bool in_groups = card.head_count_kv > 1;
    TensorSelection selection;
    switch (part) {
        case Part::kept:
            return std::nullopt;
        case Part::feed_forward:
            selection.kind = ChannelKind::feed_forward;
            selection.channels = card.feed_forward_length;
            selection.left = widths.left.feed_forward_length;
            break;
        case Part::expert:
            selection.kind = ChannelKind::expert;
            selection.channels = card.expert_feed_forward_length;
            selection.left = widths.left.expert_feed_forward_length;
            break;
        case Part::shared_expert:
            selection.kind = ChannelKind::shared_expert;
            selection.channels = card.expert_feed_forward_length * card.expert_shared_count;
            selection.left = widths.left.expert_feed_forward_length * card.expert_shared_count;
            break;
        case Part::kv_heads:
            if (!in_groups) return std::nullopt;
            [[fallthrough]];
        case Part::heads:
            selection.kind = ChannelKind::heads;
            selection.channels = in_groups ? card.head_count_kv : card.head_count;
            selection.left = in_groups ? widths.left.head_count_kv : widths.left.head_count;
            break;
    }
    if (selection.left == selection.channels) return std::nullopt;
    return selection;
}

Result<std::optional<TensorSelection>> selection_of(const GgufTensor& tensor, const Widths& widths) {
    const KnownTensor* known = find_tensor(tensor.name);
    if (known == nullptr) {
        return fail(ErrorKind::unsupported,
                    fmt::format("the file's width cannot be pruned: nothing is known of its tensor {}", tensor.name),
                    "choose depth, sparsity or a weight type");
    }
    auto selection = channels_of(known->part, widths);
    if (!selection) return selection;
    selection->dimension = known->dimension;
    selection->decides = known->decides;
    const auto dimension = static_cast<std::size_t>(known->dimension);
    const std::int64_t length = dimension < tensor.shape.size() ? tensor.shape[dimension] : 1;
    const bool whole_channels = selection->channels > 0 && length % selection->channels == 0;
    selection->elements = whole_channels ? length / selection->channels : 0;
    const bool one_each = selection->kind != ChannelKind::heads;
    if (selection->elements == 0 || (one_each && selection->elements != 1)) {
        return fail(ErrorKind::malformed,
                    fmt::format("tensor {} has {} places where the file's keys say {} channels", tensor.name, length,
                                selection->channels),
                    "fetch or copy the file again");
    }
    return selection;
}

Result<PrunedTensor> plan_tensor(const GgufHeader& source, std::size_t number, const ModelVariant& variant,
                                 const std::optional<Widths>& widths) {
    const GgufTensor& tensor = source.tensors[number];
    PrunedTensor pruned;
    pruned.source = number;
    pruned.name = tensor.name;
    pruned.block = block_of(tensor.name);
    pruned.type = static_cast<ggml_type>(tensor.type);
    pruned.shape = tensor.shape;
    if (pruned.block < 0) return pruned;
    if (widths) {
        const auto selection = selection_of(tensor, *widths);
        if (!selection) return fail(selection.error());
        pruned.selection = *selection;
    }
    if (tensor.shape.size() > 1) pruned.sparsity_percent = variant.sparsity_percent;
    const TensorSelection* selection = pruned.selection ? &*pruned.selection : nullptr;
    if (selection != nullptr) {
        pruned.shape[static_cast<std::size_t>(selection->dimension)] = selection->left * selection->elements;
    }
    const bool values_change = pruned.sparsity_percent > 0 || (selection != nullptr && selection->dimension == 0);
    const bool read = values_change || (selection != nullptr && selection->decides);
    if (read && !can_dequantize(pruned.type)) {
        return fail(ErrorKind::unsupported,
                    fmt::format("tensor {} cannot be pruned: its type is {}", tensor.name, ggml_type_name(pruned.type)),
                    "use a file in another weight type");
    }
    if (values_change) pruned.type = type_of_changed_rows(pruned.type, pruned.shape.front());
    return pruned;
}

Result<void> check_architecture_of(const SourceKeys& keys) {
    const auto* found = std::find(kArchitectures.begin(), kArchitectures.end(), keys.architecture());
    if (found == kArchitectures.end()) {
        std::string known;
        for (const std::string_view name : kArchitectures)
            known += fmt::format("{}{}", known.empty() ? "" : ", ", name);
        return fail(ErrorKind::unsupported,
                    fmt::format("depth and width of the architecture '{}' cannot be pruned", keys.architecture()),
                    fmt::format("that can be done with {}; sparsity and weight types with any", known));
    }
    if (keys.length_or("nextn_predict_layers", 0) > 0) {
        return fail(ErrorKind::unsupported, "the file's last layers predict further tokens, so none before can go",
                    "use a file without them, or choose sparsity or a weight type");
    }
    return {};
}

Result<std::optional<Widths>> plan_widths(const SourceKeys& keys, int width_percent) {
    if (width_percent <= 0) return std::optional<Widths>{};
    auto card = keys.card();
    if (!card) return fail(std::move(card).error());
    const auto left = compute_width_lengths(*card, width_percent);
    if (!left) return fail(left.error());
    return std::optional<Widths>(Widths{*std::move(card), *left});
}

}  // namespace

std::int64_t block_of(const std::string& tensor_name) {
    const std::string_view name = tensor_name;
    if (!name.starts_with(kBlockPrefix)) return -1;
    const std::string_view rest = name.substr(kBlockPrefix.size());
    std::int64_t block = -1;
    const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), block);
    // "blk.07." is no name of ours: renamed, it could be another tensor's.
    const bool canonical = rest.starts_with(fmt::format("{}.", block));
    return error == std::errc{} && canonical && block >= 0 ? block : -1;
}

Result<PruningPlan> plan_pruning(const GgufHeader& source, const ModelVariant& variant) {
    const SourceKeys keys(source);
    PruningPlan plan;
    plan.architecture = keys.architecture();
    plan.layers = keys.length_or("block_count", 0);
    if (variant.depth_percent > 0 || variant.width_percent > 0) {
        if (auto known = check_architecture_of(keys); !known) return fail(known.error());
    }
    if (variant.depth_percent > 0) {
        const auto layers = keys.length("block_count");
        if (!layers) return fail(layers.error());
        if (*layers > kMostLayers) {
            return fail(ErrorKind::malformed, fmt::format("the file says that it has {} blocks", *layers),
                        "fetch or copy the file again");
        }
        auto dropped = compute_dropped_blocks(*layers, keys.treated_apart(), variant.depth_percent);
        if (!dropped) return fail(std::move(dropped).error());
        plan.dropped = *std::move(dropped);
    }
    const auto widths = plan_widths(keys, variant.width_percent);
    if (!widths) return fail(widths.error());
    if (*widths) {
        plan.left = (*widths)->left;
        if (!keys.has("attention.key_length") || !keys.has("attention.value_length")) {
            plan.head_length = keys.length_or("embedding_length", 0) / (*widths)->card.head_count;
        }
    }
    for (std::size_t number = 0; number < source.tensors.size(); ++number) {
        auto pruned = plan_tensor(source, number, variant, *widths);
        if (!pruned) return fail(std::move(pruned).error());
        const auto place = std::lower_bound(plan.dropped.begin(), plan.dropped.end(), pruned->block);
        if (place != plan.dropped.end() && *place == pruned->block) continue;
        if (place != plan.dropped.begin()) {
            const std::string rest = pruned->name.substr(pruned->name.find('.', kBlockPrefix.size()));
            pruned->name = fmt::format("{}{}{}", kBlockPrefix, pruned->block - (place - plan.dropped.begin()), rest);
        }
        plan.tensors.push_back(*std::move(pruned));
    }
    return plan;
}

}  // namespace inference_pio
