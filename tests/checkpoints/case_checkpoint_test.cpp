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
