#include "checkpoints/vocabulary_source.hpp"

#include <gmock/gmock.h>

#include "checkpoints/checkpoint_folders.hpp"
#include "checkpoints/tiny_model.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using testing::tiny_card;

class Vocabulary : public testing::TinyModelTest {};

TEST_F(Vocabulary, OnlyTheTokenizersKeysAreTaken) {
    const auto source = find_vocabulary(tiny_card());
    ASSERT_TRUE(source) << source.error().message;
    EXPECT_EQ(source->file, folder() / "ggml-vocab-tiny.gguf");
    const auto context = read_vocabulary(*source, tiny_card());
    ASSERT_TRUE(context) << context.error().message;
    EXPECT_GT(gguf_get_n_kv(context->get()), 5);
    for (std::int64_t i = 0; i < gguf_get_n_kv(context->get()); ++i) {
        EXPECT_THAT(gguf_get_key(context->get(), i), ::testing::StartsWith("tokenizer."));
    }
}

TEST_F(Vocabulary, AFetchedCheckpointOfTheModelIsTheLastResort) {
    ModelCard card = tiny_card();
    card.vocabulary = "elsewhere";
    EXPECT_EQ(find_vocabulary(card).error().kind, ErrorKind::not_found);
    fs::create_directories(fetched_folder());
    const fs::path fetched = fetched_folder() / "tiny_qwen3-q8_0.gguf";
    fs::copy_file(folder() / "ggml-vocab-tiny.gguf", fetched);
    EXPECT_EQ(find_vocabulary(card), (VocabularySource{fetched, false}));
    fs::copy_file(fetched, folder() / "ggml-vocab-elsewhere.gguf");
    EXPECT_EQ(find_vocabulary(card)->file, folder() / "ggml-vocab-elsewhere.gguf");
}

TEST_F(Vocabulary, Gemma4StandsInForGemma3ButNotForOthers) {
    testing::write_bytes(folder() / "ggml-vocab-gemma-4.gguf", "x");
    ModelCard card = tiny_card();
    card.vocabulary = "gemma-3";
    EXPECT_EQ(find_vocabulary(card), (VocabularySource{folder() / "ggml-vocab-gemma-4.gguf", true}));
    card.vocabulary = "gemma-2";
    EXPECT_FALSE(find_vocabulary(card));
}

TEST_F(Vocabulary, AShorterOneIsFilledUpWithUnusedTokensWhereTheCardSaysSo) {
    ModelCard card = tiny_card();
    card.vocabulary_size = 600;
    card.padded_vocabulary = true;
    const auto context = read_vocabulary(*find_vocabulary(card), card);
    ASSERT_TRUE(context) << context.error().message;
    const auto array = [&](const char* key) { return gguf_find_key(context->get(), key); };
    const std::int64_t tokens = array("tokenizer.ggml.tokens");
    ASSERT_EQ(gguf_get_arr_n(context->get(), tokens), 600U);
    EXPECT_STREQ(gguf_get_arr_str(context->get(), tokens, 512), "[PAD512]");
    EXPECT_STREQ(gguf_get_arr_str(context->get(), tokens, 599), "[PAD599]");
    EXPECT_STRNE(gguf_get_arr_str(context->get(), tokens, 511), "[PAD511]");
    ASSERT_EQ(gguf_get_arr_n(context->get(), array("tokenizer.ggml.token_type")), 600U);
    ASSERT_EQ(gguf_get_arr_n(context->get(), array("tokenizer.ggml.scores")), 600U);
    const auto* types =
        static_cast<const std::int32_t*>(gguf_get_arr_data(context->get(), array("tokenizer.ggml.token_type")));
    EXPECT_EQ(types[599], 5);
    EXPECT_NE(types[511], 5);
    card.vocabulary_size = 500;
    EXPECT_EQ(read_vocabulary(*find_vocabulary(card), card).error().kind, ErrorKind::mismatch) << "none is cut";
}

TEST_F(Vocabulary, ADamagedFileOrOneOfAnotherSizeIsAnError) {
    ModelCard card = tiny_card();
    card.vocabulary_size = 513;
    const auto other = read_vocabulary(*find_vocabulary(card), card);
    ASSERT_FALSE(other);
    EXPECT_EQ(other.error().kind, ErrorKind::mismatch);
    const fs::path file = folder() / "ggml-vocab-tiny.gguf";
    fs::resize_file(file, fs::file_size(file) / 2);
    const auto damaged = read_vocabulary({file, false}, tiny_card());
    ASSERT_FALSE(damaged);
    EXPECT_THAT(damaged.error().message, HasSubstr("was cut short"));
}

TEST(VocabularyFolder, TheEnvironmentComesFirst) {
    const testing::ScopedVariable variable("PIO_VOCABULARY_DIR", "/elsewhere");
    EXPECT_EQ(vocabulary_folder(), "/elsewhere");
    const testing::ScopedVariable empty("PIO_VOCABULARY_DIR", "");
    EXPECT_NE(vocabulary_folder(), "/elsewhere");
}

}  // namespace
}  // namespace inference_pio
