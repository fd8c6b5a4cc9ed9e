#include "workloads/vision_generation.hpp"

#include <algorithm>
#include <utility>

#include "engines/available_cores.hpp"
#include "workloads/case_axes.hpp"
#include "workloads/case_costs.hpp"
#include "workloads/case_model.hpp"
#include "workloads/case_projector.hpp"
#include "workloads/generation.hpp"
#include "workloads/vision_case.hpp"

namespace inference_pio {
namespace {

GenerationShape shape_of(const VisionCase& wanted) {
    const int threads = wanted.threads > 0 ? static_cast<int>(wanted.threads) : read_available_cores();
    return {wanted.batch_size, wanted.prompt_tokens(), wanted.new_tokens, wanted.depth, threads};
}

}  // namespace

Result<Measure> prepare_vision_generation(const ModelCard& card, Preparation& preparation) {
    const auto wanted = read_vision_case(card, preparation.parameters);
    if (!wanted) return fail(wanted.error());
    auto checkpoint = choose_checkpoint(card, preparation);
    if (!checkpoint) return fail(std::move(checkpoint).error());
    auto projector = choose_projector(card, preparation);
    if (!projector) return fail(std::move(projector).error());
    LoadOptions options;
    options.threads = static_cast<int>(wanted->threads);
    options.sequences = static_cast<int>(wanted->batch_size);
    options.context_tokens = wanted->context_tokens();
    options.depth = wanted->depth;
    options.projector = *std::move(projector);
    auto loaded = load_case_model(*checkpoint, options, preparation);
    if (!loaded) return fail(std::move(loaded).error());
    if (!checkpoint->empty()) preparation.process_metrics["load_time"] = loaded->load_time.count();
    note_memory(loaded->model->memory(), preparation);
    preparation.facts.costs =
        read_generation_costs(card, *checkpoint, loaded->model->effective_options(), shape_of(*wanted));

    ImageFiles files;
    auto request = make_vision_request(*wanted, preparation, *loaded->model, files);
    if (!request) return fail(std::move(request).error());
    return [model = *std::move(loaded), request = *std::move(request), files = std::move(files), wanted = *wanted,
            agreement = OutputAgreement{}](Sample& sample) mutable -> Result<void> {
        auto timeline = model.model->generate(request);
        if (!timeline) return fail(std::move(timeline).error());
        if (auto verified = verify_vision(*timeline, wanted); !verified) return verified;
        const std::string digest = output_digest_of(*timeline);
        if (auto agrees = agreement.check(digest); !agrees) return agrees;
        sample.set_output_digest(digest);
        sample.record(*std::move(timeline));
        return {};
    };
}

Result<Bytes> estimate_vision_memory(const ModelCard& card, const Parameters& parameters) {
    const auto wanted = read_vision_case(card, parameters);
    if (!wanted) return fail(wanted.error());
    const auto request = projector_request_of(card, parameters);
    if (!request) return fail(request.error());
    const auto projector = compute_synthesized_size(*request);
    if (!projector) return fail(projector.error());
    Parameters text = parameters;
    text.set("sequence_length", wanted->context_tokens() - wanted->depth - wanted->new_tokens);
    text.set("new_tokens", wanted->new_tokens);
    const auto model = estimate_generation_memory(card, text);
    if (!model) return fail(model.error());
    return *model + *projector + estimate_encoder_memory(*card.vision, *wanted);
}

bool register_vision_generation(std::string model, const char* source_file, const VisionGenerationDefaults& defaults) {
    register_benchmark("vision_generation", source_file)
        .doc("Images and text to the last token: TTFT and its parts, image by image")
        .axis(integer_axis("image_size", defaults.image_sizes))
        .axis(integer_axis("image_count", defaults.image_counts))
        .axis(word_axis("aspect_ratio", {"1:1"}))
        .axis(word_axis("image_format", {"jpeg"}))
        .axis(integer_axis("batch_size", defaults.batch_sizes))
        .axis(integer_axis("sequence_length", defaults.sequence_lengths))
        .axis(integer_axis("new_tokens", defaults.new_tokens))
        .axis(integer_axis("depth", {0}))
        .axis(threads_axis())
        .axis(word_axis("weight_type", {defaults.weight_type}))
        .axis(word_axis("projector_type", {defaults.projector_type}))
        .checkpoint(model)
        .projector()
        .memory_estimate(estimate_with_card(model, estimate_vision_memory))
        .prepare(with_card(model, prepare_vision_generation));
    return true;
}

}  // namespace inference_pio
