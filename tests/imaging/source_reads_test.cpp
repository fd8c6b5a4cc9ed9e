#include "imaging/source_reads.hpp"

#include <gtest/gtest.h>

namespace inference_pio {
namespace {

TEST(SourceReads, OfAFilterAsWideAsTheScaleAreTheWholeImage) {
    EXPECT_EQ(compute_source_reads({4000, 3000}, 3, {448, 448}, 0), Bytes{36'000'000});
    EXPECT_EQ(compute_source_reads({100, 7}, 3, {448, 448}, 0), Bytes{2'100}) << "the last line of a row is not whole";
}

TEST(SourceReads, SkipRowsThatNoTargetPixelNeeds) {
    // Every eighth row; in it every eighth pixel of 3 bytes, so that every line of 64 bytes is needed.
    EXPECT_EQ(compute_source_reads({1024, 512}, 3, {128, 64}, 1), Bytes{64 * 3 * 1024});
    // Two rows of eight, and then four.
    EXPECT_EQ(compute_source_reads({1024, 512}, 3, {128, 64}, 2), Bytes{128 * 3 * 1024});
    EXPECT_EQ(compute_source_reads({1024, 512}, 3, {128, 64}, 4), Bytes{256 * 3 * 1024});
    EXPECT_EQ(compute_source_reads({1024, 512}, 3, {128, 64}, 8), Bytes{512 * 3 * 1024});
}

TEST(SourceReads, CountLinesThatAPixelLiesIn) {
    // Pixels 0, 64, 128, 192 of one byte: one line each, of four.
    EXPECT_EQ(compute_source_reads({256, 1}, 1, {4, 1}, 1), Bytes{256});
    // Pixels 0 and 128: two of four lines.
    EXPECT_EQ(compute_source_reads({256, 1}, 1, {2, 1}, 1), Bytes{128});
    // Pixels 0 and 64 of three bytes: the second begins at byte 192.
    EXPECT_EQ(compute_source_reads({128, 1}, 3, {2, 1}, 1), Bytes{128});
    EXPECT_EQ(compute_source_reads({42, 1}, 3, {2, 1}, 1), Bytes{126}) << "pixel 21 begins with byte 63";
}

TEST(SourceReads, OfAnEnlargementAreTheWholeImage) {
    for (const int taps : {0, 1, 2, 4, 8}) {
        EXPECT_EQ(compute_source_reads({640, 480}, 4, {1536, 1536}, taps), Bytes{640 * 480 * 4}) << taps;
    }
    EXPECT_EQ(compute_source_reads({1, 1}, 1, {1, 1}, 8), Bytes{1});
}

}  // namespace
}  // namespace inference_pio
