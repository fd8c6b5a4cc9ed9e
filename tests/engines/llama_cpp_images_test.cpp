// Images in requests to the llama.cpp engine, on a vision-language model of a few hundred thousand weights.
#include <gmock/gmock.h>
#include <mtmd-helper.h>
#include <mtmd.h>

#include <algorithm>

#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STB_IMAGE_WRITE_STATIC
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wunused-function"
#include <stb_image_write.h>
#pragma GCC diagnostic pop

#include "checkpoints/synthesis.hpp"
#include "checkpoints/tiny_model.hpp"
#include "checkpoints/tiny_vision.hpp"
#include "engines/llama_cpp/greedy_choice.hpp"
#include "engines/llama_cpp/llama_cpp_engine.hpp"
#include "statistics/timeline_metrics.hpp"

namespace inference_pio {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::pattern_image;
using testing::tiny_card;
using Tokens = std::vector<std::int32_t>;

constexpr std::int64_t kNewTokens = 6;

class LlamaCppImagesTest : public testing::TinyModelTest {
protected:
    std::filesystem::path file_of(CheckpointPart part) {
        const auto path = folder() / (part == CheckpointPart::text ? "text.gguf" : "projector.gguf");
        if (!std::filesystem::exists(path)) {
            const auto written = synthesize_checkpoint({tiny_card("qwen3vl"), WeightType::q8_0, 3, part}, path, {});
            EXPECT_TRUE(written) << written.error().message;
        }
        return path;
    }

    LoadOptions options(int sequences = 1, std::int64_t depth = 0) {
        LoadOptions options;
        options.threads = 1;
        options.sequences = sequences;
        options.context_tokens = 512;
        options.depth = depth;
        options.projector = file_of(CheckpointPart::projector);
        return options;
    }

    std::unique_ptr<LoadedModel> load(const LoadOptions& options) {
        auto model = LlamaCppEngine().load(file_of(CheckpointPart::text), options);
        EXPECT_TRUE(model) << model.error().message;
        return model ? *std::move(model) : nullptr;
    }

    static Timeline generate(LoadedModel& model, std::vector<std::vector<PromptPart>> prompts) {
        GenerationRequest request;
        request.new_tokens = kNewTokens;
        for (auto& parts : prompts) request.sequences.push_back({std::move(parts), 0});
        auto timeline = model.generate(request);
        EXPECT_TRUE(timeline) << timeline.error().message;
        return timeline ? *std::move(timeline) : Timeline{};
    }

    static Tokens tokens_of(LoadedModel& model, std::vector<PromptPart> parts) {
        const Timeline timeline = generate(model, {std::move(parts)});
        return timeline.sequences.empty() ? Tokens{} : timeline.sequences[0].tokens;
    }

