#include "checkpoints/checkpoint.hpp"

#include <gmock/gmock.h>

#include "checkpoints/synthesis.hpp"
#include "checkpoints/tiny_model.hpp"

namespace inference_pio {
namespace {

using ::testing::HasSubstr;
using testing::tiny_card;

class InspectCheckpoint : public testing::TinyModelTest {
protected:
    std::filesystem::path synthesized(const ModelCard& card, WeightType type) {
        auto path = folder() / (card.name + ".gguf");
        const auto written = synthesize_checkpoint({card, type, 1}, path, {});
        EXPECT_TRUE(written) << written.error().message;
        return path;
    }
};

TEST_F(InspectCheckpoint, TellsTheFactsOfAFile) {
    const ModelCard card = tiny_card("gemma3");
    const auto path = synthesized(card, WeightType::q4_k_m);
    const auto facts = inspect_checkpoint(path);
    ASSERT_TRUE(facts) << facts.error().message;
    EXPECT_EQ(facts->file, path);
    EXPECT_EQ(facts->architecture, "gemma3");
    EXPECT_EQ(facts->name, "Tiny gemma3");
    EXPECT_EQ(facts->weight_type, WeightType::q4_k_m);
    EXPECT_EQ(facts->parameters, parameter_count(card));
    EXPECT_EQ(facts->vocabulary_size, testing::kTinyVocabulary);
    EXPECT_EQ(facts->context_length, 2048);
    EXPECT_EQ(facts->layers, 2);
    EXPECT_EQ(facts->file_bytes, Bytes{std::filesystem::file_size(path)});
    EXPECT_LT(facts->tensor_bytes, facts->file_bytes);
    ASSERT_EQ(facts->tensors.size(), 28U);
    EXPECT_EQ(facts->tensors[1], (TensorFacts{"token_embd.weight", "q6_K", {256, 512}, Bytes{512 * 210}}));
}

TEST(TensorBytesByType, AddsUpTheTensorsOfEachType) {
    CheckpointFacts facts;
    EXPECT_TRUE(tensor_bytes_by_type(facts).empty());
    facts.tensors = {{"a", "q4_K", {256}, Bytes{144}}, {"b", "f32", {2}, Bytes{8}}, {"c", "q4_K", {512}, Bytes{288}}};
    EXPECT_EQ(tensor_bytes_by_type(facts), (std::map<std::string, std::int64_t>{{"f32", 8}, {"q4_K", 432}}));
}

TEST_F(InspectCheckpoint, TheBytesOfAllTypesAreThoseOfTheTensors) {
    const auto facts = inspect_checkpoint(synthesized(tiny_card(), WeightType::q4_k_m));
    ASSERT_TRUE(facts) << facts.error().message;
    const auto bytes = tensor_bytes_by_type(*facts);
    EXPECT_THAT(bytes, ::testing::Contains(::testing::Key("q4_K")));
    EXPECT_THAT(bytes, ::testing::Contains(::testing::Key("q6_K")));
    std::uint64_t sum = 0;
    for (const auto& [type, count] : bytes) sum += static_cast<std::uint64_t>(count);
    EXPECT_EQ(Bytes{sum}, facts->tensor_bytes);
}

TEST_F(InspectCheckpoint, AVocabularyIsAFileWithoutWeights) {
    const auto facts = inspect_checkpoint(folder() / "ggml-vocab-tiny.gguf");
    ASSERT_TRUE(facts) << facts.error().message;
    EXPECT_EQ(facts->parameters, 0);
    EXPECT_EQ(facts->vocabulary_size, testing::kTinyVocabulary);
}

TEST_F(InspectCheckpoint, MissingAndForeignFiles) {
    EXPECT_EQ(inspect_checkpoint(folder() / "missing.gguf").error().kind, ErrorKind::not_found);
    testing::write_bytes(folder() / "text.gguf", "not a model at all");
    const auto error = inspect_checkpoint(folder() / "text.gguf").error();
    EXPECT_EQ(error.kind, ErrorKind::malformed);
    EXPECT_THAT(error.message, HasSubstr("text.gguf"));
    EXPECT_FALSE(error.remedy.empty());
}

TEST_F(InspectCheckpoint, AFileWithoutAnArchitectureIsNoCheckpoint) {
    const GgufContext empty(gguf_init_empty());
    const auto path = folder() / "nameless.gguf";
    ASSERT_TRUE(gguf_write_to_file(empty.get(), path.c_str(), true));
    EXPECT_THAT(inspect_checkpoint(path).error().message, HasSubstr("does not name its architecture"));
}

TEST_F(InspectCheckpoint, AnotherArchitectureIsRefusedNamingBoth) {
    const auto facts = inspect_checkpoint(synthesized(tiny_card("qwen3"), WeightType::q4_0));
    ASSERT_TRUE(facts);
    EXPECT_TRUE(check_architecture(*facts, tiny_card("qwen3")));
    const auto refused = check_architecture(*facts, tiny_card("gemma3"));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::mismatch);
    EXPECT_THAT(refused.error().message, HasSubstr("'qwen3'"));
    EXPECT_THAT(refused.error().message, HasSubstr("'gemma3'"));
}

}  // namespace
}  // namespace inference_pio
