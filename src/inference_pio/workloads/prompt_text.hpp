// Prompts: text of any length, and cutting it to what a number of tokens needs.
//
// Thread safety: free functions; as the model that tokenizes.
#pragma once

#include <cstdint>
#include <inference_pio/benchmark.hpp>
#include <inference_pio/engine.hpp>
#include <inference_pio/result.hpp>
#include <string>
#include <vector>

namespace inference_pio {

// English prose of our own, at least `bytes` long. Another `sequence` begins at another paragraph, so
// that the sequences of a batch differ. Pure.
[[nodiscard]] std::string compute_built_in_text(std::size_t sequence, std::size_t bytes);

// `text` again and again, at least `bytes` long; a text that is long enough stays as it is. Pure.
[[nodiscard]] std::string compute_repeated_text(const std::string& text, std::size_t bytes);

// One text for each of `sequences`: of files["prompt"] where the preparation has it (the same for all,
// repeated where it is too short), else the built-in one. Each is as short as `tokens` tokens allow, so
// that tokenizing it takes no longer than tokenizing that prompt alone.
// Errors: those of reading the file and of the tokenizer; invalid_argument for an empty file.
[[nodiscard]] Result<std::vector<std::string>> make_prompts(const Preparation& preparation, LoadedModel& model,
                                                            std::int64_t sequences, std::int64_t tokens);

}  // namespace inference_pio
