#include "workloads/vision_pipeline.hpp"

#include <fmt/format.h>

#include <chrono>
#include <memory>
#include <utility>

#include "workloads/case_axes.hpp"
#include "workloads/case_model.hpp"
#include "workloads/case_projector.hpp"
#include "workloads/vision_case.hpp"
#include "workloads/vision_generation.hpp"

namespace inference_pio {
namespace {

using Clock = std::chrono::steady_clock;

// What one sample needs; it keeps no model, since loading is part of what it measures.
struct VisionPipeline {
    Preparation preparation;
    std::filesystem::path checkpoint;
    LoadOptions options;
    VisionCase wanted;
    GenerationRequest request;
    ImageFiles files;
    OutputAgreement agreement;

    Result<Timeline> answer(CaseModel& model, Sample* sample);
    Result<void> run(Sample& sample);
    // The same prompt by the text model alone: its tokens are what every sample has to give.
    Result<void> run_without_tower();
};

Result<Timeline> VisionPipeline::answer(CaseModel& model, Sample* sample) {
    auto timeline = model.model->generate(request);
    if (!timeline) return timeline;
    if (auto verified = verify_vision(*timeline, wanted); !verified) return fail(std::move(verified).error());
    const std::string digest = output_digest_of(*timeline);
    if (auto agrees = agreement.check(digest); !agrees) return fail(std::move(agrees).error());
    if (sample != nullptr) sample->set_output_digest(digest);
    return timeline;
}

Result<void> VisionPipeline::run(Sample& sample) {
    const auto begin = Clock::now();
    auto loaded = load_case_model(checkpoint, options, preparation);
    if (!loaded) return fail(std::move(loaded).error());
    auto timeline = answer(*loaded, &sample);
    const Seconds latency = Clock::now() - begin;
    if (!timeline) return fail(std::move(timeline).error());
    sample.record("latency", latency.count());
    if (!checkpoint.empty()) sample.record("load_time", loaded->load_time.count());
    const EngineMemory memory = loaded->model->memory();
    if (memory.weights.count > 0) sample.record("weights_memory", static_cast<double>(memory.weights.count));
    if (memory.vision.count > 0) sample.record("vision_memory", static_cast<double>(memory.vision.count));
    sample.record(*std::move(timeline));
    return {};
}

Result<void> VisionPipeline::run_without_tower() {
    LoadOptions text = options;
    text.projector.clear();
    auto loaded = load_case_model(checkpoint, text, preparation);
    if (!loaded) return fail(std::move(loaded).error());
    auto timeline = answer(*loaded, nullptr);
    if (!timeline) return fail(std::move(timeline).error());
    return {};
}

Result<bool> wants_tower(const Parameters& parameters) {
    const auto word = parameters.get_or<std::string>("vision_tower", "present");
    if (word == "present" || word == "absent") return word == "present";
    return fail(ErrorKind::invalid_argument, fmt::format("vision_tower={} is none", word), "use present or absent");
}

void register_pipeline_of(const char* name, const char* doc, std::int64_t images, std::string model,
                          const char* source_file, const std::string& weight_type) {
    BenchmarkBuilder builder = register_benchmark(name, source_file);
    builder.doc(doc).axis(integer_axis("image_count", {images}));
    if (images > 0) {
        builder.axis(integer_axis("image_size", {224}))
            .axis(word_axis("aspect_ratio", {"1:1"}))
            .axis(word_axis("image_format", {"jpeg"}));
    } else {
        builder.axis(word_axis("vision_tower", {"present", "absent"}));
    }
    builder.axis(integer_axis("sequence_length", {64}))
        .axis(integer_axis("new_tokens", {8}))
        .axis(threads_axis())
        .axis(word_axis("weight_type", {weight_type}))
        .axis(word_axis("projector_type", {"q8_0"}))
        .checkpoint(model)
        .projector()
        .memory_estimate(estimate_with_card(model, estimate_vision_memory))
        .prepare(with_card(model, prepare_vision_pipeline));
}

}  // namespace

Result<Measure> prepare_vision_pipeline(const ModelCard& card, Preparation& preparation) {
    auto pipeline = std::make_unique<VisionPipeline>();
    auto wanted = read_vision_case(card, preparation.parameters);
    if (!wanted) return fail(std::move(wanted).error());
    const auto tower = wants_tower(preparation.parameters);
    if (!tower) return fail(tower.error());
    pipeline->wanted = *std::move(wanted);
    auto checkpoint = choose_checkpoint(card, preparation);
    if (!checkpoint) return fail(std::move(checkpoint).error());
    pipeline->checkpoint = *std::move(checkpoint);
    pipeline->options.threads = static_cast<int>(pipeline->wanted.threads);
    pipeline->options.sequences = static_cast<int>(pipeline->wanted.batch_size);
    pipeline->options.context_tokens = pipeline->wanted.context_tokens();
    if (*tower) {
        auto projector = choose_projector(card, preparation);
        if (!projector) return fail(std::move(projector).error());
        pipeline->options.projector = *std::move(projector);
    }
    {
        // Only the vocabulary, to cut the prompt: this process has then not loaded the weights before.
        LoadOptions vocabulary = pipeline->options;
        vocabulary.vocabulary_only = true;
        auto loaded = load_case_model(pipeline->checkpoint, vocabulary, preparation);
        if (!loaded) return fail(std::move(loaded).error());
        auto request = make_vision_request(pipeline->wanted, preparation, *loaded->model, pipeline->files);
        if (!request) return fail(std::move(request).error());
        pipeline->request = *std::move(request);
    }
    pipeline->preparation = preparation;
    if (*tower && pipeline->wanted.image_count == 0) {
        if (auto ran = pipeline->run_without_tower(); !ran) return fail(std::move(ran).error());
    }
    return [pipeline = std::move(pipeline)](Sample& sample) { return pipeline->run(sample); };
}

bool register_image_to_text(std::string model, const char* source_file, const std::string& weight_type) {
    register_pipeline_of("image_to_text", "Load, one image and text to tokens, the output verified", 1,
                         std::move(model), source_file, weight_type);
    return true;
}

bool register_several_images(std::string model, const char* source_file, const std::string& weight_type) {
    register_pipeline_of("several_images", "Load, three images and text to tokens, the output verified", 3,
                         std::move(model), source_file, weight_type);
    return true;
}

bool register_text_only(std::string model, const char* source_file, const std::string& weight_type) {
    register_pipeline_of("text_only", "Load, text alone to tokens, with the vision tower in memory and without it", 0,
                         std::move(model), source_file, weight_type);
    return true;
}

}  // namespace inference_pio
