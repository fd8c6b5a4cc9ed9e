#include "workloads/case_costs.hpp"

#include <gmock/gmock.h>

#include "checkpoints/tiny_model.hpp"
#include "workloads/generation.hpp"
#include "workloads/matmul.hpp"
#include "workloads/pipeline.hpp"

namespace inference_pio {
namespace {

using testing::tiny_card;

TensorFacts tensor(std::string name, std::string type, std::vector<std::int64_t> shape, std::uint64_t bytes) {
    return {std::move(name), std::move(type), std::move(shape), Bytes{bytes}};
}

// Two layers: embedding 8, feed-forward 16, two heads of 4, one KV head, 32 tokens. One byte an element, 32 a
// norm. All figures below were computed by hand.
std::vector<TensorFacts> small_model(bool tied = true) {
    std::vector<TensorFacts> tensors = {tensor("token_embd.weight", "q6_K", {8, 32}, 300),
                                        tensor("output_norm.weight", "f32", {8}, 32)};
    if (!tied) tensors.push_back(tensor("output.weight", "q8_0", {8, 32}, 272));
    for (const std::string layer : {"blk.0.", "blk.1."}) {
        tensors.push_back(tensor(layer + "attn_norm.weight", "f32", {8}, 32));
        tensors.push_back(tensor(layer + "attn_q.weight", "q4_0", {8, 8}, 64));
        tensors.push_back(tensor(layer + "attn_k.weight", "q4_0", {8, 4}, 32));
        tensors.push_back(tensor(layer + "attn_v.weight", "q6_K", {8, 4}, 32));
        tensors.push_back(tensor(layer + "attn_output.weight", "q4_0", {8, 8}, 64));
        tensors.push_back(tensor(layer + "ffn_norm.weight", "f32", {8}, 32));
        tensors.push_back(tensor(layer + "ffn_gate.weight", "q4_0", {8, 16}, 128));
        tensors.push_back(tensor(layer + "ffn_up.weight", "q4_0", {8, 16}, 128));
        tensors.push_back(tensor(layer + "ffn_down.weight", "q6_K", {16, 8}, 128));
    }
    return tensors;
}

TEST(WeightCosts, CountMatricesAndEverythingThatIsRead) {
    const auto costs = compute_weight_costs(small_model());
    ASSERT_TRUE(costs);
    EXPECT_EQ(costs->layer_elements, 2 * 576);
    EXPECT_EQ(costs->layer_bytes, 2 * (576 + 2 * 32) + 32);
    EXPECT_EQ(costs->output_elements, 256);
    EXPECT_EQ(costs->output_bytes, 300) << "the embedding table is the output matrix";
    EXPECT_EQ(costs->weight_type, "q4_0");
    EXPECT_THAT(costs->attention, ::testing::ElementsAre(LayerAttention{8, 8, 4, 4}, LayerAttention{8, 8, 4, 4}));
}

TEST(WeightCosts, AnEmbeddingTableOfItsOwnIsNotRead) {
    const auto costs = compute_weight_costs(small_model(false));
    ASSERT_TRUE(costs);
    EXPECT_EQ(costs->output_bytes, 272);
    EXPECT_EQ(costs->layer_bytes, 1312);
}

TEST(WeightCosts, AreUnknownWhereTensorsDoNotTell) {
    EXPECT_FALSE(compute_weight_costs({}));
    std::vector<TensorFacts> fused = small_model();
    std::erase_if(fused, [](const TensorFacts& one) { return one.name == "blk.1.attn_q.weight"; });
    EXPECT_FALSE(compute_weight_costs(fused)) << "a layer's attention is made otherwise";
    std::vector<TensorFacts> headless = small_model();
    std::erase_if(headless, [](const TensorFacts& one) { return one.name == "token_embd.weight"; });
    EXPECT_FALSE(compute_weight_costs(headless));
    std::vector<TensorFacts> hostile = small_model();
    hostile.push_back(tensor("blk.99999999999999999999.attn_q.weight", "q4_0", {8, 8}, 64));
    hostile.push_back(tensor("blk.7x", "q4_0", {8}, 64));
    EXPECT_TRUE(compute_weight_costs(hostile)) << "what names no layer is read all the same";
}

struct CostRow {
    const char* what;
    std::int64_t window;
    std::int64_t period;
    GenerationShape shape;
    CaseCosts costs;  // the four figures
};

class GenerationCosts : public ::testing::TestWithParam<CostRow> {};

TEST_P(GenerationCosts, AreTheOnesComputedByHand) {
    ModelCard card;
    card.sliding_window = GetParam().window;
    card.sliding_window_period = GetParam().period;
    const CaseCosts costs =
        compute_generation_costs(card, compute_weight_costs(small_model()).value(), GetParam().shape);
    EXPECT_DOUBLE_EQ(costs.decode_step_bytes, GetParam().costs.decode_step_bytes);
    EXPECT_DOUBLE_EQ(costs.decode_step_flops, GetParam().costs.decode_step_flops);
    EXPECT_DOUBLE_EQ(costs.prefill_bytes, GetParam().costs.prefill_bytes);
    EXPECT_DOUBLE_EQ(costs.prefill_flops, GetParam().costs.prefill_flops);
    EXPECT_EQ(costs.threads, GetParam().shape.threads);
    EXPECT_EQ(costs.batch_size, GetParam().shape.batch_size);
    EXPECT_EQ(costs.weight_type, "q4_0");
}

// One token alone: 2 × (1152 + 256) for the matrices, 2 layers × 2 × (8 + 8) × 1 for attention; 1312 + 300 bytes
// of weights and 2 layers × 8 values × 2 bytes. Batch 2, 3 tokens behind 4, then 4 steps (8 to 11 tokens, 9.5 in
// the mean): each sequence 2 × 1152 × 3 + 32 × 2 × (5 + 6 + 7) + 2 × 256, a step 2 × 1408 + 64 × 9.5; its cache 7
// and 9.5 tokens of 16 values of 2 bytes. A window of 3 in the first layer of two: contexts 3, 3, 3 beside 5, 6, 7,
// cached 5 beside 7; a step sees 3 and 9.5. A window of 6: 5, 6, 6.
INSTANTIATE_TEST_SUITE_P(
    Rows, GenerationCosts,
    ::testing::Values(CostRow{"OneToken", 0, 0, {1, 1, 1, 0, 1, 2}, {0, 0, 1612 + 32, 2816 + 64, 1, "", 1}},
                      CostRow{"Batch", 0, 0, {2, 3, 5, 4, 2, 2}, {2220, 6848, 2060, 17152, 1, "", 1}},
                      CostRow{"HalfPrecisionCache", 0, 0, {2, 3, 5, 4, 2, 1}, {1916, 6848, 1836, 17152, 1, "", 1}},
                      CostRow{"Window", 3, 2, {2, 3, 5, 4, 2, 2}, {2012, 6432, 1996, 16576, 1, "", 1}},
                      CostRow{"WindowThatFills", 6, 2, {2, 3, 5, 4, 2, 2}, {2108, 6624, 2060, 17088, 1, "", 1}},
                      CostRow{"WindowEverywhere", 3, 0, {2, 3, 5, 4, 2, 2}, {1804, 6016, 1932, 16000, 1, "", 1}}),
    [](const auto& row) { return row.param.what; });

// As small_model(), with a router over four experts of length 4 in the place of the feed-forward network.
std::vector<TensorFacts> small_mixture() {
    std::vector<TensorFacts> tensors = small_model();
    std::erase_if(tensors, [](const TensorFacts& one) {
        return one.name.find("ffn_") != std::string::npos && one.name.find("ffn_norm") == std::string::npos;
    });
    for (const std::string layer : {"blk.0.", "blk.1."}) {
        tensors.push_back(tensor(layer + "ffn_gate_inp.weight", "f32", {8, 4}, 128));
        tensors.push_back(tensor(layer + "ffn_gate_exps.weight", "q4_0", {8, 4, 4}, 128));
        tensors.push_back(tensor(layer + "ffn_up_exps.weight", "q4_0", {8, 4, 4}, 128));
        tensors.push_back(tensor(layer + "ffn_down_exps.weight", "q6_K", {4, 8, 4}, 128));
    }
    return tensors;
}

TEST(WeightCosts, ExpertsAreCountedApart) {
    const auto costs = compute_weight_costs(small_mixture());
    ASSERT_TRUE(costs);
    EXPECT_EQ(costs->layer_elements, 2 * (192 + 32));
    EXPECT_EQ(costs->layer_bytes, 2 * (192 + 64 + 128) + 32);
    EXPECT_EQ(costs->expert_elements, 2 * 384);
    EXPECT_EQ(costs->expert_bytes, 2 * 384);
    EXPECT_EQ(costs->expert_count, 4);
    EXPECT_EQ(costs->weight_type, "q4_0");
}

// A token uses one of four experts: 448 + 768 / 4 elements. Six tokens of a prompt touch 1 - 0.75^6 of them, the two
// of a step 1 - 0.75^2; the rest as in the rows above.
TEST(GenerationCosts, OfAMixtureReadTheExpertsThatTokensGoTo) {
    ModelCard card;
    card.expert_used_count = 1;
    const auto weights = compute_weight_costs(small_mixture()).value();
    const CaseCosts one = compute_generation_costs(card, weights, {1, 1, 2, 0, 1, 2});
    EXPECT_DOUBLE_EQ(one.prefill_flops, 2 * 640 + 64 + 2 * 256);
    EXPECT_DOUBLE_EQ(one.prefill_bytes, 800 + 300 + 192 + 32);
    EXPECT_DOUBLE_EQ(one.decode_step_bytes, 800 + 300 + 192 + 64);
    const CaseCosts batch = compute_generation_costs(card, weights, {2, 3, 5, 4, 2, 2});
    EXPECT_DOUBLE_EQ(batch.prefill_flops, 11008);
    EXPECT_DOUBLE_EQ(batch.prefill_bytes, 800 + 300 + 768 * (1 - 0.75 * 0.75 * 0.75 * 0.75 * 0.75 * 0.75) + 448);
    EXPECT_DOUBLE_EQ(batch.decode_step_flops, 4800);
    EXPECT_DOUBLE_EQ(batch.decode_step_bytes, 800 + 300 + 768 * 0.4375 + 608);
    card.expert_used_count = 4;
    EXPECT_DOUBLE_EQ(compute_generation_costs(card, weights, {1, 1, 1, 0, 1, 2}).prefill_bytes, 800 + 300 + 768 + 32);
}

// Two heads that make keys of 3 + 2 and values of 3 from a cached vector of 4 + 2 elements.
TEST(WeightCosts, LatentAttentionReadsOneVectorForAllHeads) {
    std::vector<TensorFacts> tensors = small_model();
    std::erase_if(tensors, [](const TensorFacts& one) {
        const bool norm = one.name.find("norm") != std::string::npos;
        return one.name.find("attn_") != std::string::npos && !norm;
    });
    for (const std::string layer : {"blk.0.", "blk.1."}) {
        tensors.push_back(tensor(layer + "attn_k_b.weight", "q4_0", {3, 4, 2}, 24));
        tensors.push_back(tensor(layer + "attn_kv_a_mqa.weight", "q4_0", {8, 6}, 48));
        tensors.push_back(tensor(layer + "attn_q_a.weight", "q4_0", {8, 4}, 32));
        tensors.push_back(tensor(layer + "attn_q_b.weight", "q4_0", {4, 10}, 40));
        tensors.push_back(tensor(layer + "attn_v_b.weight", "q4_0", {4, 3, 2}, 24));
        tensors.push_back(tensor(layer + "attn_output.weight", "q4_0", {6, 8}, 48));
    }
    const auto costs = compute_weight_costs(tensors);
    ASSERT_TRUE(costs);
    EXPECT_EQ(costs->layer_elements, 2 * (24 + 48 + 32 + 40 + 24 + 48 + 384));
    const LayerAttention layer{2 * 6, 2 * 4, 6, 0, true};
    EXPECT_THAT(costs->attention, ::testing::ElementsAre(layer, layer));
    std::erase_if(tensors, [](const TensorFacts& one) { return one.name == "blk.1.attn_kv_a_mqa.weight"; });
    EXPECT_FALSE(compute_weight_costs(tensors));
}

// Of the published configuration: 28 × (2 × 1024 × 2048 + 2 × 1024 × 1024 + 3 × 1024 × 3072) weights in layers.
TEST(GenerationCostsOfAModel, QwenThreeOfHalfABillion) {
    std::vector<TensorFacts> tensors = {tensor("token_embd.weight", "q6_K", {1024, 151936}, 127'626'240)};
    for (int i = 0; i < 28; ++i) {
        const std::string layer = "blk." + std::to_string(i) + ".";
        const std::pair<const char*, std::pair<std::int64_t, std::int64_t>> matrices[] = {
            {"attn_q", {1024, 2048}},      {"attn_k", {1024, 1024}},   {"attn_v", {1024, 1024}},
            {"attn_output", {2048, 1024}}, {"ffn_gate", {1024, 3072}}, {"ffn_up", {1024, 3072}},
            {"ffn_down", {3072, 1024}}};
        for (const auto& [name, shape] : matrices) {
            const auto elements = static_cast<std::uint64_t>(shape.first * shape.second);
            tensors.push_back(
                tensor(layer + name + ".weight", "q4_0", {shape.first, shape.second}, elements / 32 * 18));
        }
    }
    const auto weights = compute_weight_costs(tensors);
    ASSERT_TRUE(weights);
    EXPECT_EQ(weights->layer_elements, 440'401'920);
    const CaseCosts costs = compute_generation_costs({}, *weights, {1, 128, 33, 0, 2, 2});
    // 440,401,920 × 18 / 32 + 127,626,240 + 144.5 tokens × 28 × 2,048 values × 2 bytes
    EXPECT_DOUBLE_EQ(costs.decode_step_bytes, 247'726'080 + 127'626'240 + 144.5 * 28 * 2048 * 2);
    // 2 × (440,401,920 + 155,582,464) + 28 × 4 × 16 × 128 × 144.5
    EXPECT_DOUBLE_EQ(costs.decode_step_flops, 1'191'968'768 + 28.0 * 4 * 16 * 128 * 144.5);
    EXPECT_DOUBLE_EQ(costs.prefill_flops,
                     2.0 * 440'401'920 * 128 + 28.0 * 4 * 2048 * (128.0 * 129 / 2) + 2.0 * 155'582'464);
}

TEST(KvElement, KnowsTheEnginesTypes) {
    EXPECT_EQ(kv_element_bytes_of("f16"), 2.0);
    EXPECT_EQ(kv_element_bytes_of("q8_0"), 1.0625);
    EXPECT_EQ(kv_element_bytes_of("q4_0"), 0.5625);
    EXPECT_EQ(kv_element_bytes_of("f8"), std::nullopt);
}

class CostsOfCases : public testing::TinyModelTest {
protected:
    static Preparation preparation_of(std::int64_t batch, std::int64_t length, std::int64_t new_tokens,
                                      std::int64_t depth) {
        Preparation preparation;
        preparation.parameters = {{"batch_size", batch},        {"sequence_length", length},
                                  {"new_tokens", new_tokens},   {"depth", depth},
                                  {"threads", std::int64_t{1}}, {"weight_type", std::string("q8_0")}};
        return preparation;
    }
};

// 2 layers of 589,824 weights in matrices, 131,072 in the table; contexts 17 to 40 sum up to 684.
TEST_F(CostsOfCases, AGenerationTellsThem) {
    Preparation preparation = preparation_of(2, 24, 5, 16);
    ASSERT_TRUE(prepare_generation(tiny_card(), preparation));
    ASSERT_TRUE(preparation.facts.costs);
    const CaseCosts& costs = *preparation.facts.costs;
    EXPECT_DOUBLE_EQ(costs.prefill_flops, 2.0 * (2.0 * 1'179'648 * 24 + 2.0 * 1024 * 684 + 2.0 * 131'072));
    EXPECT_EQ(costs.weight_type, "q8_0");
    EXPECT_EQ(costs.threads, 1);
    EXPECT_EQ(costs.batch_size, 2);
    // All weights in 8 bits and a scale for 32, norms apart; the cache of two sequences at 42.5 tokens.
    const double matrices = (1'179'648 + 131'072) * 34.0 / 32;
    const double cache = 2 * 42.5 * 2 * 256 * 2;
    EXPECT_GT(costs.decode_step_bytes, matrices + cache);
    EXPECT_LT(costs.decode_step_bytes, 1.01 * (matrices + cache));
}

TEST_F(CostsOfCases, AQuantizedCacheIsReadFaster) {
    Preparation plain = preparation_of(1, 24, 5, 0);
    Preparation quantized = plain;
    quantized.engine_options = {{"kv_type", "q8_0"}};
    ASSERT_TRUE(prepare_generation(tiny_card(), plain));
    ASSERT_TRUE(prepare_generation(tiny_card(), quantized));
    const double saved = plain.facts.costs->decode_step_bytes - quantized.facts.costs->decode_step_bytes;
    EXPECT_DOUBLE_EQ(saved, 26.5 * 2 * 256 * (2 - 1.0625));
}

TEST_F(CostsOfCases, APipelineTellsThem) {
    Preparation preparation = preparation_of(1, 24, 5, 0);
    ASSERT_TRUE(prepare_pipeline(tiny_card(), preparation));
    Preparation generation = preparation_of(1, 24, 5, 0);
    ASSERT_TRUE(prepare_generation(tiny_card(), generation));
    EXPECT_EQ(preparation.facts.costs, generation.facts.costs);
}

TEST_F(CostsOfCases, ASimulationHasNone) {
    Preparation preparation = preparation_of(1, 24, 5, 0);
    preparation.engine = "simulated";
    ASSERT_TRUE(prepare_generation(tiny_card(), preparation));
    EXPECT_FALSE(preparation.facts.costs);
}

TEST_F(CostsOfCases, AMatrixProductNamesItsCeilings) {
    Preparation preparation;
    preparation.parameters = {{"projection", std::string("ffn_up")},
                              {"tokens", std::int64_t{2}},
                              {"threads", std::int64_t{2}},
                              {"weight_type", std::string("q4_k_m")}};
    ASSERT_TRUE(prepare_matmul(tiny_card(), preparation, kibibytes(64)));
    ASSERT_TRUE(preparation.facts.costs);
    EXPECT_EQ(*preparation.facts.costs, (CaseCosts{0, 0, 0, 0, 2, "q4_K", 1}));
}

}  // namespace
}  // namespace inference_pio