    // The same prompt by libmtmd's own evaluation, on the same files.
    Tokens expected_tokens(const std::vector<PromptPart>& parts);
};

struct Deleter {
    void operator()(llama_model* model) const { llama_model_free(model); }
    void operator()(llama_context* context) const { llama_free(context); }
};

Tokens LlamaCppImagesTest::expected_tokens(const std::vector<PromptPart>& parts) {
    const std::unique_ptr<llama_model, Deleter> model(
        llama_model_load_from_file(file_of(CheckpointPart::text).c_str(), llama_model_default_params()));
    llama_context_params params = llama_context_default_params();
    params.n_ctx = 512;
    params.n_threads = params.n_threads_batch = 1;
    const std::unique_ptr<llama_context, Deleter> context(llama_init_from_model(model.get(), params));
    mtmd_context_params vision = mtmd_context_params_default();
    vision.n_threads = 1;
    vision.warmup = false;
    const mtmd::context_ptr tower(mtmd_init_from_file(file_of(CheckpointPart::projector).c_str(), model.get(), vision));

    std::vector<mtmd::bitmap_ptr> bitmaps;
    std::vector<mtmd_input_text> texts;
    texts.reserve(parts.size());
    std::vector<mtmd_input_part> inputs;
    for (const PromptPart& part : parts) {
        if (const auto* text = std::get_if<TextPart>(&part)) {
            texts.push_back({text->text.data(), text->text.size(), false, true});
            inputs.push_back({&texts.back(), nullptr});
        } else {
            const auto& image = std::get<ImagePart>(part);
            bitmaps.emplace_back(mtmd_bitmap_init(image.width, image.height, image.pixels_rgb8.data()));
            inputs.push_back({nullptr, bitmaps.back().get()});
        }
    }
    std::vector<const mtmd_input_part*> pointers;
    for (const mtmd_input_part& input : inputs) pointers.push_back(&input);
    const mtmd::input_chunks_ptr chunks(mtmd_input_chunks_init());
    EXPECT_EQ(mtmd_tokenize_from_parts(tower.get(), chunks.get(), pointers.data(), pointers.size(), true), 0);
    llama_pos position = 0;
    EXPECT_EQ(mtmd_helper_eval_chunks(tower.get(), context.get(), chunks.get(), 0, 0, 512, true, &position), 0);
    Tokens tokens;
    const auto vocabulary = static_cast<std::size_t>(llama_vocab_n_tokens(llama_model_get_vocab(model.get())));
    for (std::int64_t i = 0; i < kNewTokens; ++i) {
        tokens.push_back(compute_greedy_choice({llama_get_logits_ith(context.get(), -1), vocabulary}).value_or(-1));
        llama_batch batch = llama_batch_init(1, 0, 1);
        batch.n_tokens = 1;
        batch.token[0] = tokens.back();
        batch.pos[0] = position++;
        batch.n_seq_id[0] = 1;
        batch.seq_id[0][0] = 0;
        batch.logits[0] = 1;
        EXPECT_EQ(llama_decode(context.get(), batch), 0);
        llama_batch_free(batch);
    }
    return tokens;
}

std::vector<std::string> names_of(const std::vector<Span>& spans) {
    std::vector<std::string> names;
    for (const Span& span : spans) names.push_back(span.name);
    return names;
}

TEST_F(LlamaCppImagesTest, TokensAreThoseOfLibmtmdsOwnEvaluation) {
    auto model = load(options());
    ASSERT_NE(model, nullptr);
    const std::vector<std::vector<PromptPart>> prompts = {
        {TextPart{"What is this?"}, pattern_image(96, 96), TextPart{"Tell me."}},
        {pattern_image(160, 96, 2), TextPart{"Describe the picture"}},
        {TextPart{"Compare"}, pattern_image(96, 96), TextPart{"with"}, pattern_image(128, 64, 2), TextPart{"now"}},
        {pattern_image(96, 96, 3), pattern_image(96, 96, 4)},
        {TextPart{"No picture here"}},
    };
    for (const auto& prompt : prompts) {
        const Tokens tokens = tokens_of(*model, prompt);
        EXPECT_EQ(tokens, expected_tokens(prompt)) << prompt.size() << " parts";
        EXPECT_EQ(tokens_of(*model, prompt), tokens) << "again";
    }
}

TEST_F(LlamaCppImagesTest, SpansFillTheTimeFromTokensToPrefillWithoutAGap) {
    auto model = load(options());
    ASSERT_NE(model, nullptr);
    const Timeline timeline =
        generate(*model, {{TextPart{"One"}, pattern_image(96, 96), TextPart{"two"}, pattern_image(128, 96, 2)}});
    const auto& spans = timeline.image_spans;
    EXPECT_THAT(names_of(spans),
                ElementsAre("image_preprocess", "image_preprocess", "vision_encode", "vision_encode", "text_prefill",
                            "image_prefill", "text_prefill", "image_prefill", "text_prefill"));
    EXPECT_EQ(spans.front().begin, timeline.tokenized);
    for (std::size_t i = 0; i + 1 < spans.size(); ++i) EXPECT_EQ(spans[i].end, spans[i + 1].begin) << i;
    EXPECT_EQ(spans[3].end, timeline.prefill_begin);
    EXPECT_EQ(spans.back().end, timeline.prefilled);
    EXPECT_EQ(spans.back().sequence, -1);

    const auto metrics = compute_generation_metrics(timeline);
    ASSERT_TRUE(metrics) << metrics.error().message;
    EXPECT_THAT(metrics->at("image_tokens"), ElementsAre(3 * 3 + 4 * 3));
    double sum_s = 0;
    for (const char* part : {"tokenize_time", "image_preprocess_time", "vision_encode_time", "image_prefill_time",
                             "text_prefill_time", "first_sampling_time"}) {
        sum_s += metrics->at(part).front();
    }
    EXPECT_NEAR(sum_s, metrics->at("ttft").front(), 1e-9);
    EXPECT_FALSE(metrics->contains("image_decode_time")) << "a buffer of pixels is not decoded";
}

TEST_F(LlamaCppImagesTest, CountsTheTokensOfImagesAndTheMarksAroundThem) {
    auto model = load(options());
    ASSERT_NE(model, nullptr);
    const auto text = static_cast<std::int64_t>(model->tokenize("Look")->size());
    const Timeline one = generate(*model, {{TextPart{"Look"}, pattern_image(96, 96)}});
    const Timeline two = generate(*model, {{TextPart{"Look"}, pattern_image(96, 96), pattern_image(96, 96, 2)}});
    EXPECT_EQ(one.sequences[0].image_tokens, 9);
    EXPECT_EQ(two.sequences[0].image_tokens, 18);
    const std::int64_t marks = one.sequences[0].prompt_tokens - text - 9;
    EXPECT_GT(marks, 0);
    EXPECT_EQ(two.sequences[0].prompt_tokens, text + 18 + 2 * marks);
    EXPECT_EQ(generate(*model, {{TextPart{"Look"}}}).sequences[0].image_tokens, 0);
}

TEST_F(LlamaCppImagesTest, BatchesGiveWhatSequencesAloneGive) {
    const std::vector<std::vector<PromptPart>> prompts = {
        {pattern_image(96, 96), TextPart{"First of two"}},
        {TextPart{"Second"}, pattern_image(128, 96, 2), TextPart{"of two, and longer"}},
        {TextPart{"The third has none"}},
    };
    std::vector<Tokens> expected;
    auto alone = load(options());
    ASSERT_NE(alone, nullptr);
    for (const auto& prompt : prompts) expected.push_back(tokens_of(*alone, prompt));
    auto together = load(options(3));
    ASSERT_NE(together, nullptr);
    const Timeline timeline = generate(*together, prompts);
    ASSERT_EQ(timeline.sequences.size(), 3U);
    for (std::size_t s = 0; s < 3; ++s) EXPECT_EQ(timeline.sequences[s].tokens, expected[s]) << s;
    EXPECT_TRUE(compute_generation_metrics(timeline));
}

TEST_F(LlamaCppImagesTest, EveryGenerationStartsFromTheSameDepth) {
    auto model = load(options(2, 40));
    ASSERT_NE(model, nullptr);
    const std::vector<std::vector<PromptPart>> prompts = {{pattern_image(96, 96), TextPart{"a"}},
                                                          {pattern_image(96, 96, 2), TextPart{"b"}}};
    const Timeline first = generate(*model, prompts);
    const Timeline second = generate(*model, prompts);
    for (std::size_t s = 0; s < 2; ++s) EXPECT_EQ(first.sequences[s].tokens, second.sequences[s].tokens);
}

TEST_F(LlamaCppImagesTest, FilesAreDecodedAndTimed) {
    const ImagePart pixels = pattern_image(96, 96);
    ImagePart png;
    png.file = folder() / "picture.png";
    ImagePart jpeg;
    jpeg.file = folder() / "picture.jpg";
    ASSERT_NE(stbi_write_png(png.file.c_str(), 96, 96, 3, pixels.pixels_rgb8.data(), 3 * 96), 0);
    ASSERT_NE(stbi_write_jpg(jpeg.file.c_str(), 96, 96, 3, pixels.pixels_rgb8.data(), 90), 0);
    auto model = load(options());
    ASSERT_NE(model, nullptr);
    const Timeline from_file = generate(*model, {{png, TextPart{"Look"}}});
    EXPECT_EQ(from_file.sequences[0].tokens, tokens_of(*model, {pixels, TextPart{"Look"}}));
    EXPECT_THAT(names_of(from_file.image_spans), ElementsAre("image_decode", "image_preprocess", "vision_encode",
                                                             "text_prefill", "image_prefill", "text_prefill"));
    const Timeline lossy = generate(*model, {{jpeg, TextPart{"Look"}}});
    EXPECT_EQ(lossy.sequences[0].image_tokens, 9);
    EXPECT_TRUE(compute_generation_metrics(lossy)->contains("image_decode_time"));
}

TEST_F(LlamaCppImagesTest, WithoutAProjectorImagesAreUnsupported) {
    LoadOptions text_only = options();
    text_only.projector.clear();
    auto model = load(text_only);
    ASSERT_NE(model, nullptr);
    EXPECT_EQ(model->memory().vision.count, 0U);
    const auto refused = model->generate({{{{pattern_image(32, 32), TextPart{"a"}}, 0}}, 1});
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::unsupported);
    EXPECT_THAT(refused.error().message, HasSubstr("without a projector"));
    auto with_tower = load(options());
    EXPECT_GT(with_tower->memory().vision.count, 0U);
    EXPECT_EQ(with_tower->memory().weights, model->memory().weights);
    // The tower takes nothing from prompts of text.
    EXPECT_EQ(tokens_of(*with_tower, {TextPart{"Only text"}}), tokens_of(*model, {TextPart{"Only text"}}));
}

