// The llama.cpp library that runs: started once for the process, and what it says of itself.
//
// Thread safety: free functions; starting happens once.
#pragma once

#include <string>
#include <vector>

struct ggml_threadpool;
struct ggml_threadpool_params;

namespace inference_pio {

// Loads the library's backends. Every other use of the library comes after it.
void start_engine_library();

[[nodiscard]] std::string engine_version();                // "0.5.0 (ggml 0.25.1)"
[[nodiscard]] std::vector<std::string> engine_features();  // what its backends use here: "AVX512", "REPACK"

// Whether its backends found a GPU: layers go there unless gpu_layers=0.
[[nodiscard]] bool engine_has_gpu();

// The CPU backend may be a library loaded at run time, so its functions are asked for, not linked.
// Null where the backend has none or the threads cannot be had.
[[nodiscard]] ggml_threadpool* new_engine_threadpool(ggml_threadpool_params params);
void free_engine_threadpool(ggml_threadpool* pool);

}  // namespace inference_pio
