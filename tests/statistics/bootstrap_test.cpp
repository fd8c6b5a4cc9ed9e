#include "statistics/bootstrap.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <cmath>
#include <random>

#include "statistics/random_index.hpp"

namespace inference_pio {
namespace {

using ::testing::HasSubstr;
using Processes = std::vector<std::vector<double>>;

const Processes kBaseline = {{1.00, 1.02, 0.99}, {1.05, 1.04}, {0.97, 0.98, 1.01, 0.99}, {1.03}};
const Processes kCandidate = {{1.10, 1.12}, {1.15, 1.13, 1.16}, {1.08, 1.09}};

TEST(RandomIndex, IsTheSameOnEveryMachine) {
    // The 10,000th draw of a default std::mt19937_64 is 9981545732273789042 ([rand.predef]).
    RandomIndex random(5489);
    std::size_t last = 0;
    for (int i = 0; i < 10'000; ++i) last = random.below(1'000'003);
    EXPECT_EQ(last, 9981545732273789042U % 1'000'003U);
}

TEST(RandomIndex, EveryOrderIsAsLikely) {
    // 60,000 shuffles of three: six orders, 10,000 each, standard deviation 91; five of these.
    RandomIndex random(1);
    std::array<int, 27> seen{};
    for (int i = 0; i < 60'000; ++i) {
        std::array<int, 3> order{0, 1, 2};
        random.shuffle(std::span<int>(order));
        ++seen[static_cast<std::size_t>(order[0] * 9 + order[1] * 3 + order[2])];
    }
    for (const std::size_t order : {5U, 7U, 11U, 15U, 19U, 21U}) EXPECT_NEAR(seen[order], 10'000, 456);
}

TEST(Bootstrap, HoldsTheRatioAndIsReproducible) {
    const auto interval = compute_bootstrap_log_ratio(kBaseline, kCandidate, 0.95, 1000, 7);
    ASSERT_TRUE(interval) << interval.error().message;
    // Medians of medians: {1.00, 1.045, 0.99, 1.03} -> 1.015 and {1.11, 1.15, 1.085} -> 1.11.
    EXPECT_NEAR(interval->value, std::log(1.11 / 1.015), 1e-12);
    EXPECT_LT(interval->low, interval->value);
    EXPECT_GT(interval->high, interval->value);
    EXPECT_GT(interval->low, 0);
    EXPECT_EQ(compute_bootstrap_log_ratio(kBaseline, kCandidate, 0.95, 1000, 7), interval);
    EXPECT_NE(compute_bootstrap_log_ratio(kBaseline, kCandidate, 0.95, 1000, 8)->low, interval->low);
}

TEST(Bootstrap, RefusesWhatItCannotResample) {
    EXPECT_THAT(compute_bootstrap_log_ratio(Processes{{1, 2}}, kCandidate, 0.95, 1000, 1).error().message,
                HasSubstr("two processes of the baseline"));
    EXPECT_THAT(compute_bootstrap_log_ratio(kBaseline, Processes{{1, 2}, {}}, 0.95, 1000, 1).error().message,
                HasSubstr("every process of the candidate"));
    EXPECT_FALSE(compute_bootstrap_log_ratio(kBaseline, Processes{{1, 2}, {0}}, 0.95, 1000, 1));
    EXPECT_FALSE(compute_bootstrap_log_ratio(kBaseline, Processes{{1, 2}, {INFINITY}}, 0.95, 1000, 1));
    EXPECT_FALSE(compute_bootstrap_log_ratio(kBaseline, kCandidate, 1, 1000, 1));
    EXPECT_FALSE(compute_bootstrap_log_ratio(kBaseline, kCandidate, 0.95, 99, 1));
}

TEST(Bootstrap, OfManyProcessesCoversTheTruth) {
    // 300 times two sides of 15 processes of 5 samples, 2 % between and 3 % within, truth ln 1.05. What
    // percentile intervals of a median cover is near 95 %; at 300 trials 90 % is four standard deviations off.
    std::mt19937_64 random(1);
    std::normal_distribution<double> noise;
    const auto side = [&](double level) {
        Processes processes(15, std::vector<double>(5));
        for (auto& process : processes) {
            const double bias = 0.02 * noise(random);
            for (double& value : process) value = level * std::exp(bias + 0.03 * noise(random));
        }
        return processes;
    };
    int covered = 0;
    for (int trial = 0; trial < 300; ++trial) {
        const Processes baseline = side(1);
        const Processes candidate = side(1.05);
        const auto interval = compute_bootstrap_log_ratio(baseline, candidate, 0.95, 300, 1);
        ASSERT_TRUE(interval);
        if (interval->low <= std::log(1.05) && std::log(1.05) <= interval->high) ++covered;
    }
    EXPECT_GE(covered, 270);
    EXPECT_LT(covered, 300);  // an interval that always covers says nothing
}

Processes some_processes() {
    const auto value = rc::gen::map(rc::gen::inRange(1, 400), [](int n) { return static_cast<double>(n) / 64; });
    const auto process = rc::gen::nonEmpty(rc::gen::container<std::vector<double>>(value));
    return *rc::gen::container<Processes>(static_cast<std::size_t>(*rc::gen::inRange(2, 6)), process);
}

RC_GTEST_PROP(Bootstrap, IgnoresTheUnitAndWidensWithTheLevel, ()) {
    const Processes baseline = some_processes();
    Processes candidate = some_processes();
    const auto narrow = compute_bootstrap_log_ratio(baseline, candidate, 0.8, 100, 3);
    const auto wide = compute_bootstrap_log_ratio(baseline, candidate, 0.95, 100, 3);
    RC_ASSERT(narrow.has_value() && wide.has_value());
    RC_ASSERT(wide->low <= narrow->low && narrow->low <= narrow->value);
    RC_ASSERT(narrow->value <= narrow->high && narrow->high <= wide->high);
    for (auto& process : candidate) {
        for (double& value : process) value *= 8;
    }
    const auto scaled = compute_bootstrap_log_ratio(baseline, candidate, 0.8, 100, 3);
    RC_ASSERT(std::abs(scaled->low - narrow->low - std::log(8)) < 1e-9);
    RC_ASSERT(std::abs(scaled->high - narrow->high - std::log(8)) < 1e-9);
}

}  // namespace
}  // namespace inference_pio
