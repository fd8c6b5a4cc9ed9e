#include "workloads/generation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "checkpoints/synthesis.hpp"
#include "engines/available_cores.hpp"
#include "workloads/case_axes.hpp"
#include "workloads/case_costs.hpp"
#include "workloads/case_model.hpp"
#include "workloads/prompt_text.hpp"

namespace inference_pio {
namespace {

struct GenerationCase {
    std::int64_t batch_size = 1;
    std::int64_t sequence_length = 128;
    std::int64_t new_tokens = 32;
    std::int64_t depth = 0;
    std::int64_t threads = 0;

    [[nodiscard]] std::int64_t context_tokens() const { return depth + sequence_length + new_tokens; }
};

Result<GenerationCase> read_case(const Parameters& parameters) {
    GenerationCase wanted;
    const std::pair<std::int64_t*, std::pair<const char*, std::int64_t>> fields[] = {
        {&wanted.batch_size, {"batch_size", 1}}, {&wanted.sequence_length, {"sequence_length", 1}},
        {&wanted.new_tokens, {"new_tokens", 1}}, {&wanted.depth, {"depth", 0}},
        {&wanted.threads, {"threads", 0}},
    };
    for (const auto& [field, rule] : fields) {
        auto value = count_parameter(parameters, rule.first, rule.second, *field);
        if (!value) return fail(std::move(value).error());
        *field = *value;
    }
    return wanted;
}

GenerationShape shape_of(const GenerationCase& wanted) {
    const int threads = wanted.threads > 0 ? static_cast<int>(wanted.threads) : read_available_cores();
    return {wanted.batch_size, wanted.sequence_length, wanted.new_tokens, wanted.depth, threads};
}

}  // namespace

Result<Measure> prepare_generation(const ModelCard& card, Preparation& preparation) {
    const auto wanted = read_case(preparation.parameters);
    if (!wanted) return fail(wanted.error());
    auto checkpoint = choose_checkpoint(card, preparation);
    if (!checkpoint) return fail(std::move(checkpoint).error());
    LoadOptions options;
    options.threads = static_cast<int>(wanted->threads);
    options.sequences = static_cast<int>(wanted->batch_size);
    options.context_tokens = wanted->context_tokens();
    options.depth = wanted->depth;
    auto loaded = load_case_model(*checkpoint, options, preparation);
    if (!loaded) return fail(std::move(loaded).error());
    if (!checkpoint->empty()) preparation.process_metrics["load_time"] = loaded->load_time.count();
    note_memory(loaded->model->memory(), preparation);
    preparation.facts.costs =
        read_generation_costs(card, *checkpoint, loaded->model->effective_options(), shape_of(*wanted));

    auto prompts = make_prompts(preparation, *loaded->model, wanted->batch_size, wanted->sequence_length);
    if (!prompts) return fail(std::move(prompts).error());
    GenerationRequest request;
    request.new_tokens = wanted->new_tokens;
    for (std::string& prompt : *prompts) {
        request.sequences.push_back({{TextPart{std::move(prompt)}}, wanted->sequence_length});
    }
    return [model = *std::move(loaded), request = std::move(request), wanted = *wanted,
            agreement = OutputAgreement{}](Sample& sample) mutable -> Result<void> {
        auto timeline = model.model->generate(request);
        if (!timeline) return fail(std::move(timeline).error());
        auto counted = verify_counts(*timeline, wanted.batch_size, wanted.sequence_length, wanted.new_tokens);
        if (!counted) return counted;
        const std::string digest = output_digest_of(*timeline);
        if (auto agrees = agreement.check(digest); !agrees) return agrees;
        sample.set_output_digest(digest);
        sample.record(*std::move(timeline));
        return {};
    };
}

Result<Bytes> estimate_generation_memory(const ModelCard& card, const Parameters& parameters) {
    const auto wanted = read_case(parameters);
    if (!wanted) return fail(wanted.error());
    const auto weight_type = weight_type_of(parameters);
    if (!weight_type) return fail(weight_type.error());
    const auto weights = compute_synthesized_size({.card = card, .weight_type = *weight_type});
    if (!weights) return fail(weights.error());
    constexpr std::int64_t kContextStep = 256;
    constexpr std::int64_t kTokensAtOnce = 512;
    const std::int64_t context = (wanted->context_tokens() + kContextStep - 1) / kContextStep * kContextStep;
    const std::int64_t kv_length = card.key_value_rank > 0 ? card.key_value_rank + card.rope_length
                                                           : card.head_count_kv * (card.key_length + card.value_length);
    const std::int64_t kv_values = card.layers * kv_length * context * wanted->batch_size;
    // Activations of the widest layer, and the scores of attention where it is not computed in tiles.
    const std::int64_t hidden =
        std::max(card.feed_forward_length, card.expert_used_count * card.expert_feed_forward_length);
    const std::int64_t activations =
        kTokensAtOnce * (4 * hidden + 4 * card.embedding_length + card.head_count * context);
    const std::int64_t logits = card.vocabulary_size * wanted->batch_size;
    const std::int64_t buffers = 2 * kv_values + 4 * activations + 2 * 4 * logits;
    return Bytes{2 * weights->count + static_cast<std::uint64_t>(buffers)} + mebibytes(128);
}

bool register_generation(std::string model, const char* source_file, const GenerationDefaults& defaults) {
    register_benchmark("generation", source_file)
        .doc("Prompt to last token: TTFT, time per token, throughput and memory")
        .axis(integer_axis("batch_size", defaults.batch_sizes))
        .axis(integer_axis("sequence_length", defaults.sequence_lengths))
        .axis(integer_axis("new_tokens", defaults.new_tokens))
        .axis(integer_axis("depth", defaults.depths))
        .axis(threads_axis())
        .axis(word_axis("weight_type", {defaults.weight_type}))
        .checkpoint(model)
        .memory_estimate(estimate_with_card(model, estimate_generation_memory))
        .prepare(with_card(model, prepare_generation));
    return true;
}

}  // namespace inference_pio
