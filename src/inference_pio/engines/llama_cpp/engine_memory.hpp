// What llama.cpp says it allocated, by purpose. The only file that uses the library's staging API for
// it, so that a release without that API costs one file.
//
// Thread safety: as the context.
#pragma once

#include <inference_pio/timeline.hpp>

struct llama_context;

namespace inference_pio {

// Summed over all devices.
[[nodiscard]] EngineMemory read_engine_memory(const llama_context* context);

}  // namespace inference_pio
