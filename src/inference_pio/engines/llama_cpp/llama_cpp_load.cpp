// Loading: from a path and options to a model that can generate.
#include <fmt/format.h>

#include "engines/available_cores.hpp"
#include "engines/llama_cpp/llama_cpp_model.hpp"

namespace inference_pio {
namespace {

Result<void> check_load(const std::filesystem::path& checkpoint, const LoadOptions& options) {
    const auto sequences_max = static_cast<int>(llama_max_parallel_sequences());
    if (options.sequences < 1 || options.sequences > sequences_max) {
        return fail(ErrorKind::invalid_argument,
                    fmt::format("a batch of {} sequences was asked for", options.sequences),
                    fmt::format("ask for 1 to {}", sequences_max));
    }
    if (options.depth < 0 || options.context_tokens < 1 || options.depth >= options.context_tokens) {
        return fail(ErrorKind::invalid_argument, fmt::format("a depth of {} tokens does not fit a context of {}",
                                                             options.depth, options.context_tokens));
    }
    return check_engine_load(checkpoint, options.threads);
}

Result<std::unique_ptr<VisionTower>> load_tower(const LoadOptions& options, const LlamaCppOptions& engine_options,
                                                const llama_model* text, int threads,
                                                std::int64_t embedding_length = 0) {
    return VisionTower::load(options.projector, text,
                             {.threads = threads,
                              .gpu = engine_options.gpu_layers != 0,
                              .flash_attention = flash_attention_of(engine_options.flash_attention),
                              .embedding_length = embedding_length});
}

int threads_of(const LoadOptions& options) { return options.threads > 0 ? options.threads : read_available_cores(); }

}  // namespace

Result<std::unique_ptr<LlamaCppModel>> load_llama_cpp_model(const std::filesystem::path& checkpoint,
                                                            const LoadOptions& options,
                                                            const LlamaCppOptions& engine_options) {
    if (auto checked = check_load(checkpoint, options); !checked) return fail(std::move(checked).error());
    if (options.sequences > engine_options.batch) {
        return fail(ErrorKind::invalid_argument,
                    fmt::format("a batch of {} sequences exceeds the engine option batch={}", options.sequences,
                                engine_options.batch));
    }
    auto model = load_engine_weights(checkpoint, options.vocabulary_only, engine_options);
    if (!model) return fail(std::move(model).error());
    if (options.vocabulary_only) {
        return std::make_unique<LlamaCppModel>(*std::move(model), nullptr, nullptr, nullptr, options, engine_options);
    }
    const int threads = threads_of(options);
    auto made = make_engine_context(
        model->get(),
        compute_context_params(options.context_tokens, options.sequences, options.sequences, engine_options, threads),
        checkpoint);
    if (!made) return fail(std::move(made).error());
    std::unique_ptr<VisionTower> tower;
    if (!options.projector.empty()) {
        auto loaded = load_tower(options, engine_options, model->get(), threads);
        if (!loaded) return fail(std::move(loaded).error());
        tower = *std::move(loaded);
    }
    return std::make_unique<LlamaCppModel>(*std::move(model), std::move(made->threads), std::move(made->context),
                                           std::move(tower), options, engine_options);
}

Result<StandaloneTower> load_vision_tower(const std::filesystem::path& checkpoint, const LoadOptions& options,
                                          const LlamaCppOptions& engine_options, std::int64_t embedding_length) {
    LoadOptions vocabulary = options;
    vocabulary.vocabulary_only = true;
    if (auto checked = check_load(checkpoint, vocabulary); !checked) return fail(std::move(checked).error());
    StandaloneTower alone;
    auto model = load_engine_weights(checkpoint, true, engine_options);
    if (!model) return fail(std::move(model).error());
    alone.vocabulary = *std::move(model);
    auto tower = load_tower(options, engine_options, alone.vocabulary.get(), threads_of(options), embedding_length);
    if (!tower) return fail(std::move(tower).error());
    alone.tower = *std::move(tower);
    return alone;
}

}  // namespace inference_pio
