#include "checkpoints/model_variant.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <inference_pio/model_plugin.hpp>

#include "checkpoints/architecture.hpp"
#include "checkpoints/tiny_model.hpp"

namespace inference_pio {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::tiny_card;

ModelCard card_of(const std::string& model) {
    const ModelCard* card = find_model(model);
    EXPECT_NE(card, nullptr) << model;
    return card == nullptr ? ModelCard{} : *card;
}

TEST(ModelVariant, OfTheOriginalChangesNothing) {
    EXPECT_EQ(parse_model_variant("original"), ModelVariant{});
    EXPECT_EQ(to_string(ModelVariant{}), "original");
    EXPECT_FALSE(changes_checkpoint({}));
    EXPECT_FALSE(is_pruned({}));
}

TEST(ModelVariant, EveryWeightTypeIsAWord) {
    for (const WeightType type : all_weight_types()) {
        const auto variant = parse_model_variant(to_string(type));
        ASSERT_TRUE(variant) << variant.error().message;
        EXPECT_EQ(*variant, (ModelVariant{.weight_type = type}));
        EXPECT_EQ(to_string(*variant), to_string(type));
        EXPECT_TRUE(changes_checkpoint(*variant));
        EXPECT_FALSE(is_pruned(*variant));
    }
}

TEST(ModelVariant, OfTheCacheAloneNeedsNoOtherCheckpoint) {
    const auto variant = parse_model_variant("kv_q8_0");
    EXPECT_EQ(variant, (ModelVariant{.kv_type = "q8_0"}));
    EXPECT_FALSE(changes_checkpoint(*variant));
    EXPECT_EQ(parse_model_variant("kv_q4_0"), (ModelVariant{.kv_type = "q4_0"}));
}

TEST(ModelVariant, PruningIsToldFromQuantization) {
    for (const char* word : {"depth_25", "width_25", "sparse_50"}) {
        const auto variant = parse_model_variant(word);
        ASSERT_TRUE(variant) << variant.error().message;
        EXPECT_TRUE(is_pruned(*variant)) << word;
        EXPECT_TRUE(changes_checkpoint(*variant)) << word;
    }
}

TEST(ModelVariant, PartsStandInAnyOrderAndAreWrittenInOne) {
    const auto variant = parse_model_variant("sparse_50+depth_25+kv_q8_0+Q4_K_M+width_10");
    ASSERT_TRUE(variant) << variant.error().message;
    EXPECT_EQ(to_string(*variant), "q4_k_m+kv_q8_0+depth_25+width_10+sparse_50");
}

RC_GTEST_PROP(ModelVariant, WordsComeBack, ()) {
    ModelVariant variant;
    const auto types = all_weight_types();
    if (*rc::gen::arbitrary<bool>()) {
        variant.weight_type = types[*rc::gen::inRange<std::size_t>(0, types.size())];
    }
    variant.kv_type = *rc::gen::element<std::string>("", "q8_0", "q4_0");
    variant.depth_percent = *rc::gen::inRange(0, 91);
    variant.width_percent = *rc::gen::inRange(0, 91);
    variant.sparsity_percent = *rc::gen::inRange(0, 100);
    const auto parsed = parse_model_variant(to_string(variant));
    RC_ASSERT(parsed.has_value());
    RC_ASSERT(*parsed == variant);
}

TEST(ModelVariant, ErrorsNameTheBadPartAndTheForms) {
    const std::vector<std::pair<std::string, std::string>> words{
        {"", "''"},
        {"q9_9", "'q9_9'"},
        {"q4_0+deep_25", "'deep_25'"},
        {"q4_0+", "''"},
        {"+q4_0", "''"},
        {"depth_", "'depth_'"},
        {"depth_0", "'depth_0'"},
        {"depth_025", "'depth_025'"},
        {"depth_+5", "'depth_'"},
        {"depth_-5", "'depth_-5'"},
        {"depth_91", "'depth_91'"},
        {"width_99999999999", "'width_99999999999'"},
        {"sparse_100", "'sparse_100'"},
        {"sparse_50%", "'sparse_50%'"},
        {"kv_f16", "'kv_f16'"},
        {"depth_25+original", "'original'"},
        {"original+depth_25", "'original'"},
        {"q4_0+q8_0", "'q8_0'"},
        {"depth_10+depth_20", "'depth_20'"},
        {"kv_q8_0+kv_q4_0", "'kv_q4_0'"},
    };
    for (const auto& [word, part] : words) {
        const auto variant = parse_model_variant(word);
        ASSERT_FALSE(variant) << word;
        EXPECT_EQ(variant.error().kind, ErrorKind::invalid_argument);
        EXPECT_THAT(variant.error().message, HasSubstr(part + " in the variant '" + word + "'"));
        EXPECT_THAT(variant.error().remedy, HasSubstr("iq4_nl"));
        EXPECT_THAT(variant.error().remedy, HasSubstr("sparse_1 to sparse_99"));
    }
}

TEST(DroppedBlocks, LieBeforeTheLastAndAreAtLeastOne) {
    EXPECT_THAT(*compute_dropped_blocks(28, 0, 25), ElementsAre(20, 21, 22, 23, 24, 25, 26));
    EXPECT_THAT(*compute_dropped_blocks(10, 0, 1), ElementsAre(8));
    EXPECT_THAT(*compute_dropped_blocks(2, 0, 50), ElementsAre(0));
    EXPECT_TRUE(compute_dropped_blocks(28, 0, 0)->empty());
}

TEST(DroppedBlocks, LeaveTheBlocksThatAreTreatedApart) {
    EXPECT_THAT(*compute_dropped_blocks(4, 1, 50), ElementsAre(1, 2));
    for (const auto& dropped : {compute_dropped_blocks(4, 2, 50), compute_dropped_blocks(1, 0, 50)}) {
        ASSERT_FALSE(dropped);
        EXPECT_EQ(dropped.error().kind, ErrorKind::invalid_argument);
        EXPECT_THAT(dropped.error().message, HasSubstr("depth_50 drops"));
    }
}

RC_GTEST_PROP(DroppedBlocks, NeverTouchTheLastNorTheFirst, ()) {
    const auto layers = *rc::gen::inRange<std::int64_t>(1, 100);
    const auto kept = *rc::gen::inRange<std::int64_t>(0, 5);
    const int percent = *rc::gen::inRange(1, 91);
    const auto dropped = compute_dropped_blocks(layers, kept, percent);
    if (!dropped) return;
    RC_ASSERT(!dropped->empty());
    RC_ASSERT(dropped->front() >= kept);
    RC_ASSERT(dropped->back() == layers - 2);
    RC_ASSERT(dropped->back() - dropped->front() + 1 == static_cast<std::int64_t>(dropped->size()));
}

TEST(WidthLengths, OfQwen3KeepWholeGroupsAndBlocks) {
    EXPECT_EQ(*compute_width_lengths(card_of("qwen3_0_6b"), 25), (WidthLengths{2304, 0, 12, 6}));
    EXPECT_EQ(*compute_width_lengths(card_of("qwen3_0_6b"), 50), (WidthLengths{1536, 0, 8, 4}));
    EXPECT_EQ(*compute_width_lengths(card_of("qwen3_0_6b"), 90), (WidthLengths{256, 0, 2, 1}));
}

TEST(WidthLengths, OfOneKvHeadComeFromWithinTheGroup) {
    EXPECT_EQ(*compute_width_lengths(card_of("gemma3_270m"), 25), (WidthLengths{1536, 0, 3, 1}));
}

TEST(WidthLengths, OfExpertsAreTheirsAndTheDenseLayers) {
    const ModelCard glm = card_of("glm_4_7_flash");
    EXPECT_EQ(*compute_width_lengths(glm, 50), (WidthLengths{5120, 768, 10, 10}));
    const ModelCard coder = card_of("qwen3_coder_30b");
    const auto left = compute_width_lengths(coder, 34);
    ASSERT_TRUE(left) << left.error().message;
    EXPECT_EQ(left->expert_feed_forward_length, 512);
    EXPECT_EQ(left->feed_forward_length, coder.feed_forward_length) << "no tensor of the model has it";
}

TEST(WidthLengths, OddLengthsStayMultiplesOf32) {
    ModelCard card = tiny_card();
    card.feed_forward_length = 224;
    EXPECT_EQ(compute_width_lengths(card, 50)->feed_forward_length, 128);
    card.feed_forward_length = 20;
    EXPECT_EQ(compute_width_lengths(card, 50)->feed_forward_length, 20) << "there is less than one unit";
}

TEST(WidthLengths, AnErrorWhereNothingGetsNarrower) {
    const auto left = compute_width_lengths(tiny_card(), 10);
    ASSERT_FALSE(left);
    EXPECT_EQ(left.error().kind, ErrorKind::invalid_argument);
    EXPECT_THAT(left.error().message, HasSubstr("width_10 leaves tiny_qwen3 as it is"));
}

TEST(VariantCard, OfDepthHasFewerLayersAndSaysSo) {
    const ModelCard card = card_of("qwen3_0_6b");
    ModelCard expected = card;
    expected.layers = 21;
    expected.display_name = "Qwen3 0.6B (depth_25)";
    EXPECT_EQ(compute_variant_card(card, {.depth_percent = 25}), expected);
}

TEST(VariantCard, OfWidthIsNarrower) {
    const ModelCard card = card_of("qwen3_0_6b");
    ModelCard expected = card;
    expected.feed_forward_length = 2304;
    expected.head_count = 12;
    expected.head_count_kv = 6;
    expected.display_name = "Qwen3 0.6B (width_25)";
    EXPECT_EQ(compute_variant_card(card, {.width_percent = 25}), expected);
}

TEST(VariantCard, WeightTypesAndZerosChangeNoCard) {
    const ModelCard card = card_of("qwen3_0_6b");
    EXPECT_EQ(compute_variant_card(card, {.weight_type = WeightType::q4_0, .kv_type = "q8_0", .sparsity_percent = 50}),
              card);
}

TEST(VariantCard, OfEveryModelIsAPossibleModel) {
    for (const char* model :
         {"qwen3_0_6b", "qwen3_4b_instruct_2507", "qwen3_coder_30b", "glm_4_7_flash", "gemma3_270m", "qwen3_vl_2b"}) {
        const auto card = compute_variant_card(card_of(model), {.depth_percent = 25, .width_percent = 50});
        ASSERT_TRUE(card) << card.error().message;
        EXPECT_TRUE(check_card(*card)) << model;
        EXPECT_LT(parameter_count(*card), parameter_count(card_of(model))) << model;
    }
}

TEST(VariantCard, ErrorsOfBothKindsComeThrough) {
    EXPECT_EQ(compute_variant_card(tiny_card(), {.depth_percent = 90}).error().kind, ErrorKind::invalid_argument);
    EXPECT_EQ(compute_variant_card(tiny_card(), {.width_percent = 1}).error().kind, ErrorKind::invalid_argument);
    EXPECT_EQ(compute_variant_card(tiny_card("qwen3vl"), {.depth_percent = 50}).error().kind,
              ErrorKind::invalid_argument)
        << "its first layer takes an image's features in, its last one stays";
}

}  // namespace
}  // namespace inference_pio
