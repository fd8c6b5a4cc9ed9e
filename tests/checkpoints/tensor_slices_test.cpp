#include "checkpoints/tensor_slices.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace inference_pio {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// A tensor with the values 1, 2, 3 … in some type, and its bytes.
struct Counted {
    Counted(ggml_type type, std::vector<std::int64_t> shape) {
        std::int64_t count = 1;
        for (const std::int64_t length : shape) count *= length;
        std::vector<float> values;
        for (std::int64_t i = 1; i <= count; ++i) values.push_back(static_cast<float>(i));
        bytes.resize(static_cast<std::size_t>(count / shape[0]) * ggml_row_size(type, shape[0]));
        ggml_quantize_chunk(type, values.data(), bytes.data(), 0, count / shape[0], shape[0], nullptr);
        tensor = {"t", type, std::move(shape), bytes};
    }
    std::vector<std::byte> bytes;
    TensorBytes tensor;
};

std::vector<std::byte> bytes_of(const TensorBytes& tensor, const TensorSlice* slice, int sparsity_percent = 0) {
    std::vector<std::byte> bytes;
    const auto written = write_slice(tensor, slice, sparsity_percent, [&](std::span<const std::byte> piece) {
        bytes.insert(bytes.end(), piece.begin(), piece.end());
        return Result<void>{};
    });
    EXPECT_TRUE(written) << written.error().message;
    return bytes;
}

std::vector<float> floats_of(const TensorBytes& tensor, const TensorSlice* slice, int sparsity_percent = 0) {
    const std::vector<std::byte> bytes = bytes_of(tensor, slice, sparsity_percent);
    std::vector<float> values(bytes.size() / sizeof(float));
    std::copy(bytes.begin(), bytes.end(), reinterpret_cast<std::byte*>(values.data()));
    return values;
}

TEST(ZeroSmallest, TakesTheNearestToZeroAndOfEqualOnesTheFirst) {
    std::vector<float> row{3, -1, 2, -4};
    zero_smallest(row, 50);
    EXPECT_THAT(row, ElementsAre(3, 0, 0, -4));
    row = {1, -1, 1, -1};
    zero_smallest(row, 50);
    EXPECT_THAT(row, ElementsAre(0, 0, 1, -1));
    zero_smallest(row, 0);
    EXPECT_THAT(row, ElementsAre(0, 0, 1, -1));
}

RC_GTEST_PROP(ZeroSmallest, LeavesTheLargestAsTheyAre, (std::vector<int> numbers)) {
    const int percent = *rc::gen::inRange(0, 100);
    std::vector<float> row;
    for (const int number : numbers) row.push_back(static_cast<float>(number % 1000) + 0.5F);  // none is zero
    std::vector<float> changed = row;
    zero_smallest(changed, percent);
    float largest_zeroed = 0;
    float smallest_left = std::numeric_limits<float>::max();
    std::size_t zeros = 0;
    for (std::size_t i = 0; i < row.size(); ++i) {
        if (changed[i] == 0) {
            ++zeros;
            largest_zeroed = std::max(largest_zeroed, std::abs(row[i]));
        } else {
            RC_ASSERT(changed[i] == row[i]);
            smallest_left = std::min(smallest_left, std::abs(row[i]));
        }
    }
    RC_ASSERT(zeros == (row.size() * static_cast<std::size_t>(percent) + 50) / 100);
    RC_ASSERT(largest_zeroed <= smallest_left);
}

TEST(ChangedRows, KeepTheirTypeWhereItFits) {
    EXPECT_EQ(type_of_changed_rows(GGML_TYPE_Q4_K, 512), GGML_TYPE_Q4_K);
    EXPECT_EQ(type_of_changed_rows(GGML_TYPE_Q4_K, 384), GGML_TYPE_F16);
    EXPECT_EQ(type_of_changed_rows(GGML_TYPE_Q8_0, 384), GGML_TYPE_Q8_0);
    EXPECT_EQ(type_of_changed_rows(GGML_TYPE_F32, 7), GGML_TYPE_F32);
    EXPECT_EQ(type_of_changed_rows(GGML_TYPE_IQ2_XXS, 256), GGML_TYPE_F16) << "needs an importance matrix";
}

TEST(Energies, AreTheSumsOfSquaresOfColumnsAndRows) {
    const Counted matrix(GGML_TYPE_F32, {2, 3});  // 1 2 | 3 4 | 5 6
    EXPECT_THAT(*compute_energies(matrix.tensor, 0), ElementsAre(ElementsAre(35, 56)));
    EXPECT_THAT(*compute_energies(matrix.tensor, 1), ElementsAre(ElementsAre(5, 25, 61)));
}

TEST(Energies, AreOfEachSlice) {
    const Counted cube(GGML_TYPE_F16, {2, 1, 2});  // 1 2 || 3 4
    EXPECT_THAT(*compute_energies(cube.tensor, 0), ElementsAre(ElementsAre(1, 4), ElementsAre(9, 16)));
    EXPECT_THAT(*compute_energies(cube.tensor, 1), ElementsAre(ElementsAre(5), ElementsAre(25)));
}

