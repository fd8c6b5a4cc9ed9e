#include "checkpoints/random_weights.hpp"

#include <gmock/gmock.h>

#include <array>
#include <cmath>
#include <cstring>
#include <set>

namespace inference_pio {
namespace {

ByteSink into(std::string& bytes) {
    return [&bytes](std::span<const std::byte> block) -> Result<void> {
        bytes.append(reinterpret_cast<const char*>(block.data()), block.size());
        return {};
    };
}

std::string matrix(std::uint64_t seed, const std::string& name, const MatrixShape& shape) {
    std::string bytes;
    EXPECT_TRUE(RandomWeights(seed, std::span(&shape, 1)).write_matrix(name, shape, into(bytes)));
    return bytes;
}

TEST(NormalValues, HaveTheMomentsAndTailsOfANormalDistribution) {
    NormalValues normal(7, 0.02F);
    constexpr int kCount = 200000;
    double sum = 0;
    double squares = 0;
    double fourth = 0;
    int beyond_two = 0;
    for (int i = 0; i < kCount; ++i) {
        const double z = normal.next() / 0.02;
        sum += z;
        squares += z * z;
        fourth += z * z * z * z;
        beyond_two += std::abs(z) > 2 ? 1 : 0;
    }
    EXPECT_NEAR(sum / kCount, 0, 0.01);
    EXPECT_NEAR(squares / kCount, 1, 0.02);
    EXPECT_NEAR(fourth / kCount, 2.85, 0.1);  // 3 - 1.2 / 8 for a sum of eight
    EXPECT_NEAR(double(beyond_two) / kCount, 0.0455, 0.003);
}

TEST(NormalValues, AreTheSameOnEveryMachine) {
    NormalValues normal(1, 1.0F);
    std::array<float, 3> first{normal.next(), normal.next(), normal.next()};
    EXPECT_EQ(first, (std::array<float, 3>{0.321697384F, 1.96963489F, -0.386582553F}));
}

TEST(RandomWeights, GiveTheBytesOfTheWholeMatrix) {
    // More rows than a tile, fewer, and none over.
    for (const std::int64_t rows : {1, 63, 4096, 4097, 9000}) {
        EXPECT_EQ(matrix(1, "a", {GGML_TYPE_Q4_0, 256, rows}).size(), static_cast<std::size_t>(rows) * 144) << rows;
    }
    EXPECT_EQ(matrix(1, "a", {GGML_TYPE_Q6_K, 256, 10}).size(), 10U * 210);
}

TEST(RandomWeights, FollowTheSeedAndTheName) {
    const MatrixShape shape{GGML_TYPE_Q8_0, 64, 512};
    const std::string bytes = matrix(1, "blk.0.attn_q.weight", shape);
    EXPECT_EQ(bytes, matrix(1, "blk.0.attn_q.weight", shape));
    EXPECT_NE(bytes, matrix(2, "blk.0.attn_q.weight", shape));
    EXPECT_NE(bytes, matrix(1, "blk.1.attn_q.weight", shape));
}

TEST(RandomWeights, DoNotFollowTheOrderOfCalls) {
    const std::vector<MatrixShape> shapes{{GGML_TYPE_Q8_0, 64, 512}, {GGML_TYPE_Q4_K, 256, 9}};
    std::string first;
    ASSERT_TRUE(RandomWeights(1, shapes).write_matrix("a", shapes[0], into(first)));
    std::string other;
    std::string second;
    RandomWeights weights(1, shapes);
    ASSERT_TRUE(weights.write_matrix("b", shapes[1], into(other)));
    ASSERT_TRUE(weights.write_matrix("a", shapes[0], into(second)));
    EXPECT_EQ(first, second);
}

TEST(RandomWeights, ManyDifferentRowsStandInATensor) {
    const std::string bytes = matrix(1, "a", {GGML_TYPE_F32, 1024, 1024});
    std::set<std::string> rows;
    for (std::size_t row = 0; row < 1024; ++row) rows.insert(bytes.substr(row * 4096, 4096));
    EXPECT_EQ(rows.size(), 1024U);
}

TEST(RandomWeights, ASinkThatFailsEndsTheMatrix) {
    const MatrixShape shape{GGML_TYPE_F16, 64, 100000};
    int calls = 0;
    const auto written = RandomWeights(1, std::span(&shape, 1)).write_matrix("a", shape, [&](auto) -> Result<void> {
        ++calls;
        return fail(ErrorKind::io, "full");
    });
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().message, "full");
    EXPECT_EQ(calls, 1);
}

TEST(RandomWeights, AMatrixThatWasNotAnnouncedIsABug) {
    std::string bytes;
    const auto written = RandomWeights(1, {}).write_matrix("a", {GGML_TYPE_F32, 4, 4}, into(bytes));
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().kind, ErrorKind::internal);
}

TEST(RandomWeights, OfAShareAreZeroAndTheOthersAsBefore) {
    const MatrixShape dense{GGML_TYPE_F32, 128, 16};
    MatrixShape sparse = dense;
    sparse.sparsity_percent = 25;
    const std::string dense_bytes = matrix(1, "blk.0.attn_q.weight", dense);
    const std::string sparse_bytes = matrix(1, "blk.0.attn_q.weight", sparse);
    ASSERT_EQ(dense_bytes.size(), sparse_bytes.size());
    std::vector<float> before(128 * 16);
    std::vector<float> after(before.size());
    std::memcpy(before.data(), dense_bytes.data(), dense_bytes.size());
    std::memcpy(after.data(), sparse_bytes.data(), sparse_bytes.size());
    for (std::size_t row = 0; row < 16; ++row) {
        int zeros = 0;
        for (std::size_t i = row * 128; i < (row + 1) * 128; ++i) {
            if (after[i] == 0) {
                ++zeros;
            } else {
                EXPECT_EQ(after[i], before[i]);
            }
        }
        EXPECT_EQ(zeros, 32) << row;
    }
}

TEST(RandomWeights, SparseAndDenseMatricesOfOneShapeStandSideBySide) {
    const MatrixShape dense{GGML_TYPE_Q8_0, 64, 8};
    const MatrixShape sparse{GGML_TYPE_Q8_0, 64, 8, 50};
    const std::vector<MatrixShape> shapes{dense, sparse};
    RandomWeights weights(1, shapes);
    std::string dense_bytes;
    std::string sparse_bytes;
    ASSERT_TRUE(weights.write_matrix("a", sparse, into(sparse_bytes)));
    ASSERT_TRUE(weights.write_matrix("a", dense, into(dense_bytes)));
    EXPECT_EQ(dense_bytes, matrix(1, "a", dense));
    EXPECT_EQ(sparse_bytes, matrix(1, "a", sparse));
    EXPECT_NE(dense_bytes, sparse_bytes);
}

TEST(RandomWeights, NormsAreOnes) {
    std::vector<float> values(5);
    ASSERT_TRUE(RandomWeights::write_norm(5, [&](std::span<const std::byte> block) -> Result<void> {
        std::memcpy(values.data(), block.data(), block.size());
        return {};
    }));
    EXPECT_THAT(values, ::testing::Each(1.0F));
}

}  // namespace
}  // namespace inference_pio
