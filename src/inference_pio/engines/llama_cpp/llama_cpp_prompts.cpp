// Prompts: from the parts of a request to what the text model evaluates, images included.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "engines/llama_cpp/llama_cpp_model.hpp"

namespace inference_pio {

void LlamaCppModel::SpanChain::end_span(const char* name, std::size_t sequence) {
    model_.spend_injected(begin_);
    const Nanoseconds end = std::chrono::steady_clock::now().time_since_epoch();
    const int number = sequence == kWholeBatch ? -1 : static_cast<int>(sequence);
    timeline_.image_spans.push_back({name, begin_, end, number});
    begin_ = end;
}

Result<std::vector<std::vector<PromptRun>>> LlamaCppModel::tokenize_prompts(const GenerationRequest& request) const {
    const Tokenizer tokenizer = [this](const std::string& text, bool first) { return tokenize_text(text, first); };
    std::vector<std::vector<PromptRun>> prompts;
    prompts.reserve(request.sequences.size());
    for (const SequenceRequest& sequence : request.sequences) {
        auto runs = compute_prompt_runs(sequence, load_.depth == 0, tokenizer);
        if (!runs) return fail(std::move(runs).error());
        for (const PromptRun& run : *runs) {
            if (run.image != nullptr && !tower_) {
                return fail(ErrorKind::unsupported,
                            "a prompt holds an image, and this model was loaded without a projector",
                            "give a projector, or text alone");
            }
            for (const std::int32_t id : run.ids) {
                if (id >= 0 && static_cast<std::size_t>(id) < vocabulary_size_) continue;
                return fail(ErrorKind::invalid_argument,
                            fmt::format("token {} is not in the vocabulary of {}", id, vocabulary_size_));
            }
        }
        prompts.push_back(*std::move(runs));
    }
    return prompts;
}

Result<LlamaCppModel::Prompts> LlamaCppModel::arrange_prompts(std::vector<std::vector<PromptRun>> runs,
                                                              SpanChain& spans) const {
    Prompts prompts(runs.size());
    for (std::size_t s = 0; s < runs.size(); ++s) {
        EnginePrompt& prompt = prompts[s];
        for (PromptRun& run : runs[s]) {
            if (run.image != nullptr) {
                if (auto added = add_image(*run.image, s, prompt, spans); !added) return fail(std::move(added).error());
                continue;
            }
            prompt.tokens += static_cast<std::int64_t>(run.ids.size());
            if (prompt.tail.empty()) {
                prompt.tail = std::move(run.ids);
            } else {
                prompt.tail.insert(prompt.tail.end(), run.ids.begin(), run.ids.end());
            }
        }
        if (prompt.tail.empty()) {
            return fail(ErrorKind::invalid_argument,
                        "a prompt ends with an image, after which nothing can be generated",
                        "put some text behind the image");
        }
    }
    return prompts;
}

// Text is kept in the tail until an image comes after it.
Result<void> LlamaCppModel::add_image(const ImagePart& image, std::size_t sequence, EnginePrompt& prompt,
                                      SpanChain& spans) const {
    auto bitmap = tower_->decode(image);
    if (!bitmap) return fail(std::move(bitmap).error());
    // The copy of a buffer is a part of preprocessing: nothing was decoded.
    if (!image.file.empty()) spans.end_span("image_decode", sequence);
    auto preprocessed = tower_->preprocess(**bitmap);
    if (!preprocessed) return fail(std::move(preprocessed).error());
    for (const mtmd_input_chunk* chunk : preprocessed->all()) {
        const std::size_t tokens = mtmd_input_chunk_get_n_tokens(chunk);
        prompt.tokens += static_cast<std::int64_t>(tokens);
        if (mtmd_input_chunk_get_type(chunk) == MTMD_INPUT_CHUNK_TYPE_TEXT) {
            std::size_t count = 0;
            const llama_token* ids = mtmd_input_chunk_get_tokens_text(chunk, &count);
            prompt.tail.insert(prompt.tail.end(), ids, ids + count);
            continue;
        }
        if (!prompt.tail.empty()) prompt.head.push_back({std::exchange(prompt.tail, {}), nullptr, {}});
        prompt.head.push_back({{}, chunk, {}});
        prompt.image_tokens += static_cast<std::int64_t>(tokens);
    }
    prompt.images.push_back(std::move(preprocessed->chunks));
    bitmap->reset();
    spans.end_span("image_preprocess", sequence);
    return {};
}

Result<void> LlamaCppModel::encode_images(Prompts& prompts, SpanChain& spans) const {
    for (std::size_t s = 0; s < prompts.size(); ++s) {
        for (PromptChunk& chunk : prompts[s].head) {
            if (chunk.image == nullptr) continue;
            auto embeddings = tower_->encode(*chunk.image);
            if (!embeddings) return fail(std::move(embeddings).error());
            chunk.embeddings = *std::move(embeddings);
            spans.end_span("vision_encode", s);
        }
    }
    return {};
}

Result<void> LlamaCppModel::evaluate_heads(const Prompts& prompts, SpanChain& spans) {
    for (std::size_t s = 0; s < prompts.size(); ++s) {
        for (const PromptChunk& chunk : prompts[s].head) {
            if (chunk.image == nullptr) {
                if (auto done = evaluate_text(chunk.ids, s); !done) return done;
                spans.end_span("text_prefill", s);
                continue;
            }
            auto next =
                tower_->evaluate(context_.get(), *chunk.image, chunk.embeddings, positions_[s], s, options_.batch);
            if (!next) return fail(std::move(next).error());
            positions_[s] = *next;
            spans.end_span("image_prefill", s);
        }
    }
    return {};
}

Result<void> LlamaCppModel::evaluate_text(std::span<const std::int32_t> ids, std::size_t sequence) {
    const auto width = static_cast<std::size_t>(options_.batch);
    for (std::size_t begin = 0; begin < ids.size(); begin += width) {
        batch_.clear();
        for (const std::int32_t id : ids.subspan(begin, std::min(width, ids.size() - begin))) {
            batch_.add(id, positions_[sequence]++, sequence, false);
        }
        if (auto computed = run_batch(); !computed) return computed;
    }
    llama_synchronize(context_.get());
    return {};
}

}  // namespace inference_pio
