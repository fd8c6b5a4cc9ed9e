#include "checkpoints/checkpoint_folders.hpp"

#include <gmock/gmock.h>

#include "checkpoints/synthesis.hpp"
#include "checkpoints/tiny_model.hpp"

namespace inference_pio {
namespace {

TEST(CheckpointFolders, LieInTheUsersCache) {
    const testing::ScopedVariable cache("XDG_CACHE_HOME", "/somewhere");
    EXPECT_EQ(synthesized_folder(), "/somewhere/inference-pio-bench/checkpoints/synthesized");
    EXPECT_EQ(fetched_folder(), "/somewhere/inference-pio-bench/checkpoints/fetched");
}

TEST(FetchedCheckpoint, IsFoundByModelAndWeightType) {
    const testing::ScratchFolder folder;
    const testing::ScopedVariable cache("XDG_CACHE_HOME", folder.path().string());
    const ModelCard card = testing::tiny_card();
    EXPECT_EQ(fetched_checkpoint(card, WeightType::q4_k_m), "");
    std::filesystem::create_directories(fetched_folder());
    testing::write_bytes(fetched_folder() / "tiny_qwen3-q4_k_m.gguf", "x");
    EXPECT_EQ(fetched_checkpoint(card, WeightType::q4_k_m), fetched_folder() / "tiny_qwen3-q4_k_m.gguf");
    EXPECT_EQ(fetched_checkpoint(card, WeightType::q4_0), "");
}

}  // namespace
}  // namespace inference_pio
