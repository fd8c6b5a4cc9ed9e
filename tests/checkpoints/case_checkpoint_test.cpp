#include "checkpoints/case_checkpoint.hpp"

#include <gmock/gmock.h>

#include "checkpoints/synthesis.hpp"
#include "checkpoints/tiny_model.hpp"

namespace inference_pio {
namespace {

using ::testing::HasSubstr;
using testing::tiny_card;

Parameters layers(std::int64_t count) { return {{"layers", count}}; }

TEST(WeightTypeOf, IsTheParametersElseTheUsualOne) {
    EXPECT_EQ(weight_type_of({}), WeightType::q4_0);
    EXPECT_EQ(weight_type_of({{"weight_type", std::string("q8_0")}}), WeightType::q8_0);
    EXPECT_EQ(weight_type_of({{"weight_type", std::string("q9_9")}}).error().kind, ErrorKind::invalid_argument);
    EXPECT_EQ(weight_type_of({{"weight_type", std::int64_t{4}}}).error().kind, ErrorKind::invalid_argument);
}

TEST(CardOfCase, IsTheWholeModelUnlessASliceIsAsked) {
    const ModelCard card = tiny_card();
    EXPECT_FALSE(is_slice({}));
    EXPECT_FALSE(is_slice(layers(0)));
    EXPECT_TRUE(is_slice(layers(2)));
    EXPECT_EQ(compute_card_of_case(card, {}), card);
    EXPECT_EQ(compute_card_of_case(card, layers(0)), card);
    EXPECT_EQ(compute_card_of_case(card, layers(2)), card) << "all of its layers";
}

TEST(CardOfCase, ASliceHasItsFirstLayersAndSaysSo) {
    ModelCard expected = tiny_card();
    expected.layers = 1;
    expected.display_name = "Tiny qwen3 (the first 1 of 2 layers)";
    EXPECT_EQ(compute_card_of_case(tiny_card(), layers(1)), expected);
}

TEST(CardOfCase, RefusesWhatIsNoSliceAndNamesTheNumbersThatCanBe) {
    for (const Value& value : {Value(std::int64_t{-1}), Value(std::int64_t{3}), Value(std::string("two"))}) {
        const auto card = compute_card_of_case(tiny_card(), {{"layers", value}});
        ASSERT_FALSE(card) << to_string(value);
        EXPECT_EQ(card.error().kind, ErrorKind::invalid_argument);
        EXPECT_THAT(card.error().message, HasSubstr("layers=" + to_string(value) + " is no slice of tiny_qwen3"));
        EXPECT_THAT(card.error().remedy, HasSubstr("1 to 2"));
    }
    EXPECT_THAT(compute_card_of_case(tiny_card("qwen3vl"), layers(1)).error().remedy, HasSubstr("2 to 2"))
        << "its first layer takes an image's features in";
    EXPECT_THAT(compute_card_of_case(tiny_card("deepseek2"), layers(1)).error().remedy, HasSubstr("2 to 2"))
        << "its first layer has no experts";
}

Parameters variant(const std::string& word) { return {{"variant", word}}; }

TEST(VariantOf, IsTheParametersElseTheOriginal) {
    EXPECT_EQ(variant_of({}), ModelVariant{});
    EXPECT_EQ(variant_of(variant("q4_0+depth_25")),
              (ModelVariant{.weight_type = WeightType::q4_0, .depth_percent = 25}));
    EXPECT_EQ(variant_of(variant("smaller")).error().kind, ErrorKind::invalid_argument);
    EXPECT_EQ(variant_of({{"variant", std::int64_t{25}}}).error().kind, ErrorKind::invalid_argument);
}

TEST(ModelOfCase, IsTheParametersElseTheBenchmarks) {
    EXPECT_EQ(model_of_case("qwen3_0_6b", {}), "qwen3_0_6b");
    EXPECT_EQ(model_of_case("qwen3_0_6b", {{"model", std::string("gemma3_270m")}}), "gemma3_270m");
}

TEST(CaseRequest, WithoutAVariantIsTheModelInTheWeightType) {
    EXPECT_EQ(compute_case_request(tiny_card(), {}), SynthesisRequest{.card = tiny_card()});
    EXPECT_EQ(compute_case_request(tiny_card(), {{"weight_type", std::string("q8_0")}}),
              (SynthesisRequest{.card = tiny_card(), .weight_type = WeightType::q8_0}));
}

TEST(CaseRequest, OfAVariantIsF16UnlessItNamesAType) {
    for (const char* word : {"original", "kv_q8_0"}) {
        EXPECT_EQ(compute_case_request(tiny_card(), variant(word)),
                  (SynthesisRequest{.card = tiny_card(), .weight_type = WeightType::f16}))
            << word;
    }
    EXPECT_EQ(compute_case_request(tiny_card(), variant("q4_k_m"))->weight_type, WeightType::q4_k_m);
    Parameters both = variant("original");
    both.set("weight_type", std::string("q8_0"));
    EXPECT_EQ(compute_case_request(tiny_card(), both)->weight_type, WeightType::f16);
}

TEST(CaseRequest, OfAPrunedVariantHasItsCardOrItsZeros) {
    const auto depth = compute_case_request(tiny_card(), variant("q4_0+depth_50"));
    ASSERT_TRUE(depth) << depth.error().message;
    EXPECT_EQ(depth->card, compute_variant_card(tiny_card(), {.depth_percent = 50}));
    EXPECT_EQ(depth->weight_type, WeightType::q4_0);
    EXPECT_EQ(compute_case_request(tiny_card(), variant("sparse_50")),
              (SynthesisRequest{.card = tiny_card(), .weight_type = WeightType::f16, .sparsity_percent = 50}));
}

TEST(CaseRequest, TheVariantIsOfTheSlice) {
    ModelCard deep = tiny_card();
    deep.layers = 8;
    Parameters parameters = variant("depth_25");
    parameters.set("layers", std::int64_t{4});
    const auto request = compute_case_request(deep, parameters);
    ASSERT_TRUE(request) << request.error().message;
    EXPECT_EQ(request->card.layers, 3);
    EXPECT_EQ(request->card.display_name, "Tiny qwen3 (the first 4 of 8 layers) (depth_25)");
}

TEST(CaseRequest, ErrorsComeThrough) {
    EXPECT_EQ(compute_case_request(tiny_card(), variant("smaller")).error().kind, ErrorKind::invalid_argument);
    EXPECT_EQ(compute_case_request(tiny_card(), variant("depth_90")).error().kind, ErrorKind::invalid_argument);
    EXPECT_EQ(compute_case_request(tiny_card(), layers(9)).error().kind, ErrorKind::invalid_argument);
    EXPECT_EQ(compute_case_request(tiny_card(), {{"weight_type", std::string("q9_9")}}).error().kind,
              ErrorKind::invalid_argument);
}

class SlicedCheckpoint : public testing::TinyModelTest {};

TEST_F(SlicedCheckpoint, IsAnotherCheckpointThanTheWholeAndSmaller) {
    const SynthesisRequest whole{.card = tiny_card()};
    const SynthesisRequest slice{.card = *compute_card_of_case(tiny_card(), layers(1))};
    EXPECT_NE(synthesis_digest(slice), synthesis_digest(whole));
    EXPECT_LT(*compute_synthesized_size(slice), *compute_synthesized_size(whole));
    const auto file = ensure_synthesized(slice, {});
    ASSERT_TRUE(file) << file.error().message;
    EXPECT_NE(*file, *ensure_synthesized(whole, {}));
}

}  // namespace
}  // namespace inference_pio
