#include "statistics/variance_components.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <cmath>
#include <random>

namespace inference_pio {
namespace {

using Processes = std::vector<std::vector<double>>;

TEST(VarianceComponents, AgreeWithAPublishedExample) {
    // Calcium in four turnip leaves, four determinations each: s^2 = 0.0066, s_L^2 = 0.0724.
    // Snedecor and Cochran, "Statistical Methods" (8th ed.), section 13.3.
    const Processes leaves = {
        {3.28, 3.09, 3.03, 3.03}, {3.52, 3.48, 3.38, 3.38}, {2.88, 2.80, 2.81, 2.76}, {3.34, 3.38, 3.23, 3.26}};
    const auto components = compute_variance_components(leaves);
    ASSERT_TRUE(components);
    EXPECT_NEAR(components->within, 0.0066, 0.00005);
    EXPECT_NEAR(components->between, 0.0724, 0.00005);
    EXPECT_EQ(components->processes, 4);
}

TEST(VarianceComponents, TakeUnequalSizes) {
    // By hand: within = 7.5 / 6; n_0 = (10 - 30 / 10) / 3; between = (SSB / 3 - 1.25) / n_0.
    const Processes processes = {{10, 12, 11}, {15, 14}, {}, {9}, {20, 22, 21, 19}};
    const auto components = compute_variance_components(processes);
    ASSERT_TRUE(components);
    EXPECT_NEAR(components->within, 1.25, 1e-12);
    EXPECT_NEAR(components->between, 28.692857142857143, 1e-12);
    EXPECT_EQ(components->processes, 4);
}

TEST(VarianceComponents, ClampWhatWouldBeNegative) {
    const Processes same_means = {{1, 3}, {3, 1}, {2, 2}};
    const auto components = compute_variance_components(same_means);
    ASSERT_TRUE(components);
    EXPECT_EQ(components->between, 0);
    EXPECT_NEAR(components->within, 4.0 / 3, 1e-12);
}

TEST(VarianceComponents, RefuseTooLittle) {
    EXPECT_FALSE(compute_variance_components({}));
    EXPECT_FALSE(compute_variance_components(Processes{{1, 2, 3}, {}}));
    EXPECT_FALSE(compute_variance_components(Processes{{1}, {2}, {3}}));
    EXPECT_FALSE(compute_variance_components(Processes{{1, std::nan("")}, {2, 3}}));
    EXPECT_FALSE(compute_variance_components(Processes{{1e300, -1e300}, {2, 3}}));
    EXPECT_EQ(compute_variance_components({}).error().kind, ErrorKind::invalid_argument);
}

TEST(VarianceComponents, AreUnbiased) {
    // 4,000 times 6 processes of 2 to 5 samples, within 0.09, between 0.25: the mean of the estimates has
    // standard errors of about 0.0006 and 0.003. Fixed seed.
    std::mt19937_64 random(1);
    std::normal_distribution<double> noise;
    double within = 0;
    double between = 0;
    for (int i = 0; i < 4000; ++i) {
        Processes processes;
        for (std::size_t size : {2U, 3U, 4U, 5U, 2U, 4U}) {
            const double level = 0.5 * noise(random);
            std::vector<double> process(size);
            for (double& value : process) value = level + 0.3 * noise(random);
            processes.push_back(process);
        }
        const auto components = compute_variance_components(processes);
        ASSERT_TRUE(components);
        within += components->within / 4000;
        between += components->between / 4000;
    }
    EXPECT_NEAR(within, 0.09, 0.0024);
    EXPECT_NEAR(between, 0.25, 0.012);
}

TEST(OptimalSamples, FollowTheFormula) {
    // sqrt(10 / 0.5 * 0.04 / 0.01) = 8.94
    EXPECT_EQ(compute_optimal_samples({0.04, 0.01, 5}, 10, 0.5, 1, 100), 9);
    EXPECT_EQ(compute_optimal_samples({0.04, 0.01, 5}, 10, 0.5, 1, 5), 5);
    EXPECT_EQ(compute_optimal_samples({0.04, 0.01, 5}, 10, 0.5, 12, 50), 12);
    EXPECT_EQ(compute_optimal_samples({0.04, 0, 5}, 10, 0.5, 2, 50), 50);
    EXPECT_EQ(compute_optimal_samples({0, 0.01, 5}, 10, 0.5, 2, 50), 2);
    EXPECT_EQ(compute_optimal_samples({0.04, 0.01, 5}, 0, 0.5, 2, 50), 2);
    EXPECT_EQ(compute_optimal_samples({0.04, 0.01, 5}, 10, 0, 2, 50), 50);
    EXPECT_EQ(compute_optimal_samples({1e300, 1e-300, 5}, 1e300, 1e-300, 2, 50), 50);
    EXPECT_EQ(compute_optimal_samples({1e300, 1e-300, 5}, 0, 1, 2, 50), 2);
}

Processes some_processes() {
    const auto value = rc::gen::map(rc::gen::inRange(-500, 500), [](int n) { return static_cast<double>(n) / 16; });
    const int count = *rc::gen::inRange(2, 7);
    Processes processes;
    for (int i = 0; i < count; ++i) {
        processes.push_back(
            *rc::gen::container<std::vector<double>>(static_cast<std::size_t>(*rc::gen::inRange(1, 6)), value));
    }
    processes.front().push_back(*value);
    return processes;
}

RC_GTEST_PROP(VarianceComponents, ScaleWithTheSquareAndIgnoreShifts, ()) {
    const Processes processes = some_processes();
    Processes moved = processes;
    for (auto& process : moved) {
        for (double& value : process) value = 8 - 4 * value;
    }
    const auto one = compute_variance_components(processes);
    const auto other = compute_variance_components(moved);
    RC_ASSERT(one.has_value() && other.has_value());
    RC_ASSERT(std::abs(other->within - 16 * one->within) <= 1e-9 * (1 + other->within));
    RC_ASSERT(std::abs(other->between - 16 * one->between) <= 1e-9 * (1 + other->between + other->within));
}

RC_GTEST_PROP(OptimalSamples, GrowWithTheCostOfLoading, ()) {
    const VarianceComponents components{*rc::gen::element(0.0, 0.01, 3.0), *rc::gen::element(0.0, 0.02, 7.0), 4};
    const int load = *rc::gen::inRange(0, 1000);
    const int samples = compute_optimal_samples(components, load, 0.3, 2, 30);
    RC_ASSERT(samples >= 2 && samples <= 30);
    RC_ASSERT(samples <= compute_optimal_samples(components, load + 1, 0.3, 2, 30));
    RC_ASSERT(samples >= compute_optimal_samples(components, load, 0.4, 2, 30));
}

}  // namespace
}  // namespace inference_pio
