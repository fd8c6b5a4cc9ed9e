// The vision tower on a projector of a few hundred thousand weights, synthesized for the test.
#include "engines/llama_cpp/vision_tower.hpp"

#include <gmock/gmock.h>

#include <cmath>

#include "checkpoints/synthesis.hpp"
#include "checkpoints/tiny_model.hpp"
#include "checkpoints/tiny_vision.hpp"
#include "engines/llama_cpp/llama_cpp_model.hpp"

namespace inference_pio {
namespace {

using ::testing::HasSubstr;
using testing::pattern_image;
using testing::tiny_card;

constexpr std::int64_t kEmbeddingLength = 256 * 2;  // the merger's and one deepstack layer's

class VisionTowerTest : public testing::TinyModelTest {
protected:
    std::filesystem::path file_of(const ModelCard& card, CheckpointPart part, WeightType type = WeightType::q8_0) {
        const auto path = folder() / (part == CheckpointPart::text ? "text.gguf" : "projector.gguf");
        const auto written = synthesize_checkpoint({card, type, 3, part}, path, {});
        EXPECT_TRUE(written) << written.error().message;
        return path;
    }

    Result<StandaloneTower> load(const std::filesystem::path& projector) {
        LoadOptions options;
        options.threads = 1;
        options.projector = projector;
        return load_vision_tower(file_of(tiny_card("qwen3vl"), CheckpointPart::text), options, {}, kEmbeddingLength);
    }

    StandaloneTower load_tiny(WeightType type = WeightType::q8_0) {
        auto loaded = load(file_of(tiny_card("qwen3vl"), CheckpointPart::projector, type));
        EXPECT_TRUE(loaded) << loaded.error().message;
        return loaded ? *std::move(loaded) : StandaloneTower{};
    }

    static PreprocessedImage preprocess(const VisionTower& tower, const ImagePart& image) {
        const auto bitmap = tower.decode(image);
        EXPECT_TRUE(bitmap) << bitmap.error().message;
        auto preprocessed = tower.preprocess(**bitmap);
        EXPECT_TRUE(preprocessed) << preprocessed.error().message;
        return *std::move(preprocessed);
    }

