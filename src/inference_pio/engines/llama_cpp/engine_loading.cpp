#include "engines/llama_cpp/engine_loading.hpp"

#include <fmt/format.h>

#include <system_error>

#include "engines/llama_cpp/engine_build.hpp"
#include "engines/llama_cpp/engine_log.hpp"

namespace inference_pio {
namespace {

constexpr std::int64_t kContextStep = 256;  // the library rounds a sequence's context up to this

ggml_type kv_type_of(const std::string& word) {
    if (word == "q8_0") return GGML_TYPE_Q8_0;
    return word == "q4_0" ? GGML_TYPE_Q4_0 : GGML_TYPE_F16;
}

llama_load_mode load_mode_of(const std::string& word) {
    if (word == "on") return LLAMA_LOAD_MODE_MMAP;
    return word == "off" ? LLAMA_LOAD_MODE_NONE : LLAMA_LOAD_MODE_AUTO;
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

}  // namespace

void ThreadpoolDeleter::operator()(ggml_threadpool* pool) const { free_engine_threadpool(pool); }

llama_flash_attn_type flash_attention_of(const std::string& word) {
    if (word == "on") return LLAMA_FLASH_ATTN_TYPE_ENABLED;
    return word == "off" ? LLAMA_FLASH_ATTN_TYPE_DISABLED : LLAMA_FLASH_ATTN_TYPE_AUTO;
}

Result<void> check_engine_load(const std::filesystem::path& checkpoint, int threads) {
    if (threads < 0 || threads > GGML_MAX_N_THREADS) {
        return fail(ErrorKind::invalid_argument, fmt::format("{} threads were asked for", threads),
                    fmt::format("ask for 1 to {}, or 0 for all cores", GGML_MAX_N_THREADS));
    }
    std::error_code error;
    if (std::filesystem::is_regular_file(checkpoint, error)) return {};
    if (!std::filesystem::exists(checkpoint, error)) {
        return fail(ErrorKind::not_found, fmt::format("there is no checkpoint {}", checkpoint.string()));
    }
    return fail(ErrorKind::malformed, fmt::format("{} is not a file", checkpoint.string()), "name a GGUF file");
}

Result<llama_model_ptr> load_engine_weights(const std::filesystem::path& checkpoint, bool vocabulary_only,
                                            const LlamaCppOptions& options) {
    start_engine_library();
    llama_model_params params = llama_model_default_params();
    params.vocab_only = vocabulary_only;
    params.n_gpu_layers = static_cast<std::int32_t>(options.gpu_layers);
    params.load_mode = load_mode_of(options.mmap);
    params.use_extra_bufts = options.repack;
    begin_engine_log();
    llama_model_ptr model(llama_model_load_from_file(checkpoint.c_str(), params));
    if (!model) return engine_failure(checkpoint, "load");
    if (!vocabulary_only && (llama_model_has_encoder(model.get()) || llama_model_is_diffusion(model.get()))) {
        return fail(ErrorKind::unsupported, fmt::format("{} does not generate token by token", checkpoint.string()),
                    "give a decoder model");
    }
    return model;
}

llama_context_params compute_context_params(std::int64_t context_tokens, int sequences, std::int64_t outputs,
                                            const LlamaCppOptions& options, int threads) {
    const std::int64_t by_sequence = (context_tokens + kContextStep - 1) / kContextStep * kContextStep;
    llama_context_params params = llama_context_default_params();
    params.n_ctx = static_cast<std::uint32_t>(by_sequence * sequences);
    params.n_batch = static_cast<std::uint32_t>(options.batch);
    params.n_ubatch = static_cast<std::uint32_t>(options.ubatch);
    params.n_seq_max = static_cast<std::uint32_t>(sequences);
    params.n_outputs_max = static_cast<std::uint32_t>(outputs);
    params.n_threads = threads;
    params.n_threads_batch = threads;
    params.flash_attn_type = flash_attention_of(options.flash_attention);
    params.type_k = kv_type_of(options.kv_type);
    params.type_v = params.type_k;
    params.kv_unified = options.kv_unified;
    params.no_perf = false;
    return params;
}

Result<EngineContext> make_engine_context(llama_model* model, const llama_context_params& params,
                                          const std::filesystem::path& checkpoint) {
    EngineContext made;
    begin_engine_log();
    made.context.reset(llama_init_from_model(model, params));
    if (!made.context) return engine_failure(checkpoint, "make a context for");
    made.threads.reset(new_engine_threadpool(ggml_threadpool_params_default(params.n_threads)));
    // Without a pool of its own the library starts threads for every graph, which costs each token dear.
    if (!made.threads) {
        return fail(ErrorKind::unsupported, fmt::format("the engine cannot start {} threads", params.n_threads));
    }
    llama_attach_threadpool(made.context.get(), made.threads.get(), nullptr);
    return made;
}

}  // namespace inference_pio
