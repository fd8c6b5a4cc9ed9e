#include "statistics/process_quantile.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <vector>

namespace inference_pio {
namespace {

const std::vector<double> kValues{0.312, 0.305, 0.331, 0.318, 0.309, 0.322, 0.316, 0.340};

TEST(ProcessQuantile, AgreesWithScipy) {
    // numpy.exp(scipy.stats.mstats.hdquantiles(numpy.log(x), prob)), SciPy 1.17.1.
    EXPECT_NEAR(compute_process_quantile(kValues, 0.25), 0.31042229152055295, 1e-12);
    EXPECT_NEAR(compute_process_quantile(kValues, 0.75), 0.3277501329453945, 1e-12);
    EXPECT_NEAR(compute_process_quantile(std::array{-1.5, 0.0, 2.25, 3.0, -0.5}, 0.25), -0.7799023211595324, 1e-12);
}

TEST(ProcessQuantile, IntervalAgreesWithScipy) {
    // exp(hd ± t s), with s from scipy.stats.mstats.hdquantiles of the eight sets of seven values and
    // scipy.stats.t.ppf(0.975, 3).
    const auto interval = compute_process_quantile_interval(kValues, 0.25, 0.95);
    ASSERT_TRUE(interval);
    EXPECT_NEAR(interval->low, 0.30025857958655583, 1e-10);
    EXPECT_NEAR(interval->high, 0.32093004371617895, 1e-10);
    EXPECT_EQ(interval->level, 0.95);
    EXPECT_EQ(interval->method, "jackknife_log_process_quantile");
    const auto sequential = compute_process_quantile_interval(kValues, 0.25, 0.95, Stopping::sequential);
    ASSERT_TRUE(sequential);
    const double value = compute_process_quantile(kValues, 0.25);
    EXPECT_NEAR(std::log(sequential->high / value), std::log(interval->high / value) * std::sqrt(1.25), 1e-12);
    EXPECT_EQ(sequential->method, "sequential_jackknife_log_process_quantile");
}

TEST(ProcessQuantile, OneOrTwoProcessesHaveAValueButNoInterval) {
    EXPECT_DOUBLE_EQ(compute_process_quantile(std::array{3.0}, 0.25), 3);
    EXPECT_FALSE(compute_process_quantile_interval(std::array{3.0, 4.0}, 0.25, 0.95));
    EXPECT_FALSE(compute_process_quantile_interval({}, 0.25, 0.95));
}

TEST(ProcessQuantile, EqualProcessesAreThePoint) {
    const auto interval = compute_process_quantile_interval(std::array{612.0, 612.0, 612.0}, 0.25, 0.95);
    ASSERT_TRUE(interval);
    EXPECT_NEAR(interval->low, 612, 1e-9);
    EXPECT_NEAR(interval->high, 612, 1e-9);
}

TEST(ProcessQuantile, ValuesWithoutALogarithmAreTakenAsTheyAre) {
    const auto interval = compute_process_quantile_interval(std::array{0.0, 1.0, 2.0, 4.0}, 0.25, 0.95);
    ASSERT_TRUE(interval);
    EXPECT_EQ(interval->method, "jackknife_process_quantile");
    EXPECT_LT(interval->low, 0);
}

TEST(ProcessQuantile, ProcessesThatLieTooFarApartHaveNoInterval) {
    EXPECT_FALSE(compute_process_quantile_interval(std::array{1e-300, 1.0, 1e300}, 0.25, 0.95));
}

// What it is for: more processes in a slow state of the machine do not move it as they move the median.
TEST(ProcessQuantile, HardlySeesASlowState) {
    std::vector<double> values;
    for (int i = 0; i < 24; ++i) values.push_back((i < 14 ? 1.13 : 1) * (1 + 0.001 * (i % 5)));
    EXPECT_LT(compute_process_quantile(values, 0.25), 1.02);
    EXPECT_GT(compute_process_quantile(values, 0.5), 1.07);
}

RC_GTEST_PROP(ProcessQuantile, LiesBetweenTheValuesAndInItsInterval, ()) {
    const auto drawn = *rc::gen::nonEmpty(rc::gen::container<std::vector<int>>(rc::gen::inRange(-1000, 1000)));
    const std::vector<double> values(drawn.begin(), drawn.end());
    const double probability = *rc::gen::inRange(1, 100) / 100.0;
    const double value = compute_process_quantile(values, probability);
    RC_ASSERT(value >= *std::min_element(values.begin(), values.end()));
    RC_ASSERT(value <= *std::max_element(values.begin(), values.end()));
    if (const auto interval = compute_process_quantile_interval(values, probability, 0.95)) {
        RC_ASSERT(interval->low <= value);
        RC_ASSERT(value <= interval->high);
    }
}

RC_GTEST_PROP(ProcessQuantile, RatesAndTimesAreOneAnother, ()) {
    // The upper quartile of rates is one over the lower quartile of times: what a table says of either agrees.
    const auto drawn = *rc::gen::nonEmpty(rc::gen::container<std::vector<int>>(rc::gen::inRange(1, 1000)));
    std::vector<double> times(drawn.begin(), drawn.end());
    std::vector<double> rates;
    for (const double time : times) rates.push_back(1 / time);
    const double product = compute_process_quantile(times, 0.25) * compute_process_quantile(rates, 0.75);
    RC_ASSERT(std::abs(product - 1) < 1e-9);
}

TEST(ProcessQuantile, CoversTheQuartileOfNormalProcesses) {
    std::mt19937 generator(5);
    std::normal_distribution<double> normal;
    const double quartile = std::exp(-0.6744897501960817 * 0.03);
    for (const int processes : {3, 8, 16}) {
        int covered = 0;
        for (int run = 0; run < 1000; ++run) {
            std::vector<double> values;
            for (int i = 0; i < processes; ++i) values.push_back(std::exp(0.03 * normal(generator)));
            const auto interval = compute_process_quantile_interval(values, 0.25, 0.95, Stopping::sequential);
            ASSERT_TRUE(interval);
            covered += interval->low <= quartile && quartile <= interval->high ? 1 : 0;
        }
        EXPECT_GE(covered, 930) << processes << " processes";
        EXPECT_LE(covered, 995) << processes << " processes: wider than it need be";
    }
}

}  // namespace
}  // namespace inference_pio
