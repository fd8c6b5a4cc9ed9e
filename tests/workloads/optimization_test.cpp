#include "workloads/optimization.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <inference_pio/model_plugin.hpp>

#include "checkpoints/checkpoint.hpp"
#include "checkpoints/model_variant.hpp"
#include "checkpoints/rewriting.hpp"
#include "checkpoints/synthesis.hpp"
#include "checkpoints/tiny_model.hpp"
#include "workloads/case_model.hpp"
#include "workloads/generation.hpp"

namespace inference_pio {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Key;
using testing::tiny_card;

PIO_MODEL([] {
    ModelCard card = tiny_card();
    card.name = "optimization_test";
    return card;
});

TEST(OptimizationVariants, AreTheOriginalEveryTypeFromF16DownCachesAndThreeKindsOfPruning) {
    const auto& words = optimization_variants();
    EXPECT_EQ(words.front(), kOriginalVariant);
    for (const WeightType type : all_weight_types()) {
        if (type == WeightType::f32) continue;
        EXPECT_THAT(words, Contains(std::string(to_string(type))));
    }
    for (const char* word : {"kv_q8_0", "kv_q4_0"}) EXPECT_THAT(words, Contains(word));
    int depth = 0;
    int width = 0;
    int sparse = 0;
    for (const std::string& word : words) {
        const auto variant = parse_model_variant(word);
        ASSERT_TRUE(variant) << variant.error().message;
        EXPECT_EQ(to_string(*variant), word);
        depth += variant->depth_percent > 0 ? 1 : 0;
        width += variant->width_percent > 0 ? 1 : 0;
        sparse += variant->sparsity_percent > 0 ? 1 : 0;
    }
    EXPECT_THAT((std::vector{depth, width, sparse}), Each(1));
}

class OptimizationBody : public testing::TinyModelTest {
protected:
    static Preparation preparation_of(const std::string& variant) {
        Preparation preparation;
        preparation.parameters = {{"model", std::string("optimization_test")},
                                  {"variant", variant},
                                  {"sequence_length", std::int64_t{16}},
                                  {"new_tokens", std::int64_t{3}},
                                  {"threads", std::int64_t{1}}};
        return preparation;
    }

    // Prepared by the model that the case names, whatever the benchmark's own is, and measured once.
    static void run(Preparation& preparation) {
        auto measure = with_card("another", prepare_optimization)(preparation);
        ASSERT_TRUE(measure) << measure.error().message;
        Repetitions repetitions;
        Sample sample(repetitions);
        const auto measured = (*measure)(sample);
        ASSERT_TRUE(measured) << measured.error().message;
        EXPECT_TRUE(sample.timeline());
    }
};

TEST_F(OptimizationBody, RunsEachKindOfVariant) {
    Preparation original = preparation_of("original");
    run(original);
    EXPECT_THAT(original.facts.tensor_bytes, Contains(Key("f16")));
    EXPECT_EQ(original.facts.engine->options.at("kv_type"), "f16");
    const double size = original.process_metrics.at("checkpoint_size");
    for (const char* word : {"q8_0", "depth_50", "width_50", "q8_0+depth_50"}) {
        Preparation preparation = preparation_of(word);
        run(preparation);
        EXPECT_LT(preparation.process_metrics.at("checkpoint_size"), size) << word;
        EXPECT_NE(preparation.facts.checkpoint_digest, original.facts.checkpoint_digest) << word;
    }
    Preparation sparse = preparation_of("sparse_50");
    run(sparse);
    EXPECT_EQ(sparse.process_metrics.at("checkpoint_size"), size) << "zeros take as much room";
    EXPECT_NE(sparse.facts.checkpoint_digest, original.facts.checkpoint_digest);
    Preparation cache = preparation_of("kv_q8_0");
    run(cache);
    EXPECT_EQ(cache.facts.engine->options.at("kv_type"), "q8_0");
    EXPECT_EQ(cache.facts.checkpoint_digest, original.facts.checkpoint_digest);
    EXPECT_LT(cache.process_metrics.at("kv_cache_memory"), original.process_metrics.at("kv_cache_memory"));
}

TEST_F(OptimizationBody, AVariantOfTheUsersFileIsNamedByThatFile) {
    const auto file = folder() / "mine.gguf";
    ASSERT_TRUE(synthesize_checkpoint({tiny_card(), WeightType::f16, 1}, file, {}));
    const auto rewritten = folder() / "rewritten.gguf";
    ASSERT_TRUE(rewrite_checkpoint(file, *parse_model_variant("q8_0"), rewritten, {}));
    Preparation preparation = preparation_of("q8_0");
    preparation.user_checkpoint = true;
    preparation.files = {{"original", file}, {"model", rewritten}};
    run(preparation);
    EXPECT_EQ(preparation.facts.weights_source, "file");
    EXPECT_EQ(preparation.facts.checkpoint_file, file.string());
    EXPECT_EQ(preparation.facts.parameters.find("weight_type"), nullptr) << "the variant says it";
    EXPECT_THAT(preparation.facts.tensor_bytes, Contains(Key("q8_0")));
}

TEST_F(OptimizationBody, AWordThatIsNoVariantIsRefused) {
    Preparation preparation = preparation_of("q9_9");
    const auto measure = with_card("another", prepare_optimization)(preparation);
    ASSERT_FALSE(measure);
    EXPECT_EQ(measure.error().kind, ErrorKind::invalid_argument);
    EXPECT_THAT(measure.error().message, HasSubstr("q9_9"));
}

TEST_F(OptimizationBody, TheEstimateFollowsTheVariant) {
    const auto estimate = [](const char* word) {
        const auto bytes = estimate_with_card("another", estimate_generation_memory)(preparation_of(word).parameters);
        EXPECT_TRUE(bytes) << bytes.error().message;
        return bytes->count;
    };
    EXPECT_LT(estimate("q4_0"), estimate("original"));
    EXPECT_LT(estimate("depth_50"), estimate("original"));
}

}  // namespace
}  // namespace inference_pio
