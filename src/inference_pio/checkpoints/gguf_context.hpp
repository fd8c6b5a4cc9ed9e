// The engine's own view of a GGUF file's keys, owned.
#pragma once

#include <gguf.h>

#include <memory>

namespace inference_pio {

struct GgufContextDeleter {
    void operator()(gguf_context* context) const { gguf_free(context); }
};
using GgufContext = std::unique_ptr<gguf_context, GgufContextDeleter>;

}  // namespace inference_pio
