// What quantization and pruning do to a model: a table to decide from, and what each change costs in quality.
//
// A run visits the few values below; there is more for --param, and for other options of `piobench run`:
//   model           any model of src/models: gemma3_270m, qwen3_4b_instruct_2507, …
//   variant         a weight type (q4_k_m), a KV cache (kv_q8_0, kv_q4_0), pruning of depth, width or single
//                   values by any share (depth_50, width_25, sparse_75), and several joined: q4_0+depth_25
//   depth           tokens in the KV cache beforehand: where a quantized one begins to matter
//   --model-file F  your own file is rewritten as each variant, and its quality is measured:
//                   piobench run 'core/optimization*' --param model=gemma3_270m --model-file F.gguf
//   --prompt-file F the text on which quality is measured
#include "workloads/optimization.hpp"
#include "workloads/optimization_quality.hpp"

using namespace inference_pio;

namespace {

[[maybe_unused]] const bool registered =
    register_optimization(__FILE__) && register_optimization_quality(__FILE__, optimization_variants());

}  // namespace
