// What pruning makes of a GGUF file's tensors: which go, which are shortened along which dimension, which get zeros,
// and what each is called and typed afterwards. Which channels of a block are the ones to keep is decided later, from
// the weights (channel_choice.hpp).
//
// Pure. Thread-safe.
#pragma once

#include <ggml.h>

#include <cstddef>
#include <cstdint>
#include <inference_pio/result.hpp>
#include <optional>
#include <string>
#include <vector>

#include "checkpoints/gguf_header.hpp"
#include "checkpoints/model_variant.hpp"

namespace inference_pio {

// What is dropped together, in every tensor of a block that has it.
enum class ChannelKind {
    feed_forward,   // of a dense layer
    expert,         // of one expert; each expert has its own choice
    shared_expert,  // of the shared experts, which are one network
    heads,          // a group of heads with its KV head, or, where there is one KV head, a head
};

struct TensorSelection {
    ChannelKind kind = ChannelKind::feed_forward;
    int dimension = 0;          // of the tensor: 0 values of a row, 1 rows, 2 slices
    std::int64_t elements = 1;  // along it, of one channel
    std::int64_t channels = 0;  // before
    std::int64_t left = 0;      // after
    bool decides = false;       // this tensor's weights have a say in which channels are kept
    bool operator==(const TensorSelection&) const = default;
};

struct PrunedTensor {
    std::size_t source = 0;                    // its number in the source
    std::string name;                          // in the pruned file
    std::int64_t block = -1;                   // in the source; -1: of none
    std::optional<TensorSelection> selection;  // absent: whole
    int sparsity_percent = 0;
    ggml_type type = GGML_TYPE_F32;
    std::vector<std::int64_t> shape;
};

struct PruningPlan {
    std::string architecture;
    std::int64_t layers = 0;            // of the source
    std::vector<std::int64_t> dropped;  // blocks, ascending
    std::optional<WidthLengths> left;   // absent: no width is pruned
    std::int64_t head_length = 0;       // of the source, where its keys do not say it: embedding length / heads
    std::vector<PrunedTensor> tensors;  // in the source's order
};

// Errors: unsupported, naming the architecture, tensor or key that pruning does not know; malformed, where tensors and
// keys contradict each other; those of compute_dropped_blocks() and compute_width_lengths().
[[nodiscard]] Result<PruningPlan> plan_pruning(const GgufHeader& source, const ModelVariant& variant);

// The number in "blk.<number>.…"; -1: of no block.
[[nodiscard]] std::int64_t block_of(const std::string& tensor_name);

}  // namespace inference_pio
