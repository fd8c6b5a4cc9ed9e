#include "workloads/vision_encoder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>
#include <utility>

#include "common/digest.hpp"
#include "engines/available_cores.hpp"
#include "engines/engine_registry.hpp"
#include "engines/llama_cpp/llama_cpp_model.hpp"
#include "workloads/case_axes.hpp"
#include "workloads/case_model.hpp"
#include "workloads/case_projector.hpp"
#include "workloads/vision_case.hpp"

namespace inference_pio {
namespace {

// The tower of a case with one image before it.
struct TowerCase {
    VisionCase wanted;
    StandaloneTower loaded;
    mtmd::bitmap_ptr bitmap;
    PreprocessedImage image;
    int threads = 1;
};

Result<void> load_tower(const ModelCard& card, Preparation& preparation, TowerCase& tower) {
    const auto options = parse_llama_cpp_options(preparation.engine_options);
    if (!options) return fail(options.error());
    auto checkpoint = choose_checkpoint(card, preparation);
    if (!checkpoint) return fail(std::move(checkpoint).error());
    auto projector = choose_projector(card, preparation);
    if (!projector) return fail(std::move(projector).error());
    auto engine = make_engine(preparation.engine);
    if (!engine) return fail(std::move(engine).error());
    tower.threads = tower.wanted.threads > 0 ? static_cast<int>(tower.wanted.threads) : read_available_cores();
    LoadOptions load;
    load.threads = tower.threads;
    load.projector = *std::move(projector);
    const auto outputs = 1 + static_cast<std::int64_t>(card.vision->deepstack_layers.size());
    const auto begin = std::chrono::steady_clock::now();
    auto loaded = load_vision_tower(*checkpoint, load, *options, card.vision->output_length * outputs);
    if (!loaded) return fail(std::move(loaded).error());
    preparation.process_metrics["load_time"] = Seconds(std::chrono::steady_clock::now() - begin).count();
    tower.loaded = *std::move(loaded);
    EngineMemory memory;
    memory.vision = tower.loaded.tower->weights();
    note_memory(memory, preparation);
    EngineFacts facts = (*engine)->facts();
    facts.options = to_engine_options(*options);
    preparation.facts.engine = std::move(facts);
    return {};
}

Result<void> verify_tokens(const TowerCase& tower) {
    const std::int64_t tokens = tower.image.image_tokens();
    if (tokens == tower.wanted.grid.tokens()) return {};
    return fail(ErrorKind::malformed,
                fmt::format("the engine made {} tokens of an image of {} where the architecture prescribes {}", tokens,
                            to_string(tower.wanted.image), tower.wanted.grid.tokens()));
}

Result<TowerCase> prepare_tower(const ModelCard& card, Preparation& preparation) {
    if (preparation.engine != "llama_cpp") {
        return fail(ErrorKind::unsupported, fmt::format("the engine {} has no vision tower", preparation.engine),
                    "use the engine llama_cpp");
    }
    TowerCase tower;
    auto wanted = read_vision_case(card, preparation.parameters);
    if (!wanted) return fail(std::move(wanted).error());
    tower.wanted = *std::move(wanted);
    tower.wanted.image_format = "pixels";
    if (auto loaded = load_tower(card, preparation, tower); !loaded) return fail(std::move(loaded).error());
    ImageFiles files;
    const auto images = make_images(tower.wanted, 1, files);
    if (!images) return fail(images.error());
    auto bitmap = tower.loaded.tower->decode(images->front());
    if (!bitmap) return fail(std::move(bitmap).error());
    tower.bitmap = *std::move(bitmap);
    auto image = tower.loaded.tower->preprocess(*tower.bitmap);
    if (!image) return fail(std::move(image).error());
    tower.image = *std::move(image);
    if (auto verified = verify_tokens(tower); !verified) return fail(std::move(verified).error());
    return tower;
}

Result<std::string> verify_embeddings(const std::vector<float>& embeddings) {
    if (!std::all_of(embeddings.begin(), embeddings.end(), [](float value) { return std::isfinite(value); })) {
        return fail(ErrorKind::malformed, "the embeddings of an image are not numbers", "check the projector's file");
    }
    return digest_of({reinterpret_cast<const char*>(embeddings.data()), embeddings.size() * sizeof(float)});
}

// The tower, what encoding takes, and the vocabulary of the text model with room for its tokenizer's tables.
Result<Bytes> estimate_tower_memory(const ModelCard& card, const Parameters& parameters) {
    const auto wanted = read_vision_case(card, parameters);
    if (!wanted) return fail(wanted.error());
    const auto request = projector_request_of(card, parameters);
    if (!request) return fail(request.error());
    const auto projector = compute_synthesized_size(*request);
    if (!projector) return fail(projector.error());
    return *projector + estimate_encoder_memory(*card.vision, *wanted) + mebibytes(256);
}

}  // namespace

Result<Measure> prepare_image_preprocess(const ModelCard& card, Preparation& preparation) {
    auto prepared = prepare_tower(card, preparation);
    if (!prepared) return fail(std::move(prepared).error());
    return [tower = *std::move(prepared)](Sample& sample) mutable -> Result<void> {
        std::optional<Error> failure;
        sample.time("latency", [&] {
            auto image = tower.loaded.tower->preprocess(*tower.bitmap);
            if (image) {
                tower.image = *std::move(image);
            } else {
                failure = std::move(image).error();
            }
        });
        if (failure) return fail(*std::move(failure));
        if (auto verified = verify_tokens(tower); !verified) return verified;
        sample.record("image_tokens", static_cast<double>(tower.image.image_tokens()));
        sample.set_output_digest(fmt::format("{} tokens", tower.image.image_tokens()));
        return {};
    };
}

Result<Measure> prepare_vision_encoder(const ModelCard& card, Preparation& preparation) {
    auto prepared = prepare_tower(card, preparation);
    if (!prepared) return fail(std::move(prepared).error());
    const auto is_image = [](const mtmd_input_chunk* chunk) {
        return mtmd_input_chunk_get_type(chunk) == MTMD_INPUT_CHUNK_TYPE_IMAGE;
    };
    const auto chunks = prepared->image.all();
    const auto found = std::find_if(chunks.begin(), chunks.end(), is_image);
    if (found == chunks.end()) return fail(ErrorKind::malformed, "the engine made no image of an image");
    const double flops = compute_vision_flops(*card.vision, prepared->wanted.grid);
    // Its metric says how much it did already: what is left to know is which ceiling is its own.
    const auto type = projector_request_of(card, preparation.parameters);
    if (type && !preparation.facts.parameters.find("projector_type")) {
        preparation.facts.costs.emplace();
        preparation.facts.costs->threads = prepared->threads;
        preparation.facts.costs->weight_type = to_string(type->weight_type);
    }
    return [tower = *std::move(prepared), chunk = *found, flops,
            agreement = OutputAgreement{}](Sample& sample) mutable -> Result<void> {
        std::optional<Error> failure;
        std::vector<float> embeddings;
        sample.time("latency", [&] {
            auto encoded = tower.loaded.tower->encode(*chunk);
            if (encoded) {
                embeddings = *std::move(encoded);
            } else {
                failure = std::move(encoded).error();
            }
        });
        if (failure) return fail(*std::move(failure));
        const auto digest = verify_embeddings(embeddings);
        if (!digest) return fail(digest.error());
        if (auto agrees = agreement.check(*digest); !agrees) return agrees;
        sample.set_output_digest(*digest);
        sample.record("image_tokens", static_cast<double>(tower.image.image_tokens()));
        sample.record("compute_throughput", flops / sample.values().at("latency").front());
        return {};
    };
}

bool register_image_preprocess(std::string model, const char* source_file,
                               const std::vector<std::int64_t>& image_sizes) {
    register_benchmark("image_preprocess", source_file)
        .doc("One photograph, resized and normalised for the vision encoder by the engine itself")
        .axis(integer_axis("image_size", image_sizes))
        .axis(word_axis("aspect_ratio", {"1:1"}))
        .axis(word_axis("weight_type", {"q4_0"}))
        .axis(word_axis("projector_type", {"q8_0"}))
        .checkpoint(model)
        .projector()
        .memory_estimate(estimate_with_card(model, estimate_tower_memory))
        .prepare(with_card(model, prepare_image_preprocess));
    return true;
}

Result<Measure> prepare_libmtmd_resize(const ModelCard& card, Preparation& preparation) {
    if (preparation.files.contains("images")) {
        return fail(ErrorKind::unsupported, "resize_libmtmd takes no images of yours", "leave out --images for it");
    }
    const auto wanted = read_vision_case(card, preparation.parameters);
    if (!wanted) return fail(wanted.error());
    auto measure = prepare_image_preprocess(card, preparation);
    if (!measure) return measure;
    const double megapixels = static_cast<double>(wanted->image.width) * static_cast<double>(wanted->image.height) / 1e6;
    return [measure = *std::move(measure), megapixels](Sample& sample) mutable -> Result<void> {
        if (auto measured = measure(sample); !measured) return measured;
        sample.record("pixel_throughput", megapixels / sample.values().at("latency").front());
        return {};
    };
}

bool register_libmtmd_resize(std::string model, const char* source_file, const std::vector<std::string>& source_sizes) {
    register_benchmark("resize_libmtmd", source_file)
        .doc("The same photographs through libmtmd's whole preprocessing: resized and normalised for an encoder")
        .axis(word_axis("source_size", source_sizes))
        .axis(word_axis("weight_type", {"q4_0"}))
        .axis(word_axis("projector_type", {"q8_0"}))
        .metric({"pixel_throughput", 1, "megapixels/s", Direction::higher_is_better, Reduction::median,
                 "pixels of the source over the time"})
        .checkpoint(model)
        .projector()
        .memory_estimate(estimate_with_card(model, estimate_tower_memory))
        .prepare(with_card(model, prepare_libmtmd_resize));
    return true;
}

bool register_vision_encoder(std::string model, const char* source_file, const std::vector<std::int64_t>& image_sizes,
                             const std::vector<std::string>& projector_types) {
    register_benchmark("vision_encoder", source_file)
        .doc("One preprocessed photograph to embeddings: the vision transformer and its mergers")
        .axis(integer_axis("image_size", image_sizes))
        .axis(word_axis("aspect_ratio", {"1:1"}))
        .axis(threads_axis())
        .axis(word_axis("weight_type", {"q4_0"}))
        .axis(word_axis("projector_type", projector_types))
        .checkpoint(model)
        .projector()
        .memory_estimate(estimate_with_card(model, estimate_tower_memory))
        .prepare(with_card(model, prepare_vision_encoder));
    return true;
}

}  // namespace inference_pio
