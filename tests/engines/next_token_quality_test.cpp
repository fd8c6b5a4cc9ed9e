// How far changed checkpoints stray from the unmodified one: tiny synthesized ones, and a real one where it was
// fetched.
#include "engines/llama_cpp/next_token_quality.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <optional>

#include "checkpoints/requantized_models.hpp"
#include "checkpoints/tiny_model.hpp"
#include "engines/llama_cpp/llama_cpp_engine.hpp"

namespace inference_pio {
namespace {

using ::testing::HasSubstr;
using testing::tiny_card;

constexpr std::string_view kProse =
    "The small town lies at the foot of the mountains, where the river leaves the valley and flows out into the "
    "plain. In the summer many people come here to walk in the woods and to swim in the lake. In the winter the "
    "snow is often so deep that the children cannot go to school. The old bridge was built more than two hundred "
    "years ago, and it is still the only way across the water for the next ten miles. Every morning the farmers "
    "bring their vegetables, milk and bread to the market in front of the church.";

class NextTokenQualityTest : public testing::RequantizedModels {
protected:
    QualityRequest request(const std::string& architecture = "qwen3") {
        QualityRequest request;
        request.original = checkpoint(WeightType::f16, architecture);
        request.text = kProse;
        request.tokens = 100;
        request.threads = 1;
        return request;
    }

    static std::optional<QualityReference> reference(const QualityRequest& request) {
        auto made = QualityReference::make(request);
        EXPECT_TRUE(made) << made.error().message;
        return made ? std::optional(*std::move(made)) : std::nullopt;
    }

