#include "workloads/quality_text.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>

#include "checkpoints/engine_vocabularies.hpp"
#include "engines/engine_registry.hpp"

namespace inference_pio {
namespace {

TEST(QualityText, SaysNothingTwice) {
    const std::string_view text = quality_text();
    EXPECT_TRUE(std::all_of(text.begin(), text.end(), [](char c) { return c == '\n' || (c >= ' ' && c <= '~'); }));
    constexpr std::size_t kLongestCommon = 28;  // bytes; a few words may stand next to each other again
    std::set<std::string_view> pieces;
    for (std::size_t at = 0; at + kLongestCommon <= text.size(); ++at) {
        EXPECT_TRUE(pieces.insert(text.substr(at, kLongestCommon)).second) << text.substr(at, kLongestCommon);
    }
}

using QualityTextTokens = testing::VocabularyTest;

// The default of `text_tokens`, with room.
TEST_F(QualityTextTokens, AreMoreThan512) {
    const auto folder = vocabulary_folder();
    for (const char* const name : {"ggml-vocab-qwen2.gguf", "ggml-vocab-gemma-4.gguf"}) {
        ASSERT_TRUE(std::filesystem::exists(folder / name)) << name;
        LoadOptions options;
        options.vocabulary_only = true;
        const auto engine = make_engine("llama_cpp");
        ASSERT_TRUE(engine);
        auto model = (*engine)->load(folder / name, options);
        ASSERT_TRUE(model) << model.error().message;
        const auto ids = (*model)->tokenize(std::string(quality_text()));
        ASSERT_TRUE(ids);
        EXPECT_GT(ids->size(), 600U) << name;
    }
}

}  // namespace
}  // namespace inference_pio
