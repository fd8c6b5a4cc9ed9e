#include "workloads/case_costs.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <map>
#include <utility>

#include "engines/llama_cpp/engine_build.hpp"

namespace inference_pio {
namespace {

constexpr std::string_view kEmbedding = "token_embd.weight";
constexpr std::string_view kOutput = "output.weight";

double elements_of(const TensorFacts& tensor) {
    double elements = 1;
    for (const std::int64_t length : tensor.shape) elements *= static_cast<double>(length);
    return elements;
}

struct LayerTensor {
    std::size_t layer = 0;
    std::string_view part;  // "attn_q.weight"
};

// "blk.12.attn_q.weight" taken apart.
std::optional<LayerTensor> layer_tensor_of(std::string_view name) {
    constexpr std::string_view kPrefix = "blk.";
    constexpr std::size_t kMostLayers = 4096;
    if (!name.starts_with(kPrefix)) return std::nullopt;
    LayerTensor found;
    const char* const end = name.data() + name.size();
    const auto [rest, error] = std::from_chars(name.data() + kPrefix.size(), end, found.layer);
    if (error != std::errc{} || rest == end || *rest != '.' || found.layer >= kMostLayers) return std::nullopt;
    found.part = std::string_view(rest + 1, static_cast<std::size_t>(end - rest - 1));
    return found;
}

void note_attention(const LayerTensor& place, const TensorFacts& tensor, std::vector<LayerAttention>& layers) {
    if (place.layer >= layers.size()) layers.resize(place.layer + 1);
    LayerAttention& layer = layers[place.layer];
    if (place.part == "attn_k_b.weight" && tensor.shape.size() == 3) {
        // All heads attend to one cached vector: its length is the key's of attn_kv_a_mqa, the rank of it the value's.
        layer.latent = true;
        layer.query = tensor.shape[2];  // heads, until the key's length is known
        layer.output = tensor.shape[2] * tensor.shape[1];
    }
    if (tensor.shape.size() != 2) return;
    if (place.part == "attn_kv_a_mqa.weight") layer.key = tensor.shape[1];
    if (layer.latent) return;
    if (place.part == "attn_q.weight") layer.query = tensor.shape[1];
    if (place.part == "attn_k.weight") layer.key = tensor.shape[1];
    if (place.part == "attn_v.weight") layer.value = tensor.shape[1];
    if (place.part == "attn_output.weight") layer.output = tensor.shape[0];
}

// Three dimensions: a matrix for each expert.
bool is_of_experts(const LayerTensor& place, const TensorFacts& tensor) {
    return place.part.ends_with("_exps.weight") && tensor.shape.size() == 3;
}

bool is_whole(const LayerAttention& layer) {
    const bool of_heads = layer.value > 0 || layer.latent;
    return layer.query > 0 && layer.key > 0 && of_heads && layer.output > 0;
}

constexpr std::int64_t kEverything = std::numeric_limits<std::int64_t>::max();

// How many tokens the layer sees at most.
std::int64_t window_of(const ModelCard& card, std::size_t layer) {
    if (card.sliding_window <= 0) return kEverything;
    const auto number = static_cast<std::int64_t>(layer) + 1;
    const bool sees_all = card.sliding_window_period > 0 && number % card.sliding_window_period == 0;
    return sees_all ? kEverything : card.sliding_window;
}

// Σ min(t, window) over first <= t <= last.
double sum_of_contexts(std::int64_t first, std::int64_t last, std::int64_t window) {
    const auto sum = [](double low, double high) { return high < low ? 0 : (low + high) * (high - low + 1) / 2; };
    const auto from = static_cast<double>(first);
    const auto to = static_cast<double>(std::min(last, window));
    const std::int64_t cut = std::max<std::int64_t>(0, last - std::max(window, first - 1));
    return sum(from, to) + (cut > 0 ? static_cast<double>(cut) * static_cast<double>(window) : 0);
}

// What attention costs over the tokens first … last of one sequence.
struct AttentionCosts {
    double flops = 0;
    double kv_elements = 0;  // read, if every token reads its context anew
};

AttentionCosts attention_over(const ModelCard& card, const WeightCosts& weights, std::int64_t first,
                              std::int64_t last) {
    AttentionCosts costs;
    for (std::size_t i = 0; i < weights.attention.size(); ++i) {
        const LayerAttention& layer = weights.attention[i];
        const double contexts = sum_of_contexts(first, last, window_of(card, i));
        costs.flops += 2 * static_cast<double>(layer.query + layer.output) * contexts;
        costs.kv_elements += static_cast<double>(layer.key + layer.value) * contexts;
    }
    return costs;
}

// How much of its experts a mixture needs, 0 where it is none.
double used_share(const ModelCard& card, const WeightCosts& weights) {
    if (weights.expert_count < 1) return 0;
    return std::min(1.0, static_cast<double>(card.expert_used_count) / static_cast<double>(weights.expert_count));
}

double bytes_of_weights(const ModelCard& card, const WeightCosts& weights, std::int64_t tokens) {
    const double touched = 1 - std::pow(1 - used_share(card, weights), static_cast<double>(tokens));
    return weights.layer_bytes + weights.output_bytes + touched * weights.expert_bytes;
}

// Elements of one sequence's cache that the tokens first … last need: each of them once.
double cache_elements(const ModelCard& card, const WeightCosts& weights, std::int64_t first, std::int64_t last) {
    double elements = 0;
    for (std::size_t i = 0; i < weights.attention.size(); ++i) {
        const LayerAttention& layer = weights.attention[i];
        const std::int64_t window = window_of(card, i);
        const std::int64_t before = std::min(first - 1, window == kEverything ? window : window - 1);
        elements += static_cast<double>(layer.key + layer.value) * static_cast<double>(before + last - first + 1);
    }
    return elements;
}

}  // namespace

std::optional<WeightCosts> compute_weight_costs(std::span<const TensorFacts> tensors) {
    WeightCosts costs;
    const TensorFacts* embedding = nullptr;
    const TensorFacts* output = nullptr;
    std::map<std::string, double> elements_by_type;
    for (const TensorFacts& tensor : tensors) {
        if (tensor.name == kEmbedding) {
            embedding = &tensor;
        } else if (tensor.name == kOutput) {
            output = &tensor;
        } else {
            const auto place = layer_tensor_of(tensor.name);
            const bool experts = place && is_of_experts(*place, tensor);
            (experts ? costs.expert_bytes : costs.layer_bytes) += static_cast<double>(tensor.size.count);
            if (!place) continue;
            note_attention(*place, tensor, costs.attention);
            if (tensor.shape.size() < 2) continue;
            if (experts) costs.expert_count = tensor.shape[2];
            (experts ? costs.expert_elements : costs.layer_elements) += elements_of(tensor);
            elements_by_type[tensor.type] += elements_of(tensor);
        }
    }
    if (embedding == nullptr || elements_by_type.empty()) return std::nullopt;
    for (LayerAttention& layer : costs.attention) {
        if (layer.latent) layer.query *= layer.key;
    }
    if (!std::all_of(costs.attention.begin(), costs.attention.end(), is_whole)) return std::nullopt;
    const TensorFacts& read = output != nullptr ? *output : *embedding;
    costs.output_elements = elements_of(read);
    costs.output_bytes = static_cast<double>(read.size.count);
    costs.weight_type =
        std::max_element(elements_by_type.begin(), elements_by_type.end(), [](const auto& a, const auto& b) {
            return a.second < b.second;
        })->first;
    return costs;
}

CaseCosts compute_generation_costs(const ModelCard& card, const WeightCosts& weights, const GenerationShape& shape) {
    CaseCosts costs;
    costs.threads = shape.threads;
    costs.weight_type = weights.weight_type;
    costs.batch_size = shape.batch_size;
    const auto batch = static_cast<double>(shape.batch_size);
    const double token_elements = weights.layer_elements + used_share(card, weights) * weights.expert_elements;
    const std::int64_t prompt_end = shape.depth + shape.prompt_tokens;

    const AttentionCosts prefill = attention_over(card, weights, shape.depth + 1, prompt_end);
    costs.prefill_flops = batch * (2 * token_elements * static_cast<double>(shape.prompt_tokens) + prefill.flops +
                                   2 * weights.output_elements);
    costs.prefill_bytes = bytes_of_weights(card, weights, shape.batch_size * shape.prompt_tokens) +
                          batch * shape.kv_element_bytes * cache_elements(card, weights, shape.depth + 1, prompt_end);
    const std::int64_t steps = shape.new_tokens - 1;
    if (steps < 1) return costs;
    const AttentionCosts decode = attention_over(card, weights, prompt_end + 1, prompt_end + steps);
    const auto count = static_cast<double>(steps);
    costs.decode_step_flops = batch * (2 * (token_elements + weights.output_elements) + decode.flops / count);
    costs.decode_step_bytes =
        bytes_of_weights(card, weights, shape.batch_size) + batch * shape.kv_element_bytes * decode.kv_elements / count;
    return costs;
}

std::optional<double> kv_element_bytes_of(std::string_view kv_type) {
    constexpr std::array<std::pair<std::string_view, double>, 3> kTypes{
        {{"f16", 2.0}, {"q8_0", 34.0 / 32}, {"q4_0", 18.0 / 32}}};
    for (const auto& [name, bytes] : kTypes) {
        if (name == kv_type) return bytes;
    }
    return std::nullopt;
}

std::optional<CaseCosts> read_generation_costs(const ModelCard& card, const std::filesystem::path& checkpoint,
                                               const std::map<std::string, std::string>& options,
                                               GenerationShape shape) {
    if (checkpoint.empty()) return std::nullopt;
    const auto option = [&](const char* key) {
        const auto found = options.find(key);
        return found == options.end() ? std::string() : found->second;
    };
    if (option("gpu_layers") != "0" && engine_has_gpu()) return std::nullopt;
    const auto element = kv_element_bytes_of(option("kv_type"));
    const auto facts = inspect_checkpoint(checkpoint);
    if (!element || !facts) return std::nullopt;
    const auto weights = compute_weight_costs(facts->tensors);
    if (!weights) return std::nullopt;
    shape.kv_element_bytes = *element;
    return compute_generation_costs(card, *weights, shape);
}

}  // namespace inference_pio
