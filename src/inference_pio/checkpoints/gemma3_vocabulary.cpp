#include "checkpoints/gemma3_vocabulary.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace inference_pio {
namespace {

// The layout of Gemma 3's entries, in order.
constexpr std::size_t kMultimodal = 5;     // control tokens before, unused ones behind
constexpr std::size_t kFirstRenamed = 46;  // Gemma 4's tools stand from here on
constexpr std::size_t kStartOfTurn = 105;  // <start_of_turn>, <end_of_turn>
constexpr std::size_t kFirstMarkup = 107;  // newlines, runs of spaces, HTML tags: matched before anything else
constexpr std::size_t kFirstSpaces = 138;  // runs of 2 to 31 spaces
constexpr std::size_t kFirstTag = 168;
constexpr std::size_t kFirstByte = 238;          // <0x00> to <0xFF>
constexpr std::size_t kFirstPiece = 494;         // in the order of their merging; the first merge has rank 0
constexpr std::size_t kFirstCharacter = 236743;  // pieces of one character, ranked behind the merges
constexpr std::size_t kFirstTab = 255968;        // runs of tabs
constexpr std::size_t kStartOfImage = 255999;    // <start_of_image>, <end_of_image>
constexpr std::size_t kFirstUnused = 256001;     // <unused99> on
constexpr std::size_t kEntries = 262144;

constexpr float kUnscored = -1000;
constexpr std::size_t kRanksSkipped = 31;  // between the last merge and the first character, in published files

// The engine's numbers for kinds of tokens (llama.h's LLAMA_TOKEN_TYPE_*, as GGUF stores them).
enum Kind : std::int32_t { kNormal = 1, kControl = 3, kUserDefined = 4, kByte = 6 };

std::string gemma3_entry(std::size_t id, const char* gemma4_entry) {
    if (id >= kFirstRenamed && id < kStartOfTurn) return fmt::format("<unused{}>", id - kMultimodal - 1);
    if (id == kStartOfTurn) return "<start_of_turn>";
    if (id == kStartOfTurn + 1) return "<end_of_turn>";
    if (id >= kFirstSpaces && id < kFirstTag) return std::string(id - kFirstSpaces + 2, ' ');
    if (id == kStartOfImage) return "<start_of_image>";
    if (id == kStartOfImage + 1) return "<end_of_image>";
    if (id >= kFirstUnused) return fmt::format("<unused{}>", id - kFirstUnused + 99);
    return gemma4_entry;
}

Kind gemma3_kind(std::size_t id) {
    if (id == kMultimodal) return kUserDefined;
    if (id < kFirstMarkup) return kControl;
    if (id < kFirstByte) return kUserDefined;
    if (id < kFirstPiece) return kByte;
    if (id < kFirstTab) return kNormal;
    return id < kFirstUnused ? kUserDefined : kControl;
}

float gemma3_score(std::size_t id) {
    if (id < kFirstByte || id >= kFirstTab) return kUnscored;
    if (id < kFirstPiece) return 0;
    const std::size_t rank = id - kFirstPiece + (id < kFirstCharacter ? 0 : kRanksSkipped);
    return -static_cast<float>(rank);
}

Result<std::int64_t> entries_of(const gguf_context* gemma4) {
    const std::int64_t key = gguf_find_key(gemma4, "tokenizer.ggml.tokens");
    if (key >= 0 && gguf_get_kv_type(gemma4, key) == GGUF_TYPE_ARRAY &&
        gguf_get_arr_type(gemma4, key) == GGUF_TYPE_STRING && gguf_get_arr_n(gemma4, key) == kEntries) {
        const bool known = std::string_view(gguf_get_arr_str(gemma4, key, kFirstByte)) == "<0x00>" &&
                           std::string_view(gguf_get_arr_str(gemma4, key, kFirstCharacter)) == "\u2581";
        if (known) return key;
    }
    return fail(ErrorKind::mismatch, "the vocabulary that should stand in for Gemma 3's is not Gemma 4's",
                "use the vocabularies of the engine's release");
}

}  // namespace

Result<GgufContext> derive_gemma3_vocabulary(const gguf_context* gemma4) {
    const auto key = entries_of(gemma4);
    if (!key) return fail(key.error());
    std::vector<std::string> entries(kEntries);
    std::vector<const char*> pointers(kEntries);
    std::vector<float> scores(kEntries);
    std::vector<std::int32_t> kinds(kEntries);
    for (std::size_t id = 0; id < kEntries; ++id) {
        entries[id] = gemma3_entry(id, gguf_get_arr_str(gemma4, *key, id));
        pointers[id] = entries[id].c_str();
        scores[id] = gemma3_score(id);
        kinds[id] = gemma3_kind(id);
    }
    GgufContext gemma3(gguf_init_empty());
    gguf_set_val_str(gemma3.get(), "tokenizer.ggml.model", "llama");
    gguf_set_val_str(gemma3.get(), "tokenizer.ggml.pre", "default");
    gguf_set_arr_str(gemma3.get(), "tokenizer.ggml.tokens", pointers.data(), kEntries);
    gguf_set_arr_data(gemma3.get(), "tokenizer.ggml.scores", GGUF_TYPE_FLOAT32, scores.data(), kEntries);
    gguf_set_arr_data(gemma3.get(), "tokenizer.ggml.token_type", GGUF_TYPE_INT32, kinds.data(), kEntries);
    gguf_set_val_u32(gemma3.get(), "tokenizer.ggml.bos_token_id", 2);
    gguf_set_val_u32(gemma3.get(), "tokenizer.ggml.eos_token_id", 1);
    gguf_set_val_u32(gemma3.get(), "tokenizer.ggml.unknown_token_id", 3);
    gguf_set_val_u32(gemma3.get(), "tokenizer.ggml.padding_token_id", 0);
    gguf_set_val_bool(gemma3.get(), "tokenizer.ggml.add_bos_token", true);
    gguf_set_val_bool(gemma3.get(), "tokenizer.ggml.add_sep_token", false);
    gguf_set_val_bool(gemma3.get(), "tokenizer.ggml.add_eos_token", false);
    gguf_set_val_bool(gemma3.get(), "tokenizer.ggml.add_space_prefix", false);
    return gemma3;
}

}  // namespace inference_pio
