#include "statistics/relative_fit.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>

namespace inference_pio {
namespace {

// Squares with their minimum 0 at `centre` and a curvature of 1.
Profile parabola(double centre, double estimate) {
    Profile profile;
    profile.squares_at = [centre](double value) { return (value - centre) * (value - centre); };
    profile.estimate = estimate;
    profile.least = profile.squares_at(estimate);
    return profile;
}

TEST(ProfileEnds, AreWhereTheSquaresReachTheLimit) {
    const ProfileEnds ends = compute_profile_ends(parabola(3, 3), 4);
    EXPECT_NEAR(ends.low, 1, 0.01);
    EXPECT_NEAR(ends.high, 5, 0.01);
    EXPECT_LE(ends.low, 1);  // outwards of the exact ends, never inwards
    EXPECT_GE(ends.high, 5);
    EXPECT_FALSE(ends.open);
}

TEST(ProfileEnds, OfAMinuteWidthAreFound) {
    const ProfileEnds ends = compute_profile_ends(parabola(3, 3), 1e-18);
    EXPECT_NEAR(3 - ends.low, 1e-9, 1e-11);
    EXPECT_NEAR(ends.high - 3, 1e-9, 1e-11);
}

TEST(ProfileEnds, StayInTheRange) {
    Profile at_zero = parabola(-1, 0);
    EXPECT_EQ(compute_profile_ends(at_zero, 9).low, 0);
    EXPECT_NEAR(compute_profile_ends(at_zero, 9).high, 2, 0.01);
    at_zero.highest = 1.5;
    EXPECT_EQ(compute_profile_ends(at_zero, 9).high, 1.5);
    EXPECT_FALSE(compute_profile_ends(at_zero, 9).open);
    EXPECT_EQ(compute_profile_ends(parabola(1, 1), 9).low, 0);
}

TEST(ProfileEnds, SayWhereNothingBoundsThem) {
    Profile flat = parabola(1, 1);
    flat.squares_at = [](double value) { return value < 1 ? 1 - value : 0.0; };
    const ProfileEnds ends = compute_profile_ends(flat, 0.5);
    EXPECT_TRUE(ends.open);
    EXPECT_TRUE(std::isfinite(ends.high));
    EXPECT_NEAR(ends.low, 0.5, 0.01);
}

TEST(SquaresLimit, IsThatOfFAndHasAFloor) {
    // scipy.stats.f.ppf(0.95, 1, 5) = 6.607890973703368 (SciPy 1.17.1).
    EXPECT_NEAR(squares_limit(2, 5), 2 * (1 + 6.607890973703368 / 5), 1e-9);
    EXPECT_GT(squares_limit(0, 5), 1e-18);
    EXPECT_LT(squares_limit(0, 5), 1e-17);
}

RelativeModel model_of(std::vector<std::vector<double>> columns) {
    RelativeModel model;
    model.offset.assign(columns.front().size(), 0.0);
    for (auto& values : columns) {
        RelativeModel::Column column;
        column.values = std::move(values);
        model.columns.push_back(std::move(column));
    }
    return model;
}

TEST(MinimizeRelative, OneConstantIsTheGeometricMean) {
    // Observed 1, 2 and 8: 16^(1/3).
    const RelativeSolution solution = minimize_relative(model_of({{1, 0.5, 0.125}}));
    EXPECT_NEAR(solution.theta[0], std::cbrt(16), 1e-8);
}

TEST(MinimizeRelative, WhatWouldBeNegativeIsZero) {
    // Observed 4, 2, 1 at x = 1, 2, 3 fall: of a + b x only a stays, their geometric mean.
    const RelativeSolution solution = minimize_relative(model_of({{0.25, 0.5, 1}, {0.25, 1, 3}}));
    EXPECT_EQ(solution.theta[1], 0);
    EXPECT_NEAR(solution.theta[0], 2, 1e-8);
}

TEST(MinimizeRelative, KeepsAnUpperBound) {
    RelativeModel model = model_of({{1, 0.5, 0.125}});
    model.columns.front().upper = 1.5;
    EXPECT_EQ(minimize_relative(model).theta[0], 1.5);
}

TEST(MinimizeRelative, EqualColumnsDoNotStopIt) {
    const RelativeSolution solution = minimize_relative(model_of({{1, 0.5, 0.125}, {1, 0.5, 0.125}}));
    EXPECT_NEAR(solution.theta[0] + solution.theta[1], std::cbrt(16), 1e-8);
}

TEST(MinimizeRelative, PartsThatVanishHaveInfiniteSquares) {
    EXPECT_TRUE(std::isinf(minimize_relative(model_of({{0, 0.5, 0.125}})).squares));
}

// At the minimum every part is stationary, or 0 and pressed against 0.
RC_GTEST_PROP(MinimizeRelative, EndsWhereNoPartGains, ()) {
    const auto entry = rc::gen::map(rc::gen::inRange(1, 1000), [](int n) { return static_cast<double>(n) / 100; });
    const auto column = rc::gen::container<std::vector<double>>(6, entry);
    const auto columns = *rc::gen::container<std::vector<std::vector<double>>>(
        static_cast<std::size_t>(*rc::gen::inRange(1, 4)), column);
    const RelativeModel model = model_of(columns);
    const RelativeSolution solution = minimize_relative(model);
    const auto squares_of = [&](const std::vector<double>& theta) {
        double sum = 0;
        for (std::size_t i = 0; i < 6; ++i) {
            double f = 0;
            for (std::size_t j = 0; j < columns.size(); ++j) f += theta[j] * columns[j][i];
            sum += std::log(f) * std::log(f);
        }
        return sum;
    };
    RC_ASSERT(std::abs(squares_of(solution.theta) - solution.squares) <= 1e-9 * (1 + solution.squares));
    for (std::size_t j = 0; j < columns.size(); ++j) {
        for (const double change : {-1e-3, 1e-3}) {
            std::vector<double> moved = solution.theta;
            moved[j] = std::max(0.0, moved[j] + change * (moved[j] + 1e-3));
            RC_ASSERT(squares_of(moved) >= solution.squares * (1 - 1e-9));
        }
    }
}

}  // namespace
}  // namespace inference_pio
