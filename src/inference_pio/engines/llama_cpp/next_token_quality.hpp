// How far a changed model strays from the unmodified one, on a text: both evaluate the same tokens, and at each of
// them their distributions of the next token are compared.
//
// Thread safety: belongs to one thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <inference_pio/engine.hpp>
#include <inference_pio/result.hpp>
#include <map>
#include <memory>
#include <string>

namespace inference_pio {

struct NextTokenQuality {
    double kl_divergence = 0;   // nats, >= 0: mean over tokens of D(unmodified || changed)
    double top1_agreement = 0;  // 0 … 1: share of tokens for which both think the same next token the likeliest
    double perplexity = 0;      // >= 1: of the changed model on the text
    std::int64_t tokens = 0;    // that were predicted

    bool operator==(const NextTokenQuality&) const = default;
};

struct QualityRequest {
    std::filesystem::path original;
    std::string text;         // UTF-8, named by the caller
    std::int64_t tokens = 0;  // >= 2: the text is cut to so many; all but the first are predicted
    int threads = 0;          // 0: one for each core that this process may use
    std::map<std::string, std::string> engine_options;  // of both models
};

// The unmodified model's distributions, kept: tokens × vocabulary × 4 bytes.
class QualityReference {
public:
    // Loads the unmodified model, evaluates the text, and lets the model go. Besides what is kept, the engine holds
    // two copies of the logits of `ubatch` tokens meanwhile.
    // Errors: those of loading; invalid_argument for a text with fewer tokens, or for more tokens than the model's
    // context has; out_of_memory.
    [[nodiscard]] static Result<QualityReference> make(const QualityRequest& request);

    QualityReference(QualityReference&&) noexcept;
    QualityReference& operator=(QualityReference&&) noexcept;
    ~QualityReference();

    // Evaluates the same tokens with another checkpoint, its engine options in place of the request's.
    // Errors: those of loading; mismatch for another vocabulary; malformed for logits that are no numbers, of either
    // model; out_of_memory.
    [[nodiscard]] Result<NextTokenQuality> compare(const std::filesystem::path& changed,
                                                   const std::map<std::string, std::string>& engine_options) const;

    [[nodiscard]] EngineFacts engine() const;  // that evaluated

private:
    struct State;
    explicit QualityReference(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace inference_pio
