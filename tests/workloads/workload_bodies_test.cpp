// The bodies of the models' benchmarks, on tiny checkpoints and on the simulated engine.
#include <gmock/gmock.h>

#include <algorithm>
#include <inference_pio/model_plugin.hpp>

#include "checkpoints/synthesis.hpp"
#include "checkpoints/tiny_model.hpp"
#include "statistics/timeline_metrics.hpp"
#include "workloads/generation.hpp"
#include "workloads/matmul.hpp"
#include "workloads/pipeline.hpp"
#include "workloads/tokenization.hpp"

namespace inference_pio {
namespace {

using ::testing::HasSubstr;
using testing::tiny_card;

std::int64_t integer(std::int64_t value) { return value; }

std::vector<std::string> names_of(const std::map<std::string, double, std::less<>>& metrics) {
    std::vector<std::string> names;
    for (const auto& [name, _] : metrics) names.push_back(name);
    return names;
}

class WorkloadBodies : public testing::TinyModelTest {
protected:
    static Preparation preparation_of(Parameters parameters) {
        Preparation preparation;
        preparation.parameters = std::move(parameters);
        preparation.parameters.set("threads", integer(1));
        preparation.parameters.set("weight_type", std::string("q8_0"));
        return preparation;
    }

    // Takes one sample; the repetitions stay with the caller, as in a worker.
    static Sample take(Measure& measure, Repetitions& repetitions) {
        Sample sample(repetitions);
        const auto measured = measure(sample);
        EXPECT_TRUE(measured) << measured.error().message;
        return sample;
    }
};

TEST_F(WorkloadBodies, GenerationVerifiesAndRecordsATimeline) {
    Preparation preparation = preparation_of({{"batch_size", integer(2)},
                                              {"sequence_length", integer(24)},
                                              {"new_tokens", integer(5)},
                                              {"depth", integer(16)}});
    auto measure = prepare_generation(tiny_card(), preparation);
    ASSERT_TRUE(measure) << measure.error().message;
    EXPECT_THAT(names_of(preparation.process_metrics),
                ::testing::UnorderedElementsAre("load_time", "weights_memory", "kv_cache_memory", "compute_memory"));
    for (const auto& [name, value] : preparation.process_metrics) EXPECT_GT(value, 0) << name;
    EXPECT_EQ(preparation.facts.engine->name, "llama_cpp");
    EXPECT_EQ(preparation.facts.weights_source, "synthetic");

    Repetitions repetitions;
    const Sample first = take(*measure, repetitions);
    const Sample second = take(*measure, repetitions);
    ASSERT_TRUE(first.timeline());
    EXPECT_EQ(first.timeline()->sequences.size(), 2U);
    EXPECT_EQ(first.timeline()->sequences[0].prompt_tokens, 24);
    EXPECT_EQ(first.timeline()->sequences[0].tokens.size(), 5U);
    EXPECT_EQ(first.output_digest(), second.output_digest());
    EXPECT_TRUE(compute_generation_metrics(*first.timeline()));
}

TEST_F(WorkloadBodies, GenerationRefusesLengthsThatCannotBe) {
    for (const char* name : {"batch_size", "sequence_length", "new_tokens"}) {
        Preparation preparation = preparation_of({{name, integer(0)}});
        const auto measure = prepare_generation(tiny_card(), preparation);
        ASSERT_FALSE(measure) << name;
        EXPECT_THAT(measure.error().message, HasSubstr(name));
    }
}

TEST_F(WorkloadBodies, GenerationOnTheSimulatedEngineOpensNothing) {
    Preparation preparation = preparation_of({{"batch_size", integer(2)},
                                              {"sequence_length", integer(128)},
                                              {"new_tokens", integer(4)},
                                              {"depth", integer(0)}});
    preparation.engine = "simulated";
    preparation.engine_options = {{"ttft_s", "0.5"}, {"process", "0"}};
    preparation.injected_slowdown = 0.1;
    ModelCard card = tiny_card();
    card.vocabulary = "there is no such vocabulary";
    auto measure = prepare_generation(card, preparation);
    ASSERT_TRUE(measure) << measure.error().message;
    EXPECT_TRUE(preparation.process_metrics.empty());
    Repetitions repetitions;
    const auto values = compute_generation_metrics(*take(*measure, repetitions).timeline());
    EXPECT_NEAR(values->at("ttft").front(), 0.55, 1e-8);
}

TEST_F(WorkloadBodies, TheEstimateIsAboveWhatTheEngineAllocates) {
    const Parameters parameters = {{"batch_size", integer(2)},
                                   {"sequence_length", integer(200)},
                                   {"new_tokens", integer(10)},
                                   {"depth", integer(0)},
                                   {"weight_type", std::string("q8_0")}};
    const auto estimate = estimate_generation_memory(tiny_card(), parameters);
    ASSERT_TRUE(estimate);
    Preparation preparation = preparation_of(parameters);
    ASSERT_TRUE(prepare_generation(tiny_card(), preparation));
    double allocated = 0;
    for (const char* name : {"weights_memory", "kv_cache_memory", "compute_memory"}) {
        allocated += preparation.process_metrics.at(name);
    }
    EXPECT_GT(static_cast<double>(estimate->count), allocated);
    Parameters larger = parameters;
    larger.set("depth", integer(4000));
    EXPECT_GT(*estimate_generation_memory(tiny_card(), larger), *estimate);
}

TEST_F(WorkloadBodies, TokenizationTimesOneText) {
    Preparation preparation = preparation_of({{"sequence_length", integer(64)}});
    auto measure = prepare_tokenization(tiny_card(), preparation);
    ASSERT_TRUE(measure) << measure.error().message;
    Repetitions repetitions;
    const Sample sample = take(*measure, repetitions);
    const double latency_s = sample.values().at("latency").front();
    const double tokens = sample.values().at("tokenization_throughput").front() * latency_s;
    EXPECT_GE(tokens, 63.9);
    EXPECT_LE(tokens, 75);
}

TEST_F(WorkloadBodies, PipelineLoadsInEverySample) {
    Preparation preparation = preparation_of({{"sequence_length", integer(32)}, {"new_tokens", integer(4)}});
    auto measure = prepare_pipeline(tiny_card(), preparation);
    ASSERT_TRUE(measure) << measure.error().message;
    EXPECT_EQ(preparation.facts.engine->name, "llama_cpp");
    Repetitions repetitions;
    const Sample first = take(*measure, repetitions);
    EXPECT_EQ(first.output_digest(), take(*measure, repetitions).output_digest());
    const auto metrics = compute_generation_metrics(*first.timeline());
    ASSERT_TRUE(metrics);
    EXPECT_GT(first.values().at("latency").front(),
              first.values().at("load_time").front() + metrics->at("e2e_latency").front());
}

TEST_F(WorkloadBodies, MatmulMeasuresTheShapesOfTheCard) {
    Preparation preparation = preparation_of({{"projection", std::string("ffn_down")}, {"tokens", integer(2)}});
    auto measure = prepare_matmul(tiny_card(), preparation, kibibytes(512));
    ASSERT_TRUE(measure) << measure.error().message;
    EXPECT_EQ(preparation.facts.weights_source, "");
    EXPECT_EQ(preparation.facts.engine->options.at("tensor_type"), "q8_0");
    Repetitions repetitions;
    const Sample sample = take(*measure, repetitions);
    const double latency_s = sample.values().at("latency").front();
    EXPECT_NEAR(sample.values().at("compute_throughput").front() * latency_s, 2.0 * 512 * 256 * 2, 1);
    EXPECT_NEAR(sample.values().at("memory_throughput").front() * latency_s, 256 * 512 / 32 * 34 + 512 * 2 * 4, 1);

    Preparation simulated = preparation_of({{"projection", std::string("ffn_down")}, {"tokens", integer(2)}});
    simulated.engine = "simulated";
    EXPECT_EQ(prepare_matmul(tiny_card(), simulated).error().kind, ErrorKind::unsupported);
}

TEST(ProjectionShape, FollowsTheCard) {
    ModelCard card = tiny_card();
    card.value_length = 32;
    EXPECT_EQ(compute_projection_shape(card, "attn_q"), (ProjectionShape{256, 256}));
    EXPECT_EQ(compute_projection_shape(card, "attn_output"), (ProjectionShape{128, 256}));
    EXPECT_EQ(compute_projection_shape(card, "ffn_up"), (ProjectionShape{256, 512}));
    EXPECT_EQ(compute_projection_shape(card, "ffn_down"), (ProjectionShape{512, 256}));
    EXPECT_EQ(compute_projection_shape(card, "output"), (ProjectionShape{256, 512}));
    EXPECT_THAT(compute_projection_shape(card, "attn_k").error().remedy, HasSubstr("attn_output"));
    card = tiny_card("qwen3moe");
    card.expert_feed_forward_length = 128;
    EXPECT_EQ(compute_projection_shape(card, "ffn_up"), (ProjectionShape{256, 128})) << "of one expert";
    EXPECT_EQ(compute_projection_shape(card, "ffn_down"), (ProjectionShape{128, 256}));
    EXPECT_EQ(compute_projection_shape(tiny_card("deepseek2"), "attn_q"), (ProjectionShape{96, 256}));
}

TEST(Registration, DeclaresAxesAndNeedsTheModelOnlyWhenItRuns) {
    const std::size_t before = registered_benchmarks().size();
    ASSERT_TRUE(register_generation("not_here", "benchmark_generation.cpp", {.depths = {0, 512}}));
    ASSERT_TRUE(register_tokenization("not_here", "benchmark_tokenization.cpp"));
    ASSERT_TRUE(register_matmul("not_here", "benchmark_matmul.cpp"));
    ASSERT_TRUE(register_pipeline("not_here", "benchmark_pipeline.cpp", "q4_k_m"));
    ASSERT_EQ(registered_benchmarks().size(), before + 4);
    const Benchmark& generation = *registered_benchmarks()[before];
    EXPECT_EQ(generation.name, "generation");
    EXPECT_EQ(generation.checkpoint_model, "not_here");
    std::vector<std::string> axes;
    for (const Axis& axis : generation.axes) {
        axes.push_back(axis.name);
        EXPECT_FALSE(axis.values.empty()) << axis.name;
    }
    EXPECT_THAT(
        axes, ::testing::ElementsAre("batch_size", "sequence_length", "new_tokens", "depth", "threads", "weight_type"));
    for (std::size_t i = before; i < before + 4; ++i) {
        Preparation preparation;
        const auto measure = registered_benchmarks()[i]->prepare(preparation);
        ASSERT_FALSE(measure);
        EXPECT_EQ(measure.error().kind, ErrorKind::not_found);
    }
}

}  // namespace
}  // namespace inference_pio
