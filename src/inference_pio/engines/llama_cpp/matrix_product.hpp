// One matrix product of quantized weights and float activations, by the kernels that the engine itself
// would choose: weights lie in the buffer type that a model's loader picks (on CPUs with wide vector
// units the rearranged one, "CPU_REPACK", for the types that have one), else as they stand in a file.
//
// Thread safety: belongs to one thread.
#pragma once

#include <cstdint>
#include <inference_pio/model_card.hpp>
#include <inference_pio/result.hpp>
#include <inference_pio/units.hpp>
#include <memory>
#include <string>
#include <string_view>

namespace inference_pio {

struct MatrixProductRequest {
    std::int64_t input_length = 0;              // of one token's activations: the length of a weight row
    std::int64_t output_length = 0;             // rows of weights
    std::int64_t tokens = 1;                    // columns of activations
    WeightType weight_type = WeightType::q4_0;  // of a mixed type (`_k_m`, …) the type that most matrices have
    int threads = 1;
    bool repack = true;
    std::uint64_t seed = 1;
    // Copies of the weights are used in turn until they fill this much, so that weights come from
    // memory and not from a cache, as in a decode, where every layer's matrices are others.
    Bytes footprint = mebibytes(256);
};

// The weight type whose products are of this type of tensor, by ggml's name in any case ("q4_K": q4_k_m).
// Errors: invalid_argument, where no weight type has such products.
[[nodiscard]] Result<WeightType> weight_type_of_tensor(std::string_view tensor_type);

class MatrixProduct {
public:
    // Errors: unsupported where a weight row is no multiple of the type's block; out_of_memory;
    // invalid_argument for lengths or threads < 1.
    [[nodiscard]] static Result<std::unique_ptr<MatrixProduct>> make(const MatrixProductRequest& request);
    ~MatrixProduct();

    // What make() will allocate at most: the copies, one more while they are written, the activations.
    [[nodiscard]] static Bytes estimate_memory(const MatrixProductRequest& request);

    // One product with the next copy of the weights.
    [[nodiscard]] Result<void> run();

    // Compares some entries of the last product with one computed in double precision from the same
    // quantized weights. Errors: malformed, naming an entry that is off by more than quantized
    // activations explain.
    [[nodiscard]] Result<void> verify() const;

    [[nodiscard]] double flops() const;               // of one product: a multiplication and an addition count two
    [[nodiscard]] Bytes bytes_read() const;           // that one product must read: weights and activations
    [[nodiscard]] std::string weight_buffer() const;  // "CPU_REPACK", "CPU"
    [[nodiscard]] std::string tensor_type() const;    // ggml's name: "q4_K"
    [[nodiscard]] std::size_t copies() const;

private:
    struct State;
    explicit MatrixProduct(std::unique_ptr<State> state);

    std::unique_ptr<State> state_;
};

}  // namespace inference_pio
