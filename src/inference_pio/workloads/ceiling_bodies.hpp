// The bodies of the machine's own ceilings, which a run measures once and divides by (mbu, mfu): how fast
// memory streams, and how fast the engine's kernels multiply large matrices.
//
// A sample is the fastest of what fits into kCeilingSampleTime: a ceiling is what the machine can do, and
// interference only ever takes away.
//
// Thread safety: registration happens before main(); preparing as PrepareFunction.
#pragma once

#include <inference_pio/benchmark.hpp>
#include <inference_pio/units.hpp>

namespace inference_pio {

inline constexpr Seconds kCeilingSampleTime{0.15};

// Axes: pattern (read, copy, triad) and threads. Metric: peak_bandwidth, for read the fastest block
// (MemoryStreamRequest::block), for copy and triad the fastest run of blocks through the arrays once. `footprint` of all arrays; 0: what
// compute_stream_footprint() says for this machine.
[[nodiscard]] Result<Measure> prepare_memory_bandwidth(Preparation& preparation, Bytes footprint = {});

// Axes: weight_type (a ggml tensor type: "q4_0", "q4_K") and threads. Metric: peak_flops, of a product of
// `length` × `length` weights with 512 tokens' activations, verified.
[[nodiscard]] Result<Measure> prepare_large_product(Preparation& preparation, std::int64_t length = 4096);

// Registers memory_bandwidth and matrix_product: the program libexec/piobench-ceilings.
bool register_ceilings(const char* source_file);

}  // namespace inference_pio
