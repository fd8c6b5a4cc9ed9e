// A loaded model's vocabulary: text to token ids, and what tells one vocabulary from another.
//
// Thread safety: free functions; a vocabulary may be read from several threads.
#pragma once

#include <llama.h>

#include <cstdint>
#include <inference_pio/result.hpp>
#include <string>
#include <vector>

namespace inference_pio {

// `first`: the text begins its sequence, so it gets the special tokens that the vocabulary wants there.
// Errors: invalid_argument for a text that is too long; unsupported for a checkpoint without a vocabulary; malformed
// where the library cannot tokenize.
[[nodiscard]] Result<std::vector<std::int32_t>> tokenize_with(const llama_vocab* vocabulary, const std::string& text,
                                                              bool first);

// Of the number of tokens and the text of each: what a distribution over them means.
[[nodiscard]] std::string vocabulary_digest(const llama_vocab* vocabulary);

}  // namespace inference_pio
