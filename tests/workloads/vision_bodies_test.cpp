// The bodies of the benchmarks of images, on a tiny vision-language model.
#include <gmock/gmock.h>

#include "checkpoints/synthesis.hpp"
#include "checkpoints/tiny_model.hpp"
#include "common/digest.hpp"
#include "statistics/timeline_metrics.hpp"
#include "workloads/case_model.hpp"
#include "workloads/case_projector.hpp"
#include "workloads/matmul.hpp"
#include "workloads/vision_encoder.hpp"
#include "workloads/vision_generation.hpp"
#include "workloads/vision_pipeline.hpp"

namespace inference_pio {
namespace {

using ::testing::HasSubstr;
using testing::tiny_card;

std::int64_t integer(std::int64_t value) { return value; }

class VisionBodies : public testing::TinyModelTest {
protected:
    static Preparation preparation_of(Parameters parameters) {
        Preparation preparation;
        preparation.parameters = std::move(parameters);
        preparation.parameters.set("threads", integer(1));
        preparation.parameters.set("weight_type", std::string("q8_0"));
        return preparation;
    }

    static Sample take(Measure& measure, Repetitions& repetitions) {
        Sample sample(repetitions);
        const auto measured = measure(sample);
        EXPECT_TRUE(measured) << measured.error().message;
        return sample;
    }
};

TEST_F(VisionBodies, VisionGenerationCountsVerifiesAndTakesTheTtftApart) {
    for (const char* format : {"jpeg", "png", "pixels"}) {
        Preparation preparation = preparation_of({{"image_size", integer(96)},
                                                  {"aspect_ratio", std::string("3:1")},
                                                  {"image_count", integer(2)},
                                                  {"image_format", std::string(format)},
                                                  {"batch_size", integer(2)},
                                                  {"sequence_length", integer(12)},
                                                  {"new_tokens", integer(3)}});
        auto measure = prepare_vision_generation(tiny_card("qwen3vl"), preparation);
        ASSERT_TRUE(measure) << measure.error().message;
        EXPECT_GT(preparation.process_metrics.at("vision_memory"), 0);
        EXPECT_EQ(preparation.facts.weights_source, "synthetic");
        ASSERT_TRUE(preparation.facts.costs);
        EXPECT_GT(preparation.facts.costs->prefill_flops, 0);
        Repetitions repetitions;
        const Sample first = take(*measure, repetitions);
        EXPECT_EQ(take(*measure, repetitions).output_digest(), first.output_digest());
        ASSERT_TRUE(first.timeline());
        for (const SequenceTimeline& one : first.timeline()->sequences) EXPECT_EQ(one.image_tokens, 2 * 9 * 3);
        const auto metrics = compute_generation_metrics(*first.timeline());
        ASSERT_TRUE(metrics);
        EXPECT_EQ(metrics->at("image_tokens").front(), 2 * 2 * 9 * 3);
        EXPECT_EQ(metrics->contains("image_decode_time"), std::string(format) != "pixels");
    }
}

TEST_F(VisionBodies, TheEstimateIsAboveWhatTheEngineAllocates) {
    const Parameters parameters = {
        {"image_size", integer(96)}, {"sequence_length", integer(12)}, {"weight_type", std::string("q8_0")}};
    const auto estimate = estimate_vision_memory(tiny_card("qwen3vl"), parameters);
    ASSERT_TRUE(estimate) << estimate.error().message;
    Preparation preparation = preparation_of(parameters);
    ASSERT_TRUE(prepare_vision_generation(tiny_card("qwen3vl"), preparation));
    double allocated = 0;
    for (const char* name : {"weights_memory", "kv_cache_memory", "compute_memory", "vision_memory"}) {
        allocated += preparation.process_metrics.at(name);
    }
    EXPECT_GT(static_cast<double>(estimate->count), allocated);
    Parameters larger = parameters;
    larger.set("image_size", integer(896));
    EXPECT_GT(*estimate_vision_memory(tiny_card("qwen3vl"), larger), *estimate);
}

TEST_F(VisionBodies, ModelsWithoutATowerAndOtherEnginesAreRefused) {
    Preparation text = preparation_of({});
    EXPECT_EQ(prepare_vision_generation(tiny_card(), text).error().kind, ErrorKind::unsupported);
    Preparation simulated = preparation_of({});
    simulated.engine = "simulated";
    EXPECT_EQ(prepare_vision_encoder(tiny_card("qwen3vl"), simulated).error().kind, ErrorKind::unsupported);
}

TEST_F(VisionBodies, PreprocessingAndEncodingAreTimedAlone) {
    Preparation preparation = preparation_of({{"image_size", integer(96)}});
    auto preprocess = prepare_image_preprocess(tiny_card("qwen3vl"), preparation);
    ASSERT_TRUE(preprocess) << preprocess.error().message;
    Repetitions repetitions;
    const Sample preprocessed = take(*preprocess, repetitions);
    EXPECT_EQ(preprocessed.values().at("image_tokens").front(), 9);
    EXPECT_GT(preprocessed.values().at("latency").front(), 0);

    Preparation other = preparation_of({{"image_size", integer(96)}, {"projector_type", std::string("f16")}});
    auto encode = prepare_vision_encoder(tiny_card("qwen3vl"), other);
    ASSERT_TRUE(encode) << encode.error().message;
    EXPECT_GT(other.process_metrics.at("vision_memory"), 0);
    EXPECT_EQ(other.facts.costs->weight_type, "f16");
    Repetitions again;
    const Sample first = take(*encode, again);
    EXPECT_EQ(take(*encode, again).output_digest(), first.output_digest());
    EXPECT_EQ(first.values().at("image_tokens").front(), 9);
    EXPECT_GT(first.values().at("compute_throughput").front(), 0);
}

TEST_F(VisionBodies, LibmtmdsResizeKnowsThePhotographsSize) {
    Preparation preparation = preparation_of({{"source_size", std::string("192x96")}});
    auto resize = prepare_libmtmd_resize(tiny_card("qwen3vl"), preparation);
    ASSERT_TRUE(resize) << resize.error().message;
    Repetitions repetitions;
    const Sample sample = take(*resize, repetitions);
    EXPECT_EQ(sample.values().at("image_tokens").front(), 18);
    EXPECT_NEAR(sample.values().at("pixel_throughput").front() * sample.values().at("latency").front(), 192 * 96 / 1e6,
                1e-9);
    preparation.files["images"] = folder();
    EXPECT_FALSE(prepare_libmtmd_resize(tiny_card("qwen3vl"), preparation));
}

// Half way between two multiples the engine rounds otherwise than the published rule: that is found, not hidden.
TEST_F(VisionBodies, ASizeThatTheEngineRoundsOtherwiseIsRefused) {
    Preparation preparation = preparation_of({{"image_size", integer(208)}});
    const auto measure = prepare_image_preprocess(tiny_card("qwen3vl"), preparation);
    ASSERT_FALSE(measure);
    EXPECT_EQ(measure.error().kind, ErrorKind::malformed);
    EXPECT_THAT(measure.error().message, HasSubstr("49 tokens of an image of 208x208 where the architecture "
                                                   "prescribes 36"));
}

TEST_F(VisionBodies, PipelinesLoadInEverySample) {
    for (const std::int64_t images : {0, 1, 3}) {
        Preparation preparation = preparation_of({{"image_count", images},
                                                  {"image_size", integer(96)},
                                                  {"sequence_length", integer(12)},
                                                  {"new_tokens", integer(3)}});
        auto measure = prepare_vision_pipeline(tiny_card("qwen3vl"), preparation);
        ASSERT_TRUE(measure) << measure.error().message;
        Repetitions repetitions;
        const Sample first = take(*measure, repetitions);
        EXPECT_EQ(take(*measure, repetitions).output_digest(), first.output_digest());
        EXPECT_GT(first.values().at("latency").front(), first.values().at("load_time").front());
        EXPECT_GT(first.values().at("vision_memory").front(), 0);
        EXPECT_EQ(first.timeline()->sequences[0].image_tokens, 9 * images);
    }
}

TEST_F(VisionBodies, TextAloneRunsWithTheTowerAndWithout) {
    std::string with_tower;
    for (const char* tower : {"present", "absent"}) {
        Preparation preparation = preparation_of({{"image_count", integer(0)},
                                                  {"vision_tower", std::string(tower)},
                                                  {"sequence_length", integer(12)},
                                                  {"new_tokens", integer(3)}});
        auto measure = prepare_vision_pipeline(tiny_card("qwen3vl"), preparation);
        ASSERT_TRUE(measure) << measure.error().message;
        Repetitions repetitions;
        const Sample sample = take(*measure, repetitions);
        EXPECT_EQ(sample.values().contains("vision_memory"), std::string(tower) == "present");
        if (with_tower.empty()) with_tower = sample.output_digest();
        EXPECT_EQ(sample.output_digest(), with_tower);
    }
    Preparation wrong = preparation_of({{"vision_tower", std::string("maybe")}});
    EXPECT_EQ(prepare_vision_pipeline(tiny_card("qwen3vl"), wrong).error().kind, ErrorKind::invalid_argument);
}

TEST_F(VisionBodies, TheProjectorIsPartOfWhatARecordSaysOfItsCheckpoint) {
    const ModelCard card = tiny_card("qwen3vl");
    Preparation preparation = preparation_of({});
    ASSERT_TRUE(choose_checkpoint(card, preparation));
    const std::string text_digest = preparation.facts.checkpoint_digest;
    const auto synthesized = choose_projector(card, preparation);
    ASSERT_TRUE(synthesized) << synthesized.error().message;
    EXPECT_NE(preparation.facts.checkpoint_digest, text_digest);
    EXPECT_TRUE(preparation.facts.parameters.empty());

    // As a worker does after `provide`: the same file, handed over.
    Preparation provided = preparation_of({});
    provided.files["projector"] = *synthesized;
    ASSERT_TRUE(choose_checkpoint(card, provided));
    EXPECT_EQ(choose_projector(card, provided), *synthesized);
    EXPECT_EQ(provided.facts, preparation.facts);

    // The user's own, on the user's own model.
    const auto model = folder() / "model.gguf";
    const auto projector = folder() / "projector.gguf";
    ASSERT_TRUE(synthesize_checkpoint({card, WeightType::q8_0, 9}, model, {}));
    ASSERT_TRUE(synthesize_checkpoint({card, WeightType::f16, 9, CheckpointPart::projector}, projector, {}));
    Preparation own = preparation_of({});
    own.files = {{"model", model}, {"projector", projector}};
    own.user_checkpoint = true;
    ASSERT_TRUE(choose_checkpoint(card, own));
    EXPECT_EQ(choose_projector(card, own), projector);
    EXPECT_EQ(own.facts.weights_source, "file");
    EXPECT_EQ(own.facts.parameters.get<std::string>("projector_type"), "f16");
    EXPECT_EQ(own.facts.checkpoint_digest, digest_of(*digest_of_file(model) + '\n' + *digest_of_file(projector)));

    // A synthesized tower before real weights: what comes out says nothing.
    Preparation half = own;
    half.files.erase("projector");
    ASSERT_TRUE(choose_checkpoint(card, half));
    ASSERT_TRUE(choose_projector(card, half));
    EXPECT_EQ(half.facts.weights_source, "synthetic");

    Preparation mistaken = preparation_of({});
    mistaken.files["projector"] = model;
    ASSERT_TRUE(choose_checkpoint(card, mistaken));
    const auto refused = choose_projector(card, mistaken);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::mismatch);
    EXPECT_THAT(refused.error().message, HasSubstr("qwen3vl_merger"));
}

TEST_F(VisionBodies, MatrixProductsOfTheTowerHaveItsShapes) {
    const ModelCard card = tiny_card("qwen3vl");
    EXPECT_EQ(*compute_projection_shape(card, "vision_qkv"), (ProjectionShape{128, 384}));
    EXPECT_EQ(*compute_projection_shape(card, "vision_output"), (ProjectionShape{128, 128}));
    EXPECT_EQ(*compute_projection_shape(card, "vision_ffn_up"), (ProjectionShape{128, 256}));
    EXPECT_EQ(*compute_projection_shape(card, "vision_ffn_down"), (ProjectionShape{256, 128}));
    EXPECT_EQ(*compute_projection_shape(card, "merger"), (ProjectionShape{512, 512}));
    EXPECT_EQ(*compute_projection_shape(card, "merger_output"), (ProjectionShape{512, 256}));
    EXPECT_EQ(compute_projection_shape(card, "vision_all").error().kind, ErrorKind::invalid_argument);
    EXPECT_EQ(compute_projection_shape(tiny_card(), "vision_qkv").error().kind, ErrorKind::unsupported);
}

}  // namespace
}  // namespace inference_pio
