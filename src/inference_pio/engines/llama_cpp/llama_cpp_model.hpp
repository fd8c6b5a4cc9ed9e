// One model loaded by llama.cpp, with its context, its threads and the KV cache at its depth.
//
// How the cache comes back to `depth` after a generation: with depth 0 it is cleared. A cache that
// keeps every token has the new ones removed. A cache that does not (sliding windows, recurrent
// states) lost tokens of the depth meanwhile, so its state is kept and put back, as
// llama-bench does; a full-size cache for sliding windows would measure another memory and speed than
// what users of such a model have. Putting back happens after the last stamp: nobody's time.
//
// Thread safety: as LoadedModel.
#pragma once

#include <llama-cpp.h>

#include <cstdint>
#include <filesystem>
#include <inference_pio/engine.hpp>
#include <memory>
#include <vector>

#include "engines/llama_cpp/llama_cpp_options.hpp"
#include "engines/llama_cpp/token_batch.hpp"

namespace inference_pio {

struct ThreadpoolDeleter {
    void operator()(ggml_threadpool* pool) const;
};

// What the library itself counted in the last generation.
struct EngineCounters {
    double prompt_evaluation_s = 0;  // of batches of more than one token
    double evaluation_s = 0;         // of single tokens
};

class LlamaCppModel final : public LoadedModel {
public:
    // `context` is null for a vocabulary alone.
    LlamaCppModel(llama_model_ptr model, std::unique_ptr<ggml_threadpool, ThreadpoolDeleter> threads,
                  llama_context_ptr context, LoadOptions load, LlamaCppOptions options);

    [[nodiscard]] Result<Timeline> generate(const GenerationRequest& request) override;
    [[nodiscard]] Result<std::vector<std::int32_t>> tokenize(const std::string& text) override;
    [[nodiscard]] EngineMemory memory() const override;
    [[nodiscard]] std::string architecture() const override;
    [[nodiscard]] std::map<std::string, std::string> effective_options() const override;

    [[nodiscard]] EngineCounters counters() const;

private:
    using Prompts = std::vector<std::vector<std::int32_t>>;

    [[nodiscard]] Result<std::vector<std::int32_t>> tokenize_text(const std::string& text, bool first) const;
    // Puts `depth` tokens into each sequence. Once, before the first generation's first stamp, so that
    // it is in nobody's load time either.
    [[nodiscard]] Result<void> fill_depth();
    [[nodiscard]] Result<Timeline> generate_unguarded(const GenerationRequest& request);
    [[nodiscard]] Result<Prompts> tokenize_prompts(const GenerationRequest& request, Timeline& timeline) const;
    [[nodiscard]] Result<void> prefill(const Prompts& prompts, std::int64_t first_position);
    [[nodiscard]] Result<void> choose_tokens(Timeline& timeline);
    [[nodiscard]] Result<void> decode_tokens(const Prompts& prompts, std::int64_t new_tokens, Timeline& timeline);
    [[nodiscard]] Result<void> run_batch();
    [[nodiscard]] Result<void> return_to_depth();
    void spend_injected(Nanoseconds begin) const;

    llama_model_ptr model_;
    std::unique_ptr<ggml_threadpool, ThreadpoolDeleter> threads_;  // outlives the context that uses it
    llama_context_ptr context_;
    LoadOptions load_;
    LlamaCppOptions options_;
    const llama_vocab* vocabulary_ = nullptr;
    std::size_t vocabulary_size_ = 0;
    TokenBatch batch_;
    bool at_depth_ = false;
    std::vector<std::int32_t> output_rows_;          // by sequence: its index in the batch that gave its logits
    std::vector<std::vector<std::uint8_t>> states_;  // by sequence, at depth; empty where tokens can be removed
};

// Errors: not_found, io, malformed, unsupported, out_of_memory, invalid_argument.
[[nodiscard]] Result<std::unique_ptr<LlamaCppModel>> load_llama_cpp_model(const std::filesystem::path& checkpoint,
                                                                          const LoadOptions& options,
                                                                          const LlamaCppOptions& engine_options);

}  // namespace inference_pio
