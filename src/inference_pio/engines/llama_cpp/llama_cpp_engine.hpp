// The llama.cpp engine: runs GGUF files.
//
// Set up as llama-bench sets it up (batch 2048, ubatch 512, flash attention by itself, a thread pool
// that polls), but that output rows are reserved for one token a sequence, which is all that a
// generation needs.
//
// Thread safety: as Engine.
#pragma once

#include <inference_pio/engine.hpp>

namespace inference_pio {

class LlamaCppEngine final : public Engine {
public:
    [[nodiscard]] EngineFacts facts() const override;
    [[nodiscard]] Result<std::unique_ptr<LoadedModel>> load(const std::filesystem::path& checkpoint,
                                                            const LoadOptions& options) override;
};

}  // namespace inference_pio
