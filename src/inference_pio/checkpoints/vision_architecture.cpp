#include "checkpoints/vision_architecture.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <string>
#include <utility>

namespace inference_pio {
namespace {

constexpr std::string_view kQwen3VlMerger = "qwen3vl_merger";
constexpr std::int64_t kMergeSize = 2;         // libmtmd's graph of this projector knows no other
constexpr std::int64_t kImageSizeMax = 8192;   // libmtmd refuses larger ones
constexpr std::int64_t kPatchSizeMax = 65535;  // likewise
constexpr std::int64_t kHeadMultiple = 4;      // a head is divided into four sections of positions
constexpr std::int64_t kMostLayers = 512;

Result<void> check_vision_lengths(const std::string& name, const VisionCard& card) {
    constexpr std::int64_t kLongest = std::numeric_limits<std::int32_t>::max();
    const std::array<std::pair<std::string_view, std::int64_t>, 10> lengths{{
        {"layers", card.layers},
        {"embedding_length", card.embedding_length},
        {"feed_forward_length", card.feed_forward_length},
        {"head_count", card.head_count},
        {"patch_size", card.patch_size},
        {"position_grid", card.position_grid},
        {"output_length", card.output_length},
        {"tokens_min", card.tokens_min},
        {"tokens_max", card.tokens_max},
        {"merge_size", card.merge_size},
    }};
    for (const auto& [field, length] : lengths) {
        if (length < 1 || length > kLongest) {
            return fail(ErrorKind::invalid_argument, fmt::format("card {}: vision.{} is {}", name, field, length),
                        "give the figure of the model's published configuration");
        }
    }
    if (card.layers > kMostLayers || card.patch_size > kPatchSizeMax ||
        card.position_grid > kImageSizeMax / card.patch_size) {
        return fail(ErrorKind::unsupported,
                    fmt::format("card {}: a vision tower of {} layers, patches of {} pixels and {} × {} positions is "
                                "larger than the engine takes",
                                name, card.layers, card.patch_size, card.position_grid, card.position_grid));
    }
    if (card.tokens_min > card.tokens_max) {
        return fail(ErrorKind::invalid_argument, fmt::format("card {}: vision.tokens_min is {}, above tokens_max {}",
                                                             name, card.tokens_min, card.tokens_max));
    }
    return {};
}

// A type whose blocks of values the converter cuts rows into.
Result<ggml_type> matrix_type_of(WeightType weight_type) {
    switch (weight_type) {
        case WeightType::f32:
            return GGML_TYPE_F32;
        case WeightType::f16:
            return GGML_TYPE_F16;
        case WeightType::bf16:
            return GGML_TYPE_BF16;
        case WeightType::q8_0:
            return GGML_TYPE_Q8_0;
        default:
            return fail(ErrorKind::unsupported,
                        fmt::format("a vision projector of type {} cannot be synthesized", to_string(weight_type)),
                        "llama.cpp's converter writes projectors as f32, f16, bf16 and q8_0");
    }
}

class TensorList {
public:
    void add(std::string name, std::vector<std::int64_t> shape) {
        tensors_.push_back({std::move(name), std::move(shape)});
    }
    void add_affine(const std::string& name, std::int64_t input, std::int64_t output) {
        add(name + ".weight", {input, output});
        add(name + ".bias", {output});
    }
    void add_norm(const std::string& name, std::int64_t length) {
        add(name + ".weight", {length});
        add(name + ".bias", {length});
    }
    std::vector<TensorShape> take() { return std::move(tensors_); }

private:
    std::vector<TensorShape> tensors_;
};

}  // namespace

Result<void> check_vision_card(const ModelCard& card) {
    if (!card.vision) {
        return fail(ErrorKind::unsupported, fmt::format("card {}: the model has no vision tower", card.name),
                    "use a vision-language model, such as qwen3_vl_2b");
    }
    const VisionCard& vision = *card.vision;
    if (vision.projector != kQwen3VlMerger) {
        return fail(ErrorKind::unsupported,
                    fmt::format("card {}: a projector '{}' cannot be synthesized", card.name, vision.projector),
                    fmt::format("synthesis knows {}; run a real one with --projector-file", kQwen3VlMerger));
    }
    if (auto lengths = check_vision_lengths(card.name, vision); !lengths) return lengths;
    if (vision.merge_size != kMergeSize) {
        return fail(ErrorKind::unsupported, fmt::format("card {}: vision.merge_size is {}, where the engine knows {}",
                                                        card.name, vision.merge_size, kMergeSize));
    }
    if (vision.embedding_length % (kHeadMultiple * vision.head_count) != 0) {
        return fail(ErrorKind::invalid_argument,
                    fmt::format("card {}: vision.embedding_length {} does not give {} heads a length that four divides",
                                card.name, vision.embedding_length, vision.head_count));
    }
    if (vision.output_length != card.embedding_length) {
        return fail(ErrorKind::invalid_argument,
                    fmt::format("card {}: vision.output_length is {}, embedding_length {}", card.name,
                                vision.output_length, card.embedding_length),
                    "a vision tower gives embeddings of the text model's length");
    }
    const auto& deepstack = vision.deepstack_layers;
    const bool ascending =
        std::adjacent_find(deepstack.begin(), deepstack.end(), std::greater_equal<>()) == deepstack.end();
    if (!ascending || (!deepstack.empty() && (deepstack.front() < 0 || deepstack.back() >= vision.layers))) {
        return fail(
            ErrorKind::invalid_argument,
            fmt::format("card {}: vision.deepstack_layers must ascend within the {} layers", card.name, vision.layers));
    }
    if (static_cast<std::int64_t>(deepstack.size()) != card.deepstack_layers) {
        return fail(ErrorKind::invalid_argument,
                    fmt::format("card {}: the text model takes {} deepstack_layers, its vision tower gives {}",
                                card.name, card.deepstack_layers, deepstack.size()));
    }
    return {};
}

std::vector<MetadataEntry> compute_vision_keys(const VisionCard& card) {
    std::vector<MetadataEntry> keys;
    const auto add = [&](std::string key, auto value) { keys.push_back({"clip." + std::move(key), std::move(value)}); };
    const auto add_length = [&](const char* key, std::int64_t length) {
        add(std::string("vision.") + key, static_cast<std::uint32_t>(length));
    };
    const auto channels = [](double value) { return std::vector<float>(3, static_cast<float>(value)); };
    add("has_vision_encoder", true);
    add_length("projection_dim", card.output_length);
    add_length("image_size", card.position_grid * card.patch_size);
    add_length("patch_size", card.patch_size);
    add_length("embedding_length", card.embedding_length);
    add_length("feed_forward_length", card.feed_forward_length);
    add_length("block_count", card.layers);
    add_length("attention.head_count", card.head_count);
    add("vision.image_mean", channels(card.image_mean));
    add("vision.image_std", channels(card.image_deviation));
    add("projector_type", card.projector);
    add("use_gelu", true);
    add_length("spatial_merge_size", card.merge_size);
    add("vision.attention.layer_norm_epsilon", static_cast<float>(card.norm_epsilon));
    std::vector<bool> deepstack(static_cast<std::size_t>(card.layers));
    for (const std::int64_t layer : card.deepstack_layers) deepstack[static_cast<std::size_t>(layer)] = true;
    add("vision.is_deepstack_layers", std::move(deepstack));
    return keys;
}

std::vector<TensorShape> compute_vision_tensor_list(const VisionCard& card) {
    const std::int64_t length = card.embedding_length;
    const std::int64_t merged = card.merge_size * card.merge_size * length;
    const std::vector<std::int64_t> patch = {card.patch_size, card.patch_size, 3, length};
    TensorList list;
    list.add("v.patch_embd.weight", patch);
    list.add("v.patch_embd.weight.1", patch);
    list.add("v.patch_embd.bias", {length});
    list.add("v.position_embd.weight", {length, card.position_grid * card.position_grid});
    for (std::int64_t layer = 0; layer < card.layers; ++layer) {
        const std::string block = fmt::format("v.blk.{}.", layer);
        list.add_norm(block + "ln1", length);
        list.add_affine(block + "attn_qkv", length, 3 * length);
        list.add_affine(block + "attn_out", length, length);
        list.add_norm(block + "ln2", length);
        list.add_affine(block + "ffn_up", length, card.feed_forward_length);
        list.add_affine(block + "ffn_down", card.feed_forward_length, length);
    }
    for (const std::int64_t layer : card.deepstack_layers) {
        const std::string deepstack = fmt::format("v.deepstack.{}.", layer);
        list.add_norm(deepstack + "norm", merged);
        list.add_affine(deepstack + "fc1", merged, merged);
        list.add_affine(deepstack + "fc2", merged, card.output_length);
    }
    list.add_norm("v.post_ln", length);
    list.add_affine("mm.0", merged, merged);
    list.add_affine("mm.2", merged, card.output_length);
    return list.take();
}

Result<std::vector<ggml_type>> choose_vision_tensor_types(WeightType weight_type,
                                                          const std::vector<TensorShape>& tensors) {
    const auto wanted = matrix_type_of(weight_type);
    if (!wanted) return fail(wanted.error());
    std::vector<ggml_type> types;
    for (const TensorShape& tensor : tensors) {
        if (tensor.shape.size() == 1 || tensor.name == "v.position_embd.weight") {
            types.push_back(GGML_TYPE_F32);
        } else if (tensor.name.starts_with("v.patch_embd.weight")) {
            types.push_back(*wanted == GGML_TYPE_F16 ? GGML_TYPE_F16 : GGML_TYPE_F32);
        } else {
            types.push_back(tensor.shape[0] % ggml_blck_size(*wanted) == 0 ? *wanted : GGML_TYPE_F16);
        }
    }
    return types;
}

}  // namespace inference_pio
