// Which channels of a block are kept where its width is pruned: those with the largest weights.
//
// A channel's weight is the sum of the squares of its values in the tensors that decide: for a feed-forward channel
// its rows of gate and up and its column of down, for a group of heads its columns of the attention's output.
//
// Thread safety: one object belongs to one thread.
#pragma once

#include <cstdint>
#include <inference_pio/result.hpp>
#include <map>
#include <utility>
#include <vector>

#include "checkpoints/gguf_pruning.hpp"
#include "checkpoints/tensor_slices.hpp"

namespace inference_pio {

// The `left` places with the largest values, ascending; of equal ones the first. Pure.
[[nodiscard]] std::vector<std::int64_t> compute_largest(const std::vector<double>& values, std::int64_t left);

class ChannelChoice {
public:
    // Takes the weights of a tensor that decides into account. Errors: those of compute_energies(); malformed, where
    // tensors of one block have different numbers of slices.
    [[nodiscard]] Result<void> add(const PrunedTensor& pruned, const TensorBytes& source);

    // What is kept of this tensor of the same block, which has a selection. Errors: malformed, where no tensor of the
    // block decided, or another number of slices did.
    [[nodiscard]] Result<TensorSlice> slice_of(const PrunedTensor& pruned, const TensorBytes& source) const;

private:
    std::map<std::pair<std::int64_t, ChannelKind>, std::vector<std::vector<double>>> weights_;  // by slice, channel
};

}  // namespace inference_pio
