// The llama.cpp engine on checkpoints of a few hundred thousand weights, synthesized for the test.
#include "engines/llama_cpp/llama_cpp_engine.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>

#include "checkpoints/synthesis.hpp"
#include "checkpoints/tiny_model.hpp"
#include "engines/llama_cpp/llama_cpp_model.hpp"
#include "statistics/timeline_metrics.hpp"

namespace inference_pio {
namespace {

using ::testing::HasSubstr;
using testing::tiny_card;

class LlamaCppEngineTest : public testing::TinyModelTest {
protected:
    std::filesystem::path checkpoint(const std::string& architecture = "qwen3") {
        const auto path = folder() / (architecture + ".gguf");
        if (!std::filesystem::exists(path)) {
            const auto written = synthesize_checkpoint({tiny_card(architecture), WeightType::q8_0, 3}, path, {});
            EXPECT_TRUE(written) << written.error().message;
        }
        return path;
    }

    static LoadOptions options(int sequences = 1, std::int64_t context = 256, std::int64_t depth = 0) {
        LoadOptions options;
        options.threads = 1;
        options.sequences = sequences;
        options.context_tokens = context;
        options.depth = depth;
        return options;
    }

    static std::unique_ptr<LoadedModel> load(const std::filesystem::path& path, const LoadOptions& options) {
        auto model = LlamaCppEngine().load(path, options);
        EXPECT_TRUE(model) << model.error().message;
        return model ? *std::move(model) : nullptr;
    }

    static GenerationRequest request(std::vector<std::int64_t> prompt_tokens, std::int64_t new_tokens) {
        GenerationRequest request;
        request.new_tokens = new_tokens;
        for (std::size_t i = 0; i < prompt_tokens.size(); ++i) {
            std::string text;
            while (text.size() < 2000) text += "Sequence " + std::to_string(i) + " tells another story. ";
            request.sequences.push_back({{TextPart{text}}, prompt_tokens[i]});
        }
        return request;
    }

