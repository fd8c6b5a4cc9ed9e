// The quality of changed models, on tiny checkpoints that stand for a user's own file.
#include "workloads/optimization_quality.hpp"

#include <gmock/gmock.h>

#include <fstream>
#include <inference_pio/model_plugin.hpp>

#include "checkpoints/checkpoint.hpp"
#include "checkpoints/requantized_models.hpp"
#include "checkpoints/tiny_model.hpp"
#include "common/digest.hpp"

namespace inference_pio {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::tiny_card;

PIO_MODEL([] {
    ModelCard card = tiny_card();
    card.name = "optimization_quality_test";
    return card;
});

class OptimizationQuality : public testing::RequantizedModels {
protected:
    // As the worker prepares the case of `variant`, whose checkpoint is `changed`; the original needs no other.
    Preparation preparation_of(const std::string& variant, const std::filesystem::path& changed = {}) {
        Preparation preparation;
        preparation.parameters = {{"model", std::string("optimization_quality_test")},
                                  {"variant", variant},
                                  {"text_tokens", std::int64_t{64}},
                                  {"threads", std::int64_t{1}}};
        preparation.user_checkpoint = true;
        preparation.files["model"] = changed.empty() ? checkpoint(WeightType::f16) : changed;
        if (!changed.empty()) preparation.files["original"] = checkpoint(WeightType::f16);
        return preparation;
    }

    static std::map<std::string, double> values_of(Preparation& preparation) {
        auto measure = prepare_optimization_quality(preparation);
        EXPECT_TRUE(measure) << measure.error().message;
        std::map<std::string, double> values;
        if (!measure) return values;
        Repetitions repetitions;
        Sample sample(repetitions);
        const auto measured = (*measure)(sample);
        EXPECT_TRUE(measured) << measured.error().message;
        for (const auto& [name, series] : sample.values()) values[name] = series.front();
        EXPECT_FALSE(sample.output_digest().empty());
        return values;
    }

