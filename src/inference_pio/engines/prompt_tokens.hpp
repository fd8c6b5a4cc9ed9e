// Turns the parts of a request into token ids, the same way for every engine.
//
// Thread safety: as the tokenizer that it is given.
#pragma once

#include <cstdint>
#include <functional>
#include <inference_pio/engine.hpp>
#include <inference_pio/result.hpp>
#include <string>
#include <vector>

namespace inference_pio {

// `first`: nothing stands before this text in its sequence, so a beginning-of-sequence token belongs there.
using Tokenizer = std::function<Result<std::vector<std::int32_t>>(const std::string& text, bool first)>;

// One stretch of a prompt: text as ids, or an image.
struct PromptRun {
    std::vector<std::int32_t> ids;     // empty for an image
    const ImagePart* image = nullptr;  // of the request; null for text
    bool operator==(const PromptRun&) const = default;
};

// The prompt of one sequence in its order, text between two images as one run, cut to `prompt_tokens` of text
// where that is asked: the first ones stay. A sequence that begins with an image has what the vocabulary puts
// at a beginning before it. Errors: as compute_prompt_tokens, but for images.
[[nodiscard]] Result<std::vector<PromptRun>> compute_prompt_runs(const SequenceRequest& request, bool first,
                                                                 const Tokenizer& tokenizer);

// The ids of one sequence, cut to `prompt_tokens` where that is asked. `first`: the sequence is empty.
// Errors: invalid_argument for an empty prompt, or one of fewer tokens than asked, saying both counts;
// unsupported for images; the tokenizer's own.
[[nodiscard]] Result<std::vector<std::int32_t>> compute_prompt_tokens(const SequenceRequest& request, bool first,
                                                                      const Tokenizer& tokenizer);

// invalid_argument where the request does not fit what was loaded: its sequences, its new tokens.
[[nodiscard]] Result<void> check_request(const GenerationRequest& request, const LoadOptions& loaded);

// invalid_argument where depth + prompt + new tokens exceed the context of a sequence, saying the counts.
[[nodiscard]] Result<void> check_context(std::int64_t prompt_tokens, const GenerationRequest& request,
                                         const LoadOptions& loaded);

}  // namespace inference_pio
