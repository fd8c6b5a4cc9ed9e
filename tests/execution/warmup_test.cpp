#include "execution/warmup.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

namespace inference_pio {
namespace {

constexpr auto kLower = Direction::lower_is_better;
constexpr auto kHigher = Direction::higher_is_better;

struct WarmupRow {
    std::vector<double> values;
    Direction direction;
    int count;
};

class WarmupCount : public ::testing::TestWithParam<WarmupRow> {};

TEST_P(WarmupCount, FollowsTheTable) {
    EXPECT_EQ(compute_warmup_count(GetParam().values, GetParam().direction, 1, 4), GetParam().count);
}

INSTANTIATE_TEST_SUITE_P(Table, WarmupCount,
                         ::testing::Values(WarmupRow{{}, kLower, 0}, WarmupRow{{1}, kLower, 1},
                                           WarmupRow{{1, 1, 1, 1}, kLower, 1}, WarmupRow{{9, 1, 1, 1}, kLower, 1},
                                           WarmupRow{{9, 9, 1, 1, 1}, kLower, 2},
                                           WarmupRow{{9, 8, 7, 1, 1, 1}, kLower, 3},
                                           WarmupRow{{1, 2, 9, 9, 9}, kHigher, 2},       // throughput rises
                                           WarmupRow{{9, 1, 1, 1.04}, kHigher, 1},       // within 5 %
                                           WarmupRow{{1, 1, 2, 3, 4}, kLower, 1},        // slower is no warm-up
                                           WarmupRow{{9, 8, 7, 6, 5, 4, 3}, kLower, 4},  // never settles: bounded
                                           WarmupRow{{0, 0, 0, 0}, kLower, 1},
                                           WarmupRow{{9, 9, 1, 1, 1, 1}, kLower, 2},  // the median of 9 1 1 hides a 9
                                           WarmupRow{{9, 9, 9, 1, 1, 1, 1, 1}, kLower, 3},
                                           WarmupRow{{9, 1.3, 1, 1.4, 1.1, 1.5}, kLower, 1},  // within the noise
                                           WarmupRow{{1, 1, 2, 2, 2}, Direction::neutral, 2}));

TEST(WantsAnotherSample, UntilEnoughRemainAfterWarmup) {
    const VisitSampling sampling{1, 3};
    std::vector<double> values;
    const auto take_until_enough = [&](const std::vector<double>& series) {
        values.clear();
        while (wants_another_sample(values, kLower, sampling, 4))
            values.push_back(series[std::min(values.size(), series.size() - 1)]);
        return values.size();
    };
    EXPECT_EQ(take_until_enough({5, 1}), 4U);
    EXPECT_EQ(take_until_enough({5, 5, 5, 1}), 6U);
    std::vector<double> falling;
    for (int i = 0; i < 100; ++i) falling.push_back(std::pow(0.8, i));
    EXPECT_EQ(take_until_enough(falling), 7U) << "as many as may be warm-up, and the samples";
}

}  // namespace
}  // namespace inference_pio
