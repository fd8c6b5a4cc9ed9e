#include <gmock/gmock.h>

#include <algorithm>
#include <cctype>
#include <inference_pio/model_card.hpp>
#include <set>

namespace inference_pio {
namespace {

using testing::HasSubstr;

ModelCard qwen3_0_6b() {
    ModelCard card;
    card.layers = 28;
    card.embedding_length = 1024;
    card.feed_forward_length = 3072;
    card.head_count = 16;
    card.head_count_kv = 8;
    card.key_length = card.value_length = 128;
    card.vocabulary_size = 151'936;
    return card;
}

TEST(ModelCard, ParametersOfPublishedModels) {
    // 596.05 M is what llama.cpp prints for Qwen3 0.6B; 268,098,176 is the count of the tensors published
    // as gemma-3-270m.
    EXPECT_EQ(parameter_count(qwen3_0_6b()), 596'049'920);

    ModelCard gemma;
    gemma.layers = 18;
    gemma.embedding_length = 640;
    gemma.feed_forward_length = 2048;
    gemma.head_count = 4;
    gemma.head_count_kv = 1;
    gemma.key_length = gemma.value_length = 256;
    gemma.vocabulary_size = 262'144;
    gemma.post_norms = true;
    EXPECT_EQ(parameter_count(gemma), 268'098'176);
}

TEST(ModelCard, ExpertsTakeThePlaceOfTheFeedForwardNetworkAndAllCount) {
    ModelCard card = qwen3_0_6b();
    card.expert_count = 8;
    card.expert_used_count = 2;
    card.expert_feed_forward_length = 512;
    const std::int64_t mixture = 3 * 1024 * 512 * 8 + 1024 * 8;
    EXPECT_EQ(parameter_count(card) - parameter_count(qwen3_0_6b()), 28 * (mixture - 3 * 1024 * 3072));
}

TEST(ModelCard, UntiedEmbeddingsCountTwice) {
    ModelCard card = qwen3_0_6b();
    card.tied_embeddings = false;
    EXPECT_EQ(parameter_count(card) - parameter_count(qwen3_0_6b()), 151'936 * 1024);
}

TEST(ModelCard, QueryAndKeyNormsCount) {
    ModelCard card = qwen3_0_6b();
    card.query_key_norms = false;
    EXPECT_EQ(parameter_count(qwen3_0_6b()) - parameter_count(card), 28 * 2 * 128);
}

TEST(WeightType, NamesComeBackInAnyCase) {
    std::set<std::string_view> names;
    for (const WeightType type : all_weight_types()) {
        EXPECT_TRUE(names.insert(to_string(type)).second) << to_string(type);
        EXPECT_EQ(weight_type_from(to_string(type)), type);
        std::string upper(to_string(type));
        std::transform(upper.begin(), upper.end(), upper.begin(),
                       [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
        EXPECT_EQ(weight_type_from(upper), type);
    }
    EXPECT_EQ(names.size(), 19U);
}

TEST(WeightType, AnUnknownNameListsTheKnownOnes) {
    const auto type = weight_type_from("q9_z");
    ASSERT_FALSE(type);
    EXPECT_EQ(type.error().kind, ErrorKind::invalid_argument);
    EXPECT_THAT(type.error().message, HasSubstr("'q9_z'"));
    EXPECT_THAT(type.error().remedy, HasSubstr("q4_k_m, "));
}

}  // namespace
}  // namespace inference_pio