TEST_F(LlamaCppImagesTest, AnErrorLeavesTheModelUsable) {
    auto model = load(options());
    ASSERT_NE(model, nullptr);
    const std::vector<PromptPart> prompt = {pattern_image(96, 96), TextPart{"a"}};
    const Tokens before = tokens_of(*model, prompt);
    // 28 × 28 tokens do not fit, which is known before the image is encoded.
    const auto large = model->generate({{{{pattern_image(896, 896), TextPart{"a"}}, 0}}, 1});
    ASSERT_FALSE(large);
    EXPECT_THAT(large.error().message, HasSubstr("do not fit a context of 512"));
    ImagePart absent;
    absent.file = folder() / "absent.jpg";
    EXPECT_EQ(model->generate({{{{absent, TextPart{"a"}}, 0}}, 1}).error().kind, ErrorKind::not_found);
    EXPECT_EQ(tokens_of(*model, prompt), before);
}

TEST_F(LlamaCppImagesTest, AnInjectedSlowdownIsReallySpentOnImagesToo) {
    auto model = load(options());
    LoadOptions slow = options();
    slow.injected_slowdown = 20;
    auto slowed = load(slow);
    ASSERT_NE(slowed, nullptr);
    const auto encode_s = [](LoadedModel& loaded) {
        double fastest_s = 1e9;
        for (int i = 0; i < 3; ++i) {
            const Timeline timeline = generate(loaded, {{pattern_image(224, 224), TextPart{"a"}}});
            fastest_s = std::min(fastest_s, compute_generation_metrics(timeline)->at("vision_encode_time").front());
        }
        return fastest_s;
    };
    EXPECT_GT(encode_s(*slowed), 5 * encode_s(*model));
}

}  // namespace
}  // namespace inference_pio