    static std::vector<std::vector<std::int32_t>> tokens_of(LoadedModel& model, const GenerationRequest& request) {
        const auto timeline = model.generate(request);
        EXPECT_TRUE(timeline) << timeline.error().message;
        std::vector<std::vector<std::int32_t>> tokens;
        if (timeline) {
            EXPECT_TRUE(compute_generation_metrics(*timeline));
            for (const auto& one : timeline->sequences) tokens.push_back(one.tokens);
        }
        return tokens;
    }
};

TEST_F(LlamaCppEngineTest, GivesExactlyTheTokensThatWereAsked) {
    auto model = load(checkpoint(), options(3));
    const auto timeline = model->generate(request({40, 17, 1}, 9));
    ASSERT_TRUE(timeline) << timeline.error().message;
    ASSERT_EQ(timeline->sequences.size(), 3U);
    EXPECT_EQ(timeline->sequences[0].prompt_tokens, 40);
    EXPECT_EQ(timeline->sequences[1].prompt_tokens, 17);
    EXPECT_EQ(timeline->sequences[2].prompt_tokens, 1);
    for (const auto& one : timeline->sequences) EXPECT_EQ(one.tokens.size(), 9U);
    EXPECT_EQ(timeline->sampling.size(), 9U);
    EXPECT_TRUE(compute_generation_metrics(*timeline));  // stamps in order
    EXPECT_EQ(model->architecture(), "qwen3");
}

// A sequence's tokens are its own: they do not depend on its neighbours in the batch, nor on how the
// prompt was divided into batches.
TEST_F(LlamaCppEngineTest, BatchesGiveWhatSequencesAloneGive) {
    auto alone = load(checkpoint(), options());
    std::vector<std::vector<std::int32_t>> expected;
    const GenerationRequest both = request({33, 20}, 6);
    for (const SequenceRequest& one : both.sequences) {
        expected.push_back(tokens_of(*alone, {{one}, 6}).front());
    }
    EXPECT_NE(expected[0], expected[1]);
    EXPECT_EQ(tokens_of(*load(checkpoint(), options(2)), both), expected);
    LoadOptions small = options(2);
    small.engine_options = {{"batch", "8"}, {"ubatch", "4"}};
    EXPECT_EQ(tokens_of(*load(checkpoint(), small), both), expected);
    LoadOptions unified = options(2);
    unified.engine_options = {{"kv_unified", "on"}};
    EXPECT_EQ(tokens_of(*load(checkpoint(), unified), both), expected);
}

// gemma3 has sliding windows of 32 tokens here, so tokens of the depth leave the cache meanwhile.
TEST_F(LlamaCppEngineTest, EveryGenerationStartsFromTheSameDepth) {
    for (const std::string architecture : {"qwen3", "qwen3vl", "gemma3"}) {
        for (const std::int64_t depth : {0, 100}) {
            for (const int sequences : {1, 2}) {
                auto model = load(checkpoint(architecture), options(sequences, 256, depth));
                const auto asked = request(std::vector<std::int64_t>(static_cast<std::size_t>(sequences), 24), 8);
                const auto first = tokens_of(*model, asked);
                EXPECT_EQ(tokens_of(*model, asked), first) << architecture << " at depth " << depth;
                EXPECT_EQ(tokens_of(*model, asked), first) << architecture << " at depth " << depth;
            }
        }
    }
}

TEST_F(LlamaCppEngineTest, DepthIsSeenByThePrompt) {
    // The same prompt without special tokens: what differs is what stands before it.
    GenerationRequest asked{{{{TokensPart{{5, 6, 7, 8}}}, 0}}, 8};
    EXPECT_NE(tokens_of(*load(checkpoint(), options(1, 256, 64)), asked),
              tokens_of(*load(checkpoint(), options(1, 256, 0)), asked));
}

TEST_F(LlamaCppEngineTest, AnErrorLeavesTheModelUsable) {
    auto model = load(checkpoint(), options(1, 256, 16));
    const auto asked = request({20}, 4);
    const auto before = tokens_of(*model, asked);
    EXPECT_EQ(model->generate(request({200}, 100)).error().kind, ErrorKind::invalid_argument);
    EXPECT_THAT(model->generate(request({500}, 1)).error().message, HasSubstr("do not fit a context of 256"));
    GenerationRequest outside{{{{TokensPart{{1, 99999}}}, 0}}, 1};
    EXPECT_THAT(model->generate(outside).error().message, HasSubstr("token 99999"));
    GenerationRequest nothing{{{{}, 0}}, 1};
    EXPECT_EQ(model->generate(nothing).error().kind, ErrorKind::invalid_argument);
    EXPECT_EQ(tokens_of(*model, asked), before);
}

TEST_F(LlamaCppEngineTest, MemoryIsSaidByPurpose) {
    const EngineMemory small = load(checkpoint(), options(1, 256))->memory();
    const EngineMemory large = load(checkpoint(), options(2, 512))->memory();
    EXPECT_GT(small.weights.count, 0U);
    EXPECT_GT(small.compute.count, 0U);
    EXPECT_EQ(large.weights, small.weights);
    EXPECT_EQ(large.kv_cache.count, 4 * small.kv_cache.count);
    // Two layers, two heads, keys and values of 64 numbers of 2 bytes, 256 tokens.
    EXPECT_EQ(small.kv_cache.count, 2U * 2 * 2 * 64 * 2 * 256);
    LoadOptions quantized = options(1, 256);
    quantized.engine_options = {{"kv_type", "q8_0"}};
    auto model = load(checkpoint(), quantized);
    EXPECT_LT(model->memory().kv_cache, small.kv_cache);
    EXPECT_EQ(model->effective_options().at("kv_type"), "q8_0");
}

TEST_F(LlamaCppEngineTest, AVocabularyAloneTokenizesAndNothingElse) {
    LoadOptions vocabulary = options();
    vocabulary.vocabulary_only = true;
    auto model = load(checkpoint(), vocabulary);
    const auto ids = model->tokenize("hello");
    ASSERT_TRUE(ids);
    EXPECT_EQ(*ids, *load(checkpoint(), options())->tokenize("hello"));
    EXPECT_EQ(model->generate(request({4}, 1)).error().kind, ErrorKind::unsupported);
    EXPECT_EQ(model->memory(), EngineMemory{});
}

TEST_F(LlamaCppEngineTest, ThePrefillSpanIsTheEnginesOwn) {
    auto model = load(checkpoint(), options(1, 1024));
    // A process put aside between the engine's stamp and ours shows a difference that is not there: the
    // closest of some tries counts.
    double closest_s = 1;
    double engines_s = 0;
    for (int i = 0; i < 5; ++i) {
        const auto timeline = model->generate(request({512}, 1));
        ASSERT_TRUE(timeline);
        engines_s = static_cast<LlamaCppModel&>(*model).counters().prompt_evaluation_s;
        ASSERT_GT(engines_s, 0);
        const double ours_s = to_seconds(timeline->prefilled - timeline->prefill_begin);
        closest_s = std::min(closest_s, std::abs(ours_s - engines_s));
    }
    EXPECT_LT(closest_s, std::max(0.1 * engines_s, 1e-3));
}

TEST_F(LlamaCppEngineTest, AnInjectedSlowdownIsReallySpent) {
    LoadOptions slow = options(1, 1024);
    slow.injected_slowdown = 3;
    auto model = load(checkpoint(), slow);
    const auto timeline = model->generate(request({512}, 2));
    ASSERT_TRUE(timeline);
    const double span_s = to_seconds(timeline->prefilled - timeline->prefill_begin);
    const double engines_s = static_cast<LlamaCppModel&>(*model).counters().prompt_evaluation_s;
    EXPECT_GT(span_s, 3.9 * engines_s);
}

TEST_F(LlamaCppEngineTest, BrokenFilesGiveClearErrors) {
    const auto expect_error = [&](const std::filesystem::path& path, ErrorKind kind) {
        const auto loaded = LlamaCppEngine().load(path, options());
        ASSERT_FALSE(loaded);
        EXPECT_EQ(loaded.error().kind, kind) << loaded.error().message;
        EXPECT_THAT(loaded.error().message, HasSubstr(path.string()));
    };
    const std::string whole = testing::read_bytes(checkpoint());
    expect_error(folder() / "absent.gguf", ErrorKind::not_found);
    expect_error(folder(), ErrorKind::malformed);
    for (const std::size_t size : {std::size_t{0}, std::size_t{20}, whole.size() / 2, whole.size() - 1}) {
        const auto path = folder() / "cut.gguf";
        testing::write_bytes(path, std::string_view(whole).substr(0, size));
        expect_error(path, ErrorKind::malformed);
    }
    const auto foreign = folder() / "foreign.gguf";
    std::string renamed = whole;
    for (auto at = renamed.find("qwen3"); at != std::string::npos; at = renamed.find("qwen3", at)) {
        renamed.replace(at, 5, "qwenX");
    }
    testing::write_bytes(foreign, renamed);
    expect_error(foreign, ErrorKind::unsupported);
}

TEST_F(LlamaCppEngineTest, ImpossibleLoadsAreRefused) {
    const auto kind_of = [&](const LoadOptions& options) {
        const auto loaded = LlamaCppEngine().load(checkpoint(), options);
        return loaded ? "loaded" : std::string(to_string(loaded.error().kind));
    };
    EXPECT_EQ(kind_of(options(0)), "invalid_argument");
    EXPECT_EQ(kind_of(options(1'000'000)), "invalid_argument");
    EXPECT_EQ(kind_of(options(1, 256, 256)), "invalid_argument");
    LoadOptions threads = options();
    threads.threads = -1;
    EXPECT_EQ(kind_of(threads), "invalid_argument");
    LoadOptions flash = options();
    flash.engine_options = {{"flash_attention", "off"}, {"kv_type", "q8_0"}};
    EXPECT_EQ(kind_of(flash), "invalid_argument");
    LoadOptions narrow = options(4);
    narrow.engine_options = {{"batch", "2"}, {"ubatch", "2"}};
    EXPECT_EQ(kind_of(narrow), "invalid_argument");
}

}  // namespace
}  // namespace inference_pio
