#include "statistics/welch_test.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "statistics/interval.hpp"

namespace inference_pio {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(WelchTest, FollowsItsFormulas) {
    // Means 2 and 7; variances 1 and 10 over 3 and 4 values: by hand 1/3 and 10/4 of the means, their sum 17/6,
    // degrees of freedom (17/6)^2 / ((1/3)^2 / 2 + (5/2)^2 / 3) = 3.753
    const std::array first{1.0, 2.0, 3.0};
    const std::array second{3.0, 6.0, 9.0, 10.0};
    const auto test = compute_welch_test(first, second);
    ASSERT_TRUE(test);
    EXPECT_NEAR(test->difference, 5, 1e-12);
    EXPECT_NEAR(test->standard_error, std::sqrt(17.0 / 6), 1e-12);
    EXPECT_NEAR(test->degrees_of_freedom, (289.0 / 36) / (1.0 / 18 + 25.0 / 12), 1e-12);
    EXPECT_NEAR(student_t_factor(test->degrees_of_freedom, 1 - test->p_value), 5 / std::sqrt(17.0 / 6), 1e-9);
}

TEST(WelchTest, PValuesAreThoseOfTheTables) {
    // Student's table: t(0.975; 10) = 2.228139, t(0.995; 5) = 4.032143; the normal one: z(0.975) = 1.959964.
    EXPECT_NEAR(student_p_value(2.228139, 10), 0.05, 1e-7);
    EXPECT_NEAR(student_p_value(-4.032143, 5), 0.01, 1e-7);
    EXPECT_NEAR(student_p_value(1.959964, kInfinity), 0.05, 1e-7);
    // Cauchy's distribution in closed form: 1 - 2/pi atan(t).
    EXPECT_NEAR(student_p_value(1e6, 1), 1 - 2 / std::acos(-1.0) * std::atan(1e6), 1e-15);
    EXPECT_EQ(student_p_value(0, 7), 1);
    EXPECT_EQ(student_p_value(kInfinity, 7), 0);
    EXPECT_NEAR(student_p_value(3, 1e12), student_p_value(3, kInfinity), 1e-12);
}

TEST(WelchTest, WithoutVarianceThereIsNoDoubt) {
    const std::vector<double> low(5, 0.1);
    const std::vector<double> high(4, 0.3);
    EXPECT_EQ(compute_welch_test(low, low)->p_value, 1);
    EXPECT_EQ(compute_welch_test(low, high)->p_value, 0);
    EXPECT_EQ(compute_welch_test(low, high)->degrees_of_freedom, 7);
    EXPECT_EQ(compute_welch_test(low, high)->standard_error, 0);
}

TEST(WelchTest, RefusesWhatItCannotTest) {
    const std::array two{1.0, 2.0};
    const std::array one{1.0};
    const std::array broken{1.0, std::nan("")};
    const std::array huge{-1e300, 1e300};
    EXPECT_FALSE(compute_welch_test(one, two));
    EXPECT_FALSE(compute_welch_test(two, {}));
    EXPECT_FALSE(compute_welch_test(two, broken));
    EXPECT_FALSE(compute_welch_test(huge, two));
}

RC_GTEST_PROP(WelchTest, SwappedSidesGiveTheSamePValueAndTheOppositeDifference, ()) {
    std::vector<double> first(static_cast<std::size_t>(*rc::gen::inRange(2, 12)));
    std::vector<double> second(static_cast<std::size_t>(*rc::gen::inRange(2, 12)));
    for (double& value : first) value = *rc::gen::inRange(-1000, 1000) / 64.0;
    for (double& value : second) value = *rc::gen::inRange(-1000, 1000) / 64.0;
    const auto forward = compute_welch_test(first, second);
    const auto backward = compute_welch_test(second, first);
    RC_ASSERT(forward && backward);
    RC_ASSERT(forward->difference == -backward->difference);
    RC_ASSERT(std::abs(forward->p_value - backward->p_value) < 1e-12);
    RC_ASSERT(forward->p_value >= 0 && forward->p_value <= 1);
}

RC_GTEST_PROP(WelchTest, ThePValueIsTheInverseOfTheFactor, ()) {
    const double degrees = *rc::gen::inRange(1, 400) / 4.0 + 0.75;
    const double level = *rc::gen::inRange(1, 9999) / 10000.0;
    RC_ASSERT(std::abs(student_p_value(student_t_factor(degrees, level), degrees) - (1 - level)) < 1e-9);
}

// Sides of unlike size and variance, the worst case of Student's own test: under no difference 5 % of 4,000 are
// flagged, give or take four standard errors of 0.34 % and what the approximation costs.
TEST(WelchTest, KeepsItsLevel) {
    std::mt19937_64 random(7);
    std::normal_distribution<double> noise;
    int flagged = 0;
    for (int round = 0; round < 4000; ++round) {
        std::vector<double> first(40);
        std::vector<double> second(8);
        for (double& value : first) value = noise(random);
        for (double& value : second) value = 3 * noise(random);
        flagged += compute_welch_test(first, second)->p_value <= 0.05 ? 1 : 0;
    }
    EXPECT_NEAR(flagged / 4000.0, 0.05, 0.018);
    EXPECT_GT(flagged, 0);
}

}  // namespace
}  // namespace inference_pio
