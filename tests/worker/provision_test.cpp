#include "worker/provision.hpp"

#include <ggml.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <inference_pio/model_plugin.hpp>

#include "checkpoints/checkpoint_folders.hpp"
#include "checkpoints/gguf_context.hpp"
#include "fakes/temporary_folder.hpp"

namespace inference_pio {
namespace {

using testing::HasSubstr;

PIO_MODEL([] {
    ModelCard card;
    card.name = "provision_test_model";
    card.layers = 2;
    return card;
});

// One block with one matrix of four values.
bool write_tiny_checkpoint(const std::filesystem::path& file) {
    const GgufContext context(gguf_init_empty());
    gguf_set_val_str(context.get(), "general.architecture", "qwen3");
    std::array<char, 4096> memory{};
    ggml_context* const tensors = ggml_init({memory.size(), memory.data(), false});
    ggml_tensor* const matrix = ggml_new_tensor_2d(tensors, GGML_TYPE_F32, 2, 2);
    ggml_set_name(matrix, "blk.0.ffn_up.weight");
    const std::array<float, 4> values{1, 2, 3, 4};
    std::memcpy(matrix->data, values.data(), sizeof values);
    gguf_add_tensor(context.get(), matrix);
    const bool written = gguf_write_to_file(context.get(), file.c_str(), false);
    ggml_free(tensors);
    return written;
}

class ProvisionTest : public testing::Test {
protected:
    ProvisionTest() {
        const char* const before = std::getenv("XDG_CACHE_HOME");
        if (before != nullptr) before_ = before;
        ::setenv("XDG_CACHE_HOME", cache_.path().c_str(), 1);
        benchmark_.name = "generation";
        benchmark_.source_file = "benchmark_generation.cpp";
        benchmark_.checkpoint_model = "provision_test_model";
        subject_.files = {{"prompt", "p.txt"}};
    }
    ~ProvisionTest() override {
        if (before_) {
            ::setenv("XDG_CACHE_HOME", before_->c_str(), 1);
        } else {
            ::unsetenv("XDG_CACHE_HOME");
        }
    }
    Result<WorkerServices::Files> provide() {
        return provide_files(benchmark_, subject_, [](std::string_view) {});
    }

