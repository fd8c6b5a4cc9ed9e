#include "engines/llama_cpp/engine_memory.hpp"

#include <llama-ext.h>

namespace inference_pio {

EngineMemory read_engine_memory(const llama_context* context) {
    EngineMemory memory;
    for (const auto& [type, bytes] : llama_get_memory_breakdown(context)) {
        memory.weights.count += bytes.model;
        memory.kv_cache.count += bytes.context;
        memory.compute.count += bytes.compute;
    }
    return memory;
}

}  // namespace inference_pio
