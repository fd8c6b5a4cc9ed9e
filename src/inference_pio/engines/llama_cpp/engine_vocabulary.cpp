#include "engines/llama_cpp/engine_vocabulary.hpp"

#include <fmt/format.h>

#include <limits>

#include "common/digest.hpp"

namespace inference_pio {

Result<std::vector<std::int32_t>> tokenize_with(const llama_vocab* vocabulary, const std::string& text, bool first) {
    if (text.size() > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max()) / 2) {
        return fail(ErrorKind::invalid_argument,
                    fmt::format("a text of {} bytes is too long to tokenize", text.size()));
    }
    if (llama_vocab_type(vocabulary) == LLAMA_VOCAB_TYPE_NONE) {
        return fail(ErrorKind::unsupported, "the checkpoint brings no vocabulary", "give a file with its tokenizer");
    }
    // A text has rarely more tokens than bytes; where it has, the library says how many.
    std::vector<std::int32_t> ids(text.size() + 8);
    const auto run = [&] {
        return llama_tokenize(vocabulary, text.data(), static_cast<std::int32_t>(text.size()), ids.data(),
                              static_cast<std::int32_t>(ids.size()), first, true);
    };
    std::int32_t count = run();
    if (count < 0 && count != std::numeric_limits<std::int32_t>::min()) {
        ids.resize(static_cast<std::size_t>(-count));
        count = run();
    }
    if (count < 0) return fail(ErrorKind::malformed, "the engine cannot tokenize the text");
    ids.resize(static_cast<std::size_t>(count));
    return ids;
}

std::string vocabulary_digest(const llama_vocab* vocabulary) {
    const std::int32_t tokens = llama_vocab_n_tokens(vocabulary);
    std::string content = std::to_string(tokens);
    // The library aborts where one asks for the texts of a checkpoint that brings none.
    if (llama_vocab_type(vocabulary) == LLAMA_VOCAB_TYPE_NONE) return digest_of(content);
    for (llama_token token = 0; token < tokens; ++token) {
        content += '\0';  // in no token's text
        content += llama_vocab_get_text(vocabulary, token);
    }
    return digest_of(content);
}

}  // namespace inference_pio
