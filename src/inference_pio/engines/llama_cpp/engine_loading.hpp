// What every use of a llama.cpp model begins with: weights, a context, and the threads that compute.
//
// Thread safety: free functions; a context belongs to one thread.
#pragma once

#include <llama-cpp.h>

#include <cstdint>
#include <filesystem>
#include <inference_pio/result.hpp>
#include <memory>
#include <string>
#include <string_view>

#include "engines/llama_cpp/llama_cpp_options.hpp"

namespace inference_pio {

struct ThreadpoolDeleter {
    void operator()(ggml_threadpool* pool) const;
};

// A context with threads of its own, which have to outlive it.
struct EngineContext {
    std::unique_ptr<ggml_threadpool, ThreadpoolDeleter> threads;
    llama_context_ptr context;
};

[[nodiscard]] llama_flash_attn_type flash_attention_of(const std::string& word);  // "on", "off", else auto

// Errors: invalid_argument for a number of threads that cannot be; not_found; malformed for what is not a file.
[[nodiscard]] Result<void> check_engine_load(const std::filesystem::path& checkpoint, int threads);

// Starts the library where it does not run yet. Errors: malformed, unsupported (also for a model that does not
// generate token by token), out_of_memory, io; all name the file.
[[nodiscard]] Result<llama_model_ptr> load_engine_weights(const std::filesystem::path& checkpoint, bool vocabulary_only,
                                                          const LlamaCppOptions& options);

// Of a context of `sequences` with room for `context_tokens` each, whose logits are kept for `outputs` tokens of a
// batch at most. `threads` >= 1. The rest is as the options say.
[[nodiscard]] llama_context_params compute_context_params(std::int64_t context_tokens, int sequences,
                                                          std::int64_t outputs, const LlamaCppOptions& options,
                                                          int threads);

// `checkpoint` is named in errors: as load_engine_weights, and unsupported where the threads cannot be had.
[[nodiscard]] Result<EngineContext> make_engine_context(llama_model* model, const llama_context_params& params,
                                                        const std::filesystem::path& checkpoint);

}  // namespace inference_pio