    TemporaryFolder cache_;
    std::optional<std::string> before_;
    Benchmark benchmark_;
    CaseCommand subject_;
};

TEST_F(ProvisionTest, NothingIsMadeWhereNothingIsNeeded) {
    subject_.engine = "simulated";
    EXPECT_EQ(provide().value(), subject_.files);
    subject_.engine = "llama_cpp";
    subject_.files["model"] = "mine.gguf";
    EXPECT_EQ(provide().value(), subject_.files) << "the user's own stays";
    subject_.files.erase("model");
    benchmark_.checkpoint_model.clear();
    EXPECT_EQ(provide().value(), subject_.files);
    EXPECT_TRUE(std::filesystem::is_empty(cache_.path()));
}

TEST_F(ProvisionTest, FetchedCheckpointOfTheWeightTypeIsPreferred) {
    std::filesystem::create_directories(fetched_folder());
    const auto file = fetched_folder() / "provision_test_model-q4_k_m.gguf";
    std::ofstream(file) << "weights";
    subject_.parameters = {{"weight_type", std::string("q4_k_m")}};
    const auto files = provide();
    ASSERT_TRUE(files) << files.error().message;
    EXPECT_EQ(files->at("model"), file.string());
    EXPECT_EQ(files->at("prompt"), "p.txt");
}

TEST_F(ProvisionTest, ASliceIsNeverTheFetchedWholeModel) {
    std::filesystem::create_directories(fetched_folder());
    std::ofstream(fetched_folder() / "provision_test_model-q4_k_m.gguf") << "weights";
    subject_.parameters = {{"weight_type", std::string("q4_k_m")}, {"layers", std::int64_t{1}}};
    const auto files = provide();
    ASSERT_FALSE(files) << "synthesized instead, which this card without an architecture cannot be";
    EXPECT_EQ(files.error().kind, ErrorKind::unsupported);
    subject_.parameters.set("layers", std::int64_t{3});
    EXPECT_THAT(provide().error().message, HasSubstr("layers=3 is no slice of provision_test_model"));
}

TEST_F(ProvisionTest, AVariantIsNeverTheFetchedCheckpoint) {
    std::filesystem::create_directories(fetched_folder());
    std::ofstream(fetched_folder() / "provision_test_model-f16.gguf") << "weights";
    std::ofstream(fetched_folder() / "provision_test_model-q4_k_m.gguf") << "weights";
    for (const char* word : {"original", "q4_k_m"}) {
        subject_.parameters = {{"variant", std::string(word)}};
        const auto files = provide();
        ASSERT_FALSE(files) << "synthesized instead, which this card without an architecture cannot be";
        EXPECT_EQ(files.error().kind, ErrorKind::unsupported);
    }
}

TEST_F(ProvisionTest, TheParameterModelNamesAnotherModel) {
    benchmark_.checkpoint_model = "no_such_model";
    std::filesystem::create_directories(fetched_folder());
    const auto file = fetched_folder() / "provision_test_model-q4_0.gguf";
    std::ofstream(file) << "weights";
    subject_.parameters = {{"model", std::string("provision_test_model")}};
    const auto files = provide();
    ASSERT_TRUE(files) << files.error().message;
    EXPECT_EQ(files->at("model"), file.string());
    subject_.parameters = {{"model", std::string("another_missing_model")}};
    EXPECT_EQ(provide().error().kind, ErrorKind::not_found);
    EXPECT_THAT(provide().error().message, HasSubstr("another_missing_model"));
}

TEST_F(ProvisionTest, TheUsersFileStaysWhereTheVariantChangesNoCheckpoint) {
    subject_.files["model"] = "mine.gguf";
    subject_.user_checkpoint = true;
    for (const char* word : {"original", "kv_q8_0"}) {
        subject_.parameters = {{"variant", std::string(word)}};
        EXPECT_EQ(provide().value(), subject_.files) << word;
    }
    EXPECT_TRUE(std::filesystem::is_empty(cache_.path()));
}

TEST_F(ProvisionTest, TheUsersFileIsRewrittenAsTheVariant) {
    // What a rewritten file holds is tested in tests/checkpoints; here, that it is asked for and under which names.
    const std::filesystem::path mine = cache_.path() / "mine.gguf";
    ASSERT_TRUE(write_tiny_checkpoint(mine));
    subject_.files["model"] = mine.string();
    subject_.user_checkpoint = true;
    subject_.parameters = {{"variant", std::string("sparse_50")}};
    const auto files = provide();
    ASSERT_TRUE(files) << files.error().message;
    EXPECT_EQ(files->at("original"), mine.string());
    EXPECT_THAT(files->at("model"), HasSubstr("mine-sparse_50-"));
    EXPECT_TRUE(std::filesystem::exists(files->at("model")));
    EXPECT_EQ(provide().value(), *files) << "found again";
    subject_.engine = "simulated";
    EXPECT_EQ(provide().value(), subject_.files) << "it reads no file";
}

TEST_F(ProvisionTest, ErrorsOfVariantsComeThrough) {
    subject_.files["model"] = (cache_.path() / "missing.gguf").string();
    subject_.user_checkpoint = true;
    subject_.parameters = {{"variant", std::string("depth_25")}};
    EXPECT_EQ(provide().error().kind, ErrorKind::not_found);
    subject_.parameters = {{"variant", std::string("smaller")}};
    EXPECT_EQ(provide().error().kind, ErrorKind::invalid_argument);
    subject_.files.erase("model");
    EXPECT_EQ(provide().error().kind, ErrorKind::invalid_argument);
}

TEST_F(ProvisionTest, ErrorsNameWhatIsWrong) {
    subject_.parameters = {{"weight_type", std::string("q9_z")}};
    EXPECT_EQ(provide().error().kind, ErrorKind::invalid_argument);
    EXPECT_THAT(provide().error().message, HasSubstr("q9_z"));
    subject_.parameters = {{"weight_type", std::int64_t{4}}};
    EXPECT_EQ(provide().error().kind, ErrorKind::invalid_argument);
    subject_.parameters = {};
    benchmark_.checkpoint_model = "no_such_model";
    EXPECT_EQ(provide().error().kind, ErrorKind::not_found);
    EXPECT_THAT(provide().error().message, HasSubstr("no_such_model"));
}

// A tower of a few thousand weights: a projector is written without any vocabulary.
PIO_MODEL([] {
    ModelCard card;
    card.name = "provision_test_vision_model";
    card.embedding_length = 64;
    card.deepstack_layers = 1;
    VisionCard vision;
    vision.projector = "qwen3vl_merger";
    vision.layers = 1;
    vision.embedding_length = 32;
    vision.feed_forward_length = 32;
    vision.head_count = 1;
    vision.patch_size = 4;
    vision.merge_size = 2;
    vision.position_grid = 2;
    vision.deepstack_layers = {0};
    vision.output_length = 64;
    vision.tokens_min = 1;
    vision.tokens_max = 16;
    card.vision = vision;
    return card;
});

TEST_F(ProvisionTest, AProjectorIsProvidedWhereTheBenchmarkNeedsOne) {
    benchmark_.checkpoint_model = "provision_test_vision_model";
    subject_.files["model"] = "mine.gguf";
    EXPECT_EQ(provide().value(), subject_.files) << "a benchmark of text needs none";
    benchmark_.needs_projector = true;
    auto files = provide();
    ASSERT_TRUE(files) << files.error().message;
    EXPECT_EQ(files->at("model"), "mine.gguf");
    EXPECT_THAT(files->at("projector"), HasSubstr("provision_test_vision_model-projector-q8_0-"));
    EXPECT_TRUE(std::filesystem::exists(files->at("projector")));
    subject_.parameters = {{"projector_type", std::string("f16")}};
    files = provide();
    ASSERT_TRUE(files) << files.error().message;
    EXPECT_THAT(files->at("projector"), HasSubstr("-projector-f16-"));
    subject_.parameters = {{"projector_type", std::string("q4_k_m")}};
    EXPECT_EQ(provide().error().kind, ErrorKind::unsupported);
    subject_.files["projector"] = "my-projector.gguf";
    EXPECT_EQ(provide().value(), subject_.files) << "the user's own stays";
}

TEST_F(ProvisionTest, AProjectorIsSynthesizedIntoTheFileThatIsNamed) {
    benchmark_.checkpoint_model = "provision_test_vision_model";
    subject_.files = {{"projector_output", (cache_.path() / "projector.gguf").string()}};
    subject_.parameters = {{"projector_type", std::string("f32")}};
    const auto files = provide();
    ASSERT_TRUE(files) << files.error().message;
    EXPECT_EQ(files->at("projector"), files->at("projector_output"));
    EXPECT_TRUE(std::filesystem::exists(files->at("projector")));
    EXPECT_FALSE(files->contains("model"));
}

TEST_F(ProvisionTest, SynthesisErrorsComeThrough) {
    EXPECT_FALSE(provide()) << "a card without an architecture cannot be synthesized";
}

}  // namespace
}  // namespace inference_pio
