// One model loaded by llama.cpp, with its context, its threads and the KV cache at its depth.
//
// How the cache comes back to `depth` after a generation: with depth 0 it is cleared. A cache that
// keeps every token has the new ones removed. A cache that does not (sliding windows, recurrent
// states) lost tokens of the depth meanwhile, so its state is kept and put back, as
// llama-bench does; a full-size cache for sliding windows would measure another memory and speed than
// what users of such a model have. Putting back happens after the last stamp: nobody's time.
//
// Images: their embeddings are evaluated sequence by sequence, in the order of the prompt, and so is the text
// before a sequence's last image; the text after it is evaluated for all sequences together, as a prompt of text
// alone is (llama_cpp_prompts.cpp, vision_tower.hpp).
//
// Thread safety: as LoadedModel.
#pragma once

#include <llama-cpp.h>

#include <cstdint>
#include <filesystem>
#include <inference_pio/engine.hpp>
#include <memory>
#include <span>
#include <vector>

#include "engines/llama_cpp/engine_loading.hpp"
#include "engines/llama_cpp/engine_prompt.hpp"
#include "engines/llama_cpp/llama_cpp_options.hpp"
#include "engines/llama_cpp/token_batch.hpp"
#include "engines/llama_cpp/vision_tower.hpp"
#include "engines/prompt_tokens.hpp"

namespace inference_pio {

// What the library itself counted in the last generation.
struct EngineCounters {
    double prompt_evaluation_s = 0;  // of batches of more than one token
    double evaluation_s = 0;         // of single tokens
};

class LlamaCppModel final : public LoadedModel {
public:
    // `context` is null for a vocabulary alone, `tower` where no projector was loaded.
    LlamaCppModel(llama_model_ptr model, std::unique_ptr<ggml_threadpool, ThreadpoolDeleter> threads,
                  llama_context_ptr context, std::unique_ptr<VisionTower> tower, LoadOptions load,
                  LlamaCppOptions options);

    [[nodiscard]] Result<Timeline> generate(const GenerationRequest& request) override;
    [[nodiscard]] Result<std::vector<std::int32_t>> tokenize(const std::string& text) override;
    [[nodiscard]] EngineMemory memory() const override;
    [[nodiscard]] std::string architecture() const override;
    [[nodiscard]] std::map<std::string, std::string> effective_options() const override;

    [[nodiscard]] EngineCounters counters() const;

private:
    using Prompts = std::vector<EnginePrompt>;
    using TokenRows = std::vector<std::span<const std::int32_t>>;  // by sequence

    static constexpr std::size_t kWholeBatch = static_cast<std::size_t>(-1);  // instead of a sequence

    // Stamps the spans of an image's way without a gap: each begins where the one before ended.
    class SpanChain {
    public:
        SpanChain(const LlamaCppModel& model, Timeline& timeline, Nanoseconds begin)
            : model_(model), timeline_(timeline), begin_(begin) {}
        void end_span(const char* name, std::size_t sequence);
        [[nodiscard]] Nanoseconds begin() const { return begin_; }

    private:
        const LlamaCppModel& model_;
        Timeline& timeline_;
        Nanoseconds begin_;
    };

    [[nodiscard]] Result<std::vector<std::int32_t>> tokenize_text(const std::string& text, bool first) const;
    // Puts `depth` tokens into each sequence. Once, before the first generation's first stamp, so that
    // it is in nobody's load time either.
    [[nodiscard]] Result<void> fill_depth();
    [[nodiscard]] Result<Timeline> generate_unguarded(const GenerationRequest& request);
    // By sequence: text as ids, images as they were given.
    [[nodiscard]] Result<std::vector<std::vector<PromptRun>>> tokenize_prompts(const GenerationRequest& request) const;
    // Decodes and preprocesses the images, and counts.
    [[nodiscard]] Result<Prompts> arrange_prompts(std::vector<std::vector<PromptRun>> runs, SpanChain& spans) const;
    [[nodiscard]] Result<void> add_image(const ImagePart& image, std::size_t sequence, EnginePrompt& prompt,
                                         SpanChain& spans) const;
    [[nodiscard]] Result<void> encode_images(Prompts& prompts, SpanChain& spans) const;
    [[nodiscard]] Result<void> evaluate_heads(const Prompts& prompts, SpanChain& spans);
    [[nodiscard]] Result<void> evaluate_text(std::span<const std::int32_t> ids, std::size_t sequence);
    // Everything between the stamps tokenized and prefilled: encodes the images and evaluates the prompts.
    [[nodiscard]] Result<void> evaluate_prompts(Prompts& prompts, SpanChain& spans, Timeline& timeline);
    [[nodiscard]] Result<void> check_prompts(const Prompts& prompts, const GenerationRequest& request,
                                             Timeline& timeline) const;
    // Evaluates from `positions_` on, and moves them; the last tokens' logits are wanted.
    [[nodiscard]] Result<void> prefill(const TokenRows& rows);
    [[nodiscard]] Result<void> choose_tokens(Timeline& timeline);
    [[nodiscard]] Result<void> decode_tokens(std::int64_t new_tokens, Timeline& timeline);
    [[nodiscard]] Result<void> run_batch();
    [[nodiscard]] Result<void> return_to_depth();
    void spend_injected(Nanoseconds begin) const;

    llama_model_ptr model_;
    std::unique_ptr<ggml_threadpool, ThreadpoolDeleter> threads_;  // outlives the context that uses it
    llama_context_ptr context_;
    std::unique_ptr<VisionTower> tower_;
    LoadOptions load_;
    LlamaCppOptions options_;
    const llama_vocab* vocabulary_ = nullptr;
    std::size_t vocabulary_size_ = 0;
    TokenBatch batch_;
    bool at_depth_ = false;
    std::vector<std::int64_t> positions_;            // by sequence: where its next token goes
    std::vector<std::int32_t> output_rows_;          // by sequence: its index in the batch that gave its logits
    std::vector<std::vector<std::uint8_t>> states_;  // by sequence, at depth; empty where tokens can be removed
};

// Errors: not_found, io, malformed, unsupported, out_of_memory, invalid_argument; mismatch for a projector of
// another model.
[[nodiscard]] Result<std::unique_ptr<LlamaCppModel>> load_llama_cpp_model(const std::filesystem::path& checkpoint,
                                                                          const LoadOptions& options,
                                                                          const LlamaCppOptions& engine_options);

// A vision tower alone, with the vocabulary of its text model: what preprocessing and encoding need.
struct StandaloneTower {
    llama_model_ptr vocabulary;
    std::unique_ptr<VisionTower> tower;
};

// `embedding_length`: numbers of a token's embeddings. Of the options, threads and the projector count.
// Errors: as load_llama_cpp_model.
[[nodiscard]] Result<StandaloneTower> load_vision_tower(const std::filesystem::path& checkpoint,
                                                        const LoadOptions& options,
                                                        const LlamaCppOptions& engine_options,
                                                        std::int64_t embedding_length);

}  // namespace inference_pio
