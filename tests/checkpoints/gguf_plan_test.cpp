#include "checkpoints/gguf_plan.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <inference_pio/model_plugin.hpp>

#include "checkpoints/checkpoint.hpp"
#include "checkpoints/tiny_model.hpp"
#include "checkpoints/vocabulary_source.hpp"

namespace inference_pio {
namespace {

class GgufPlanTest : public testing::TinyModelTest {};

TEST_F(GgufPlanTest, HeaderAndPaddedTensorsMakeTheFile) {
    const auto plan = plan_checkpoint({testing::tiny_card(), WeightType::q4_k_m, 1});
    ASSERT_TRUE(plan) << plan.error().message;
    EXPECT_EQ(plan->header.size() % kTensorAlignment, 0U);
    std::uint64_t size = plan->header.size();
    for (const PlannedTensor& planned : plan->tensors) {
        const auto& shape = planned.tensor.shape;
        const std::uint64_t rows = shape.size() == 1 ? 1 : static_cast<std::uint64_t>(shape[1]);
        EXPECT_EQ(planned.size.count, rows * ggml_row_size(planned.type, shape[0])) << planned.tensor.name;
        size += (planned.size.count + 31) / 32 * 32;
    }
    EXPECT_EQ(plan->file_size, Bytes{size});
}

TEST_F(GgufPlanTest, PaddingReachesTheNextMultiple) {
    EXPECT_EQ(padding_after(0), 0U);
    EXPECT_EQ(padding_after(1), 31U);
    EXPECT_EQ(padding_after(32), 0U);
    EXPECT_EQ(padding_after(40), 24U);
}

TEST(ModelCards, HaveTheParametersOfTheirNames) {
    // With its text model, 2.13 billion: what the published weights hold.
    EXPECT_EQ(parameter_count(*find_model("qwen3_vl_2b")->vision), 406957056);
    EXPECT_EQ(parameter_count(*find_model("qwen3_0_6b")), 596049920);
    EXPECT_EQ(parameter_count(*find_model("qwen3_vl_2b")), 1720574976);
    EXPECT_EQ(parameter_count(*find_model("gemma3_270m")), 268098176);
    EXPECT_EQ(parameter_count(*find_model("qwen3_4b_instruct_2507")), 4022468096);
    EXPECT_EQ(parameter_count(*find_model("qwen3_coder_30b")), 30532122624);
    EXPECT_EQ(parameter_count(*find_model("glm_4_7_flash")), 29943393920);
}

TEST(ModelCards, AreThoseOfTheHouse) { EXPECT_GE(registered_models().size(), 6U); }

using PlannedModels = testing::VocabularyTest;

// Every model of the house, with the engine's own vocabularies.
TEST_F(PlannedModels, AreAll) {
    for (const ModelCard& card : registered_models()) {
        const auto plan = plan_checkpoint({card, WeightType::q4_0, 1});
        ASSERT_TRUE(plan) << card.name << ": " << plan.error().message;
        EXPECT_FALSE(card.source.empty()) << card.name;
        EXPECT_FALSE(card.display_name.empty()) << card.name;
    }
}

TEST(ModelCards, TheirVisionTowersCanBePlanned) {
    for (const ModelCard& card : registered_models()) {
        if (!card.vision) continue;
        EXPECT_FALSE(card.vision->source.empty()) << card.name;
        for (const WeightType type : {WeightType::f32, WeightType::f16, WeightType::bf16, WeightType::q8_0}) {
            const auto plan = plan_checkpoint({card, type, 1, CheckpointPart::projector});
            ASSERT_TRUE(plan) << card.name << ": " << plan.error().message;
            std::int64_t elements = 0;
            for (const PlannedTensor& planned : plan->tensors) {
                std::int64_t of_tensor = 1;
                for (const std::int64_t length : planned.tensor.shape) of_tensor *= length;
                elements += of_tensor;
            }
            EXPECT_EQ(elements, parameter_count(*card.vision)) << card.name;
        }
    }
}

TEST(ModelCards, ASynthesizedGemmaHasTheTensorsOfTheRealOne) {
    const ModelCard* card = find_model("gemma3_270m");
    ASSERT_NE(card, nullptr);
    const auto file = fetched_checkpoint(*card, WeightType::q4_k_m);
    if (file.empty()) GTEST_SKIP() << "the real checkpoint is not in the user's cache (scripts/fetch-checkpoint)";
    const auto real = inspect_checkpoint(file);
    ASSERT_TRUE(real) << real.error().message;
    const auto plan = plan_checkpoint({*card, WeightType::q4_k_m, 1});
    ASSERT_TRUE(plan) << plan.error().message;
    std::vector<TensorFacts> ours;
    Bytes total;
    for (const PlannedTensor& planned : plan->tensors) {
        ours.push_back({planned.tensor.name, ggml_type_name(planned.type), planned.tensor.shape, planned.size});
        total = total + planned.size;
    }
    EXPECT_EQ(ours, real->tensors);  // names, order, types, shapes and sizes
    EXPECT_EQ(total, real->tensor_bytes);
    EXPECT_EQ(real->architecture, card->architecture);
    EXPECT_EQ(real->vocabulary_size, card->vocabulary_size);
    EXPECT_EQ(real->context_length, card->context_length);
}

}  // namespace
}  // namespace inference_pio
