// Synthesized checkpoints in the engine that they are made for: they load, tokenize and decode.
#include <gmock/gmock.h>
#include <llama.h>

#include <cmath>
#include <memory>

#include "checkpoints/synthesis.hpp"
#include "checkpoints/tiny_model.hpp"

namespace inference_pio {
namespace {

using testing::tiny_card;

struct Deleter {
    void operator()(llama_model* model) const { llama_model_free(model); }
    void operator()(llama_context* context) const { llama_free(context); }
};
using Model = std::unique_ptr<llama_model, Deleter>;

class SynthesizedModel : public testing::TinyModelTest {
protected:
    void SetUp() override {
        llama_log_set([](ggml_log_level, const char*, void*) {}, nullptr);
        testing::TinyModelTest::SetUp();
    }
    void TearDown() override { llama_log_set(nullptr, nullptr); }

    Model load(const SynthesisRequest& request) {
        const auto path = folder() / "model.gguf";
        const auto written = synthesize_checkpoint(request, path, {});
        EXPECT_TRUE(written) << written.error().message;
        llama_model_params parameters = llama_model_default_params();
        parameters.n_gpu_layers = 0;
        parameters.check_tensors = true;  // the engine looks for values that are not finite
        return Model(llama_model_load_from_file(path.c_str(), parameters));
    }

    // Greedy tokens after a prompt; every logit must be finite.
    static std::vector<llama_token> generate(llama_model* model, int count) {
        llama_context_params parameters = llama_context_default_params();
        parameters.n_ctx = 256;
        parameters.n_threads = 1;
        parameters.n_threads_batch = 1;
        const std::unique_ptr<llama_context, Deleter> context(llama_init_from_model(model, parameters));
        EXPECT_NE(context, nullptr);
        std::vector<llama_token> generated;
        std::vector<llama_token> input;
        for (llama_token id = 3; id < 83; ++id) input.push_back(id);  // longer than the tiny sliding window
        const int vocabulary = llama_vocab_n_tokens(llama_model_get_vocab(model));
        for (int step = 0; context && step < count; ++step) {
            if (llama_decode(context.get(),
                             llama_batch_get_one(input.data(), static_cast<std::int32_t>(input.size()))) != 0)
                break;
            const float* logits = llama_get_logits_ith(context.get(), -1);
            int best = 0;
            bool finite = true;
            float least = logits[0];
            for (int id = 0; id < vocabulary; ++id) {
                finite = finite && std::isfinite(logits[id]);
                if (logits[id] > logits[best]) best = id;
                least = std::min(least, logits[id]);
            }
            EXPECT_TRUE(finite);
            EXPECT_GT(logits[best], least);
            generated.push_back(best);
            input = {best};
        }
        return generated;
    }
};

TEST_F(SynthesizedModel, EveryWeightTypeLoads) {
    for (const WeightType type : all_weight_types()) {
        const Model model = load({tiny_card(), type, 1});
        ASSERT_NE(model, nullptr) << to_string(type);
        EXPECT_EQ(llama_model_n_params(model.get()), static_cast<std::uint64_t>(parameter_count(tiny_card())));
    }
}

TEST_F(SynthesizedModel, EveryArchitectureDecodesFiniteLogitsAndTheSameTokensTwice) {
    for (const char* architecture : {"qwen3", "qwen3vl", "gemma3", "qwen3moe", "deepseek2"}) {
        for (const WeightType type : {WeightType::q4_k_m, WeightType::f16}) {
            const Model model = load({tiny_card(architecture), type, 1});
            ASSERT_NE(model, nullptr) << architecture;
            const auto tokens = generate(model.get(), 8);
            EXPECT_EQ(tokens.size(), 8U) << architecture;
            EXPECT_EQ(generate(model.get(), 8), tokens) << architecture;
        }
    }
}

TEST_F(SynthesizedModel, HasTheShapesOfItsCard) {
    ModelCard card = tiny_card();
    card.tied_embeddings = false;
    const Model model = load({card, WeightType::q8_0, 1});
    ASSERT_NE(model, nullptr);
    EXPECT_EQ(llama_model_n_layer(model.get()), 2);
    EXPECT_EQ(llama_model_n_embd(model.get()), 256);
    EXPECT_EQ(llama_model_n_head(model.get()), 4);
    EXPECT_EQ(llama_model_n_head_kv(model.get()), 2);
    EXPECT_EQ(llama_model_n_ctx_train(model.get()), 2048);
    EXPECT_EQ(llama_vocab_n_tokens(llama_model_get_vocab(model.get())), 512);
}

TEST_F(SynthesizedModel, TokenizesRealTextWithTheRealVocabulary) {
    const testing::ScopedVariable engines_own("PIO_VOCABULARY_DIR", "");
    ModelCard card = tiny_card();
    card.vocabulary = "qwen2";
    card.vocabulary_size = 151936;
    card.embedding_length = 64;
    const Model model = load({card, WeightType::q4_0, 1});
    ASSERT_NE(model, nullptr);
    const std::string text = "The quick brown fox jumps over the lazy dog.";
    std::vector<llama_token> tokens(64);
    const int count = llama_tokenize(llama_model_get_vocab(model.get()), text.data(),
                                     static_cast<std::int32_t>(text.size()), tokens.data(), 64, true, false);
    ASSERT_EQ(count, 10);
    std::string again(128, '\0');
    const int length =
        llama_detokenize(llama_model_get_vocab(model.get()), tokens.data(), count, again.data(), 128, true, false);
    ASSERT_GT(length, 0);
    EXPECT_EQ(again.substr(0, static_cast<std::size_t>(length)), text);
}

}  // namespace
}  // namespace inference_pio
