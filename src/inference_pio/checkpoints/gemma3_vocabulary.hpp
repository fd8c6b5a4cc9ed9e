// Gemma 3's tokenizer from Gemma 4's, since the engine's release carries only the latter.
//
// Both models have the same 262,144 entries at the same places, but for three things that are undone here:
// Gemma 4 gave some control tokens the places of unused ones, writes its runs of spaces as U+2581, and
// stores merges where Gemma 3 stores scores (minus the rank of a piece). The result equals the tokenizer
// of the published Gemma 3 files entry by entry (tests/checkpoints/gemma3_vocabulary_test.cpp).
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/result.hpp>

#include "checkpoints/gguf_context.hpp"

namespace inference_pio {

// `gemma4` holds the keys of a Gemma 4 file. Errors: mismatch, where it is another vocabulary.
[[nodiscard]] Result<GgufContext> derive_gemma3_vocabulary(const gguf_context* gemma4);

}  // namespace inference_pio
