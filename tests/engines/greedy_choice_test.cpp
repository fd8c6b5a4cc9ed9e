#include "engines/llama_cpp/greedy_choice.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace inference_pio {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNotANumber = std::numeric_limits<float>::quiet_NaN();

TEST(GreedyChoice, IsTheLargestWhereverItStands) {
    for (const std::size_t size : {1U, 7U, 32U, 33U, 1024U, 1025U, 5000U}) {
        for (const std::size_t at : {std::size_t{0}, size / 2, size - 1}) {
            std::vector<float> logits(size, -3.5F);
            logits[at] = -1.25F;
            EXPECT_EQ(compute_greedy_choice(logits), static_cast<std::int32_t>(at)) << size << " values";
        }
    }
}

TEST(GreedyChoice, OfEqualsIsTheFirst) {
    std::vector<float> logits(3000, 0.0F);
    for (const std::size_t at : {1500U, 1501U, 2999U}) logits[at] = 2.0F;
    EXPECT_EQ(compute_greedy_choice(logits), 1500);
}

TEST(GreedyChoice, PassesOverWhatIsNotANumber) {
    std::vector<float> logits(2000, kNotANumber);
    logits[40] = -7.0F;
    logits[1999] = -6.0F;
    EXPECT_EQ(compute_greedy_choice(logits), 1999);
}

TEST(GreedyChoice, OfNothingUsableIsNone) {
    EXPECT_EQ(compute_greedy_choice({}), std::nullopt);
    EXPECT_EQ(compute_greedy_choice(std::vector<float>(100, kNotANumber)), std::nullopt);
    EXPECT_EQ(compute_greedy_choice(std::vector<float>(100, -kInfinity)), std::nullopt);
}

RC_GTEST_PROP(GreedyChoice, AgreesWithTheStandardLibrary, (const std::vector<std::int16_t>& values)) {
    std::vector<float> logits(values.begin(), values.end());
    const auto choice = compute_greedy_choice(logits);
    if (logits.empty()) {
        RC_ASSERT(!choice.has_value());
    } else {
        RC_ASSERT(*choice == std::max_element(logits.begin(), logits.end()) - logits.begin());
    }
}

}  // namespace
}  // namespace inference_pio
