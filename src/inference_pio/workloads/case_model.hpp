// The model of a case: which checkpoint it runs on, what that is worth in a record, and loading it.
//
// Thread safety: free functions, independent.
#pragma once

#include <filesystem>
#include <functional>
#include <inference_pio/benchmark.hpp>
#include <inference_pio/engine.hpp>
#include <inference_pio/model_card.hpp>
#include <inference_pio/result.hpp>
#include <memory>
#include <string>

#include "checkpoints/case_checkpoint.hpp"

namespace inference_pio {

// The card of a registered model. Errors: not_found.
[[nodiscard]] Result<const ModelCard*> card_of(std::string_view model);

// Bodies that take a card, bound to a model that is looked up when they are called: every card is
// registered by then, whatever the order of registration was. The card is that of the case: of the model that
// its parameter `model` names, sliced and changed as `layers` and `variant` say. It lives as long as the call.
[[nodiscard]] PrepareFunction with_card(std::string model,
                                        std::function<Result<Measure>(const ModelCard&, Preparation&)> body);
[[nodiscard]] MemoryEstimate estimate_with_card(std::string model,
                                                std::function<Result<Bytes>(const ModelCard&, const Parameters&)> body);

// Chooses the checkpoint of `card`, the case's own, and writes model, weights_source, checkpoint_digest,
// checkpoint_file, tensor_bytes and, for the user's own file, the parameter weight_type into `preparation.facts`
// (a case with a variant has no weight_type; the file that its variant was made of is files["original"]):
//   - the engine `simulated` needs none: an empty path and no facts but the model;
//   - the user's file (user_checkpoint), refused where its architecture is not the card's or a slice is asked;
//   - a real file that was fetched for the weight type, but for a slice or a variant;
//   - a synthesized one, made where it is not there yet. Its weights do not depend on the run's seed.
// Errors: those of inspecting, digesting and synthesizing; mismatch, naming both architectures;
// invalid_argument for a slice of the user's file.
[[nodiscard]] Result<std::filesystem::path> choose_checkpoint(const ModelCard& card, Preparation& preparation);

// Loads it on the case's engine and writes facts.engine. `options` is complete but for the engine
// options and the injected slowdown, which come from the preparation.
struct CaseModel {
    std::unique_ptr<Engine> engine;
    std::unique_ptr<LoadedModel> model;
    Seconds load_time{};
};
[[nodiscard]] Result<CaseModel> load_case_model(const std::filesystem::path& checkpoint, LoadOptions options,
                                                Preparation& preparation);

// weights_memory, kv_cache_memory, compute_memory and vision_memory as metrics of the process, where the engine
// allocated any.
void note_memory(const EngineMemory& memory, Preparation& preparation);

// What tells one output from another: a digest of all token ids.
[[nodiscard]] std::string output_digest_of(const Timeline& timeline);

// Errors: malformed, where a sequence has not exactly `prompt_tokens` tokens of prompt and `new_tokens` new ones.
[[nodiscard]] Result<void> verify_counts(const Timeline& timeline, std::int64_t sequences, std::int64_t prompt_tokens,
                                         std::int64_t new_tokens);

// Remembers the first output of a process. Errors: malformed for one that differs from it: greedy
// decoding of one prompt by one build gives one output, or something is broken.
class OutputAgreement {
public:
    [[nodiscard]] Result<void> check(const std::string& digest);

private:
    std::string first_;
};

// An integer parameter of at least `minimum`. Errors: invalid_argument.
[[nodiscard]] Result<std::int64_t> count_parameter(const Parameters& parameters, std::string_view name,
                                                   std::int64_t minimum, std::int64_t fallback);

}  // namespace inference_pio
