// Loading: from a path and options to a model that can generate.
#include <fmt/format.h>

#include <system_error>

#include "engines/available_cores.hpp"
#include "engines/llama_cpp/engine_build.hpp"
#include "engines/llama_cpp/engine_log.hpp"
#include "engines/llama_cpp/llama_cpp_model.hpp"

namespace inference_pio {
namespace {

constexpr std::int64_t kContextStep = 256;  // the library rounds a sequence's context up to this

llama_flash_attn_type flash_attention_of(const std::string& word) {
    if (word == "on") return LLAMA_FLASH_ATTN_TYPE_ENABLED;
    return word == "off" ? LLAMA_FLASH_ATTN_TYPE_DISABLED : LLAMA_FLASH_ATTN_TYPE_AUTO;
}

ggml_type kv_type_of(const std::string& word) {
    if (word == "q8_0") return GGML_TYPE_Q8_0;
    return word == "q4_0" ? GGML_TYPE_Q4_0 : GGML_TYPE_F16;
}

llama_load_mode load_mode_of(const std::string& word) {
    if (word == "on") return LLAMA_LOAD_MODE_MMAP;
    return word == "off" ? LLAMA_LOAD_MODE_NONE : LLAMA_LOAD_MODE_AUTO;
}

Result<void> check_load(const std::filesystem::path& checkpoint, const LoadOptions& options) {
    if (options.threads < 0 || options.threads > GGML_MAX_N_THREADS) {
        return fail(ErrorKind::invalid_argument, fmt::format("{} threads were asked for", options.threads),
                    fmt::format("ask for 1 to {}, or 0 for all cores", GGML_MAX_N_THREADS));
    }
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
    std::error_code error;
    if (std::filesystem::is_regular_file(checkpoint, error)) return {};
    if (!std::filesystem::exists(checkpoint, error)) {
        return fail(ErrorKind::not_found, fmt::format("there is no checkpoint {}", checkpoint.string()));
    }
    return fail(ErrorKind::malformed, fmt::format("{} is not a file", checkpoint.string()), "name a GGUF file");
}

tl::unexpected<Error> engine_failure(const std::filesystem::path& checkpoint, std::string_view doing) {
    const auto lines = engine_log_lines();
    const ErrorKind kind = classify_engine_failure(lines);
    std::string remedy;
    if (kind == ErrorKind::malformed) remedy = "fetch or make the file again; it may have been cut short";
    if (kind == ErrorKind::unsupported)
        remedy = fmt::format("this build runs what llama.cpp {} runs", engine_version());
    if (kind == ErrorKind::out_of_memory) remedy = "use a smaller weight type, batch or context";
    return fail(kind, fmt::format("cannot {} {}: {}", doing, checkpoint.string(), summarize_engine_failure(lines)),
                remedy);
}

Result<llama_model_ptr> load_weights(const std::filesystem::path& checkpoint, const LoadOptions& options,
                                     const LlamaCppOptions& engine_options) {
    llama_model_params params = llama_model_default_params();
    params.vocab_only = options.vocabulary_only;
    params.n_gpu_layers = static_cast<std::int32_t>(engine_options.gpu_layers);
    params.load_mode = load_mode_of(engine_options.mmap);
    params.use_extra_bufts = engine_options.repack;
    begin_engine_log();
    llama_model_ptr model(llama_model_load_from_file(checkpoint.c_str(), params));
    if (!model) return engine_failure(checkpoint, "load");
    if (!options.vocabulary_only && (llama_model_has_encoder(model.get()) || llama_model_is_diffusion(model.get()))) {
        return fail(ErrorKind::unsupported, fmt::format("{} does not generate token by token", checkpoint.string()),
                    "give a decoder model");
    }
    return model;
}

llama_context_params context_params(const LoadOptions& options, const LlamaCppOptions& engine_options, int threads) {
    const std::int64_t by_sequence = (options.context_tokens + kContextStep - 1) / kContextStep * kContextStep;
    llama_context_params params = llama_context_default_params();
    params.n_ctx = static_cast<std::uint32_t>(by_sequence * options.sequences);
    params.n_batch = static_cast<std::uint32_t>(engine_options.batch);
    params.n_ubatch = static_cast<std::uint32_t>(engine_options.ubatch);
    params.n_seq_max = static_cast<std::uint32_t>(options.sequences);
    params.n_outputs_max = static_cast<std::uint32_t>(options.sequences);
    params.n_threads = threads;
    params.n_threads_batch = threads;
    params.flash_attn_type = flash_attention_of(engine_options.flash_attention);
    params.type_k = kv_type_of(engine_options.kv_type);
    params.type_v = params.type_k;
    params.kv_unified = engine_options.kv_unified;
    params.no_perf = false;
    return params;
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

void ThreadpoolDeleter::operator()(ggml_threadpool* pool) const { free_engine_threadpool(pool); }

Result<std::unique_ptr<LlamaCppModel>> load_llama_cpp_model(const std::filesystem::path& checkpoint,
                                                            const LoadOptions& options,
                                                            const LlamaCppOptions& engine_options) {
    if (auto checked = check_load(checkpoint, options); !checked) return fail(std::move(checked).error());
    if (options.sequences > engine_options.batch) {
        return fail(ErrorKind::invalid_argument,
                    fmt::format("a batch of {} sequences exceeds the engine option batch={}", options.sequences,
                                engine_options.batch));
    }
    start_engine_library();
    auto model = load_weights(checkpoint, options, engine_options);
    if (!model) return fail(std::move(model).error());
    if (options.vocabulary_only) {
        return std::make_unique<LlamaCppModel>(*std::move(model), nullptr, nullptr, nullptr, options, engine_options);
    }
    const int threads = threads_of(options);
    begin_engine_log();
    llama_context_ptr context(llama_init_from_model(model->get(), context_params(options, engine_options, threads)));
    if (!context) return engine_failure(checkpoint, "make a context for");
    std::unique_ptr<ggml_threadpool, ThreadpoolDeleter> pool(
        new_engine_threadpool(ggml_threadpool_params_default(threads)));
    // Without a pool of its own the library starts threads for every graph, which costs each token dear.
    if (!pool) return fail(ErrorKind::unsupported, fmt::format("the engine cannot start {} threads", threads));
    llama_attach_threadpool(context.get(), pool.get(), nullptr);
    std::unique_ptr<VisionTower> tower;
    if (!options.projector.empty()) {
        auto loaded = load_tower(options, engine_options, model->get(), threads);
        if (!loaded) return fail(std::move(loaded).error());
        tower = *std::move(loaded);
    }
    return std::make_unique<LlamaCppModel>(*std::move(model), std::move(pool), std::move(context), std::move(tower),
                                           options, engine_options);
}

Result<StandaloneTower> load_vision_tower(const std::filesystem::path& checkpoint, const LoadOptions& options,
                                          const LlamaCppOptions& engine_options, std::int64_t embedding_length) {
    LoadOptions vocabulary = options;
    vocabulary.vocabulary_only = true;
    if (auto checked = check_load(checkpoint, vocabulary); !checked) return fail(std::move(checked).error());
    start_engine_library();
    StandaloneTower alone;
    auto model = load_weights(checkpoint, vocabulary, engine_options);
    if (!model) return fail(std::move(model).error());
    alone.vocabulary = *std::move(model);
    auto tower = load_tower(options, engine_options, alone.vocabulary.get(), threads_of(options), embedding_length);
    if (!tower) return fail(std::move(tower).error());
    alone.tower = *std::move(tower);
    return alone;
}

}  // namespace inference_pio
