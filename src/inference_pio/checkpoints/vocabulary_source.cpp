#include "checkpoints/vocabulary_source.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "checkpoints/checkpoint_folders.hpp"
#include "checkpoints/gemma3_vocabulary.hpp"
#include "checkpoints/gguf_header.hpp"
#include "common/installation.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

fs::path vocabulary_file(std::string_view vocabulary) {
    const fs::path folder = vocabulary_folder();
    return folder.empty() ? fs::path() : folder / fmt::format("ggml-vocab-{}.gguf", vocabulary);
}

bool is_file(const fs::path& path) {
    std::error_code ignored;
    return !path.empty() && fs::is_regular_file(path, ignored);
}

// Of any weight type: the tokenizer is the same in all of them.
fs::path fetched_of_any_type(const ModelCard& card) {
    for (const WeightType type : all_weight_types()) {
        fs::path file = fetched_folder() / fmt::format("{}-{}.gguf", card.name, to_string(type));
        if (is_file(file)) return file;
    }
    return {};
}

void keep_tokenizer_keys(gguf_context* context) {
    std::vector<std::string> others;
    for (std::int64_t i = 0; i < gguf_get_n_kv(context); ++i) {
        const std::string key = gguf_get_key(context, i);
        if (!key.starts_with("tokenizer.")) others.push_back(key);
    }
    for (const std::string& key : others) gguf_remove_key(context, key.c_str());
}

// Appends `value` to an array of numbers until it has `size` of them; nothing where there is no such array.
template <class T>
void fill_up(gguf_context* context, const char* key, gguf_type type, std::size_t size, T value) {
    const std::int64_t id = gguf_find_key(context, key);
    if (id < 0 || gguf_get_arr_type(context, id) != type) return;
    const auto* known = static_cast<const T*>(gguf_get_arr_data(context, id));
    std::vector<T> all(known, known + gguf_get_arr_n(context, id));
    all.resize(size, value);
    gguf_set_arr_data(context, key, type, all.data(), all.size());
}

// Unused tokens, as published files have them where the output matrix is longer than the vocabulary.
void fill_up_vocabulary(gguf_context* context, std::size_t size) {
    constexpr const char* kTokens = "tokenizer.ggml.tokens";
    constexpr std::int32_t kUnused = 5;
    const std::int64_t tokens = gguf_find_key(context, kTokens);
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < gguf_get_arr_n(context, tokens); ++i) {
        texts.emplace_back(gguf_get_arr_str(context, tokens, i));
    }
    while (texts.size() < size) texts.push_back(fmt::format("[PAD{}]", texts.size()));
    std::vector<const char*> pointers;
    for (const std::string& text : texts) pointers.push_back(text.c_str());
    gguf_set_arr_str(context, kTokens, pointers.data(), pointers.size());
    fill_up(context, "tokenizer.ggml.token_type", GGUF_TYPE_INT32, size, kUnused);
    fill_up(context, "tokenizer.ggml.scores", GGUF_TYPE_FLOAT32, size, -10000.0F);
}

}  // namespace

fs::path vocabulary_folder() {
    const char* chosen = std::getenv("PIO_VOCABULARY_DIR");
    if (chosen != nullptr && *chosen != '\0') return chosen;
    // The library's own place counts, not the program's: a user's benchmark lies anywhere.
    const auto installed = find_installation(loaded_file_of(reinterpret_cast<const void*>(&vocabulary_folder)));
    return installed ? installed->data() / "vocabularies" : fs::path(PIO_VOCABULARY_DIR);
}

Result<VocabularySource> find_vocabulary(const ModelCard& card) {
    std::vector<VocabularySource> candidates{{vocabulary_file(card.vocabulary), false}};
    if (card.vocabulary == "gemma-3") candidates.push_back({vocabulary_file("gemma-4"), true});
    candidates.push_back({fetched_of_any_type(card), false});
    for (const VocabularySource& candidate : candidates) {
        if (is_file(candidate.file)) return candidate;
    }
    return fail(ErrorKind::not_found,
                vocabulary_folder().empty()
                    ? fmt::format("no vocabulary '{}' for {}: this build's engine came without vocabularies",
                                  card.vocabulary, card.name)
                    : fmt::format("no vocabulary for {}: {} is not there", card.name, candidates[0].file.string()),
                "name a folder of ggml-vocab-*.gguf files in PIO_VOCABULARY_DIR, or run scripts/setup");
}

Result<GgufContext> read_vocabulary(const VocabularySource& source, const ModelCard& card) {
    // The engine's reader is given only files that ours found whole.
    const auto header = read_gguf_header(source.file);
    if (!header) return fail(header.error());
    const auto tokens = header->array_lengths.find("tokenizer.ggml.tokens");
    const std::uint64_t count = tokens == header->array_lengths.end() ? 0 : tokens->second;
    const auto size = static_cast<std::uint64_t>(card.vocabulary_size);
    const bool shorter = card.padded_vocabulary && count > 0 && count < size;
    if (count != size && !shorter) {
        return fail(ErrorKind::mismatch, fmt::format("{} has {} tokens, but {} needs {}", source.file.string(), count,
                                                     card.name, card.vocabulary_size));
    }
    GgufContext context(gguf_init_from_file(source.file.c_str(), {true, nullptr}));
    if (!context) return fail(ErrorKind::malformed, "the engine cannot read " + source.file.string());
    if (source.gemma3_from_gemma4) return derive_gemma3_vocabulary(context.get());
    keep_tokenizer_keys(context.get());
    if (shorter) fill_up_vocabulary(context.get(), size);
    return context;
}

}  // namespace inference_pio