    static Error error_of(Preparation preparation) {
        const auto measure = prepare_optimization_quality(preparation);
        EXPECT_FALSE(measure);
        return measure ? Error{} : measure.error();
    }
};

TEST_F(OptimizationQuality, TheOriginalIsComparedWithItself) {
    Preparation preparation = preparation_of("original");
    const auto values = values_of(preparation);
    ASSERT_EQ(values.size(), 3U);
    EXPECT_LT(values.at("kl_divergence"), 1e-9);
    EXPECT_EQ(values.at("top1_agreement"), 1);
    EXPECT_GT(values.at("perplexity"), 1);
    const CaseFacts& facts = preparation.facts;
    EXPECT_EQ(facts.model, "optimization_quality_test");
    EXPECT_EQ(facts.weights_source, "file");
    EXPECT_EQ(facts.checkpoint_file, checkpoint(WeightType::f16).string());
    EXPECT_EQ(facts.checkpoint_digest, *digest_of_file(checkpoint(WeightType::f16)));
    EXPECT_EQ(facts.parameters.get<std::string>("text"), "built_in");
    EXPECT_EQ(facts.engine->name, "llama_cpp");
    EXPECT_EQ(facts.engine->options.at("kv_type"), "f16");
    std::int64_t bytes = 0;
    for (const auto& [type, size] : facts.tensor_bytes) bytes += size;
    const auto inspected = inspect_checkpoint(checkpoint(WeightType::f16));
    ASSERT_TRUE(inspected);
    EXPECT_EQ(static_cast<std::uint64_t>(bytes), inspected->tensor_bytes.count);
}

TEST_F(OptimizationQuality, AChangedCheckpointIsComparedWithTheUsersFile) {
    const auto changed = requantized("q4_0");
    Preparation preparation = preparation_of("q4_0", changed);
    const auto values = values_of(preparation);
    EXPECT_GT(values.at("kl_divergence"), 0);
    EXPECT_LT(values.at("top1_agreement"), 1);
    EXPECT_EQ(preparation.facts.checkpoint_file, checkpoint(WeightType::f16).string());
    EXPECT_EQ(preparation.facts.checkpoint_digest, *digest_of_file(changed));
    EXPECT_TRUE(preparation.facts.tensor_bytes.contains("q4_0"));
    Preparation fewer_changes = preparation_of("q8_0", requantized("q8_0"));
    EXPECT_LT(values_of(fewer_changes).at("kl_divergence"), values.at("kl_divergence"));
}

TEST_F(OptimizationQuality, ACacheTypeIsAnEngineOptionOfTheChangedModel) {
    Preparation preparation = preparation_of("kv_q4_0");
    preparation.engine_options = {{"kv_type", "q8_0"}};  // of the original; the variant goes before it
    EXPECT_GT(values_of(preparation).at("kl_divergence"), 0);
    EXPECT_EQ(preparation.facts.engine->options.at("kv_type"), "q4_0");
    Preparation original = preparation_of("original");
    original.engine_options = {{"kv_type", "q8_0"}};
    EXPECT_LT(values_of(original).at("kl_divergence"), 1e-9);
}

TEST_F(OptimizationQuality, TheUsersTextIsNamedAndNotRepeated) {
    Preparation preparation = preparation_of("original");
    preparation.files["prompt"] = folder() / "my prose, first=draft.txt";
    std::ofstream(preparation.files["prompt"])
        << "The old bridge was built more than two hundred years ago, and it is still the only way across the water. "
           "Every "
           "morning the farmers bring their vegetables, milk and bread to the market in front of the church.";
    values_of(preparation);
    EXPECT_EQ(preparation.facts.parameters.get<std::string>("text"), "my_prose__first_draft.txt");
    preparation.parameters.set("text_tokens", std::int64_t{500});
    EXPECT_EQ(error_of(preparation).kind, ErrorKind::invalid_argument);
    EXPECT_THAT(error_of(preparation).message, HasSubstr("not 500"));
    preparation.files["prompt"] = folder() / "absent.txt";
    EXPECT_EQ(error_of(preparation).kind, ErrorKind::not_found);
}

// The runner skips a case that its worker calls unsupported.
TEST_F(OptimizationQuality, RandomWeightsAreSkipped) {
    Preparation preparation = preparation_of("original");
    preparation.user_checkpoint = false;
    EXPECT_EQ(error_of(preparation).kind, ErrorKind::unsupported);
    EXPECT_THAT(error_of(preparation).remedy, HasSubstr("--model-file"));
    Preparation simulated = preparation_of("original");
    simulated.engine = "simulated";
    EXPECT_EQ(error_of(simulated).kind, ErrorKind::unsupported);
}

TEST_F(OptimizationQuality, WhatDoesNotFitIsRefused) {
    Preparation foreign = preparation_of("original");
    foreign.files["model"] = checkpoint(WeightType::f16, "gemma3");
    EXPECT_EQ(error_of(foreign).kind, ErrorKind::mismatch);
    // Compared with itself it would look free of loss.
    EXPECT_EQ(error_of(preparation_of("q4_0")).kind, ErrorKind::internal);
    EXPECT_EQ(error_of(preparation_of("q9_9")).kind, ErrorKind::invalid_argument);
    for (const std::int64_t tokens : {std::int64_t{1}, tiny_card().context_length + 1}) {
        Preparation preparation = preparation_of("original");
        preparation.parameters.set("text_tokens", tokens);
        EXPECT_EQ(error_of(preparation).kind, ErrorKind::invalid_argument) << tokens;
        EXPECT_EQ(estimate_quality_memory(preparation.parameters).error().kind, ErrorKind::invalid_argument) << tokens;
    }
    Preparation unknown = preparation_of("original");
    unknown.parameters.set("model", std::string("not_here"));
    EXPECT_EQ(error_of(unknown).kind, ErrorKind::not_found);
}

TEST_F(OptimizationQuality, TheEstimateHoldsTheDistributions) {
    Parameters parameters = preparation_of("original").parameters;
    const auto small = estimate_quality_memory(parameters);
    ASSERT_TRUE(small) << small.error().message;
    EXPECT_GT(small->count, 2U * static_cast<std::uint64_t>(parameter_count(tiny_card())));
    parameters.set("text_tokens", std::int64_t{1024});
    // 960 more tokens are kept; of 448 more (the engine's batch is 512) two copies are held.
    EXPECT_EQ(estimate_quality_memory(parameters)->count - small->count, 4U * 512 * (960 + 2 * 448));
}

TEST(TextName, IsAWordAndNeverOurs) {
    EXPECT_EQ(compute_text_name("/home/me/prose.txt"), "prose.txt");
    EXPECT_EQ(compute_text_name("a b,c=[d].md"), "a_b_c__d_.md");
    EXPECT_EQ(compute_text_name("\xc3\xa4.txt"), "__.txt");
    EXPECT_EQ(compute_text_name("built_in"), "file_built_in");
    EXPECT_EQ(compute_text_name(""), "file_");
}

TEST(QualityRegistration, DeclaresItsAxesAndMetrics) {
    const std::size_t before = registered_benchmarks().size();
    ASSERT_TRUE(register_optimization_quality("benchmark_optimization.cpp", {"original", "q4_0"}));
    ASSERT_EQ(registered_benchmarks().size(), before + 1);
    const Benchmark& benchmark = *registered_benchmarks().back();
    EXPECT_EQ(benchmark.name, "optimization_quality");
    EXPECT_EQ(benchmark.checkpoint_model, "qwen3_0_6b");
    EXPECT_EQ(benchmark.metrics, quality_metrics());
    std::vector<std::string> axes;
    for (const Axis& axis : benchmark.axes) axes.push_back(axis.name);
    EXPECT_THAT(axes, ElementsAre("model", "variant", "text_tokens", "threads"));
    EXPECT_THAT(benchmark.axes[1].values, ElementsAre(Value(std::string("original")), Value(std::string("q4_0"))));
}

}  // namespace
}  // namespace inference_pio
