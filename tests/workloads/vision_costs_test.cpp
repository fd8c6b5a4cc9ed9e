#include "workloads/vision_costs.hpp"

#include <gmock/gmock.h>

#include "checkpoints/tiny_model.hpp"

namespace inference_pio {
namespace {

using testing::tiny_vision_card;

// A token for 32 × 32 pixels, as Qwen3-VL has it.
TEST(ImageGrid, IsWhatTheArchitecturePrescribes) {
    const auto tokens_of = [](ImageSize size) { return compute_image_grid(tiny_vision_card(), size)->tokens(); };
    EXPECT_EQ(tokens_of({224, 224}), 49);
    EXPECT_EQ(tokens_of({448, 448}), 196);
    EXPECT_EQ(tokens_of({896, 896}), 784);
    EXPECT_EQ(tokens_of({1344, 448}), 588);
    EXPECT_EQ(compute_image_grid(tiny_vision_card(), {1344, 448}), (ImageGrid{42, 14}));
}

TEST(ImageGrid, KeepsWithinTheLimitsOfTheCard) {
    VisionCard card = tiny_vision_card();
    card.tokens_min = 100;
    EXPECT_GE(compute_image_grid(card, {64, 64})->tokens(), 100);
    card.tokens_max = 400;
    EXPECT_LE(compute_image_grid(card, {4000, 3000})->tokens(), 400);
    EXPECT_FALSE(compute_image_grid(card, {32'000, 32}));
}

TEST(VisionFlops, AreThoseOfTheFormula) {
    // Two tokens, eight patches of 128 numbers; two layers, one of them with a merger of its own.
    const double patches = 2.0 * 8 * (2 * 3 * 256) * 128;
    const double layer = 2.0 * 8 * (4 * 128 * 128 + 2 * 128 * 256) + 4.0 * 8 * 8 * 128;
    const double merger = 2.0 * 2 * (512 * 512 + 512 * 256);
    EXPECT_DOUBLE_EQ(compute_vision_flops(tiny_vision_card(), {2, 1}), patches + 2 * layer + 2 * merger);
}

}  // namespace
}  // namespace inference_pio
