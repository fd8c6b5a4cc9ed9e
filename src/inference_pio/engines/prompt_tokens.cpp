#include "engines/prompt_tokens.hpp"

#include <fmt/format.h>

#include <iterator>
#include <utility>

namespace inference_pio {

Result<std::vector<std::int32_t>> compute_prompt_tokens(const SequenceRequest& request, bool first,
                                                        const Tokenizer& tokenizer) {
    std::vector<std::int32_t> ids;
    for (const PromptPart& part : request.parts) {
        if (const auto* text = std::get_if<TextPart>(&part)) {
            auto tokens = tokenizer(text->text, first && ids.empty());
            if (!tokens) return tokens;
            if (ids.empty()) {
                ids = *std::move(tokens);
            } else {
                ids.insert(ids.end(), tokens->begin(), tokens->end());
            }
        } else if (const auto* tokens = std::get_if<TokensPart>(&part)) {
            ids.insert(ids.end(), tokens->ids.begin(), tokens->ids.end());
        } else {
            return fail(ErrorKind::unsupported,
                        "a prompt holds an image, and this model was loaded without a projector",
                        "give text or token ids");
        }
    }
    const auto count = static_cast<std::int64_t>(ids.size());
    if (request.prompt_tokens > 0) {
        if (count < request.prompt_tokens) {
            return fail(ErrorKind::invalid_argument,
                        fmt::format("the prompt gives {} tokens where {} are asked", count, request.prompt_tokens),
                        "give a longer prompt");
        }
        ids.resize(static_cast<std::size_t>(request.prompt_tokens));
    }
    if (ids.empty()) return fail(ErrorKind::invalid_argument, "a sequence's prompt has no tokens", "give some text");
    return ids;
}

Result<void> check_request(const GenerationRequest& request, const LoadOptions& loaded) {
    if (request.sequences.empty() || request.sequences.size() > static_cast<std::size_t>(loaded.sequences)) {
        return fail(ErrorKind::invalid_argument,
                    fmt::format("a request of {} sequences does not fit a model loaded for {}",
                                request.sequences.size(), loaded.sequences));
    }
    if (request.new_tokens < 1) {
        return fail(ErrorKind::invalid_argument, fmt::format("{} new tokens were asked for", request.new_tokens),
                    "ask for at least 1");
    }
    return {};
}

Result<void> check_context(std::int64_t prompt_tokens, const GenerationRequest& request, const LoadOptions& loaded) {
    const std::int64_t needed = loaded.depth + prompt_tokens + request.new_tokens;
    if (needed <= loaded.context_tokens) return {};
    return fail(ErrorKind::invalid_argument,
                fmt::format("{} tokens of depth, {} of prompt and {} new ones do not fit a context of {} tokens",
                            loaded.depth, prompt_tokens, request.new_tokens, loaded.context_tokens));
}

}  // namespace inference_pio
