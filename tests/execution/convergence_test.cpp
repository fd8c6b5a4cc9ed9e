#include "execution/convergence.hpp"

#include <gmock/gmock.h>

#include <cmath>

namespace inference_pio {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

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
    EXPECT_EQ(after(1, 0), (Convergence{false, false, std::nullopt, "latency", 1, std::nullopt}));
    EXPECT_FALSE(after(3, 0.0001).enough);
    EXPECT_TRUE(after(4, 0.0001).enough);
    EXPECT_TRUE(after(4, 0.0001).precise);
    EXPECT_FALSE(after(4, 0.2).enough);
    EXPECT_TRUE(after(6, 0.2).enough);
    EXPECT_FALSE(after(6, 0.2).precise);
    EXPECT_GT(*after(6, 0.2).precision, 0.02);
}

TEST(ComputeConvergence, ThePrecisionIsTheHalfWidthOfTheInterval) {
    // ln: mean 0, s = ln 1.1 · √(8/7), t(7, 95 %) = 2.3646, widened by √(1 + 2/8) since it is a stopping rule.
    std::vector<std::vector<double>> values;
    for (int i = 0; i < 8; ++i) values.push_back({i % 2 == 0 ? 1.1 : 1 / 1.1});
    const Convergence reached = compute_convergence(outcome_of_processes(values), SamplingPolicy{});
    ASSERT_TRUE(reached.precision);
    const double s = std::log(1.1) * std::sqrt(8.0 / 7.0);
    const double low = std::exp(-2.3646 * std::sqrt(1.25) * s / std::sqrt(8.0));
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

TEST(SteeringMetricsOf, AreTheSteadyFiguresWhereThereAreAny) {
    CaseOutcome outcome = outcome_of_processes({{1}}, "e2e_latency");
    EXPECT_THAT(steering_metrics_of(outcome), ElementsAre("e2e_latency"));
    outcome.visits[0].samples[1].metrics["prefill_fast"] = {1};
    EXPECT_THAT(steering_metrics_of(outcome), ElementsAre("prefill_fast")) << "one new token has no decode";
    outcome.visits[0].samples[1].metrics["decode_fast"] = {1, 1};
    EXPECT_THAT(steering_metrics_of(outcome), ElementsAre("prefill_fast", "decode_fast"));
    EXPECT_THAT(steering_metrics_of({}), IsEmpty());
}

TEST(ComputeConvergence, EverySteadyMetricHasToBePrecise) {
    CaseOutcome outcome;
    for (int i = 0; i < 8; ++i) {
        const double scatter = i % 2 == 0 ? 1.1 : 1 / 1.1;
        Visit visit;
        visit.samples.push_back(
            {false, {{"prefill_fast", {1.0}}, {"decode_fast", {scatter}}, {"e2e_latency", {1}}}, {}, {}, {}});
        visit.duration = Seconds(10);
        outcome.visits.push_back(std::move(visit));
    }
    const Convergence reached = compute_convergence(outcome, SamplingPolicy{});
    EXPECT_FALSE(reached.enough);
    EXPECT_EQ(reached.metric, "decode_fast");
    EXPECT_EQ(reached.processes, 8);
    EXPECT_EQ(reached.process_time, Seconds(10));
    for (Visit& visit : outcome.visits) visit.samples[0].metrics["decode_fast"] = {1.0};
    EXPECT_TRUE(compute_convergence(outcome, SamplingPolicy{}).precise);
}

TEST(DescribeInstability, SaysWhatWasReachedAndWhatWouldDo) {
    SamplingPolicy policy;
    Convergence reached{true, false, 0.04, "decode_fast", 16, Seconds(5)};
    EXPECT_EQ(describe_instability(reached, policy),
              "± 4 % for decode_fast reached with 16 processes, ± 2 % was wanted; about 48 more processes (4 min) "
              "would do");
    reached.process_time.reset();
    EXPECT_THAT(describe_instability(reached, policy), HasSubstr("about 48 more processes would do"));
    reached.precision = 13;
    EXPECT_THAT(describe_instability(reached, policy), HasSubstr("no reasonable number of processes"));
    EXPECT_EQ(describe_instability({false, false, std::nullopt, "latency", 1, Seconds(2)}, policy),
              "1 process before the budget ended, no interval; ± 2 % from at least 8 was wanted; about 7 more "
              "processes (14 s) would do");
}

}  // namespace
}  // namespace inference_pio
