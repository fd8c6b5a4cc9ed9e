#include "engines/llama_cpp/matrix_product.hpp"

#include <gmock/gmock.h>

namespace inference_pio {
namespace {

using ::testing::HasSubstr;

MatrixProductRequest small(WeightType type, std::int64_t tokens) {
    MatrixProductRequest request;
    request.input_length = 256;
    request.output_length = 96;
    request.tokens = tokens;
    request.weight_type = type;
    request.threads = 2;
    request.footprint = kibibytes(64);
    return request;
}

// In the rearranged layout and in the file's own; every copy of the weights gives the same product.
TEST(MatrixProduct, IsRightForEveryWeightType) {
    for (const WeightType type : all_weight_types()) {
        for (const std::int64_t tokens : {1, 16}) {
            for (const bool repack : {true, false}) {
                MatrixProductRequest request = small(type, tokens);
                request.repack = repack;
                auto product = MatrixProduct::make(request);
                ASSERT_TRUE(product) << to_string(type) << ": " << product.error().message;
                for (std::size_t i = 0; i <= (*product)->copies(); ++i) {
                    ASSERT_TRUE((*product)->run());
                    const auto verified = (*product)->verify();
                    ASSERT_TRUE(verified) << to_string(type) << ": " << verified.error().message;
                }
            }
        }
    }
}

TEST(MatrixProduct, SaysWhatItCosts) {
    const auto product = MatrixProduct::make(small(WeightType::q8_0, 3));
    ASSERT_TRUE(product);
    EXPECT_EQ((*product)->flops(), 2.0 * 256 * 96 * 3);
    EXPECT_EQ((*product)->bytes_read().count, 96U * 256 / 32 * 34 + 256U * 3 * 4);
    EXPECT_EQ((*product)->tensor_type(), "q8_0");
    EXPECT_EQ((*product)->copies(), 3U);  // 26,112 bytes each
}

TEST(MatrixProduct, TheEstimateCountsEveryCopyAndOneMore) {
    const MatrixProductRequest request = small(WeightType::q8_0, 3);
    EXPECT_EQ(MatrixProduct::estimate_memory(request).count, 4U * 26'112 + 4 * (2 * 256 + 2 * 96) * 3);
}

TEST(MatrixProduct, WithoutRepackingWeightsStandAsInTheFile) {
    MatrixProductRequest request = small(WeightType::q4_0, 1);
    request.repack = false;
    EXPECT_EQ((*MatrixProduct::make(request))->weight_buffer(), "CPU");
}

TEST(MatrixProduct, RefusesWhatCannotBe) {
    MatrixProductRequest narrow = small(WeightType::q4_k_m, 1);
    narrow.input_length = 128;
    const auto product = MatrixProduct::make(narrow);
    ASSERT_FALSE(product);
    EXPECT_EQ(product.error().kind, ErrorKind::unsupported);
    EXPECT_THAT(product.error().message, HasSubstr("q4_K"));
    EXPECT_EQ(MatrixProduct::make(small(WeightType::f16, 0)).error().kind, ErrorKind::invalid_argument);
}

// A product that was not computed is seen.
TEST(MatrixProduct, VerifyingSeesAWrongResult) {
    const auto product = MatrixProduct::make(small(WeightType::q8_0, 4));
    ASSERT_TRUE(product);
    const auto verified = (*product)->verify();
    ASSERT_FALSE(verified);
    EXPECT_THAT(verified.error().message, HasSubstr("row 0"));
}

}  // namespace
}  // namespace inference_pio
