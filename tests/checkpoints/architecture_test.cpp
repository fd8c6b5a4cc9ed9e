#include "checkpoints/architecture.hpp"

#include <gmock/gmock.h>

#include <algorithm>

#include "checkpoints/tiny_model.hpp"

namespace inference_pio {
namespace {

using ::testing::HasSubstr;
using testing::tiny_card;

std::int64_t elements_of(const std::vector<TensorShape>& tensors) {
    std::int64_t sum = 0;
    for (const TensorShape& tensor : tensors) {
        std::int64_t elements = 1;
        for (const std::int64_t length : tensor.shape) elements *= length;
        sum += elements;
    }
    return sum;
}

const TensorShape* find(const std::vector<TensorShape>& tensors, const std::string& name) {
    const auto found = std::find_if(tensors.begin(), tensors.end(), [&](const auto& t) { return t.name == name; });
    return found == tensors.end() ? nullptr : &*found;
}

TEST(CheckCard, AcceptsEveryArchitectureThatWeSynthesize) {
    for (const char* architecture : {"qwen3", "qwen3vl", "gemma3", "qwen3moe", "deepseek2"}) {
        EXPECT_TRUE(check_card(tiny_card(architecture))) << architecture;
    }
}

TEST(CheckCard, RefusesAnArchitectureThatItCannotWriteAndNamesThoseItCan) {
    const auto result = check_card(tiny_card("mamba"));
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::unsupported);
    EXPECT_THAT(result.error().message, HasSubstr("'mamba'"));
    EXPECT_THAT(result.error().remedy, HasSubstr("qwen3, qwen3vl, gemma3, qwen3moe, deepseek2"));
}

TEST(CheckCard, NamesTheFieldThatCannotBe) {
    ModelCard card = tiny_card();
    card.key_length = 0;
    EXPECT_THAT(check_card(card).error().message, HasSubstr("key_length is 0"));
    card = tiny_card();
    card.vocabulary_size = std::int64_t{1} << 40U;
    EXPECT_THAT(check_card(card).error().message, HasSubstr("vocabulary_size"));
    card = tiny_card();
    card.head_count_kv = 3;
    EXPECT_THAT(check_card(card).error().message, HasSubstr("4 heads cannot share 3"));
    card = tiny_card();
    card.layers = 513;
    EXPECT_EQ(check_card(card).error().kind, ErrorKind::unsupported);
    card = tiny_card("gemma3");
    card.post_norms = false;
    EXPECT_THAT(check_card(card).error().message, HasSubstr("have query and key norms and have post norms"));
    card = tiny_card("qwen3vl");
    card.rope_dimension_sections.clear();
    EXPECT_THAT(check_card(card).error().message, HasSubstr("four rope_dimension_sections, not 0"));
    card = tiny_card("qwen3vl");
    card.deepstack_layers = 2;
    EXPECT_THAT(check_card(card).error().message, HasSubstr("2 deepstack_layers do not lie before the last of 2"));
    card = tiny_card();
    card.value_length = 32;
    EXPECT_THAT(check_card(card).error().message, HasSubstr("key_length 64 and value_length 32"));
}

TEST(CheckCard, ExpertsArePossibleOnesAndOnlyWhereTheArchitectureHasThem) {
    ModelCard card = tiny_card("qwen3moe");
    card.expert_used_count = 5;
    EXPECT_THAT(check_card(card).error().message, HasSubstr("5 of 4 experts of length 256"));
    card = tiny_card("qwen3moe");
    card.expert_count = 513;
    EXPECT_THAT(check_card(card).error().remedy, HasSubstr("at most 512 experts"));
    card = tiny_card("qwen3moe");
    card.expert_feed_forward_length = 0;
    EXPECT_EQ(check_card(card).error().kind, ErrorKind::invalid_argument);
    card = tiny_card();
    card.expert_count = 4;
    EXPECT_THAT(check_card(card).error().message, HasSubstr("qwen3 models have no experts"));
}

TEST(TensorList, ExpertsTakeThePlaceOfTheFeedForwardMatrices) {
    const auto tensors = compute_tensor_list(tiny_card("qwen3moe"));
    EXPECT_EQ(find(tensors, "blk.1.ffn_gate_inp.weight")->shape, (std::vector<std::int64_t>{256, 4}));
    EXPECT_EQ(find(tensors, "blk.1.ffn_gate_exps.weight")->shape, (std::vector<std::int64_t>{256, 256, 4}));
    EXPECT_EQ(find(tensors, "blk.1.ffn_down_exps.weight")->shape, (std::vector<std::int64_t>{256, 256, 4}));
    EXPECT_EQ(find(tensors, "blk.1.ffn_up.weight"), nullptr);
}

TEST(CheckCard, LatentAttentionIsPossibleAndOnlyWhereTheArchitectureHasIt) {
    ModelCard card = tiny_card("deepseek2");
    card.rope_length = 64;
    EXPECT_THAT(check_card(card).error().message, HasSubstr("rope_length 64 of 64"));
    card = tiny_card("deepseek2");
    card.layers = 27;
    EXPECT_EQ(check_card(card).error().kind, ErrorKind::unsupported) << "the engine would take it for another model";
    card = tiny_card("deepseek2");
    card.leading_dense_layers = 2;
    EXPECT_THAT(check_card(card).error().message, HasSubstr("behind 2 dense layers of 2"));
    card = tiny_card("qwen3moe");
    card.key_value_rank = 64;
    EXPECT_THAT(check_card(card).error().message, HasSubstr("qwen3moe models have no latent attention"));
}

TEST(TensorList, LatentAttentionHasALowRankAndTheFirstLayersAreDense) {
    const auto tensors = compute_tensor_list(tiny_card("deepseek2"));
    EXPECT_EQ(find(tensors, "blk.0.attn_q_b.weight")->shape, (std::vector<std::int64_t>{96, 256}));
    EXPECT_EQ(find(tensors, "blk.0.attn_kv_a_mqa.weight")->shape, (std::vector<std::int64_t>{256, 96}));
    EXPECT_EQ(find(tensors, "blk.0.attn_k_b.weight")->shape, (std::vector<std::int64_t>{32, 64, 4}));
    EXPECT_EQ(find(tensors, "blk.0.attn_v_b.weight")->shape, (std::vector<std::int64_t>{64, 64, 4}));
    EXPECT_EQ(find(tensors, "blk.0.ffn_up.weight")->shape, (std::vector<std::int64_t>{256, 512}));
    EXPECT_EQ(find(tensors, "blk.0.ffn_up_exps.weight"), nullptr);
    EXPECT_EQ(find(tensors, "blk.1.ffn_up_exps.weight")->shape, (std::vector<std::int64_t>{256, 256, 4}));
    EXPECT_EQ(find(tensors, "blk.1.ffn_up_shexp.weight")->shape, (std::vector<std::int64_t>{256, 256}));
    EXPECT_EQ(find(tensors, "blk.1.exp_probs_b.bias")->shape, (std::vector<std::int64_t>{4}));
}

TEST(TensorList, HoldsAsManyWeightsAsTheCardCounts) {
    for (const char* architecture : {"qwen3", "qwen3vl", "gemma3", "qwen3moe", "deepseek2"}) {
        ModelCard card = tiny_card(architecture);
        EXPECT_EQ(elements_of(compute_tensor_list(card)), parameter_count(card)) << architecture;
        card.tied_embeddings = false;
        EXPECT_EQ(elements_of(compute_tensor_list(card)), parameter_count(card)) << architecture;
    }
}

TEST(TensorList, ShapesFollowTheHeads) {
    ModelCard card = tiny_card();
    card.key_length = 32;
    card.value_length = 96;
    const auto tensors = compute_tensor_list(card);
    EXPECT_EQ(find(tensors, "blk.1.attn_q.weight")->shape, (std::vector<std::int64_t>{256, 128}));
    EXPECT_EQ(find(tensors, "blk.1.attn_k.weight")->shape, (std::vector<std::int64_t>{256, 64}));
    EXPECT_EQ(find(tensors, "blk.1.attn_v.weight")->shape, (std::vector<std::int64_t>{256, 192}));
    EXPECT_EQ(find(tensors, "blk.1.attn_output.weight")->shape, (std::vector<std::int64_t>{384, 256}));
    EXPECT_EQ(find(tensors, "blk.0.attn_q_norm.weight")->shape, (std::vector<std::int64_t>{32}));
}

TEST(TensorList, OnlySomeArchitecturesHavePostNormsAndAnOutputOfTheirOwn) {
    EXPECT_EQ(find(compute_tensor_list(tiny_card()), "blk.0.post_ffw_norm.weight"), nullptr);
    EXPECT_NE(find(compute_tensor_list(tiny_card("gemma3")), "blk.0.post_ffw_norm.weight"), nullptr);
    ModelCard card = tiny_card();
    EXPECT_EQ(find(compute_tensor_list(card), "output.weight"), nullptr);
    card.tied_embeddings = false;
    EXPECT_NE(find(compute_tensor_list(card), "output.weight"), nullptr);
}

TEST(ArchitectureKeys, OfAMixtureNameItsExperts) {
    std::vector<MetadataEntry> experts;
    for (const MetadataEntry& entry : compute_architecture_keys(tiny_card("qwen3moe"))) {
        if (entry.key.find(".expert_") != std::string::npos) experts.push_back(entry);
    }
    EXPECT_THAT(experts, ::testing::UnorderedElementsAre(MetadataEntry{"qwen3moe.expert_count", 4U},
                                                         MetadataEntry{"qwen3moe.expert_used_count", 2U},
                                                         MetadataEntry{"qwen3moe.expert_feed_forward_length", 256U}));
}

TEST(ArchitectureKeys, OfLatentAttentionNameWhatIsCachedAndWhatHeadsMakeOfIt) {
    const auto keys = compute_architecture_keys(tiny_card("deepseek2"));
    for (const MetadataEntry& expected :
         {MetadataEntry{"deepseek2.attention.head_count_kv", 1U}, MetadataEntry{"deepseek2.attention.key_length", 96U},
          MetadataEntry{"deepseek2.attention.value_length", 64U},
          MetadataEntry{"deepseek2.attention.key_length_mla", 64U},
          MetadataEntry{"deepseek2.attention.value_length_mla", 64U},
          MetadataEntry{"deepseek2.rope.dimension_count", 32U}, MetadataEntry{"deepseek2.expert_gating_func", 2U},
          MetadataEntry{"deepseek2.expert_weights_norm", true}, MetadataEntry{"deepseek2.expert_weights_scale", 1.8F},
          MetadataEntry{"deepseek2.leading_dense_block_count", 1U}}) {
        EXPECT_NE(std::find(keys.begin(), keys.end(), expected), keys.end()) << expected.key;
    }
}

TEST(ArchitectureKeys, CarryThePrefixAndWhatOnlySomeHave) {
    const auto keys = compute_architecture_keys(tiny_card("gemma3"));
    const auto value_of = [&](const std::string& key) -> const MetadataEntry* {
        const auto found = std::find_if(keys.begin(), keys.end(), [&](const auto& entry) { return entry.key == key; });
        return found == keys.end() ? nullptr : &*found;
    };
    ASSERT_NE(value_of("gemma3.attention.sliding_window"), nullptr);
    EXPECT_EQ(std::get<std::uint32_t>(value_of("gemma3.attention.sliding_window")->value), 32U);
    EXPECT_FLOAT_EQ(std::get<float>(value_of("gemma3.rope.freq_base")->value), 1e6F);
    EXPECT_EQ(value_of("gemma3.rope.dimension_sections"), nullptr);
    EXPECT_EQ(value_of("gemma3.n_deepstack_layers"), nullptr);
}

}  // namespace
}  // namespace inference_pio
