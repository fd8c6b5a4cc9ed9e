#include "checkpoints/tensor_types.hpp"

#include <gmock/gmock.h>
#include <llama.h>

#include <array>
#include <span>

#include "checkpoints/checkpoint.hpp"
#include "checkpoints/file_type.hpp"
#include "checkpoints/synthesis.hpp"
#include "checkpoints/tiny_model.hpp"

namespace inference_pio {
namespace {

using testing::tiny_card;

class TensorTypes : public testing::TinyModelTest {
protected:
    // What the engine's quantizer truly writes when it quantizes a file of F32 weights.
    CheckpointFacts quantize(const std::filesystem::path& f32, WeightType type) {
        const auto output = folder() / "quantized.gguf";
        llama_model_quantize_params parameters = llama_model_quantize_default_params();
        parameters.ftype = static_cast<llama_ftype>(file_type_of(type));
        parameters.nthread = 1;
        llama_log_set([](ggml_log_level, const char*, void*) {}, nullptr);
        const auto failed = llama_model_quantize(f32.c_str(), output.c_str(), &parameters);
        llama_log_set(nullptr, nullptr);
        EXPECT_EQ(failed, 0U) << to_string(type);
        return inspect_checkpoint(output).value_or(CheckpointFacts{});
    }

    void expect_same_as_quantizer(const ModelCard& card, std::span<const WeightType> types = all_weight_types()) {
        const auto f32 = folder() / "f32.gguf";
        ASSERT_TRUE(synthesize_checkpoint({card, WeightType::f32, 1}, f32, {}));
        for (const WeightType type : types) {
            if (type == WeightType::f32) continue;
            const auto ours = folder() / "ours.gguf";
            const auto written = synthesize_checkpoint({card, type, 1}, ours, {});
            ASSERT_TRUE(written) << written.error().message;
            const auto facts = inspect_checkpoint(ours);
            ASSERT_TRUE(facts) << facts.error().message;
            const CheckpointFacts reference = quantize(f32, type);
            EXPECT_EQ(facts->tensors, reference.tensors) << card.name << " " << to_string(type);
            EXPECT_EQ(facts->tensor_bytes, reference.tensor_bytes) << card.name << " " << to_string(type);
            EXPECT_EQ(facts->weight_type, type);
        }
    }
};

TEST_F(TensorTypes, AreWhatTheQuantizerWritesForQwen3) { expect_same_as_quantizer(tiny_card()); }

TEST_F(TensorTypes, AreWhatTheQuantizerWritesInFirstLastAndEveryThirdLayer) {
    ModelCard card = tiny_card();
    card.layers = 16;
    card.feed_forward_length = 256;
    constexpr std::array kMixed{WeightType::q2_k,   WeightType::q3_k_m, WeightType::q3_k_l,
                                WeightType::q4_k_s, WeightType::q4_k_m, WeightType::q5_k_m};
    expect_same_as_quantizer(card, kMixed);
}

TEST_F(TensorTypes, AreWhatTheQuantizerWritesForRowsThatFitNoLargeBlock) {
    ModelCard card = tiny_card("gemma3");
    card.embedding_length = 160;  // a multiple of 32, not of 256
    expect_same_as_quantizer(card);
}

TEST_F(TensorTypes, AreWhatTheQuantizerWritesForAnOutputOfItsOwnAndSharedHeads) {
    ModelCard card = tiny_card("qwen3vl");
    card.tied_embeddings = false;
    card.head_count_kv = 1;
    expect_same_as_quantizer(card);
}

TEST_F(TensorTypes, AreWhatTheQuantizerWritesForExperts) {
    ModelCard card = tiny_card("qwen3moe");
    expect_same_as_quantizer(card);
    // The quantizer has rules of its own for eight experts.
    card.expert_count = 8;
    constexpr std::array kSome{WeightType::q4_0, WeightType::q4_k_m, WeightType::q5_k_s, WeightType::q3_k_m};
    expect_same_as_quantizer(card, kSome);
}

TEST_F(TensorTypes, AreWhatTheQuantizerWritesForLatentAttentionAndSharedExperts) {
    ModelCard card = tiny_card("deepseek2");
    card.layers = 4;
    card.tied_embeddings = false;
    expect_same_as_quantizer(card);
}

TEST_F(TensorTypes, NormsStayF32AndEmbeddingsGetWhatTheOutputGets) {
    const ModelCard card = tiny_card();
    const auto tensors = compute_tensor_list(card);
    const auto types = choose_tensor_types(card, WeightType::q4_k_m, tensors);
    ASSERT_TRUE(types);
    for (std::size_t i = 0; i < tensors.size(); ++i) {
        const bool norm = tensors[i].shape.size() == 1;
        const bool embedding = tensors[i].name == "token_embd.weight";
        EXPECT_TRUE(!norm || (*types)[i] == GGML_TYPE_F32) << tensors[i].name;
        EXPECT_TRUE(!embedding || (*types)[i] == GGML_TYPE_Q6_K);
    }
}

TEST_F(TensorTypes, LeaveTheEnginesLogAsItWas) {
    int lines = 0;
    llama_log_set([](ggml_log_level, const char*, void* count) { ++*static_cast<int*>(count); }, &lines);
    ModelCard card = tiny_card();
    card.embedding_length = 160;
    EXPECT_TRUE(choose_tensor_types(card, WeightType::q4_k_m, compute_tensor_list(card)));
    EXPECT_EQ(lines, 0);  // the fallbacks made no noise
    ggml_log_callback callback = nullptr;
    void* user_data = nullptr;
    llama_log_get(&callback, &user_data);
    llama_log_set(nullptr, nullptr);
    EXPECT_EQ(user_data, &lines);
}

}  // namespace
}  // namespace inference_pio
