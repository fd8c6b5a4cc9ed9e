// The benchmark `optimization`: what quantization and pruning do to a model, every variant measured in turn with the
// original.
//
// Thread safety: registration happens before main(); preparing as PrepareFunction.
#pragma once

#include <inference_pio/benchmark.hpp>
#include <inference_pio/model_card.hpp>
#include <inference_pio/parameters.hpp>
#include <inference_pio/result.hpp>
#include <inference_pio/units.hpp>
#include <string>
#include <vector>

namespace inference_pio {

// The words (model_variant.hpp) that a run visits unless the command line says otherwise: the original, every weight
// type from f16 down, both quantized KV caches, and the three kinds of pruning.
[[nodiscard]] const std::vector<std::string>& optimization_variants();

// A generation (generation.hpp) by the case's variant of the model, with `checkpoint_size`.
// Errors: those of prepare_generation(); invalid_argument for a word that is no variant.
[[nodiscard]] Result<Measure> prepare_optimization(const ModelCard& card, Preparation& preparation);

bool register_optimization(const char* source_file);

}  // namespace inference_pio
