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

}  // namespace

fs::path vocabulary_folder() {
    const char* chosen = std::getenv("PIO_VOCABULARY_DIR");
    return chosen != nullptr && *chosen != '\0' ? fs::path(chosen) : fs::path(PIO_VOCABULARY_DIR);
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
    if (count != static_cast<std::uint64_t>(card.vocabulary_size)) {
        return fail(ErrorKind::mismatch, fmt::format("{} has {} tokens, but {} needs {}", source.file.string(), count,
                                                     card.name, card.vocabulary_size));
    }
    GgufContext context(gguf_init_from_file(source.file.c_str(), {true, nullptr}));
    if (!context) return fail(ErrorKind::malformed, "the engine cannot read " + source.file.string());
    if (source.gemma3_from_gemma4) return derive_gemma3_vocabulary(context.get());
    keep_tokenizer_keys(context.get());
    return context;
}

}  // namespace inference_pio
