#include "execution/sampling_policy.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

namespace inference_pio {
namespace {

using ::testing::HasSubstr;

constexpr auto kLower = Direction::lower_is_better;
constexpr auto kHigher = Direction::higher_is_better;

SamplingPolicy small_policy() {
    SamplingPolicy policy;
    policy.samples_per_process = 3;
    policy.warmup_max = 4;
    return policy;
}

CaseOutcome outcome_of_processes(const std::vector<std::vector<double>>& processes,
                                 const std::string& metric = "latency") {
    CaseOutcome outcome;
    for (const auto& values : processes) {
        Visit visit;
        visit.samples.push_back({true, {{metric, {1e9}}}, {}, {}, {}});  // a warm-up that must not count
        for (const double value : values) visit.samples.push_back({false, {{metric, {value}}}, {}, {}, {}});
        outcome.visits.push_back(std::move(visit));
    }
    return outcome;
}

struct WarmupRow {
    std::vector<double> values;
    Direction direction;
    int count;
};

class WarmupCount : public ::testing::TestWithParam<WarmupRow> {};

TEST_P(WarmupCount, FollowsTheTable) {
    EXPECT_EQ(compute_warmup_count(GetParam().values, GetParam().direction, small_policy()), GetParam().count);
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
                                           WarmupRow{{1, 1, 2, 2, 2}, Direction::neutral, 2}));

TEST(WantsAnotherSample, UntilEnoughRemainAfterWarmup) {
    const SamplingPolicy policy = small_policy();
    std::vector<double> values;
    const auto take_until_enough = [&](const std::vector<double>& series) {
        values.clear();
        while (wants_another_sample(values, kLower, policy))
            values.push_back(series[std::min(values.size(), series.size() - 1)]);
        return values.size();
    };
    EXPECT_EQ(take_until_enough({5, 1}), 4U);
    EXPECT_EQ(take_until_enough({5, 5, 5, 1}), 6U);
    std::vector<double> falling;
    for (int i = 0; i < 100; ++i) falling.push_back(std::pow(0.8, i));
    EXPECT_EQ(take_until_enough(falling), 7U) << "warmup_max + samples_per_process";
}

TEST(MainMetricOf, PrefersWhatUsersFeel) {
    CaseOutcome outcome = outcome_of_processes({{1}});
    EXPECT_EQ(main_metric_of(outcome), "latency");
    outcome.visits[0].samples[1].metrics["e2e_latency"] = {1};
    outcome.visits[0].process_metrics["load_time"] = 1;
    EXPECT_EQ(main_metric_of(outcome), "e2e_latency");
    CaseOutcome own = outcome_of_processes({{1}}, "zebra");
    own.visits[0].samples[1].metrics["apple"] = {1};
    EXPECT_EQ(main_metric_of(own), "apple");
    own.definitions.push_back({.name = "zebra", .unit = "s", .meaning = ""});
    EXPECT_EQ(main_metric_of(own), "zebra");
    EXPECT_EQ(main_metric_of({}), "");
}

TEST(ComputeConvergence, NeedsTheLeastNumberOfProcessesAndThePrecision) {
    SamplingPolicy policy;
    policy.processes_min = 4;
    policy.processes_max = 6;
    const auto after = [&](int processes, double scatter) {
        std::vector<std::vector<double>> values;
        for (int i = 0; i < processes; ++i) values.push_back({1 + (i % 2 == 0 ? scatter : -scatter)});
        return compute_convergence(outcome_of_processes(values), policy);
    };
    EXPECT_EQ(after(1, 0), (Convergence{false, false, std::nullopt, 1}));
    EXPECT_FALSE(after(3, 0.0001).enough);
    EXPECT_TRUE(after(4, 0.0001).enough);
    EXPECT_TRUE(after(4, 0.0001).precise);
    EXPECT_FALSE(after(4, 0.2).enough);
    EXPECT_TRUE(after(6, 0.2).enough);
    EXPECT_FALSE(after(6, 0.2).precise);
    EXPECT_GT(*after(6, 0.2).precision, 0.02);
}

TEST(ComputeConvergence, ThePrecisionIsTheHalfWidthOfTheInterval) {
    // ln: mean 0, s = ln 1.1 · √(8/7), t(7, 95 %) = 2.3646: half-width exp(2.3646 · s / √8) - 1.
    std::vector<std::vector<double>> values;
    for (int i = 0; i < 8; ++i) values.push_back({i % 2 == 0 ? 1.1 : 1 / 1.1});
    const Convergence reached = compute_convergence(outcome_of_processes(values), SamplingPolicy{});
    ASSERT_TRUE(reached.precision);
    const double s = std::log(1.1) * std::sqrt(8.0 / 7.0);
    const double low = std::exp(-2.3646 * s / std::sqrt(8.0));
    const double value = (1.1 + 1 / 1.1) / 2;
    EXPECT_NEAR(*reached.precision, (value - low) / value, 1e-4);
}

TEST(ComputeConvergence, QuickClaimsNothing) {
    const SamplingPolicy quick = policy_of(Preset::quick);
    const auto two = compute_convergence(outcome_of_processes({{1}, {2}}), quick);
    EXPECT_FALSE(two.enough);
    EXPECT_TRUE(two.precise);
    EXPECT_TRUE(compute_convergence(outcome_of_processes({{1}, {2}, {9}}), quick).enough);
}

TEST(ComputeConvergence, ValuesWithoutALogarithmEndAtTheLeastNumberOfProcesses) {
    SamplingPolicy policy;
    policy.processes_min = 3;
    EXPECT_FALSE(compute_convergence(outcome_of_processes({{0}, {0}}), policy).enough);
    const auto reached = compute_convergence(outcome_of_processes({{0}, {0}, {5}}), policy);
    EXPECT_TRUE(reached.enough);
    EXPECT_FALSE(reached.precision);
}

TEST(DescribeInstability, SaysWhatWasReachedAndWhatWouldDo) {
    SamplingPolicy policy;
    EXPECT_EQ(describe_instability({true, false, 0.04, 16}, policy),
              "± 4 % reached with 16 processes, ± 2 % was wanted; about 48 more processes would do");
    EXPECT_THAT(describe_instability({false, false, std::nullopt, 1}, policy), HasSubstr("1 process "));
}

TEST(PolicyOf, PresetsAreInOrderOfEffort) {
    const auto quick = policy_of(Preset::quick);
    const auto standard = policy_of(Preset::standard);
    const auto thorough = policy_of(Preset::thorough);
    EXPECT_EQ(quick.processes_max, 3);
    EXPECT_EQ(quick.samples_per_process, 3);
    EXPECT_FALSE(quick.precision);
    EXPECT_EQ(standard.processes_min, 8);
    EXPECT_EQ(standard.precision, 0.02);
    EXPECT_LT(*thorough.precision, *standard.precision);
    EXPECT_LT(*quick.budget, *standard.budget);
    EXPECT_LT(*standard.budget, *thorough.budget);
}

}  // namespace
}  // namespace inference_pio
