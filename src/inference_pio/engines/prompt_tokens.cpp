#include "engines/prompt_tokens.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace inference_pio {
namespace {

class RunBuilder {
public:
    [[nodiscard]] bool empty() const { return runs_.empty(); }
    [[nodiscard]] std::int64_t text_tokens() const { return text_tokens_; }

    void add_text(std::vector<std::int32_t> ids) {
        if (ids.empty()) return;
        text_tokens_ += static_cast<std::int64_t>(ids.size());
        if (runs_.empty() || runs_.back().image != nullptr) {
            runs_.push_back({std::move(ids), nullptr});
        } else {
            runs_.back().ids.insert(runs_.back().ids.end(), ids.begin(), ids.end());
        }
    }
    void add_image(const ImagePart& image) { runs_.push_back({{}, &image}); }

    // Drops text from the end until `tokens` are left.
    void cut(std::int64_t tokens) {
        for (auto run = runs_.rbegin(); run != runs_.rend() && text_tokens_ > tokens; ++run) {
            const auto left = static_cast<std::int64_t>(run->ids.size());
            const std::int64_t dropped = std::min(left, text_tokens_ - tokens);
            run->ids.resize(static_cast<std::size_t>(left - dropped));
            text_tokens_ -= dropped;
        }
        std::erase_if(runs_, [](const PromptRun& run) { return run.image == nullptr && run.ids.empty(); });
    }
    std::vector<PromptRun> take() { return std::move(runs_); }

private:
    std::vector<PromptRun> runs_;
    std::int64_t text_tokens_ = 0;
};

}  // namespace

Result<std::vector<PromptRun>> compute_prompt_runs(const SequenceRequest& request, bool first,
                                                   const Tokenizer& tokenizer) {
    RunBuilder runs;
    for (const PromptPart& part : request.parts) {
        if (const auto* text = std::get_if<TextPart>(&part)) {
            auto tokens = tokenizer(text->text, first && runs.empty());
            if (!tokens) return fail(std::move(tokens).error());
            runs.add_text(*std::move(tokens));
        } else if (const auto* tokens = std::get_if<TokensPart>(&part)) {
            runs.add_text(tokens->ids);
        } else {
            if (first && runs.empty()) {
                auto beginning = tokenizer({}, true);
                if (!beginning) return fail(std::move(beginning).error());
                runs.add_text(*std::move(beginning));
            }
            runs.add_image(std::get<ImagePart>(part));
        }
    }
    if (request.prompt_tokens > 0) {
        if (runs.text_tokens() < request.prompt_tokens) {
            return fail(
                ErrorKind::invalid_argument,
                fmt::format("the prompt gives {} tokens where {} are asked", runs.text_tokens(), request.prompt_tokens),
                "give a longer prompt");
        }
        runs.cut(request.prompt_tokens);
    }
    if (runs.empty()) return fail(ErrorKind::invalid_argument, "a sequence's prompt has no tokens", "give some text");
    return runs.take();
}

Result<std::vector<std::int32_t>> compute_prompt_tokens(const SequenceRequest& request, bool first,
                                                        const Tokenizer& tokenizer) {
    const auto is_image = [](const PromptPart& part) { return std::holds_alternative<ImagePart>(part); };
    if (std::any_of(request.parts.begin(), request.parts.end(), is_image)) {
        return fail(ErrorKind::unsupported, "a prompt holds an image, and this model was loaded without a projector",
                    "give text or token ids");
    }
    auto runs = compute_prompt_runs(request, first, tokenizer);
    if (!runs) return fail(std::move(runs).error());
    return std::move(runs->front().ids);
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
