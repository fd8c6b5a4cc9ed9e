// Engine: what executes a model. `llama_cpp` and `simulated` implement it (src/inference_pio/engines/).
//
// Contract of generate(): greedy sampling; end-of-sequence is ignored, so each sequence gets exactly
// `new_tokens` ids; the KV cache is back at `depth` tokens a sequence when it returns, so that every
// call costs the same. Stamps are as timeline.hpp says.
//
// Thread safety: an Engine may be used from several threads; a LoadedModel from one at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <inference_pio/result.hpp>
#include <inference_pio/timeline.hpp>
#include <inference_pio/units.hpp>
#include <map>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace inference_pio {

struct TextPart {
    std::string text;  // UTF-8
    bool operator==(const TextPart&) const = default;
};

struct TokensPart {
    std::vector<std::int32_t> ids;
    bool operator==(const TokensPart&) const = default;
};

struct ImagePart {
    std::filesystem::path file;             // a JPEG or PNG, or, when empty:
    std::uint32_t width = 0;                // pixels
    std::uint32_t height = 0;               // pixels
    std::vector<std::uint8_t> pixels_rgb8;  // width * height * 3, row by row
    bool operator==(const ImagePart&) const = default;
};

using PromptPart = std::variant<TextPart, TokensPart, ImagePart>;

struct SequenceRequest {
    std::vector<PromptPart> parts;  // images may stand anywhere but at the end
    // > 0: tokenized text is cut to this many tokens, over all of its parts; images are not cut and do not
    // count. A text that gives fewer is an invalid_argument.
    std::int64_t prompt_tokens = 0;
    bool operator==(const SequenceRequest&) const = default;
};

struct GenerationRequest {
    std::vector<SequenceRequest> sequences;  // 1 … LoadOptions::sequences
    std::int64_t new_tokens = 1;             // >= 1, for each sequence
    bool operator==(const GenerationRequest&) const = default;
};

struct LoadOptions {
    int threads = 0;                       // 0: one for each core that this process may use
    int sequences = 1;                     // the largest batch, >= 1
    std::int64_t context_tokens = 512;     // for each sequence: depth + prompt + new tokens must fit
    std::int64_t depth = 0;                // tokens in each sequence's KV cache before every generation, put there untimed
    std::filesystem::path projector;       // a vision projector (GGUF); empty: none, and images are unsupported
    std::map<std::string, std::string> engine_options;  // --engine-option key=value; an unknown key is an error
    bool vocabulary_only = false;  // load what tokenize() needs and no weights; generate() is unsupported then
    double injected_slowdown = 0;  // share of extra time really spent inside every span, >= 0 (self-tests)
};

struct EngineFacts {
    std::string name;                               // "llama_cpp"
    std::string version;                            // "0.5.0 (ggml 0.25.1)"
    std::map<std::string, std::string> options;     // the effective ones
    std::vector<std::string> features;              // "AVX512", "REPACK", …: what the engine's build uses here
    bool operator==(const EngineFacts&) const = default;
};

class LoadedModel {
public:
    virtual ~LoadedModel() = default;

    [[nodiscard]] virtual Result<Timeline> generate(const GenerationRequest& request) = 0;
    [[nodiscard]] virtual Result<std::vector<std::int32_t>> tokenize(const std::string& text) = 0;
    [[nodiscard]] virtual EngineMemory memory() const = 0;
    [[nodiscard]] virtual std::string architecture() const = 0;  // "qwen3"
    // The engine options as they took effect, defaults included: EngineFacts::options of a case.
    [[nodiscard]] virtual std::map<std::string, std::string> effective_options() const { return {}; }
};

class Engine {
public:
    virtual ~Engine() = default;

    [[nodiscard]] virtual EngineFacts facts() const = 0;

    // Blocks until the model can generate. `checkpoint` may be empty for engines that need none.
    // Errors: not_found, malformed (a file cut short), unsupported, out_of_memory, invalid_argument.
    [[nodiscard]] virtual Result<std::unique_ptr<LoadedModel>> load(const std::filesystem::path& checkpoint,
                                                                    const LoadOptions& options) = 0;
};

}  // namespace inference_pio
