// Seeded random weights, quantized.
//
// Only a tile of rows is drawn and quantized for each type, row length and sparsity; a tensor repeats the
// tile, each time from another seeded row on, so that no two tensors are alike. Inference costs the same
// as with rows that are all different: what the engine computes does not depend on the values, and the
// bytes that it reads are as many.
//
// Deterministic: integers decide everything but one multiplication, and the order of calls does not matter.
//
// Thread safety: one object belongs to one thread.
#pragma once

#include <ggml.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <inference_pio/result.hpp>
#include <map>
#include <span>
#include <string>
#include <tuple>
#include <vector>

namespace inference_pio {

// Draws near-normal values: eight uniform 16-bit integers added (Irwin-Hall), so that no mathematical
// library's rounding shows in the bytes. Mean 0; |value| < 4.9 sigma.
class NormalValues {
public:
    NormalValues(std::uint64_t seed, float sigma);
    [[nodiscard]] float next();

private:
    std::uint64_t state_;
    float scale_;
};

// Rows of one type and length; `row_length` is a multiple of the type's block.
struct MatrixShape {
    ggml_type type = GGML_TYPE_F32;
    std::int64_t row_length = 0;
    std::int64_t rows = 0;
    int sparsity_percent = 0;  // of each row's values, the smallest, that are zero before quantization
};

using ByteSink = std::function<Result<void>(std::span<const std::byte>)>;

class RandomWeights {
public:
    // `matrices`: all that will be written, so that no tile has more rows than the tallest of its kind.
    RandomWeights(std::uint64_t seed, std::span<const MatrixShape> matrices);

    // Hands the bytes of one of those matrices to `sink`, block by block.
    // Errors: those of `sink`; internal, where the quantizer gives values that are not finite.
    [[nodiscard]] Result<void> write_matrix(const std::string& name, const MatrixShape& shape, const ByteSink& sink);

    // The ones of a norm, in F32.
    [[nodiscard]] static Result<void> write_norm(std::int64_t length, const ByteSink& sink);

    // The zeros of a bias, in F32.
    [[nodiscard]] static Result<void> write_bias(std::int64_t length, const ByteSink& sink);

private:
    struct Tile {
        std::int64_t rows = 0;
        std::vector<std::byte> bytes;  // empty until the first matrix of its kind
    };

    Result<const Tile*> tile_of(const MatrixShape& shape);

    std::uint64_t seed_;
    std::map<std::tuple<ggml_type, std::int64_t, int>, Tile> tiles_;  // by type, row length and sparsity
};

}  // namespace inference_pio
