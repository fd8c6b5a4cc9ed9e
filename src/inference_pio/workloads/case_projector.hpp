// The vision projector of a case: which file, and what the two files together are worth in a record.
//
// Thread safety: free functions, independent.
#pragma once

#include <filesystem>
#include <inference_pio/benchmark.hpp>
#include <inference_pio/model_card.hpp>
#include <inference_pio/result.hpp>

#include "checkpoints/synthesis.hpp"

namespace inference_pio {

// In the case's parameter `projector_type`, else kDefaultProjectorType. Errors: invalid_argument.
[[nodiscard]] Result<SynthesisRequest> projector_request_of(const ModelCard& card, const Parameters& parameters);

// Chooses the projector of a case whose checkpoint was chosen before (choose_checkpoint), and completes what that
// one wrote into `preparation.facts`:
//   - the engine `simulated` needs none: an empty path;
//   - the user's file (--projector-file), refused where it is no projector of the card's kind; its type becomes the
//     parameter projector_type;
//   - a synthesized one, made where it is not there yet.
// checkpoint_digest becomes that of both files; weights_source is `file` only where both are.
// Errors: those of inspecting, digesting and synthesizing; mismatch; unsupported for a card without vision tower.
[[nodiscard]] Result<std::filesystem::path> choose_projector(const ModelCard& card, Preparation& preparation);

}  // namespace inference_pio
