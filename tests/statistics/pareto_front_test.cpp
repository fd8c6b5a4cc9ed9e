#include "statistics/pareto_front.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace inference_pio {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::vector<bool> front_of(const std::vector<CostBenefit>& points) {
    const auto front = compute_pareto_front(points);
    EXPECT_TRUE(front);
    return front.value_or(std::vector<bool>());
}

TEST(ParetoFront, OfFewPoints) {
    EXPECT_THAT(front_of({}), IsEmpty());
    EXPECT_THAT(front_of({{3, -1}}), ElementsAre(true));
    // Cheaper and better; dearer and better; dearer and worse; as dear as the second, and worse.
    EXPECT_THAT(front_of({{1, 10}, {2, 20}, {3, 15}, {2, 12}}), ElementsAre(true, true, false, false));
    // Equally good, but dearer.
    EXPECT_THAT(front_of({{2, 10}, {1, 10}}), ElementsAre(false, true));
}

TEST(ParetoFront, EqualPointsStayTogether) {
    EXPECT_THAT(front_of({{1, 1}, {1, 1}, {2, 5}, {2, 5}, {2, 4}, {2, 4}}),
                ElementsAre(true, true, true, true, false, false));
    EXPECT_THAT(front_of({{0.0, 1}, {-0.0, 1}}), ElementsAre(true, true));
}

TEST(ParetoFront, InfinitiesAreNumbers) {
    EXPECT_THAT(front_of({{kInfinity, 2}, {1, 1}, {-kInfinity, -kInfinity}, {kInfinity, kInfinity}}),
                ElementsAre(false, true, true, true));
}

TEST(ParetoFront, WhatIsNoNumberIsRefused) {
    const double nan = std::nan("");
    const auto cost = compute_pareto_front({{1, 1}, {nan, 1}});
    ASSERT_FALSE(cost);
    EXPECT_EQ(cost.error().kind, ErrorKind::invalid_argument);
    EXPECT_THAT(cost.error().message, testing::HasSubstr("point 1"));
    EXPECT_FALSE(compute_pareto_front({{1, nan}}));
}

bool dominates(const CostBenefit& one, const CostBenefit& other) {
    return one.cost <= other.cost && one.benefit >= other.benefit &&
           (one.cost < other.cost || one.benefit > other.benefit);
}

// Few different numbers, so that ties of either kind are common.
std::vector<CostBenefit> any_points() {
    const int spread = *rc::gen::element(2, 5, 1000);
    std::vector<CostBenefit> points;
    const int count = *rc::gen::inRange(0, 40);
    for (int i = 0; i < count; ++i) {
        points.push_back({*rc::gen::inRange(-spread, spread) / 4.0, *rc::gen::inRange(-spread, spread) / 4.0});
    }
    return points;
}

RC_GTEST_PROP(ParetoFront, IsWhatTheDefinitionSays, ()) {
    const std::vector<CostBenefit> points = any_points();
    const auto front = compute_pareto_front(points);
    RC_ASSERT(front.has_value());
    RC_ASSERT(front->size() == points.size());
    for (std::size_t i = 0; i < points.size(); ++i) {
        bool dominated = false;
        for (const CostBenefit& other : points) dominated = dominated || dominates(other, points[i]);
        RC_ASSERT((*front)[i] == !dominated);
    }
}

RC_GTEST_PROP(ParetoFront, DoesNotDependOnTheOrder, ()) {
    std::vector<CostBenefit> points = any_points();
    const std::vector<bool> front = compute_pareto_front(points).value();
    std::reverse(points.begin(), points.end());
    const std::vector<bool> reversed = compute_pareto_front(points).value();
    RC_ASSERT(std::equal(front.begin(), front.end(), reversed.rbegin()));
}

}  // namespace
}  // namespace inference_pio
