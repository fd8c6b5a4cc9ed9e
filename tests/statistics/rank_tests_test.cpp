#include "statistics/rank_tests.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <vector>

namespace inference_pio {
namespace {

// Values with SciPy named as their source: scipy.stats.wilcoxon and mannwhitneyu, SciPy 1.17.1. SciPy's
// signed rank statistic is the smaller of V and n (n + 1) / 2 - V.

TEST(SignedRank, AgreesWithAPublishedExample) {
    // Hamilton depression scale, Hollander, Wolfe and Chicken, table 3.1; R's ?wilcox.test: V = 40, and
    // p = 0.01953 one-sided.
    const std::array before{1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30};
    const std::array after{0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29};
    std::vector<double> differences;
    for (std::size_t i = 0; i < before.size(); ++i) differences.push_back(before[i] - after[i]);
    const RankTest test = compute_signed_rank_test(differences);
    EXPECT_EQ(test.statistic, 40);
    EXPECT_DOUBLE_EQ(test.p_value, 0.0390625);
    EXPECT_TRUE(test.exact);
}

TEST(SignedRank, ExactForThirtyAgreesWithScipy) {
    std::vector<double> differences;
    for (int k = 1; k <= 30; ++k) differences.push_back(k * 0.37 + (k % 2 == 0 ? 0.2 : -0.2) * k - 8);
    const RankTest test = compute_signed_rank_test(differences);
    EXPECT_EQ(test.statistic, 127);
    EXPECT_NEAR(test.p_value, 0.029325857758522034, 1e-14);
    EXPECT_TRUE(test.exact);
}

TEST(SignedRank, TiesAndZerosAgreeWithScipysApproximation) {
    // wilcoxon(..., zero_method="wilcox", correction=True, method="approx")
    const RankTest test =
        compute_signed_rank_test(std::array{1.0, -1.0, 2.0, 2.0, -3.0, 4.0, 5.0, 0.0, 6.0, 7.0, 7.0, 8.0});
    EXPECT_EQ(test.statistic, 66 - 6.5);
    EXPECT_NEAR(test.p_value, 0.02060658406771657, 1e-14);
    EXPECT_FALSE(test.exact);
}

TEST(SignedRank, ManyDifferencesAgreeWithScipysApproximation) {
    std::vector<double> differences;
    for (int i = 1; i <= 60; ++i) differences.push_back((i % 2 == 0 ? 0.5 : -0.5) * i + i * 0.37);
    const RankTest test = compute_signed_rank_test(differences);
    EXPECT_EQ(test.statistic, 1830 - 518);
    EXPECT_NEAR(test.p_value, 0.0035129639447967777, 1e-14);
    EXPECT_FALSE(test.exact);
}

TEST(SignedRank, NothingLeftSaysNothing) {
    EXPECT_EQ(compute_signed_rank_test({}).p_value, 1);
    EXPECT_EQ(compute_signed_rank_test(std::array{0.0, 0.0}).p_value, 1);
    EXPECT_EQ(compute_signed_rank_test(std::array{2.0}).p_value, 1);
}

TEST(RankSum, AgreesWithAPublishedExample) {
    // Permeability of a membrane, Hollander, Wolfe and Chicken, table 4.1; R's ?wilcox.test: W = 35, and
    // p = 0.1272 one-sided.
    const std::array at_term{0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46};
    const std::array earlier{1.15, 0.88, 0.90, 0.74, 1.21};
    const RankTest test = compute_rank_sum_test(at_term, earlier);
    EXPECT_EQ(test.statistic, 35);
    EXPECT_NEAR(test.p_value, 0.2544122544122544, 1e-14);
    EXPECT_TRUE(test.exact);
}

TEST(RankSum, TwentyByTwentyAgreesWithScipy) {
    std::vector<double> first;
    std::vector<double> second;
    for (int k = 0; k < 20; ++k) {
        first.push_back(k * 1.1);
        second.push_back(k * 1.3 + 5.35);
    }
    const RankTest test = compute_rank_sum_test(first, second);
    EXPECT_EQ(test.statistic, 98);
    EXPECT_NEAR(test.p_value, 0.005130719547704603, 1e-14);
    EXPECT_TRUE(test.exact);
}

TEST(RankSum, TiesAndManyPairsAgreeWithScipysApproximation) {
    const std::array first{1.0, 2.0, 2.0, 3.0, 4.0, 4.0, 5.0, 6.0};
    const std::array second{2.0, 4.0, 5.0, 5.0, 6.0, 7.0, 8.0, 8.0, 9.0};
    const RankTest ties = compute_rank_sum_test(first, second);
    EXPECT_EQ(ties.statistic, 12.5);
    EXPECT_NEAR(ties.p_value, 0.025587913387523562, 1e-14);
    EXPECT_FALSE(ties.exact);

    std::vector<double> a;
    std::vector<double> b;
    for (int k = 0; k < 25; ++k) a.push_back(k * 1.1);
    for (int k = 0; k < 21; ++k) b.push_back(k * 1.3 + 0.35 - 4);
    const RankTest many = compute_rank_sum_test(a, b);
    EXPECT_EQ(many.statistic, 331);
    EXPECT_NEAR(many.p_value, 0.13372205424925784, 1e-14);
    EXPECT_FALSE(many.exact);
}

TEST(RankSum, EmptyOrEqualSetsSayNothing) {
    EXPECT_EQ(compute_rank_sum_test({}, std::array{1.0}).p_value, 1);
    EXPECT_EQ(compute_rank_sum_test(std::array{1.0}, {}).p_value, 1);
    EXPECT_EQ(compute_rank_sum_test(std::array{3.0, 3.0}, std::array{3.0}).p_value, 1);
}

std::vector<double> some_values(int most) {
    const int count = *rc::gen::inRange(1, most);
    return *rc::gen::container<std::vector<double>>(
        static_cast<std::size_t>(count),
        rc::gen::map(rc::gen::inRange(-400, 400), [](int n) { return static_cast<double>(n) / 32; }));
}

// Against the definition: every assignment of signs is as likely as the observed one.
RC_GTEST_PROP(SignedRank, ExactIsTheShareOfSignAssignments, ()) {
    const std::vector<double> differences = some_values(11);
    const RankTest test = compute_signed_rank_test(differences);
    RC_PRE(test.exact);
    const auto n = differences.size();
    const double middle = static_cast<double>(n * (n + 1)) / 4;
    int as_far = 0;
    for (unsigned signs = 0; signs < (1U << n); ++signs) {
        double sum = 0;
        for (std::size_t i = 0; i < n; ++i) {
            if ((signs >> i & 1U) != 0) sum += static_cast<double>(i + 1);
        }
        if (std::abs(sum - middle) >= std::abs(test.statistic - middle)) ++as_far;
    }
    RC_ASSERT(std::abs(test.p_value - static_cast<double>(as_far) / static_cast<double>(1U << n)) < 1e-12);
}

// Against the definition: every choice of positions for the first set is equally likely.
RC_GTEST_PROP(RankSum, ExactIsTheShareOfArrangements, ()) {
    const std::vector<double> first = some_values(6);
    const std::vector<double> second = some_values(7);
    const RankTest test = compute_rank_sum_test(first, second);
    RC_PRE(test.exact);
    const auto n = static_cast<int>(first.size());
    const auto total = first.size() + second.size();
    const double middle = static_cast<double>(first.size() * second.size()) / 2;
    int arrangements = 0;
    int as_far = 0;
    for (unsigned chosen = 0; chosen < (1U << total); ++chosen) {
        if (std::popcount(chosen) != n) continue;
        ++arrangements;
        double sum = -n * (n + 1) / 2.0;
        for (std::size_t i = 0; i < total; ++i) {
            if ((chosen >> i & 1U) != 0) sum += static_cast<double>(i + 1);
        }
        if (std::abs(sum - middle) >= std::abs(test.statistic - middle)) ++as_far;
    }
    RC_ASSERT(std::abs(test.p_value - static_cast<double>(as_far) / arrangements) < 1e-12);
}

RC_GTEST_PROP(SignedRank, SidesAndUnitsDoNotMatter, ()) {
    const std::vector<double> differences = some_values(80);
    std::vector<double> turned = differences;
    for (double& value : turned) value *= -8;
    const RankTest test = compute_signed_rank_test(differences);
    const RankTest turned_test = compute_signed_rank_test(turned);
    RC_ASSERT(std::abs(test.p_value - turned_test.p_value) < 1e-12);
    RC_ASSERT(test.exact == turned_test.exact);
    const auto zeros = std::count(differences.begin(), differences.end(), 0.0);
    const auto n = static_cast<double>(differences.size()) - static_cast<double>(zeros);
    RC_ASSERT(test.statistic + turned_test.statistic == n * (n + 1) / 2);
    RC_ASSERT(test.p_value >= 0 && test.p_value <= 1);
}

RC_GTEST_PROP(RankSum, SidesAndMonotonicMapsDoNotMatter, ()) {
    std::vector<double> first = some_values(40);
    std::vector<double> second = some_values(40);
    const RankTest test = compute_rank_sum_test(first, second);
    const RankTest turned = compute_rank_sum_test(second, first);
    RC_ASSERT(std::abs(test.p_value - turned.p_value) < 1e-12);
    RC_ASSERT(test.statistic + turned.statistic == static_cast<double>(first.size() * second.size()));
    for (double& value : first) value = std::exp(value);
    for (double& value : second) value = std::exp(value);
    RC_ASSERT(compute_rank_sum_test(first, second) == test);
}

}  // namespace
}  // namespace inference_pio
