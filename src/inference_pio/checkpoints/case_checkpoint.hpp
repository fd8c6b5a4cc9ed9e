// What a case's parameters ask of its model's checkpoint: `model` instead of the benchmark's own, `weight_type` or
// `variant` (model_variant.hpp), and `layers` for a slice of the model: its first blocks, with everything else as
// it is (embeddings, final norm, output matrix, vocabulary).
//
// A slice tells how fast those blocks run. It is never the model: every record of it carries `layers`, its
// checkpoint has a digest of its own, and nothing extrapolates from it.
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/model_card.hpp>
#include <inference_pio/parameters.hpp>
#include <inference_pio/result.hpp>
#include <string>

#include "checkpoints/model_variant.hpp"
#include "checkpoints/synthesis.hpp"

namespace inference_pio {

// The parameter `weight_type`, else q4_0; of a case with a variant, what the variant names, else f16.
// Errors: invalid_argument.
[[nodiscard]] Result<WeightType> weight_type_of(const Parameters& parameters);

// The case asks for `layers` other than 0. Such a case always runs on a synthesized checkpoint: a real one is whole.
[[nodiscard]] bool is_slice(const Parameters& parameters);

// `card` with the layers that the case asks for, and then as its variant; the display name says so where it is another
// than the card's. Errors: those of compute_variant_card(); invalid_argument, naming the numbers that can be: at most all, and more than those that an
// architecture treats apart (deepstack_layers, leading_dense_layers).
[[nodiscard]] Result<ModelCard> compute_card_of_case(const ModelCard& card, const Parameters& parameters);

// The parameter `variant`, else the original. Errors: invalid_argument.
[[nodiscard]] Result<ModelVariant> variant_of(const Parameters& parameters);

// The parameter `model`, else `benchmark_model`.
[[nodiscard]] std::string model_of_case(const std::string& benchmark_model, const Parameters& parameters);

// The synthesized checkpoint of the case: compute_card_of_case() in weight_type_of(), with the variant's zeros.
// Errors: those of these two.
[[nodiscard]] Result<SynthesisRequest> compute_case_request(const ModelCard& card, const Parameters& parameters);

}  // namespace inference_pio