    static NextTokenQuality quality(const QualityReference& reference, const std::filesystem::path& changed,
                                    const std::map<std::string, std::string>& options = {}) {
        const auto found = reference.compare(changed, options);
        EXPECT_TRUE(found) << found.error().message;
        return found.value_or(NextTokenQuality{});
    }
};

TEST_F(NextTokenQualityTest, OfTheOriginalItselfNothingIsLost) {
    for (const std::string architecture : {"qwen3", "gemma3", "qwen3moe"}) {
        const auto original = reference(request(architecture));
        ASSERT_TRUE(original);
        const NextTokenQuality same = quality(*original, request(architecture).original);
        EXPECT_LT(same.kl_divergence, 1e-9) << architecture;
        EXPECT_EQ(same.top1_agreement, 1) << architecture;
        EXPECT_EQ(same.tokens, 99);
        // Random weights know nothing: each of the 512 tokens is about as likely as the others.
        EXPECT_GT(same.perplexity, testing::kTinyVocabulary / 4.0) << architecture;
        EXPECT_LT(same.perplexity, testing::kTinyVocabulary * 4.0) << architecture;
    }
}

TEST_F(NextTokenQualityTest, FewerBitsStrayFurther) {
    const auto original = reference(request());
    ASSERT_TRUE(original);
    const NextTokenQuality q8 = quality(*original, requantized("q8_0"));
    const NextTokenQuality q4 = quality(*original, requantized("q4_0"));
    EXPECT_GT(q8.kl_divergence, 0);
    EXPECT_GT(q4.kl_divergence, q8.kl_divergence);
    EXPECT_LE(q4.top1_agreement, q8.top1_agreement);
    EXPECT_LT(q4.top1_agreement, 1);
    EXPECT_NE(q4.perplexity, q8.perplexity);
}

TEST_F(NextTokenQualityTest, TheCachesTypeIsOneOfTheOptions) {
    const auto original = reference(request());
    ASSERT_TRUE(original);
    const NextTokenQuality q8 = quality(*original, request().original, {{"kv_type", "q8_0"}});
    const NextTokenQuality q4 = quality(*original, request().original, {{"kv_type", "q4_0"}});
    EXPECT_GT(q8.kl_divergence, 0);
    EXPECT_GT(q4.kl_divergence, q8.kl_divergence);
    EXPECT_EQ(original->compare(request().original, {{"kv_type", "q3"}}).error().kind, ErrorKind::invalid_argument);
}

// What a position predicts does not depend on how the text was divided into batches.
TEST_F(NextTokenQualityTest, BatchesChangeNothing) {
    for (const std::string architecture : {"qwen3", "gemma3"}) {  // gemma3: sliding windows of 32 tokens
        const auto original = reference(request(architecture));
        ASSERT_TRUE(original);
        const NextTokenQuality whole = quality(*original, request(architecture).original);
        for (const char* const width : {"1", "7", "33", "99"}) {
            const NextTokenQuality divided =
                quality(*original, request(architecture).original, {{"batch", width}, {"ubatch", width}});
            EXPECT_LT(divided.kl_divergence, 1e-4) << architecture << " by " << width;
            EXPECT_NEAR(divided.perplexity / whole.perplexity, 1, 0.01) << architecture << " by " << width;
        }
    }
}

TEST_F(NextTokenQualityTest, TwoRunsAgreeAndMovingKeepsTheReference) {
    auto original = reference(request());
    ASSERT_TRUE(original);
    const NextTokenQuality first = quality(*original, requantized("q4_0"));
    const QualityReference moved = *std::move(original);
    EXPECT_EQ(quality(moved, requantized("q4_0")), first);
    EXPECT_EQ(moved.engine().name, "llama_cpp");
    EXPECT_EQ(moved.engine().options.at("kv_type"), "f16");
    EXPECT_FALSE(moved.engine().version.empty());
}

TEST_F(NextTokenQualityTest, TextsThatDoNotDoAreRefused) {
    const auto error_of = [](const QualityRequest& request) {
        const auto made = QualityReference::make(request);
        EXPECT_FALSE(made);
        return made ? Error{} : made.error();
    };
    QualityRequest none = request();
    none.text.clear();
    EXPECT_EQ(error_of(none).kind, ErrorKind::invalid_argument);
    QualityRequest one = request();
    one.tokens = 1;
    EXPECT_EQ(error_of(one).kind, ErrorKind::invalid_argument);
    QualityRequest short_text = request();
    short_text.text = "The tide";
    EXPECT_EQ(error_of(short_text).kind, ErrorKind::invalid_argument);
    EXPECT_THAT(error_of(short_text).message, HasSubstr("not 100"));
    QualityRequest long_text = request();
    long_text.tokens = tiny_card().context_length + 1;
    EXPECT_EQ(error_of(long_text).kind, ErrorKind::invalid_argument);
    EXPECT_THAT(error_of(long_text).message, HasSubstr("context of 2048"));
}

// The text is tokenized as the engine does for a prompt: with what the vocabulary puts at a beginning.
TEST_F(NextTokenQualityTest, AllOfATextMayBeAsked) {
    LoadOptions options;
    options.vocabulary_only = true;
    auto model = LlamaCppEngine().load(request().original, options);
    ASSERT_TRUE(model);
    const auto ids = (*model)->tokenize(std::string(kProse));
    ASSERT_TRUE(ids);
    QualityRequest all = request();
    all.tokens = static_cast<std::int64_t>(ids->size());
    const auto original = reference(all);
    ASSERT_TRUE(original);
    EXPECT_EQ(quality(*original, all.original).tokens, all.tokens - 1);
    ++all.tokens;
    EXPECT_FALSE(QualityReference::make(all));
}

TEST_F(NextTokenQualityTest, LoadsThatFailSaySo) {
    QualityRequest absent = request();
    absent.original = folder() / "absent.gguf";
    EXPECT_EQ(QualityReference::make(absent).error().kind, ErrorKind::not_found);
    QualityRequest threads = request();
    threads.threads = -1;
    EXPECT_EQ(QualityReference::make(threads).error().kind, ErrorKind::invalid_argument);
    QualityRequest unknown = request();
    unknown.engine_options = {{"speed", "high"}};
    EXPECT_EQ(QualityReference::make(unknown).error().kind, ErrorKind::invalid_argument);
    const auto original = reference(request());
    ASSERT_TRUE(original);
    EXPECT_EQ(original->compare(folder() / "absent.gguf", {}).error().kind, ErrorKind::not_found);
}

TEST_F(NextTokenQualityTest, AnotherVocabularyIsRefused) {
    std::string bytes = testing::read_bytes(checkpoint(WeightType::f16));
    const std::string token = "\xe2\x96\x81the";
    const auto at = bytes.find(token);
    ASSERT_NE(at, std::string::npos);
    bytes[at + token.size() - 1] = 'q';
    testing::write_bytes(folder() / "foreign.gguf", bytes);
    const auto original = reference(request());
    ASSERT_TRUE(original);
    const auto compared = original->compare(folder() / "foreign.gguf", {});
    ASSERT_FALSE(compared);
    EXPECT_EQ(compared.error().kind, ErrorKind::mismatch);
    EXPECT_THAT(compared.error().message, HasSubstr("foreign.gguf"));
}

TEST_F(NextTokenQualityTest, WeightsThatAreNoNumbersAreAnError) {
    std::string bytes = testing::read_bytes(checkpoint(WeightType::f16));
    std::fill(bytes.end() - 64, bytes.end(), '\xff');  // the last weights: NaN in every type of float
    testing::write_bytes(folder() / "broken.gguf", bytes);
    const auto original = reference(request());
    ASSERT_TRUE(original);
    const auto compared = original->compare(folder() / "broken.gguf", {});
    ASSERT_FALSE(compared);
    EXPECT_EQ(compared.error().kind, ErrorKind::malformed);
    EXPECT_THAT(compared.error().message, HasSubstr("broken.gguf"));
}

// Gemma 3 270M reads English; a cache of eight bits forgets hardly anything of it.
TEST(NextTokenQuality, OfARealModelIsPlausible) {
    ModelCard card;
    card.name = "gemma3_270m";
    const auto file = fetched_checkpoint(card, WeightType::q4_k_m);
    if (file.empty()) GTEST_SKIP() << "the checkpoint was not fetched (scripts/fetch-checkpoint)";
    QualityRequest request;
    request.original = file;
    request.text = kProse;
    request.tokens = 64;
    request.threads = 1;  // other tests compute beside this one
    const auto original = QualityReference::make(request);
    ASSERT_TRUE(original) << original.error().message;
    const auto same = original->compare(file, {});
    ASSERT_TRUE(same) << same.error().message;
    EXPECT_LT(same->kl_divergence, 1e-9);
    EXPECT_EQ(same->top1_agreement, 1);
    EXPECT_GT(same->perplexity, 2);
    EXPECT_LT(same->perplexity, 200);
    const auto cached = original->compare(file, {{"kv_type", "q8_0"}});
    ASSERT_TRUE(cached) << cached.error().message;
    EXPECT_GT(cached->kl_divergence, 0);
    EXPECT_LT(cached->kl_divergence, 0.05);
    EXPECT_GT(cached->top1_agreement, 0.9);
    EXPECT_NEAR(cached->perplexity / same->perplexity, 1, 0.05);
}

}  // namespace
}  // namespace inference_pio
