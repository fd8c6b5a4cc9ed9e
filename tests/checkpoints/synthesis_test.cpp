#include "checkpoints/synthesis.hpp"

#include <gmock/gmock.h>
#include <signal.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstring>
#include <set>

#include "checkpoints/checkpoint.hpp"
#include "checkpoints/gguf_header.hpp"
#include "checkpoints/tiny_model.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using testing::tiny_card;

class Synthesis : public testing::TinyModelTest {
protected:
    std::string bytes_of(const SynthesisRequest& request) {
        const auto path = folder() / "out.gguf";
        const auto written = synthesize_checkpoint(request, path, {});
        EXPECT_TRUE(written) << written.error().message;
        return testing::read_bytes(path);
    }
};

TEST_F(Synthesis, TheSameSeedGivesTheSameBytes) {
    const SynthesisRequest request{tiny_card(), WeightType::q4_k_m, 1};
    EXPECT_EQ(bytes_of(request), bytes_of(request));
}

TEST_F(Synthesis, AnotherSeedGivesOtherWeights) {
    const std::string one = bytes_of({tiny_card(), WeightType::q4_0, 1});
    const std::string two = bytes_of({tiny_card(), WeightType::q4_0, 2});
    EXPECT_EQ(one.size(), two.size());
    // Not the seed's number in the description alone.
    EXPECT_NE(one.substr(one.size() - 4096), two.substr(two.size() - 4096));
}

TEST_F(Synthesis, TheSizeIsKnownBeforehandForEveryWeightType) {
    for (const WeightType type : all_weight_types()) {
        const SynthesisRequest request{tiny_card(), type, 1};
        const auto size = compute_synthesized_size(request);
        ASSERT_TRUE(size) << size.error().message;
        EXPECT_EQ(bytes_of(request).size(), size->count) << to_string(type);
    }
}

TEST_F(Synthesis, SaysWhatItIsDoing) {
    std::vector<std::string> lines;
    ASSERT_TRUE(synthesize_checkpoint({tiny_card(), WeightType::q4_0, 1}, folder() / "out.gguf",
                                      [&](std::string_view line) { lines.emplace_back(line); }));
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_THAT(lines[0], HasSubstr("synthesizing Tiny qwen3 as q4_0"));
}

TEST_F(Synthesis, AFullDiskLeavesTheOldFileAndNothingElse) {
    const auto path = folder() / "full" / "out.gguf";
    fs::create_directories(path.parent_path());
    testing::write_bytes(path, "old");
    rlimit old{};
    ::getrlimit(RLIMIT_FSIZE, &old);
    const auto handler = ::signal(SIGXFSZ, SIG_IGN);
    const rlimit small{100000, old.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &small);
    const auto written = synthesize_checkpoint({tiny_card(), WeightType::f32, 1}, path, {});
    ::setrlimit(RLIMIT_FSIZE, &old);
    ::signal(SIGXFSZ, handler);
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().kind, ErrorKind::io);
    EXPECT_THAT(written.error().message, HasSubstr("the disk was full after"));
    EXPECT_EQ(testing::read_bytes(path), "old");
    EXPECT_EQ(std::distance(fs::directory_iterator(path.parent_path()), {}), 1);
}

TEST_F(Synthesis, AnUnknownArchitectureOrAMissingVocabularyIsAnError) {
    EXPECT_EQ(compute_synthesized_size({tiny_card("mamba"), WeightType::q4_0, 1}).error().kind, ErrorKind::unsupported);
    ModelCard card = tiny_card();
    card.vocabulary = "klingon";
    const auto written = synthesize_checkpoint({card, WeightType::q4_0, 1}, folder() / "out.gguf", {});
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().kind, ErrorKind::not_found);
    EXPECT_THAT(written.error().message, HasSubstr("ggml-vocab-klingon.gguf"));
    card = tiny_card();
    card.vocabulary_size = 600;
    const auto size = compute_synthesized_size({card, WeightType::q4_0, 1});
    ASSERT_FALSE(size);
    EXPECT_EQ(size.error().kind, ErrorKind::mismatch);
    EXPECT_THAT(size.error().message, HasSubstr("512 tokens, but tiny_qwen3 needs 600"));
}

TEST_F(Synthesis, AProjectorIsAFileOfItsOwn) {
    const SynthesisRequest request{tiny_card("qwen3vl"), WeightType::q8_0, 1, CheckpointPart::projector};
    EXPECT_EQ(bytes_of(request), bytes_of(request));
    EXPECT_EQ(bytes_of(request).size(), compute_synthesized_size(request)->count);
    const auto facts = inspect_checkpoint(folder() / "out.gguf");
    ASSERT_TRUE(facts) << facts.error().message;
    EXPECT_EQ(facts->architecture, "clip");
    EXPECT_EQ(facts->projector, "qwen3vl_merger");
    EXPECT_EQ(facts->weight_type, WeightType::q8_0);
    EXPECT_EQ(facts->vocabulary_size, 0);
    EXPECT_EQ(facts->parameters, parameter_count(*request.card.vision));
    EXPECT_TRUE(check_projector(*facts, request.card));
    EXPECT_EQ(check_projector(*facts, tiny_card()).error().kind, ErrorKind::unsupported);
    ModelCard other = request.card;
    other.vision->projector = "another_merger";
    EXPECT_THAT(check_projector(*facts, other).error().message, HasSubstr("'another_merger'"));
    EXPECT_EQ(check_architecture(*facts, request.card).error().kind, ErrorKind::mismatch);
}

