// Synthesizes a checkpoint of the true architecture: true shapes, the tensor types that the engine's
// own quantizer would choose, a real vocabulary, seeded random weights. Dense inference costs the same
// whatever the weights say.
//
// Deterministic: the same card, weight type and seed give the same bytes on every machine of one processor
// family (compilers for others may fuse multiplications in the quantizer).
//
// Thread safety: free functions; two processes may ask for the same checkpoint at once.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <inference_pio/model_card.hpp>
#include <inference_pio/result.hpp>
#include <inference_pio/units.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace inference_pio {

// A vision-language model is two files.
enum class CheckpointPart {
    text,
    projector,  // the vision tower
};

// What vision projectors are mostly published as, beside f16.
inline constexpr WeightType kDefaultProjectorType = WeightType::q8_0;

struct SynthesisRequest {
    ModelCard card;
    WeightType weight_type = WeightType::q4_0;  // a projector is f32, f16, bf16 or q8_0
    std::uint64_t seed = 1;
    CheckpointPart part = CheckpointPart::text;
    int sparsity_percent = 0;  // of the values of every block's matrices set to zero, 0 … 99; of a text model only
    bool operator==(const SynthesisRequest&) const = default;
};

using ProgressLine = std::function<void(std::string_view)>;

// The size of the file, without writing it. Errors: as synthesize_checkpoint, but for io.
[[nodiscard]] Result<Bytes> compute_synthesized_size(const SynthesisRequest& request);

// Writes aside and renames; `progress` may be empty. Errors: not_found (no vocabulary), unsupported (an
// architecture, projector or weight type that we cannot write), invalid_argument (a card that is no possible model, a
// share of zeros that is none), mismatch (a vocabulary of another size), io (a full disk, naming the bytes needed).
[[nodiscard]] Result<void> synthesize_checkpoint(const SynthesisRequest& request, const std::filesystem::path& output,
                                                 const ProgressLine& progress);

// The checkpoint of this request in the user's cache, synthesized where it is not there yet. The least
// recently used ones make room where the cache would grow over its limit (PIO_CHECKPOINT_CACHE_LIMIT,
// bytes or "20GiB"; default 20 GiB).
[[nodiscard]] Result<std::filesystem::path> ensure_synthesized(const SynthesisRequest& request,
                                                               const ProgressLine& progress);

// Where ensure_synthesized() keeps the checkpoint of this request, whether it is there or not.
[[nodiscard]] std::filesystem::path synthesized_path(const SynthesisRequest& request);

// What tells this checkpoint from others: of the card, weight type, zeros, seed and the synthesizer's version.
[[nodiscard]] std::string synthesis_digest(const SynthesisRequest& request);

// A real checkpoint of this model that was fetched into the cache (scripts/fetch-checkpoint); empty: none.
[[nodiscard]] std::filesystem::path fetched_checkpoint(const ModelCard& card, WeightType weight_type);

}  // namespace inference_pio