    static std::vector<float> encode(const VisionTower& tower, const ImagePart& image) {
        std::vector<float> all;
        const PreprocessedImage preprocessed = preprocess(tower, image);
        for (const mtmd_input_chunk* chunk : preprocessed.all()) {
            if (mtmd_input_chunk_get_type(chunk) != MTMD_INPUT_CHUNK_TYPE_IMAGE) continue;
            const auto embeddings = tower.encode(*chunk);
            EXPECT_TRUE(embeddings) << embeddings.error().message;
            if (embeddings) all.insert(all.end(), embeddings->begin(), embeddings->end());
        }
        return all;
    }
};

// 32 × 32 pixels a token (patches of 16, two by two), as Qwen3-VL has them.
TEST_F(VisionTowerTest, ImagesBecomeTheTokensThatTheArchitecturePrescribes) {
    const StandaloneTower loaded = load_tiny();
    ASSERT_NE(loaded.tower, nullptr);
    const auto tokens_of = [&](std::uint32_t width, std::uint32_t height) {
        return preprocess(*loaded.tower, pattern_image(width, height)).image_tokens();
    };
    EXPECT_EQ(tokens_of(224, 224), 7 * 7);
    EXPECT_EQ(tokens_of(448, 448), 14 * 14);
    EXPECT_EQ(tokens_of(896, 896), 28 * 28);
    EXPECT_EQ(tokens_of(1344, 448), 42 * 14);  // a panorama
    EXPECT_EQ(tokens_of(235, 213), 7 * 7);     // rounded to the nearest multiples
    EXPECT_EQ(tokens_of(20, 20), 9);           // enlarged to 8 tokens at least
}

TEST_F(VisionTowerTest, EncodesToFiniteEmbeddingsThatDependOnTheImageAlone) {
    for (const WeightType type : {WeightType::f32, WeightType::f16, WeightType::bf16, WeightType::q8_0}) {
        const StandaloneTower loaded = load_tiny(type);
        ASSERT_NE(loaded.tower, nullptr) << to_string(type);
        const auto first = encode(*loaded.tower, pattern_image(96, 128));
        EXPECT_EQ(first.size(), std::size_t{3 * 4 * kEmbeddingLength}) << to_string(type);
        EXPECT_TRUE(std::all_of(first.begin(), first.end(), [](float value) { return std::isfinite(value); }));
        const auto other = encode(*loaded.tower, pattern_image(96, 128, 2));
        EXPECT_NE(first, other) << to_string(type);
        // A larger image in between makes the library enlarge its buffers.
        EXPECT_EQ(encode(*loaded.tower, pattern_image(256, 256)).size(), std::size_t{64 * kEmbeddingLength});
        EXPECT_EQ(encode(*loaded.tower, pattern_image(96, 128)), first) << to_string(type);
    }
}

TEST_F(VisionTowerTest, ItsWeightsAreTheTensorsOfItsFile) {
    const StandaloneTower loaded = load_tiny(WeightType::f32);
    ASSERT_NE(loaded.tower, nullptr);
    EXPECT_EQ(loaded.tower->weights().count,
              4 * static_cast<std::uint64_t>(parameter_count(*tiny_card("qwen3vl").vision)));
}

TEST_F(VisionTowerTest, ImagesThatCannotBeAreRefused) {
    const StandaloneTower loaded = load_tiny();
    ASSERT_NE(loaded.tower, nullptr);
    ImagePart image = pattern_image(8, 8);
    image.height = 9;
    const auto wrong = loaded.tower->decode(image);
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().kind, ErrorKind::malformed);
    EXPECT_THAT(wrong.error().message, HasSubstr("8 × 9 pixels has 192 bytes where RGB has 216"));
    EXPECT_EQ(loaded.tower->decode({}).error().kind, ErrorKind::malformed);
    ImagePart absent;
    absent.file = folder() / "absent.png";
    EXPECT_EQ(loaded.tower->decode(absent).error().kind, ErrorKind::not_found);
    ImagePart text;
    text.file = folder() / "text.png";
    testing::write_bytes(text.file, "no picture at all");
    const auto no_image = loaded.tower->decode(text);
    ASSERT_FALSE(no_image);
    EXPECT_EQ(no_image.error().kind, ErrorKind::malformed);
    EXPECT_THAT(no_image.error().message, HasSubstr("text.png"));
}

TEST_F(VisionTowerTest, BrokenProjectorsGiveClearErrors) {
    const auto expect_error = [&](const std::filesystem::path& path, ErrorKind kind) {
        const auto loaded = load(path);
        ASSERT_FALSE(loaded) << path;
        EXPECT_EQ(loaded.error().kind, kind) << loaded.error().message;
        EXPECT_THAT(loaded.error().message, HasSubstr(path.string()));
    };
    expect_error(folder() / "absent.gguf", ErrorKind::not_found);
    expect_error(folder(), ErrorKind::malformed);
    const std::string whole = testing::read_bytes(file_of(tiny_card("qwen3vl"), CheckpointPart::projector));
    for (const std::size_t size : {std::size_t{0}, std::size_t{20}, whole.size() / 2, whole.size() - 64}) {
        const auto path = folder() / "cut.gguf";
        testing::write_bytes(path, std::string_view(whole).substr(0, size));
        expect_error(path, ErrorKind::malformed);
    }
    std::string renamed = whole;
    renamed.replace(renamed.find("qwen3vl_merger"), 14, "qwenXvl_merger");
    testing::write_bytes(folder() / "foreign.gguf", renamed);
    expect_error(folder() / "foreign.gguf", ErrorKind::unsupported);
}

TEST_F(VisionTowerTest, AProjectorOfAnotherModelIsAMismatch) {
    ModelCard other = tiny_card("qwen3vl");
    other.embedding_length = 512;
    other.vision->output_length = 512;
    LoadOptions options;
    options.threads = 1;
    options.context_tokens = 64;
    options.projector = file_of(other, CheckpointPart::projector);
    const auto loaded =
        load_llama_cpp_model(file_of(tiny_card("qwen3vl"), CheckpointPart::text), options, LlamaCppOptions{});
    ASSERT_FALSE(loaded);
    EXPECT_EQ(loaded.error().kind, ErrorKind::mismatch) << loaded.error().message;
    EXPECT_THAT(loaded.error().message, HasSubstr("gives embeddings of 512 numbers, the model takes 256"));
}

}  // namespace
}  // namespace inference_pio
