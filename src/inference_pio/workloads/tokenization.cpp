#include "workloads/tokenization.hpp"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "workloads/case_axes.hpp"
#include "workloads/case_model.hpp"
#include "workloads/prompt_text.hpp"

namespace inference_pio {

Result<Measure> prepare_tokenization(const ModelCard& card, Preparation& preparation) {
    const auto tokens = count_parameter(preparation.parameters, "sequence_length", 1, 1024);
    if (!tokens) return fail(tokens.error());
    auto checkpoint = choose_checkpoint(card, preparation);
    if (!checkpoint) return fail(std::move(checkpoint).error());
    LoadOptions options;
    options.vocabulary_only = true;
    auto loaded = load_case_model(*checkpoint, options, preparation);
    if (!loaded) return fail(std::move(loaded).error());
    auto prompts = make_prompts(preparation, *loaded->model, 1, *tokens);
    if (!prompts) return fail(std::move(prompts).error());
    auto expected = loaded->model->tokenize(prompts->front());
    if (!expected) return fail(std::move(expected).error());

    return [model = *std::move(loaded), text = std::move(prompts->front()),
            expected = *std::move(expected)](Sample& sample) -> Result<void> {
        std::optional<Error> failure;
        std::vector<std::int32_t> ids;
        sample.time("latency", [&] {
            auto tokenized = model.model->tokenize(text);
            if (tokenized) {
                ids = *std::move(tokenized);
            } else {
                failure = std::move(tokenized).error();
            }
        });
        if (failure) return fail(*std::move(failure));
        if (ids != expected) return fail(ErrorKind::malformed, "one text gave different tokens");
        const double latency_s = sample.values().at("latency").front();
        sample.record("tokenization_throughput", static_cast<double>(ids.size()) / latency_s);
        sample.set_output_digest(fmt::format("{} tokens", ids.size()));
        return {};
    };
}

bool register_tokenization(std::string model, const char* source_file, const std::string& weight_type,
                           std::int64_t layers) {
    BenchmarkBuilder benchmark = register_benchmark("tokenization", source_file);
    benchmark.doc("A text to token ids, by the checkpoint's own vocabulary")
        .axis(integer_axis("sequence_length", {1024}))
        .axis(word_axis("weight_type", {weight_type}))
        .metric({"tokenization_throughput", 1, "tokens/sec", Direction::higher_is_better, Reduction::median,
                 "tokens of a text over the time of its tokenization"})
        .checkpoint(model)
        .prepare(with_card(model, prepare_tokenization));
    if (layers > 0) benchmark.axis(integer_axis("layers", {layers}));
    return true;
}

}  // namespace inference_pio
