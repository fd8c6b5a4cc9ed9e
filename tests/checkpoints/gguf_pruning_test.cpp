#include "checkpoints/gguf_pruning.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <variant>

#include "checkpoints/architecture.hpp"
#include "checkpoints/tiny_model.hpp"

namespace inference_pio {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::tiny_card;

// The header that a file of this card has, all of its tensors in one type.
GgufHeader header_of(const ModelCard& card, ggml_type type = GGML_TYPE_F16) {
    GgufHeader header;
    header.scalars["general.architecture"] = card.architecture;
    for (const MetadataEntry& entry : compute_architecture_keys(card)) {
        if (const auto* number = std::get_if<std::uint32_t>(&entry.value)) {
            header.scalars[entry.key] = std::uint64_t{*number};
        }
    }
    for (const TensorShape& tensor : compute_tensor_list(card)) {
        const ggml_type its = tensor.shape.size() == 1 ? GGML_TYPE_F32 : type;
        header.tensors.push_back({tensor.name, tensor.shape, static_cast<std::uint32_t>(its), 0, {}});
    }
    return header;
}

ModelCard deep_card(const std::string& architecture = "qwen3") {
    ModelCard card = tiny_card(architecture);
    card.layers = 4;
    return card;
}

// Name and shape of all tensors, as the engine's loader has to find them.
std::vector<std::pair<std::string, std::vector<std::int64_t>>> shapes_of(const PruningPlan& plan) {
    std::vector<std::pair<std::string, std::vector<std::int64_t>>> shapes;
    for (const PrunedTensor& tensor : plan.tensors) shapes.emplace_back(tensor.name, tensor.shape);
    return shapes;
}

std::vector<std::pair<std::string, std::vector<std::int64_t>>> shapes_of(const ModelCard& card) {
    std::vector<std::pair<std::string, std::vector<std::int64_t>>> shapes;
    for (const TensorShape& tensor : compute_tensor_list(card)) shapes.emplace_back(tensor.name, tensor.shape);
    return shapes;
}

const PrunedTensor& tensor_of(const PruningPlan& plan, const std::string& name) {
    const auto found = std::find_if(plan.tensors.begin(), plan.tensors.end(),
                                    [&](const PrunedTensor& tensor) { return tensor.name == name; });
    EXPECT_NE(found, plan.tensors.end()) << name;
    static const PrunedTensor kNone;
    return found == plan.tensors.end() ? kNone : *found;
}

TEST(BlockOf, IsTheNumberInTheName) {
    EXPECT_EQ(block_of("blk.0.attn_q.weight"), 0);
    EXPECT_EQ(block_of("blk.17.ffn_up.weight"), 17);
    for (const char* name : {"token_embd.weight", "blk.", "blk.x.a", "blk.-1.a", "blk.7", "blk.07.a", "v.blk.1.a"}) {
        EXPECT_EQ(block_of(name), -1) << name;
    }
}

// What the card of a variant says and what becomes of the file of its original are the same.
TEST(PruningPlan, GivesTheShapesOfTheVariantsCard) {
    for (const char* architecture : {"qwen3", "qwen3vl", "gemma3", "qwen3moe", "deepseek2"}) {
        ModelCard card = deep_card(architecture);
        if (card.expert_count > 0) card.expert_feed_forward_length = 512;
        for (const ModelVariant& variant : {ModelVariant{.depth_percent = 50}, ModelVariant{.width_percent = 50},
                                            ModelVariant{.depth_percent = 25, .width_percent = 50}}) {
            const auto plan = plan_pruning(header_of(card), variant);
            ASSERT_TRUE(plan) << architecture << ' ' << to_string(variant) << ": " << plan.error().message;
            const auto expected = compute_variant_card(card, variant);
            ASSERT_TRUE(expected) << expected.error().message;
            EXPECT_EQ(shapes_of(*plan), shapes_of(*expected)) << architecture << ' ' << to_string(variant);
        }
    }
}

TEST(PruningPlan, OfDepthKeepsTheTensorsOfTheOtherBlocks) {
    const ModelCard card = deep_card();
    const auto plan = plan_pruning(header_of(card), {.depth_percent = 50});
    ASSERT_TRUE(plan) << plan.error().message;
    EXPECT_EQ(plan->layers, 4);
    EXPECT_THAT(plan->dropped, ElementsAre(1, 2));
    EXPECT_FALSE(plan->left);
    const PrunedTensor& last = tensor_of(*plan, "blk.1.attn_q.weight");
    EXPECT_EQ(last.block, 3) << "the last block is the last again";
    EXPECT_EQ(compute_tensor_list(card)[last.source].name, "blk.3.attn_q.weight");
    EXPECT_FALSE(last.selection);
    EXPECT_EQ(last.sparsity_percent, 0);
}

TEST(PruningPlan, OfWidthDropsWholeGroupsOfHeads) {
    const auto plan = plan_pruning(header_of(tiny_card()), {.width_percent = 50});
    ASSERT_TRUE(plan) << plan.error().message;
    EXPECT_EQ(plan->left, (WidthLengths{256, 0, 2, 1}));
    EXPECT_EQ(tensor_of(*plan, "blk.0.attn_q.weight").selection,
              (TensorSelection{ChannelKind::heads, 1, 128, 2, 1, false}))
        << "two heads of 64 share a KV head";
    EXPECT_EQ(tensor_of(*plan, "blk.0.attn_k.weight").selection,
              (TensorSelection{ChannelKind::heads, 1, 64, 2, 1, false}));
    EXPECT_EQ(tensor_of(*plan, "blk.0.attn_output.weight").selection,
              (TensorSelection{ChannelKind::heads, 0, 128, 2, 1, true}));
    EXPECT_EQ(tensor_of(*plan, "blk.0.ffn_down.weight").selection,
              (TensorSelection{ChannelKind::feed_forward, 0, 1, 512, 256, true}));
    EXPECT_FALSE(tensor_of(*plan, "blk.0.attn_q_norm.weight").selection);
    EXPECT_FALSE(tensor_of(*plan, "token_embd.weight").selection);
}

TEST(PruningPlan, OfOneKvHeadDropsHeadsWithinTheGroup) {
    ModelCard card = tiny_card("gemma3");
    card.head_count_kv = 1;
    const auto plan = plan_pruning(header_of(card), {.width_percent = 25});
    ASSERT_TRUE(plan) << plan.error().message;
    EXPECT_EQ(tensor_of(*plan, "blk.0.attn_q.weight").shape, (std::vector<std::int64_t>{256, 192}));
    EXPECT_EQ(tensor_of(*plan, "blk.0.attn_output.weight").shape, (std::vector<std::int64_t>{192, 256}));
    EXPECT_FALSE(tensor_of(*plan, "blk.0.attn_k.weight").selection);
}

TEST(PruningPlan, AShortenedRowKeepsItsTypeOrIsF16) {
    ModelCard card = tiny_card("gemma3");
    card.head_count_kv = 1;
    auto plan = plan_pruning(header_of(card, GGML_TYPE_Q4_K), {.width_percent = 50});
    ASSERT_TRUE(plan) << plan.error().message;
    EXPECT_EQ(tensor_of(*plan, "blk.0.ffn_down.weight").type, GGML_TYPE_Q4_K);
    EXPECT_EQ(tensor_of(*plan, "blk.0.attn_output.weight").type, GGML_TYPE_F16) << "128 is no multiple of 256";
    EXPECT_EQ(tensor_of(*plan, "blk.0.ffn_up.weight").type, GGML_TYPE_Q4_K);
}

TEST(PruningPlan, ZerosAreOfTheBlocksMatricesOfAnyArchitecture) {
    GgufHeader header = header_of(tiny_card());
    header.scalars["general.architecture"] = std::string("mamba");
    const auto plan = plan_pruning(header, {.sparsity_percent = 50});
    ASSERT_TRUE(plan) << plan.error().message;
    EXPECT_EQ(tensor_of(*plan, "blk.0.attn_q.weight").sparsity_percent, 50);
    EXPECT_EQ(tensor_of(*plan, "blk.0.attn_norm.weight").sparsity_percent, 0);
    EXPECT_EQ(tensor_of(*plan, "token_embd.weight").sparsity_percent, 0);
}

TEST(PruningPlan, HeadLengthsThatNoKeySaysAreToBeWritten) {
    GgufHeader header = header_of(tiny_card());
    EXPECT_EQ(plan_pruning(header, {.width_percent = 50})->head_length, 0);
    header.scalars.erase("qwen3.attention.key_length");
    EXPECT_EQ(plan_pruning(header, {.width_percent = 50})->head_length, 64);
}

TEST(PruningPlan, WhatItDoesNotKnowIsUnsupported) {
    GgufHeader header = header_of(tiny_card());
    header.scalars["general.architecture"] = std::string("mamba");
    for (const ModelVariant& variant : {ModelVariant{.depth_percent = 50}, ModelVariant{.width_percent = 50}}) {
        const auto plan = plan_pruning(header, variant);
        ASSERT_FALSE(plan);
        EXPECT_EQ(plan.error().kind, ErrorKind::unsupported);
        EXPECT_THAT(plan.error().message, HasSubstr("'mamba'"));
        EXPECT_THAT(plan.error().remedy, HasSubstr("gemma3"));
    }
    header = header_of(tiny_card());
    header.tensors.push_back({"blk.0.attn_sinks.weight", {4}, GGML_TYPE_F32, 0, {}});
    EXPECT_TRUE(plan_pruning(header, {.depth_percent = 50}));
    EXPECT_EQ(plan_pruning(header, {.width_percent = 50}).error().kind, ErrorKind::unsupported);
    EXPECT_THAT(plan_pruning(header, {.width_percent = 50}).error().message, HasSubstr("blk.0.attn_sinks.weight"));
    header = header_of(tiny_card());
    header.scalars.erase("qwen3.feed_forward_length");  // one for each layer: an array
    EXPECT_THAT(plan_pruning(header, {.width_percent = 50}).error().message, HasSubstr("qwen3.feed_forward_length"));
    header = header_of(tiny_card());
    header.scalars["qwen3.nextn_predict_layers"] = std::uint64_t{1};
    EXPECT_EQ(plan_pruning(header, {.depth_percent = 50}).error().kind, ErrorKind::unsupported);
}

TEST(PruningPlan, ContradictionsAreMalformed) {
    GgufHeader header = header_of(tiny_card());
    header.scalars["qwen3.feed_forward_length"] = std::uint64_t{1024};
    EXPECT_EQ(plan_pruning(header, {.width_percent = 50}).error().kind, ErrorKind::malformed);
    header = header_of(tiny_card());
    header.scalars["qwen3.attention.head_count_kv"] = std::uint64_t{3};
    EXPECT_EQ(plan_pruning(header, {.width_percent = 50}).error().kind, ErrorKind::malformed);
    header = header_of(tiny_card());
    header.scalars["qwen3.block_count"] = std::uint64_t{1} << 40U;
    EXPECT_EQ(plan_pruning(header, {.depth_percent = 50}).error().kind, ErrorKind::malformed);
}

TEST(PruningPlan, TooMuchIsInvalid) {
    EXPECT_EQ(plan_pruning(header_of(tiny_card()), {.depth_percent = 90}).error().kind, ErrorKind::invalid_argument);
    EXPECT_EQ(plan_pruning(header_of(tiny_card("qwen3vl")), {.depth_percent = 50}).error().kind,
              ErrorKind::invalid_argument)
        << "the first block takes an image's features in";
}

}  // namespace
}  // namespace inference_pio
