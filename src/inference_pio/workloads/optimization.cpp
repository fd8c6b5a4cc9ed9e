#include "workloads/optimization.hpp"

#include <cstdint>
#include <utility>

#include "checkpoints/case_checkpoint.hpp"
#include "workloads/case_axes.hpp"
#include "workloads/case_model.hpp"
#include "workloads/generation.hpp"

namespace inference_pio {
namespace {

constexpr const char* kModel = "qwen3_0_6b";

std::vector<std::string> make_variants() {
    std::vector<std::string> words{std::string(kOriginalVariant)};
    for (const WeightType type : all_weight_types()) {
        if (type != WeightType::f32) words.emplace_back(to_string(type));
    }
    for (const char* word : {"kv_q8_0", "kv_q4_0", "depth_25", "width_25", "sparse_50"}) words.emplace_back(word);
    return words;
}

}  // namespace

const std::vector<std::string>& optimization_variants() {
    static const std::vector<std::string> words = make_variants();
    return words;
}

Result<Measure> prepare_optimization(const ModelCard& card, Preparation& preparation) {
    const auto variant = variant_of(preparation.parameters);
    if (!variant) return fail(variant.error());
    if (!variant->kv_type.empty()) preparation.engine_options["kv_type"] = variant->kv_type;
    auto measure = prepare_generation(card, preparation);
    std::int64_t size = 0;
    for (const auto& [type, bytes] : preparation.facts.tensor_bytes) size += bytes;
    if (size > 0) preparation.process_metrics["checkpoint_size"] = static_cast<double>(size);
    return measure;
}

bool register_optimization(const char* source_file) {
    register_benchmark("optimization", source_file)
        .doc("What quantization and pruning do to a model: size, speed and memory beside the original's")
        .axis(word_axis("model", {kModel}))
        .axis(word_axis("variant", optimization_variants()))
        .axis(integer_axis("batch_size", {1}))
        .axis(integer_axis("sequence_length", {64}))
        .axis(integer_axis("new_tokens", {16}))
        .axis(integer_axis("depth", {0}))
        .axis(threads_axis())
        .reference("variant", std::string(kOriginalVariant))
        .checkpoint(kModel)
        .memory_estimate(estimate_with_card(kModel, estimate_generation_memory))
        .prepare(with_card(kModel, prepare_optimization));
    return true;
}

}  // namespace inference_pio
