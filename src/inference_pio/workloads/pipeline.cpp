#include "workloads/pipeline.hpp"

#include <chrono>
#include <memory>
#include <utility>

#include "engines/available_cores.hpp"
#include "workloads/case_axes.hpp"
#include "workloads/case_costs.hpp"
#include "workloads/case_model.hpp"
#include "workloads/generation.hpp"
#include "workloads/prompt_text.hpp"

namespace inference_pio {
namespace {

using Clock = std::chrono::steady_clock;

// What one sample needs; it keeps no model, since loading is part of what it measures.
struct Pipeline {
    Preparation preparation;
    std::filesystem::path checkpoint;
    LoadOptions options;
    GenerationRequest request;
    OutputAgreement agreement;

    Result<void> run(Sample& sample);
};

Result<void> Pipeline::run(Sample& sample) {
    const auto begin = Clock::now();
    auto loaded = load_case_model(checkpoint, options, preparation);
    if (!loaded) return fail(std::move(loaded).error());
    auto timeline = loaded->model->generate(request);
    if (!timeline) return fail(std::move(timeline).error());
    const Seconds latency = Clock::now() - begin;
    const std::int64_t prompt_tokens = request.sequences.front().prompt_tokens;
    const auto sequences = static_cast<std::int64_t>(request.sequences.size());
    if (auto counted = verify_counts(*timeline, sequences, prompt_tokens, request.new_tokens); !counted) return counted;
    const std::string digest = output_digest_of(*timeline);
    if (auto agrees = agreement.check(digest); !agrees) return agrees;
    sample.set_output_digest(digest);
    sample.record("latency", latency.count());
    if (!checkpoint.empty()) sample.record("load_time", loaded->load_time.count());
    sample.record(*std::move(timeline));
    return {};
}

Result<std::int64_t> read_lengths(const Parameters& parameters, Pipeline& pipeline) {
    const auto threads = count_parameter(parameters, "threads", 0, 0);
    if (!threads) return fail(threads.error());
    const auto length = count_parameter(parameters, "sequence_length", 1, 128);
    if (!length) return fail(length.error());
    const auto new_tokens = count_parameter(parameters, "new_tokens", 1, 16);
    if (!new_tokens) return fail(new_tokens.error());
    pipeline.options.threads = static_cast<int>(*threads);
    pipeline.options.context_tokens = *length + *new_tokens;
    pipeline.request.new_tokens = *new_tokens;
    return *length;
}

}  // namespace

Result<Measure> prepare_pipeline(const ModelCard& card, Preparation& preparation) {
    auto pipeline = std::make_unique<Pipeline>();
    const auto length = read_lengths(preparation.parameters, *pipeline);
    if (!length) return fail(length.error());
    auto checkpoint = choose_checkpoint(card, preparation);
    if (!checkpoint) return fail(std::move(checkpoint).error());
    pipeline->checkpoint = *std::move(checkpoint);
    {
        // Only the vocabulary, to cut the prompt: this process has then not loaded the weights before.
        LoadOptions vocabulary = pipeline->options;
        vocabulary.vocabulary_only = true;
        auto loaded = load_case_model(pipeline->checkpoint, vocabulary, preparation);
        if (!loaded) return fail(std::move(loaded).error());
        auto prompts = make_prompts(preparation, *loaded->model, 1, *length);
        if (!prompts) return fail(std::move(prompts).error());
        pipeline->request.sequences.push_back({{TextPart{std::move(prompts->front())}}, *length});
        const int threads = pipeline->options.threads > 0 ? pipeline->options.threads : read_available_cores();
        preparation.facts.costs = read_generation_costs(card, pipeline->checkpoint, loaded->model->effective_options(),
                                                        {1, *length, pipeline->request.new_tokens, 0, threads});
    }
    pipeline->preparation = preparation;
    return [pipeline = std::move(pipeline)](Sample& sample) { return pipeline->run(sample); };
}

bool register_pipeline(std::string model, const char* source_file, const std::string& weight_type) {
    register_benchmark("pipeline", source_file)
        .doc("Load, tokenize, prefill and decode, the output verified")
        .axis(integer_axis("sequence_length", {128}))
        .axis(integer_axis("new_tokens", {16}))
        .axis(threads_axis())
        .axis(word_axis("weight_type", {weight_type}))
        .checkpoint(model)
        .memory_estimate(estimate_with_card(model, estimate_generation_memory))
        .prepare(with_card(model, prepare_pipeline));
    return true;
}

}  // namespace inference_pio
