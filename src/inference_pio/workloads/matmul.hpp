// The benchmark `matmul`: the quantized matrix products of a model's shapes, one token (decode) and
// many (prefill), by the kernels that the engine chooses for that weight type on this machine.
//
// Which kernels: those of the buffer type that a model's loader picks. Its name stands among the engine
// options as `weight_buffer` ("CPU_REPACK": rows rearranged for vector units, for the types that have
// such kernels here; "CPU": as in the file), the tensors' type as `tensor_type`. `repack=off` measures
// the plain kernels. Copies of the weights are used in turn, so they come from memory, as in a decode.
//
// Thread safety: registration happens before main(); preparing as PrepareFunction.
#pragma once

#include <cstdint>
#include <inference_pio/benchmark.hpp>
#include <inference_pio/model_card.hpp>
#include <string>
#include <string_view>

namespace inference_pio {

struct ProjectionShape {
    std::int64_t input_length = 0;
    std::int64_t output_length = 0;
    bool operator==(const ProjectionShape&) const = default;
};

// Of the text model attn_q, attn_output, ffn_up, ffn_down, output; of a mixture of experts, ffn_up and ffn_down are
// those of one expert, and attn_q of latent attention is its second half (attn_q_b). Of a vision tower vision_qkv,
// vision_output, vision_ffn_up, vision_ffn_down, merger, merger_output. Errors: invalid_argument, listing these;
// unsupported for the tower of a card without one. Pure.
[[nodiscard]] Result<ProjectionShape> compute_projection_shape(const ModelCard& card, std::string_view projection);

bool register_matmul(std::string model, const char* source_file);

// The benchmark `vision_matmul`: those of the vision tower, for the patches of an image (784: of 448 × 448 pixels).
bool register_vision_matmul(std::string model, const char* source_file);

// Metrics: latency, compute_throughput, memory_throughput. `footprint`: how much the copies of the
// weights fill. Only the engine llama_cpp has matrix products. Verified against a product in double
// precision before the first sample and after every one.
[[nodiscard]] Result<Measure> prepare_matmul(const ModelCard& card, Preparation& preparation,
                                             Bytes footprint = mebibytes(256));

}  // namespace inference_pio
