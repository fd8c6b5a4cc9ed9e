#include "checkpoints/file_type.hpp"

#include <gmock/gmock.h>

namespace inference_pio {
namespace {

TEST(FileType, EveryWeightTypeHasANumberOfItsOwn) {
    for (const WeightType type : all_weight_types()) {
        EXPECT_EQ(weight_type_of_file_type(file_type_of(type)), type) << to_string(type);
    }
}

TEST(FileType, AgreesWithPublishedFiles) {
    EXPECT_EQ(file_type_of(WeightType::q4_k_m), 15U);
    EXPECT_EQ(file_type_of(WeightType::q4_0), 2U);
    EXPECT_EQ(file_type_of(WeightType::f16), 1U);
}

TEST(FileType, ANumberOfAnotherTypeIsNoneOfOurs) {
    EXPECT_EQ(weight_type_of_file_type(4), std::nullopt);
    EXPECT_EQ(weight_type_of_file_type(1024), std::nullopt);
}

}  // namespace
}  // namespace inference_pio
