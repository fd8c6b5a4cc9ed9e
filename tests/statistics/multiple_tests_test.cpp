#include "statistics/multiple_tests.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>

namespace inference_pio {
namespace {

using ::testing::DoubleNear;
using ::testing::Pointwise;

constexpr std::array kSome{0.01, 0.04, 0.03, 0.005, 0.8, 0.04, 0.2};

TEST(Holm, FollowsTheDefinition) {
    // By hand: sorted 0.005 x 7, 0.01 x 6, 0.03 x 5, 0.04 x 4, then 0.04 x 3 and 0.2 x 2 raised to what
    // came before, 0.8 x 1. What R's p.adjust(p, "holm") is documented to compute.
    EXPECT_THAT(holm_adjust(kSome), Pointwise(DoubleNear(1e-15), std::array{0.06, 0.16, 0.15, 0.035, 0.8, 0.16, 0.4}));
}

TEST(BenjaminiHochberg, AgreesWithScipy) {
    // scipy.stats.false_discovery_control(p) (SciPy 1.17.1).
    EXPECT_THAT(benjamini_hochberg_adjust(kSome),
                Pointwise(DoubleNear(1e-15), std::array{0.035, 0.056, 0.056, 0.035, 0.8, 0.056, 0.23333333333333336}));
}

TEST(BenjaminiHochberg, RejectsWhatThePaperRejects) {
    // The fifteen p values of Benjamini and Hochberg (1995), section 4.1: at 0.05 their procedure rejects
    // four, Holm's (like Bonferroni's in the paper) three.
    const std::array p{0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
                       0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.000};
    const auto rejected = [](const std::vector<double>& adjusted) {
        return std::count_if(adjusted.begin(), adjusted.end(), [](double one) { return one <= 0.05; });
    };
    EXPECT_EQ(rejected(benjamini_hochberg_adjust(p)), 4);
    EXPECT_EQ(rejected(holm_adjust(p)), 3);
}

TEST(MultipleTests, OneTestAndNoneStayAsTheyAre) {
    EXPECT_THAT(holm_adjust(std::array{0.03}), Pointwise(DoubleNear(0), std::array{0.03}));
    EXPECT_THAT(benjamini_hochberg_adjust(std::array{0.03}), Pointwise(DoubleNear(0), std::array{0.03}));
    EXPECT_TRUE(holm_adjust({}).empty());
    EXPECT_TRUE(benjamini_hochberg_adjust({}).empty());
}

RC_GTEST_PROP(MultipleTests, AdjustedValuesKeepTheirOrderAndBounds, ()) {
    const auto p = *rc::gen::nonEmpty(rc::gen::container<std::vector<double>>(
        rc::gen::map(rc::gen::inRange(0, 1001), [](int n) { return static_cast<double>(n) / 1000; })));
    const std::vector<double> holm = holm_adjust(p);
    const std::vector<double> bh = benjamini_hochberg_adjust(p);
    const auto tests = static_cast<double>(p.size());
    for (std::size_t i = 0; i < p.size(); ++i) {
        RC_ASSERT(p[i] <= bh[i] && bh[i] <= holm[i] + 1e-12);
        RC_ASSERT(holm[i] <= std::min(1.0, tests * p[i]) + 1e-12);
        for (std::size_t j = 0; j < p.size(); ++j) {
            if (p[i] <= p[j]) RC_ASSERT(holm[i] <= holm[j] && bh[i] <= bh[j]);
        }
    }
}

}  // namespace
}  // namespace inference_pio
