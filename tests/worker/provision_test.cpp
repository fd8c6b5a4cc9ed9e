#include "worker/provision.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <inference_pio/model_plugin.hpp>

#include "checkpoints/checkpoint_folders.hpp"
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
