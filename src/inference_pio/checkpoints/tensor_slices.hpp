// Parts of one tensor, of whatever type: which rows, columns or slices are kept, which values become zero.
//
// Rows that are merely kept are copied as bytes. Rows that are shortened or get zeros are dequantized, changed and
// quantized again.
//
// Thread safety: free functions, independent.
#pragma once

#include <ggml.h>

#include <cstddef>
#include <cstdint>
#include <inference_pio/result.hpp>
#include <span>
#include <string>
#include <vector>

#include "checkpoints/random_weights.hpp"

namespace inference_pio {

// A tensor in memory.
struct TensorBytes {
    std::string name;  // for errors
    ggml_type type = GGML_TYPE_F32;
    std::vector<std::int64_t> shape;   // fastest dimension first, 1 to 4
    std::span<const std::byte> bytes;  // of exactly that type and shape
};

// Along which dimension something is kept; the others stay whole.
struct TensorSlice {
    int dimension = 0;                            // 0 values of a row, 1 rows, 2 slices
    std::vector<std::vector<std::int64_t>> kept;  // ascending; one list, or one for each slice along dimension 2
};

// Sets the values of `row` that are nearest to zero to zero: round(size × percent / 100) of them, of equal ones the
// first. Values that are no numbers stay. Pure.
void zero_smallest(std::span<float> row, int percent);

// The type of rows that are quantized again: `type`, or f16 where a row of that length does not fit its block or the
// engine would need an importance matrix. Pure.
[[nodiscard]] ggml_type type_of_changed_rows(ggml_type type, std::int64_t row_length);

// Whether rows of this type can be turned into numbers. Pure.
[[nodiscard]] bool can_dequantize(ggml_type type);

// Sum of the squares of all values at each place along `dimension` (0 or 1): one list for each slice along
// dimension 2. A sum that is no number is infinite. Pure. Errors: unsupported, where !can_dequantize(type).
[[nodiscard]] Result<std::vector<std::vector<double>>> compute_energies(const TensorBytes& tensor, int dimension);

// Hands the bytes of what is kept to `sink`, row by row; rows whose values change (dimension 0, or sparsity_percent
// > 0) in type_of_changed_rows(). `slice` may be null: all of it. Errors: those of `sink`; unsupported, where
// !can_dequantize(type); malformed, where the values are no numbers.
[[nodiscard]] Result<void> write_slice(const TensorBytes& tensor, const TensorSlice* slice, int sparsity_percent,
                                       const ByteSink& sink);

}  // namespace inference_pio
