#include "workloads/case_model.hpp"

#include <gmock/gmock.h>

#include <inference_pio/model_plugin.hpp>

#include "checkpoints/synthesis.hpp"
#include "checkpoints/tiny_model.hpp"
#include "common/digest.hpp"

namespace inference_pio {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using testing::tiny_card;

PIO_MODEL([] {
    ModelCard card = tiny_card();
    card.name = "case_model_test";
    return card;
});

class ChooseCheckpoint : public testing::TinyModelTest {
protected:
    ChooseCheckpoint() { preparation_.parameters = {{"weight_type", std::string("q8_0")}}; }

    std::filesystem::path file_of(const std::string& architecture) {
        const auto path = folder() / (architecture + ".gguf");
        const auto written = synthesize_checkpoint({tiny_card(architecture), WeightType::q4_0, 1}, path, {});
        EXPECT_TRUE(written) << written.error().message;
        return path;
    }

    Preparation preparation_;
};

TEST_F(ChooseCheckpoint, SynthesizesWhereNoneIsGiven) {
    const auto path = choose_checkpoint(tiny_card(), preparation_);
    ASSERT_TRUE(path) << path.error().message;
    EXPECT_TRUE(std::filesystem::exists(*path));
    EXPECT_EQ(preparation_.facts.model, "tiny_qwen3");
    EXPECT_EQ(preparation_.facts.weights_source, "synthetic");
    EXPECT_EQ(preparation_.facts.checkpoint_digest,
              synthesis_digest({.card = tiny_card(), .weight_type = WeightType::q8_0}));
    EXPECT_EQ(preparation_.facts.checkpoint_file, "");
    EXPECT_TRUE(preparation_.facts.parameters.empty());

    // As a worker does after `provide`: the same file, handed over.
    Preparation provided;
    provided.parameters = preparation_.parameters;
    provided.files["model"] = *path;
    provided.seed = 77;  // of the run, not of the weights
    EXPECT_EQ(choose_checkpoint(tiny_card(), provided), path);
    EXPECT_EQ(provided.facts, preparation_.facts);
}

TEST_F(ChooseCheckpoint, TakesTheUsersFileWithItsOwnWeightType) {
    const auto path = file_of("qwen3");
    preparation_.files["model"] = path;
    preparation_.user_checkpoint = true;
    ASSERT_EQ(choose_checkpoint(tiny_card(), preparation_), path);
    EXPECT_EQ(preparation_.facts.weights_source, "file");
    EXPECT_EQ(preparation_.facts.checkpoint_digest, *digest_of_file(path));
    EXPECT_EQ(preparation_.facts.checkpoint_file, path.string());
    EXPECT_EQ(preparation_.facts.parameters.get<std::string>("weight_type"), "q4_0");
}

TEST_F(ChooseCheckpoint, SlicesNoFileOfTheUsers) {
    preparation_.files["model"] = file_of("qwen3");
    preparation_.user_checkpoint = true;
    preparation_.parameters.set("layers", std::int64_t{1});
    const auto path = choose_checkpoint(tiny_card(), preparation_);
    ASSERT_FALSE(path);
    EXPECT_EQ(path.error().kind, ErrorKind::invalid_argument);
    EXPECT_THAT(path.error().message, HasSubstr("qwen3.gguf is a whole model"));
}

TEST_F(ChooseCheckpoint, RefusesAFileOfAnotherArchitecture) {
    preparation_.files["model"] = file_of("gemma3");
    preparation_.user_checkpoint = true;
    const auto path = choose_checkpoint(tiny_card(), preparation_);
    ASSERT_FALSE(path);
    EXPECT_EQ(path.error().kind, ErrorKind::mismatch);
    EXPECT_THAT(path.error().message, AllOf(HasSubstr("gemma3"), HasSubstr("qwen3")));
}

TEST_F(ChooseCheckpoint, TheSimulatedEngineNeedsNone) {
    preparation_.engine = "simulated";
    EXPECT_EQ(choose_checkpoint(tiny_card(), preparation_), std::filesystem::path());
    EXPECT_EQ(preparation_.facts.weights_source, "");
    EXPECT_EQ(preparation_.facts.checkpoint_digest, "");
}

TEST_F(ChooseCheckpoint, RefusesAWeightTypeThatIsNone) {
    preparation_.parameters.set("weight_type", std::string("q9_9"));
    EXPECT_EQ(choose_checkpoint(tiny_card(), preparation_).error().kind, ErrorKind::invalid_argument);
}

TEST(LoadCaseModel, WritesTheEnginesFactsAndEffectiveOptions) {
    Preparation preparation;
    preparation.engine = "simulated";
    preparation.engine_options = {{"itl_s", "0.5"}};
    const auto loaded = load_case_model({}, {}, preparation);
    ASSERT_TRUE(loaded);
    ASSERT_TRUE(preparation.facts.engine);
    EXPECT_EQ(preparation.facts.engine->name, "simulated");
    EXPECT_EQ(preparation.facts.engine->options.at("itl_s"), "0.5");
    EXPECT_EQ(preparation.facts.engine->options.count("seed"), 0U);
    preparation.engine = "abacus";
    EXPECT_EQ(load_case_model({}, {}, preparation).error().kind, ErrorKind::not_found);
}

TEST(OutputVerification, DigestsTellSequencesApart) {
    Timeline one;
    one.sequences = {{0, {1, 2}, {}}, {0, {3}, {}}};
    Timeline other;
    other.sequences = {{0, {1}, {}}, {0, {2, 3}, {}}};
    EXPECT_THAT(output_digest_of(one), StartsWith("xxh3:"));
    EXPECT_NE(output_digest_of(one), output_digest_of(other));
}

TEST(OutputVerification, CountsMustBeExact) {
    Timeline timeline;
    timeline.sequences = {{5, {1, 2}, {}}};
    EXPECT_TRUE(verify_counts(timeline, 1, 5, 2));
    EXPECT_FALSE(verify_counts(timeline, 2, 5, 2));
    EXPECT_FALSE(verify_counts(timeline, 1, 6, 2));
    EXPECT_FALSE(verify_counts(timeline, 1, 5, 3));
}

TEST(OutputVerification, SamplesOfOneProcessMustAgree) {
    OutputAgreement agreement;
    EXPECT_TRUE(agreement.check("a"));
    EXPECT_TRUE(agreement.check("a"));
    EXPECT_EQ(agreement.check("b").error().kind, ErrorKind::malformed);
}

TEST(CountParameter, HasAMinimumAndAFallback) {
    const Parameters parameters = {{"depth", std::int64_t{-1}}, {"threads", std::int64_t{3}}};
    EXPECT_EQ(count_parameter(parameters, "threads", 1, 9), 3);
    EXPECT_EQ(count_parameter(parameters, "new_tokens", 1, 9), 9);
    EXPECT_THAT(count_parameter(parameters, "depth", 0, 0).error().message, HasSubstr("depth=-1"));
}

TEST(WithCard, HandsOverTheSliceThatTheCaseAsksFor) {
    std::int64_t layers = 0;
    const PrepareFunction prepare =
        with_card("case_model_test", [&](const ModelCard& card, Preparation&) -> Result<Measure> {
            layers = card.layers;
            return fail(ErrorKind::unsupported, "seen");
        });
    const MemoryEstimate estimate =
        estimate_with_card("case_model_test", [](const ModelCard& card, const Parameters&) -> Result<Bytes> {
            return mebibytes(static_cast<std::uint64_t>(card.layers));
        });
    Preparation preparation;
    EXPECT_EQ(prepare(preparation).error().message, "seen");
    EXPECT_EQ(layers, 2);
    EXPECT_EQ(estimate(preparation.parameters), mebibytes(2));
    preparation.parameters.set("layers", std::int64_t{1});
    EXPECT_EQ(prepare(preparation).error().message, "seen");
    EXPECT_EQ(layers, 1);
    EXPECT_EQ(estimate(preparation.parameters), mebibytes(1));
    preparation.parameters.set("layers", std::int64_t{3});
    EXPECT_EQ(prepare(preparation).error().kind, ErrorKind::invalid_argument);
    EXPECT_EQ(estimate(preparation.parameters).error().kind, ErrorKind::invalid_argument);
}

TEST(CardOf, AnUnregisteredModelIsNotFound) {
    const auto card = card_of("nothing_of_the_kind");
    ASSERT_FALSE(card);
    EXPECT_EQ(card.error().kind, ErrorKind::not_found);
    EXPECT_THAT(card.error().message, HasSubstr("nothing_of_the_kind"));
}

}  // namespace
}  // namespace inference_pio
