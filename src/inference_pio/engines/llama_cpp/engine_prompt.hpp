// A prompt as the engine evaluates it: what stands before the end of the last image, and the text after it.
//
// Thread safety: plain values.
#pragma once

#include <mtmd.h>

#include <cstddef>
#include <cstdint>
#include <inference_pio/engine.hpp>
#include <vector>

namespace inference_pio {

// A run of text, or an image (one of the pieces that libmtmd makes of it).
struct PromptChunk {
    std::vector<std::int32_t> ids;
    const mtmd_input_chunk* image = nullptr;  // null for text; owned by its prompt's `images`
    std::vector<float> embeddings;            // of the image, once it is encoded
};

struct EnginePrompt {
    std::vector<PromptChunk> head;   // up to the last image and with it; empty for text alone
    std::vector<std::int32_t> tail;  // the text after it, where generating begins; not empty
    std::vector<mtmd::input_chunks_ptr> images;
    std::int64_t tokens = 0;        // all of them
    std::int64_t image_tokens = 0;  // of those, what images became
};

}  // namespace inference_pio
