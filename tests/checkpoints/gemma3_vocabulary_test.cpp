#include "checkpoints/gemma3_vocabulary.hpp"

#include <gmock/gmock.h>

#include <cstring>
#include <inference_pio/model_plugin.hpp>

#include "checkpoints/synthesis.hpp"
#include "checkpoints/tiny_model.hpp"
#include "checkpoints/vocabulary_source.hpp"

namespace inference_pio {
namespace {

GgufContext read_keys(const std::filesystem::path& file) {
    return GgufContext(gguf_init_from_file(file.c_str(), {true, nullptr}));
}

GgufContext gemma4() {
    const auto file = vocabulary_folder() / "ggml-vocab-gemma-4.gguf";
    return std::filesystem::exists(file) ? read_keys(file) : nullptr;
}

std::string entry(const gguf_context* context, std::size_t id) {
    return gguf_get_arr_str(context, gguf_find_key(context, "tokenizer.ggml.tokens"), id);
}

template <class T>
T element(const gguf_context* context, const char* key, std::size_t id) {
    return static_cast<const T*>(gguf_get_arr_data(context, gguf_find_key(context, key)))[id];
}

using Gemma3Vocabulary = testing::VocabularyTest;

TEST(DeriveGemma3Vocabulary, AnEmptyOneIsRefused) {
    const GgufContext empty(gguf_init_empty());
    EXPECT_EQ(derive_gemma3_vocabulary(empty.get()).error().kind, ErrorKind::mismatch);
}

TEST_F(Gemma3Vocabulary, HasTheEntriesThatOnlyGemma3Has) {
    const GgufContext source = gemma4();
    ASSERT_TRUE(source) << "it brings others, but not Gemma 4's";
    const auto gemma3 = derive_gemma3_vocabulary(source.get());
    ASSERT_TRUE(gemma3) << gemma3.error().message;
    EXPECT_EQ(entry(gemma3->get(), 2), "<bos>");
    EXPECT_EQ(entry(gemma3->get(), 46), "<unused40>");
    EXPECT_EQ(entry(gemma3->get(), 104), "<unused98>");
    EXPECT_EQ(entry(gemma3->get(), 105), "<start_of_turn>");
    EXPECT_EQ(entry(gemma3->get(), 138), "  ");
    EXPECT_EQ(entry(gemma3->get(), 255999), "<start_of_image>");
    EXPECT_EQ(entry(gemma3->get(), 262143), "<unused6241>");
    EXPECT_EQ(element<float>(gemma3->get(), "tokenizer.ggml.scores", 1000), -506.0F);
    EXPECT_EQ(element<float>(gemma3->get(), "tokenizer.ggml.scores", 255967), -255504.0F);
    EXPECT_EQ(element<std::int32_t>(gemma3->get(), "tokenizer.ggml.token_type", 300), 6);
}

TEST_F(Gemma3Vocabulary, AnotherVocabularyIsRefused) {
    const auto qwen = vocabulary_folder() / "ggml-vocab-qwen2.gguf";
    ASSERT_TRUE(std::filesystem::exists(qwen)) << "it brings others, but not Qwen2's";
    EXPECT_EQ(derive_gemma3_vocabulary(read_keys(qwen).get()).error().kind, ErrorKind::mismatch);
}

// Key by key, element by element.
void expect_same_value(const gguf_context* ours, const gguf_context* real, const char* key) {
    const std::int64_t a = gguf_find_key(ours, key);
    const std::int64_t b = gguf_find_key(real, key);
    ASSERT_GE(a, 0) << key;
    ASSERT_EQ(gguf_get_kv_type(ours, a), gguf_get_kv_type(real, b)) << key;
    if (gguf_get_kv_type(ours, a) == GGUF_TYPE_STRING) {
        EXPECT_STREQ(gguf_get_val_str(ours, a), gguf_get_val_str(real, b)) << key;
    } else if (gguf_get_kv_type(ours, a) != GGUF_TYPE_ARRAY) {
        const std::size_t size = gguf_get_kv_type(ours, a) == GGUF_TYPE_BOOL ? 1 : 4;
        EXPECT_EQ(std::memcmp(gguf_get_val_data(ours, a), gguf_get_val_data(real, b), size), 0) << key;
    } else {
        ASSERT_EQ(gguf_get_arr_type(ours, a), gguf_get_arr_type(real, b)) << key;
        ASSERT_EQ(gguf_get_arr_n(ours, a), gguf_get_arr_n(real, b)) << key;
        const std::size_t count = gguf_get_arr_n(ours, a);
        if (gguf_get_arr_type(ours, a) != GGUF_TYPE_STRING) {
            EXPECT_EQ(std::memcmp(gguf_get_arr_data(ours, a), gguf_get_arr_data(real, b), 4 * count), 0) << key;
            return;
        }
        for (std::size_t i = 0; i < count; ++i) {
            ASSERT_STREQ(gguf_get_arr_str(ours, a, i), gguf_get_arr_str(real, b, i)) << key << " " << i;
        }
    }
}

TEST_F(Gemma3Vocabulary, EqualsThatOfTheRealCheckpoint) {
    const ModelCard* card = find_model("gemma3_270m");
    ASSERT_NE(card, nullptr);
    const auto file = fetched_checkpoint(*card, WeightType::q4_k_m);
    if (file.empty()) GTEST_SKIP() << "the real checkpoint is not in the user's cache (scripts/fetch-checkpoint)";
    const GgufContext source = gemma4();
    ASSERT_TRUE(source) << "it brings others, but not Gemma 4's";
    const auto ours = derive_gemma3_vocabulary(source.get());
    ASSERT_TRUE(ours) << ours.error().message;
    const GgufContext real = read_keys(file);
    int compared = 0;
    for (std::int64_t i = 0; i < gguf_get_n_kv(real.get()); ++i) {
        const std::string key = gguf_get_key(real.get(), i);
        if (!key.starts_with("tokenizer.")) continue;
        expect_same_value(ours->get(), real.get(), key.c_str());
        ++compared;
    }
    EXPECT_EQ(compared, gguf_get_n_kv(ours->get()));
}

}  // namespace
}  // namespace inference_pio
