#include "statistics/binomial_interval.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

namespace inference_pio {
namespace {

TEST(ShareInterval, AgreesWithTheClosedFormsAtTheEnds) {
    // None of n: high = 1 - (alpha / 2)^(1 / n).
    EXPECT_NEAR(compute_share_interval(0, 1000, 0.95).high, 1 - std::pow(0.025, 1.0 / 1000), 1e-12);
    EXPECT_EQ(compute_share_interval(0, 1000, 0.95).low, 0);
    EXPECT_EQ(compute_share_interval(10, 10, 0.95).high, 1);
    EXPECT_NEAR(compute_share_interval(10, 10, 0.95).low, std::pow(0.025, 0.1), 1e-12);
}

TEST(ShareInterval, AgreesWithRsBinomTest) {
    // binom.test(7, 20): 0.1539092 to 0.5921885
    const ShareInterval interval = compute_share_interval(7, 20, 0.95);
    EXPECT_NEAR(interval.low, 0.1539092, 1e-6);
    EXPECT_NEAR(interval.high, 0.5921885, 1e-6);
}

RC_GTEST_PROP(ShareInterval, HoldsTheShareAndMirrors, ()) {
    const auto all = *rc::gen::inRange(1, 2000);
    const auto found = *rc::gen::inRange(0, all + 1);
    const ShareInterval interval = compute_share_interval(found, all, 0.95);
    const ShareInterval mirrored = compute_share_interval(all - found, all, 0.95);
    const double share = static_cast<double>(found) / all;
    RC_ASSERT(interval.low <= share && share <= interval.high);
    RC_ASSERT(std::abs(interval.low - (1 - mirrored.high)) < 1e-9);
}

}  // namespace
}  // namespace inference_pio
