// Where a synthesized checkpoint takes its tokenizer from: a file of the engine's release, or a real
// checkpoint of the same model.
//
// Thread safety: free functions, independent.
#pragma once

#include <filesystem>
#include <inference_pio/model_card.hpp>
#include <inference_pio/result.hpp>

#include "checkpoints/gguf_context.hpp"

namespace inference_pio {

struct VocabularySource {
    std::filesystem::path file;
    bool gemma3_from_gemma4 = false;  // the file is Gemma 4's, Gemma 3's is derived from it
    bool operator==(const VocabularySource&) const = default;
};

// $PIO_VOCABULARY_DIR, else that of the installation that this code lies in, else the folder of the engine that this
// build links; empty: that engine has none.
[[nodiscard]] std::filesystem::path vocabulary_folder();

// In this order: ggml-vocab-<vocabulary>.gguf; for Gemma 3, Gemma 4's file; a fetched checkpoint of this
// model, which comes last so that the same request gives the same bytes whether it was fetched or not.
// Errors: not_found, naming the file that is missing.
[[nodiscard]] Result<VocabularySource> find_vocabulary(const ModelCard& card);

// The tokenizer keys, and only these; unused tokens fill up a padded_vocabulary. Errors: those of
// read_gguf_header; mismatch, where there are not card.vocabulary_size tokens.
[[nodiscard]] Result<GgufContext> read_vocabulary(const VocabularySource& source, const ModelCard& card);

}  // namespace inference_pio
