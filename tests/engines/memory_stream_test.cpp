#include "engines/memory_stream.hpp"

#include <gmock/gmock.h>

namespace inference_pio {
namespace {

using ::testing::HasSubstr;

MemoryStreamRequest small(StreamPattern pattern, int threads) {
    // 144 KiB have room for whole cache lines of nine parts.
    return {pattern, threads, kibibytes(1440), kibibytes(144)};
}

// Every block is checked by the stream itself: a wrong sum or element is an error.
TEST(MemoryStream, StreamsEveryBlockOfEveryPattern) {
    for (const StreamPattern pattern : {StreamPattern::read, StreamPattern::copy, StreamPattern::triad}) {
        for (const int threads : {1, 2, 3}) {
            auto stream = MemoryStream::make(small(pattern, threads));
            ASSERT_TRUE(stream) << stream.error().message;
            EXPECT_GE((*stream)->blocks(), 10U);
            for (std::size_t i = 0; i < 2 * (*stream)->blocks() + 1; ++i) {
                const auto block = (*stream)->run_block();
                ASSERT_TRUE(block) << block.error().message;
                EXPECT_EQ(block->bytes, kibibytes(144)) << to_string(pattern) << " by " << threads;
                EXPECT_GT(block->time.count(), 0);
            }
        }
    }
}

TEST(MemoryStream, RefusesWhatCannotBe) {
    const auto no_threads = MemoryStream::make(small(StreamPattern::read, 0));
    ASSERT_FALSE(no_threads);
    EXPECT_EQ(no_threads.error().kind, ErrorKind::invalid_argument);
    const auto no_room = MemoryStream::make({StreamPattern::triad, 2, kibibytes(8), kibibytes(96)});
    ASSERT_FALSE(no_room);
    EXPECT_EQ(no_room.error().kind, ErrorKind::invalid_argument);
    EXPECT_THAT(no_room.error().message, HasSubstr("8192 bytes"));
    const auto no_memory = MemoryStream::make({StreamPattern::read, 1, gibibytes(1U << 20U), kibibytes(96)});
    ASSERT_FALSE(no_memory);
    EXPECT_EQ(no_memory.error().kind, ErrorKind::out_of_memory);
}

TEST(MemoryStream, AStreamThatRanNoBlockEnds) { EXPECT_TRUE(MemoryStream::make(small(StreamPattern::copy, 4))); }

TEST(StreamPattern, WordsComeBack) {
    for (const StreamPattern pattern : {StreamPattern::read, StreamPattern::copy, StreamPattern::triad}) {
        EXPECT_EQ(stream_pattern_from(to_string(pattern)), pattern);
    }
    const auto unknown = stream_pattern_from("scale");
    ASSERT_FALSE(unknown);
    EXPECT_THAT(unknown.error().remedy, HasSubstr("triad"));
}

TEST(StreamFootprint, IsFarBeyondTheLastLevel) {
    const std::vector<CacheLevel> small_caches{
        {1, "data", kibibytes(32), 2}, {2, "unified", mebibytes(1), 2}, {3, "unified", mebibytes(32), 1}};
    EXPECT_EQ(compute_stream_footprint(small_caches, std::nullopt), mebibytes(256));
    const std::vector<CacheLevel> large_caches{{3, "unified", mebibytes(96), 8}, {2, "unified", mebibytes(1), 64}};
    EXPECT_EQ(compute_stream_footprint(large_caches, gibibytes(256)), mebibytes(4 * 96 * 8));
    EXPECT_EQ(compute_stream_footprint(large_caches, gibibytes(4)), gibibytes(1)) << "a quarter of what is there";
    EXPECT_EQ(compute_stream_footprint({}, std::nullopt), mebibytes(256));
    EXPECT_EQ(compute_stream_footprint({}, mebibytes(100)), mebibytes(25));
}

}  // namespace
}  // namespace inference_pio
