#include "checkpoints/vision_architecture.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <functional>

#include "checkpoints/tiny_model.hpp"

namespace inference_pio {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::tiny_card;
using testing::tiny_vision_card;

Error refusal_of(const std::function<void(ModelCard&)>& change) {
    ModelCard card = tiny_card("qwen3vl");
    change(card);
    const auto checked = check_vision_card(card);
    EXPECT_FALSE(checked);
    return checked ? Error{} : checked.error();
}

const TensorShape* find(const std::vector<TensorShape>& tensors, const std::string& name) {
    const auto found = std::find_if(tensors.begin(), tensors.end(), [&](const auto& t) { return t.name == name; });
    return found == tensors.end() ? nullptr : &*found;
}

const MetadataEntry* find(const std::vector<MetadataEntry>& keys, const std::string& key) {
    const auto found = std::find_if(keys.begin(), keys.end(), [&](const auto& k) { return k.key == key; });
    return found == keys.end() ? nullptr : &*found;
}

TEST(CheckVisionCard, AcceptsTheTinyTower) { EXPECT_TRUE(check_vision_card(tiny_card("qwen3vl"))); }

TEST(CheckVisionCard, AModelWithoutATowerHasNone) {
    const auto error = refusal_of([](ModelCard& card) { card.vision.reset(); });
    EXPECT_EQ(error.kind, ErrorKind::unsupported);
    EXPECT_THAT(error.message, HasSubstr("no vision tower"));
}

TEST(CheckVisionCard, RefusesAProjectorThatItCannotWriteAndNamesTheOneItCan) {
    const auto error = refusal_of([](ModelCard& card) { card.vision->projector = "resampler"; });
    EXPECT_EQ(error.kind, ErrorKind::unsupported);
    EXPECT_THAT(error.message, HasSubstr("'resampler'"));
    EXPECT_THAT(error.remedy, HasSubstr("qwen3vl_merger"));
}

TEST(CheckVisionCard, NamesTheFieldThatCannotBe) {
    EXPECT_THAT(refusal_of([](ModelCard& card) { card.vision->layers = 0; }).message, HasSubstr("vision.layers is 0"));
    EXPECT_THAT(refusal_of([](ModelCard& card) { card.vision->merge_size = 3; }).message, HasSubstr("merge_size is 3"));
    EXPECT_THAT(refusal_of([](ModelCard& card) { card.vision->head_count = 3; }).message,
                HasSubstr("does not give 3 heads"));
    EXPECT_THAT(refusal_of([](ModelCard& card) { card.vision->output_length = 128; }).message,
                HasSubstr("output_length is 128, embedding_length 256"));
    EXPECT_THAT(refusal_of([](ModelCard& card) { card.vision->tokens_min = 5000; }).message, HasSubstr("tokens_min"));
    EXPECT_THAT(refusal_of([](ModelCard& card) { card.vision->deepstack_layers = {2}; }).message,
                HasSubstr("must ascend within the 2 layers"));
    EXPECT_THAT(refusal_of([](ModelCard& card) {
                    card.vision->deepstack_layers = {1, 0};
                }).message,
                HasSubstr("must ascend"));
    EXPECT_THAT(refusal_of([](ModelCard& card) {
                    card.vision->deepstack_layers = {0, 1};
                }).message,
                HasSubstr("takes 1 deepstack_layers, its vision tower gives 2"));
    EXPECT_EQ(refusal_of([](ModelCard& card) { card.vision->position_grid = 1000; }).kind, ErrorKind::unsupported);
}

TEST(VisionKeys, AreThoseThatTheLoaderReads) {
    const auto keys = compute_vision_keys(tiny_vision_card());
    using Value = decltype(MetadataEntry::value);
    const auto expect_value = [&](const std::string& key, const Value& value) {
        const MetadataEntry* entry = find(keys, key);
        ASSERT_NE(entry, nullptr) << key;
        EXPECT_EQ(entry->value, value) << key;
    };
    expect_value("clip.has_vision_encoder", Value(true));
    expect_value("clip.use_gelu", Value(true));
    expect_value("clip.projector_type", Value(std::string("qwen3vl_merger")));
    expect_value("clip.vision.image_size", Value(std::uint32_t{128}));
    expect_value("clip.vision.patch_size", Value(std::uint32_t{16}));
    expect_value("clip.vision.block_count", Value(std::uint32_t{2}));
    expect_value("clip.vision.projection_dim", Value(std::uint32_t{256}));
    expect_value("clip.vision.attention.layer_norm_epsilon", Value(1e-6F));
    expect_value("clip.vision.image_mean", Value(std::vector<float>{0.5F, 0.5F, 0.5F}));
    expect_value("clip.vision.is_deepstack_layers", Value(std::vector<bool>{false, true}));
}

TEST(VisionTensors, HaveTheShapesOfTheCard) {
    const auto tensors = compute_vision_tensor_list(tiny_vision_card());
    const auto expect_shape = [&](const std::string& name, const std::vector<std::int64_t>& shape) {
        const TensorShape* tensor = find(tensors, name);
        ASSERT_NE(tensor, nullptr) << name;
        EXPECT_EQ(tensor->shape, shape) << name;
    };
    expect_shape("v.patch_embd.weight", {16, 16, 3, 128});
    expect_shape("v.patch_embd.weight.1", {16, 16, 3, 128});
    expect_shape("v.position_embd.weight", {128, 64});
    expect_shape("v.blk.1.attn_qkv.weight", {128, 384});
    expect_shape("v.blk.1.attn_qkv.bias", {384});
    expect_shape("v.blk.0.ffn_down.weight", {256, 128});
    expect_shape("v.deepstack.1.norm.weight", {512});
    expect_shape("v.deepstack.1.fc2.weight", {512, 256});
    expect_shape("mm.0.weight", {512, 512});
    expect_shape("mm.2.bias", {256});
    EXPECT_EQ(find(tensors, "v.deepstack.0.fc1.weight"), nullptr);
    EXPECT_EQ(find(tensors, "v.blk.2.ln1.weight"), nullptr);
}

TEST(VisionTensorTypes, AreTheConverters) {
    const std::vector<TensorShape> tensors = {{"v.patch_embd.weight.1", {16, 16, 3, 128}},
                                              {"v.position_embd.weight", {128, 64}},
                                              {"v.blk.0.ln1.weight", {128}},
                                              {"v.blk.0.ffn_up.weight", {128, 256}},
                                              {"v.blk.0.ffn_down.weight", {100, 128}}};
    EXPECT_THAT(*choose_vision_tensor_types(WeightType::q8_0, tensors),
                ElementsAre(GGML_TYPE_F32, GGML_TYPE_F32, GGML_TYPE_F32, GGML_TYPE_Q8_0, GGML_TYPE_F16));
    EXPECT_THAT(*choose_vision_tensor_types(WeightType::f16, tensors),
                ElementsAre(GGML_TYPE_F16, GGML_TYPE_F32, GGML_TYPE_F32, GGML_TYPE_F16, GGML_TYPE_F16));
    EXPECT_THAT(*choose_vision_tensor_types(WeightType::bf16, tensors),
                ElementsAre(GGML_TYPE_F32, GGML_TYPE_F32, GGML_TYPE_F32, GGML_TYPE_BF16, GGML_TYPE_BF16));
    const auto refused = choose_vision_tensor_types(WeightType::q4_k_m, tensors);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::unsupported);
    EXPECT_THAT(refused.error().remedy, HasSubstr("q8_0"));
}

}  // namespace
}  // namespace inference_pio