TEST_F(Synthesis, ATextModelIsNoProjector) {
    const ModelCard card = tiny_card("qwen3vl");
    bytes_of({card, WeightType::q8_0, 1});
    const auto facts = inspect_checkpoint(folder() / "out.gguf");
    ASSERT_TRUE(facts);
    const auto checked = check_projector(*facts, card);
    ASSERT_FALSE(checked);
    EXPECT_EQ(checked.error().kind, ErrorKind::mismatch);
    EXPECT_THAT(checked.error().message, HasSubstr("'qwen3vl'"));
}

TEST_F(Synthesis, ProjectorsLieInTheCacheBesideTheirModels) {
    const ModelCard card = tiny_card("qwen3vl");
    const SynthesisRequest text{card, WeightType::q8_0, 1};
    const SynthesisRequest projector{card, WeightType::q8_0, 1, CheckpointPart::projector};
    EXPECT_NE(synthesis_digest(text), synthesis_digest(projector));
    const auto file = ensure_synthesized(projector, {});
    ASSERT_TRUE(file) << file.error().message;
    EXPECT_EQ(*file, synthesized_path(projector));
    EXPECT_THAT(file->filename().string(), HasSubstr("tiny_qwen3vl-projector-q8_0-seed1-"));
    // What is in the tower changes the projector, what is in the text model does not.
    SynthesisRequest other = projector;
    other.card.layers = 9;
    EXPECT_EQ(synthesis_digest(other), synthesis_digest(projector));
    other.card.vision->layers = 3;
    EXPECT_NE(synthesis_digest(other), synthesis_digest(projector));
    other = text;
    other.card.vision->layers = 3;
    EXPECT_EQ(synthesis_digest(other), synthesis_digest(text));
}

TEST_F(Synthesis, ZerosStandInTheBlocksMatricesAlone) {
    const SynthesisRequest dense{tiny_card(), WeightType::f32, 1};
    SynthesisRequest sparse = dense;
    sparse.sparsity_percent = 50;
    bytes_of(sparse);
    const auto header = read_gguf_header(folder() / "out.gguf");
    ASSERT_TRUE(header) << header.error().message;
    EXPECT_THAT(header->text("general.description"), HasSubstr("50 % of the blocks' values zero"));
    const std::string bytes = testing::read_bytes(folder() / "out.gguf");
    for (const GgufTensor& tensor : header->tensors) {
        std::vector<float> values(tensor.size.count / sizeof(float));
        std::memcpy(values.data(), bytes.data() + header->data_offset.count + tensor.offset, tensor.size.count);
        const auto zeros = static_cast<std::size_t>(std::count(values.begin(), values.end(), 0.0F));
        const bool matrix_of_block = tensor.name.starts_with("blk.") && tensor.shape.size() > 1;
        if (matrix_of_block) {
            EXPECT_NEAR(double(zeros) / double(values.size()), 0.5, 0.001) << tensor.name;
        } else {
            EXPECT_LT(double(zeros) / double(values.size()), 0.001) << tensor.name;
        }
    }
    EXPECT_EQ(bytes_of(sparse), bytes_of(sparse));
    EXPECT_EQ(compute_synthesized_size(sparse)->count, bytes_of(sparse).size());
}

TEST_F(Synthesis, ZerosHaveADigestAndANameOfTheirOwn) {
    const SynthesisRequest dense{tiny_card(), WeightType::q4_0, 1};
    SynthesisRequest sparse = dense;
    sparse.sparsity_percent = 50;
    EXPECT_NE(synthesis_digest(sparse), synthesis_digest(dense));
    EXPECT_THAT(synthesized_path(sparse).filename().string(), HasSubstr("tiny_qwen3-q4_0-sparse_50-seed1-"));
    EXPECT_THAT(synthesized_path(dense).filename().string(), HasSubstr("tiny_qwen3-q4_0-seed1-"));
}

TEST_F(Synthesis, AShareOfZerosThatIsNoneIsRefused) {
    for (const int percent : {-1, 100}) {
        SynthesisRequest request{tiny_card(), WeightType::q4_0, 1};
        request.sparsity_percent = percent;
        EXPECT_EQ(compute_synthesized_size(request).error().kind, ErrorKind::invalid_argument) << percent;
    }
    const SynthesisRequest projector{tiny_card("qwen3vl"), WeightType::q8_0, 1, CheckpointPart::projector, 50};
    EXPECT_EQ(compute_synthesized_size(projector).error().kind, ErrorKind::invalid_argument);
}

TEST_F(Synthesis, TheDigestTellsEveryRequestFromEveryOther) {
    const SynthesisRequest request{tiny_card(), WeightType::q4_0, 1};
    EXPECT_EQ(synthesis_digest(request), synthesis_digest(request));
    std::set<std::string> digests{synthesis_digest(request)};
    const auto expect_new = [&](const SynthesisRequest& other) {
        EXPECT_TRUE(digests.insert(synthesis_digest(other)).second);
    };
    SynthesisRequest other = request;
    other.seed = 2;
    expect_new(other);
    other = request;
    other.weight_type = WeightType::q4_1;
    expect_new(other);
    other = request;
    other.card.layers = 3;
    expect_new(other);
    other = request;
    other.card.sliding_window = 16;
    expect_new(other);
    other = request;
    other.card.rope_dimension_sections = {1};
    expect_new(other);
    other = request;
    other.card.tied_embeddings = false;
    expect_new(other);
    other = request;
    other.card.expert_count = 4;
    expect_new(other);
    other = request;
    other.card.source = "another sentence";  // does not change a byte of the file
    EXPECT_EQ(synthesis_digest(other), synthesis_digest(request));
}

}  // namespace
}  // namespace inference_pio
