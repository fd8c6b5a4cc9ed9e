// Models of a few hundred thousand weights with a vocabulary of 512 tokens, in folders of their own, so
// that whole checkpoints are written and loaded in milliseconds.
#pragma once

#include <gguf.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <inference_pio/model_card.hpp>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "checkpoints/engine_vocabularies.hpp"
#include "checkpoints/gguf_context.hpp"
#include "checkpoints/vocabulary_source.hpp"
#include "fakes/scoped_variable.hpp"

namespace inference_pio::testing {

inline constexpr std::int64_t kTinyVocabulary = 512;

// A tower of two layers for the tiny text model of "qwen3vl": 32 × 32 pixels become a token.
inline VisionCard tiny_vision_card() {
    VisionCard card;
    card.projector = "qwen3vl_merger";
    card.source = "made up for tests";
    card.layers = 2;
    card.embedding_length = 128;
    card.feed_forward_length = 256;
    card.head_count = 2;
    card.patch_size = 16;
    card.merge_size = 2;
    card.position_grid = 8;
    card.deepstack_layers = {1};
    card.output_length = 256;
    card.tokens_min = 8;
    card.tokens_max = 4096;
    return card;
}

// Two layers whose rows fit blocks of 256 values.
inline ModelCard tiny_card(const std::string& architecture = "qwen3") {
    ModelCard card;
    card.name = "tiny_" + architecture;
    card.display_name = "Tiny " + architecture;
    card.architecture = architecture;
    card.source = "made up for tests";
    card.layers = 2;
    card.embedding_length = 256;
    card.feed_forward_length = 512;
    card.head_count = 4;
    card.head_count_kv = 2;
    card.key_length = 64;
    card.value_length = 64;
    card.vocabulary_size = kTinyVocabulary;
    card.context_length = 2048;
    card.vocabulary = "tiny";
    if (architecture == "qwen3vl") {
        card.rope_dimension_sections = {12, 10, 10, 0};
        card.deepstack_layers = 1;
        card.vision = tiny_vision_card();
    }
    if (architecture == "qwen3moe") {
        card.expert_count = 4;
        card.expert_used_count = 2;
        card.expert_feed_forward_length = 256;
    }
    if (architecture == "deepseek2") {
        card.expert_count = 4;
        card.expert_used_count = 2;
        card.expert_feed_forward_length = 256;
        card.expert_shared_count = 1;
        card.leading_dense_layers = 1;
        card.expert_weights_scale = 1.8;
        card.expert_weights_norm = true;
        card.sigmoid_router = true;
        card.query_key_norms = false;
        card.query_rank = 96;
        card.key_value_rank = 64;
        card.rope_length = 32;
    }
    if (architecture == "gemma3") {
        card.post_norms = true;
        card.sliding_window = 32;
    }
    return card;
}

// A folder that goes with the test.
class ScratchFolder {
public:
    ScratchFolder() {
        std::string pattern = (std::filesystem::temp_directory_path() / "pio-checkpoints-XXXXXX").string();
        if (::mkdtemp(pattern.data()) != nullptr) path_ = pattern;
    }
    ~ScratchFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

private:
    std::filesystem::path path_;
};

inline std::string read_bytes(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

inline void write_bytes(const std::filesystem::path& path, std::string_view bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
}

// The first `size` tokens of the engine's smallest SentencePiece vocabulary, which begins with the bytes.
inline bool write_tiny_vocabulary(const std::filesystem::path& engine_vocabularies, const std::filesystem::path& output,
                                  std::size_t size) {
    const auto source = engine_vocabularies / "ggml-vocab-llama-spm.gguf";
    const GgufContext whole(gguf_init_from_file(source.c_str(), {true, nullptr}));
    if (!whole) return false;
    GgufContext cut(gguf_init_empty());
    gguf_set_kv(cut.get(), whole.get());
    const auto cut_array = [&](const char* key) {
        const std::int64_t id = gguf_find_key(whole.get(), key);
        gguf_set_arr_data(cut.get(), key, gguf_get_arr_type(whole.get(), id), gguf_get_arr_data(whole.get(), id), size);
    };
    cut_array("tokenizer.ggml.scores");
    cut_array("tokenizer.ggml.token_type");
    const std::int64_t tokens = gguf_find_key(whole.get(), "tokenizer.ggml.tokens");
    std::vector<const char*> texts;
    for (std::size_t i = 0; i < size; ++i) texts.push_back(gguf_get_arr_str(whole.get(), tokens, i));
    gguf_set_arr_str(cut.get(), "tokenizer.ggml.tokens", texts.data(), texts.size());
    return gguf_write_to_file(cut.get(), output.c_str(), true);
}

// Tests that synthesize: an empty cache and the tiny vocabulary.
class TinyModelTest : public VocabularyTest {
protected:
    void SetUp() override {
        VocabularyTest::SetUp();
        if (IsSkipped()) return;
        const auto output = folder_.path() / "ggml-vocab-tiny.gguf";
        ASSERT_TRUE(write_tiny_vocabulary(vocabulary_folder(), output, kTinyVocabulary));
        vocabulary_.emplace("PIO_VOCABULARY_DIR", folder_.path().string());
        cache_.emplace("XDG_CACHE_HOME", (folder_.path() / "cache").string());
    }

    [[nodiscard]] const std::filesystem::path& folder() const { return folder_.path(); }

private:
    ScratchFolder folder_;
    std::optional<ScopedVariable> vocabulary_;
    std::optional<ScopedVariable> cache_;
};

}  // namespace inference_pio::testing
