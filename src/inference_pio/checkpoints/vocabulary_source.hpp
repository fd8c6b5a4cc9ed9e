// Where a synthesized checkpoint takes its tokenizer from: a file of the engine's release, or a real
// checkpoint of the same model.
//
// Thread safety: free functions, independent.
#pragma once

#include <gguf.h>

#include <filesystem>
#include <inference_pio/model_card.hpp>
#include <inference_pio/result.hpp>
#include <memory>

namespace inference_pio {

struct GgufContextDeleter {
    void operator()(gguf_context* context) const { gguf_free(context); }
};
using GgufContext = std::unique_ptr<gguf_context, GgufContextDeleter>;

// $PIO_VOCABULARY_DIR, else the folder of the engine that this build links; empty: that engine has none.
[[nodiscard]] std::filesystem::path vocabulary_folder();

// In order: ggml-vocab-<vocabulary>.gguf, a fetched checkpoint of this model, the file of a vocabulary
// that can stand in. Errors: not_found, naming the folder.
[[nodiscard]] Result<std::filesystem::path> find_vocabulary(const ModelCard& card);

// The tokenizer keys of `file`, and only these. Errors: those of read_gguf_header; mismatch, where it has
// not card.vocabulary_size tokens.
[[nodiscard]] Result<GgufContext> read_vocabulary(const std::filesystem::path& file, const ModelCard& card);

}  // namespace inference_pio
