#include "execution/sampling_policy.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "execution/summary_values.hpp"

namespace inference_pio {
namespace {

// Processes whose samples take `sample_s` each and whose visits take `load_s` besides.
struct Costs {
    double load_s = 1;
    double sample_s = 1;
};

CaseOutcome outcome_of_levels(const std::vector<std::vector<double>>& processes, Costs costs,
                              const std::string& metric = "latency", int warmups = 1) {
    CaseOutcome outcome;
    for (const auto& values : processes) {
        Visit visit;
        const std::map<std::string, double, std::less<>> evidence{{"wall_s", costs.sample_s}};
        for (int i = 0; i < warmups; ++i) visit.samples.push_back({true, {{metric, {9}}}, {}, evidence, {}});
        for (const double value : values) visit.samples.push_back({false, {{metric, {value}}}, {}, evidence, {}});
        visit.duration = Seconds(costs.load_s + costs.sample_s * static_cast<double>(visit.samples.size()));
        outcome.visits.push_back(std::move(visit));
    }
    return outcome;
}

TEST(ComputeSampling, TheFirstProcessIsThePilot) {
    EXPECT_EQ(compute_sampling({}, SamplingPolicy{}), (VisitSampling{1, 10}));
    EXPECT_EQ(compute_sampling({}, policy_of(Preset::quick)), (VisitSampling{1, 3}));
    CaseOutcome interrupted;
    interrupted.visits.emplace_back();
    EXPECT_EQ(compute_sampling(interrupted, SamplingPolicy{}).samples, 10) << "that one measured nothing";
}

TEST(ComputeSampling, LaterProcessesWarmUpAsThePilotDid) {
    EXPECT_EQ(compute_sampling(outcome_of_levels({{1, 1}}, {}, "latency", 4), SamplingPolicy{}).warmup, 4);
    EXPECT_EQ(compute_sampling(outcome_of_levels({{1, 1}}, {}, "latency", 40), SamplingPolicy{}).warmup, 8);
}

TEST(ComputeSampling, WithoutVariancesItIsTheUsualNumber) {
    EXPECT_EQ(compute_sampling(outcome_of_levels({{1, 2, 3}, {3, 2, 1}}, {100, 1}), SamplingPolicy{}).samples, 5);
    CaseOutcome mute = outcome_of_levels({{1, 2}, {3, 1}, {1, 2}}, {100, 1});
    for (Visit& visit : mute.visits) {
        for (SampleData& sample : visit.samples) sample.evidence.clear();
    }
    EXPECT_EQ(compute_sampling(mute, SamplingPolicy{}).samples, 5) << "a worker that tells no times";
}

// Within a process the values lie 10 % apart, between processes hardly: more samples of a dear process pay.
const std::vector<std::vector<double>> kRestlessProcesses(12, std::vector<double>{1, 1.1, 1, 1.1, 1, 1.1});
// And the other way round.
const std::vector<std::vector<double>> kBiasedProcesses{{1, 1.001}, {1.1, 1.101}, {1, 1.001}, {1.1, 1.101}};

TEST(ComputeSampling, FollowsVariancesAndCosts) {
    const SamplingPolicy policy;
    const int dear = compute_sampling(outcome_of_levels(kRestlessProcesses, {50, 1}), policy).samples;
    const int cheap = compute_sampling(outcome_of_levels(kRestlessProcesses, {1, 1}), policy).samples;
    EXPECT_GT(dear, cheap);
    EXPECT_LE(dear, policy.samples_max);
    EXPECT_EQ(compute_sampling(outcome_of_levels(kBiasedProcesses, {1, 1}), policy).samples, 1);
}

TEST(ComputeSampling, TheFastestOfAProcessNeedsItsUsualSamples) {
    const auto biased = outcome_of_levels(kBiasedProcesses, {1, 1}, "prefill_fast");
    EXPECT_EQ(compute_sampling(biased, SamplingPolicy{}).samples, 5);
    EXPECT_EQ(static_cast<std::size_t>(SamplingPolicy{}.samples_per_process), kFastestOf);
}

TEST(ComputeSampling, AFixedNumberStaysFixed) {
    SamplingPolicy policy;
    policy.samples_max = policy.samples_per_process;
    EXPECT_EQ(compute_sampling(outcome_of_levels(kRestlessProcesses, {500, 1}), policy).samples, 5);
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
    EXPECT_EQ(quick.span_min, Seconds(0));
    EXPECT_LT(standard.span_min, *standard.budget);
    EXPECT_LT(standard.span_min, thorough.span_min);
}

TEST(PolicyOfWholeProcesses, HasAProcessForEverySample) {
    const SamplingPolicy quick = policy_of_whole_processes(policy_of(Preset::quick));
    EXPECT_EQ(quick.processes_min, 9);
    EXPECT_EQ(quick.processes_max, 9);
    EXPECT_EQ(quick.samples_per_process, 1);
    const SamplingPolicy standard = policy_of_whole_processes(policy_of(Preset::standard));
    EXPECT_EQ(standard.processes_min, 8) << "precision decides";
    EXPECT_EQ(standard.processes_max, 320);
    EXPECT_EQ(standard.precision, policy_of(Preset::standard).precision);
    EXPECT_EQ(standard.span_min, policy_of(Preset::standard).span_min);
}

}  // namespace
}  // namespace inference_pio