TEST(Energies, OfNoNumbersAreInfinite) {
    Counted matrix(GGML_TYPE_F32, {2, 1});
    const float none = std::numeric_limits<float>::quiet_NaN();
    std::copy_n(reinterpret_cast<const std::byte*>(&none), sizeof none, matrix.bytes.begin());
    EXPECT_THAT(*compute_energies(matrix.tensor, 0),
                ElementsAre(ElementsAre(std::numeric_limits<double>::infinity(), 4)));
}

TEST(WriteSlice, WithoutChangesIsTheTensor) {
    const Counted matrix(GGML_TYPE_Q4_K, {256, 3});
    EXPECT_EQ(bytes_of(matrix.tensor, nullptr), matrix.bytes);
}

TEST(WriteSlice, KeptRowsAreTheSameBytes) {
    const Counted matrix(GGML_TYPE_Q4_K, {256, 4});
    const TensorSlice slice{1, {{1, 3}}};
    const std::size_t row = ggml_row_size(GGML_TYPE_Q4_K, 256);
    std::vector<std::byte> expected(matrix.bytes.begin() + static_cast<std::ptrdiff_t>(row),
                                    matrix.bytes.begin() + static_cast<std::ptrdiff_t>(2 * row));
    expected.insert(expected.end(), matrix.bytes.begin() + static_cast<std::ptrdiff_t>(3 * row), matrix.bytes.end());
    EXPECT_EQ(bytes_of(matrix.tensor, &slice), expected);
}

TEST(WriteSlice, KeepsColumns) {
    const Counted matrix(GGML_TYPE_F32, {3, 2});
    const TensorSlice slice{0, {{0, 2}}};
    EXPECT_THAT(floats_of(matrix.tensor, &slice), ElementsAre(1, 3, 4, 6));
}

TEST(WriteSlice, EachExpertHasRowsAndColumnsOfItsOwn) {
    const Counted cube(GGML_TYPE_F32, {2, 2, 2});  // 1 2 | 3 4 || 5 6 | 7 8
    const TensorSlice rows{1, {{0}, {1}}};
    EXPECT_THAT(floats_of(cube.tensor, &rows), ElementsAre(1, 2, 7, 8));
    const TensorSlice columns{0, {{1}, {0}}};
    EXPECT_THAT(floats_of(cube.tensor, &columns), ElementsAre(2, 4, 5, 7));
    const TensorSlice slices{2, {{1}}};
    EXPECT_THAT(floats_of(cube.tensor, &slices), ElementsAre(5, 6, 7, 8));
}

TEST(WriteSlice, ZerosTheSmallestOfWhatIsLeft) {
    const Counted matrix(GGML_TYPE_F32, {4, 2});
    EXPECT_THAT(floats_of(matrix.tensor, nullptr, 50), ElementsAre(0, 0, 3, 4, 0, 0, 7, 8));
    const TensorSlice slice{0, {{0, 3}}};
    EXPECT_THAT(floats_of(matrix.tensor, &slice, 50), ElementsAre(0, 4, 0, 8));
}

TEST(WriteSlice, AShortenedRowThatFitsNoBlockIsF16) {
    const Counted matrix(GGML_TYPE_Q8_0, {64, 2});
    const TensorSlice fitting{0, {std::vector<std::int64_t>(32)}};
    EXPECT_EQ(bytes_of(matrix.tensor, &fitting).size(), 2 * ggml_row_size(GGML_TYPE_Q8_0, 32));
    const TensorSlice odd{0, {std::vector<std::int64_t>(33)}};
    EXPECT_EQ(bytes_of(matrix.tensor, &odd).size(), 2 * ggml_row_size(GGML_TYPE_F16, 33));
}

TEST(WriteSlice, IntegersAreNotWeights) {
    const std::vector<std::byte> bytes(8);
    const TensorBytes tensor{"positions", GGML_TYPE_I32, {2}, bytes};
    EXPECT_EQ(bytes_of(tensor, nullptr), bytes);
    const auto written = write_slice(tensor, nullptr, 50, [](auto) { return Result<void>{}; });
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().kind, ErrorKind::unsupported);
    EXPECT_THAT(written.error().message, HasSubstr("tensor positions"));
    EXPECT_EQ(compute_energies(tensor, 0).error().kind, ErrorKind::unsupported);
}

TEST(WriteSlice, ValuesThatAreNoNumbersAndSinksThatFailAreErrors) {
    Counted matrix(GGML_TYPE_F32, {2, 1});
    const auto full =
        write_slice(matrix.tensor, nullptr, 0, [](auto) -> Result<void> { return fail(ErrorKind::io, "full"); });
    ASSERT_FALSE(full);
    EXPECT_EQ(full.error().message, "full");
    const float none = std::numeric_limits<float>::quiet_NaN();
    std::copy_n(reinterpret_cast<const std::byte*>(&none), sizeof none, matrix.bytes.begin());
    const auto written = write_slice(matrix.tensor, nullptr, 50, [](auto) { return Result<void>{}; });
    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().kind, ErrorKind::malformed);
}

}  // namespace
}  // namespace inference_pio
