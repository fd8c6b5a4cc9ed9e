#include "execution/summary_noise.hpp"

#include <gtest/gtest.h>

namespace inference_pio {
namespace {

using Evidence = std::map<std::string, double, std::less<>>;

TEST(SummaryNoise, AQuietSampleIsNotDisturbed) {
    EXPECT_FALSE(is_disturbed({}));
    EXPECT_FALSE(is_disturbed({{"wall_s", 1},
                               {"steal_s", 0.01},
                               {"cpu_pressure_s", 0.05},
                               {"major_faults", 0},
                               {"involuntary_switches", 20},
                               {"cpu_time_s", 2}}));
    EXPECT_FALSE(is_disturbed({{"steal_s", 5}})) << "without a wall time there is no share";
}

TEST(SummaryNoise, EachKindOfPressureDisturbs) {
    for (const auto& [name, value] : Evidence{{"steal_s", 0.03},
                                              {"cpu_pressure_s", 0.2},
                                              {"memory_pressure_s", 0.02},
                                              {"io_pressure_s", 0.1},
                                              {"involuntary_switches", 300},
                                              {"major_faults", 1},
                                              {"throttle_count", 1}}) {
        EXPECT_TRUE(is_disturbed({{"wall_s", 1}, {name, value}})) << name;
        // A hundred times longer, the same figure is little; but a page from disk is a page from disk, and heat
        // is heat.
        EXPECT_EQ(is_disturbed({{"wall_s", 100}, {name, value}}), name == "major_faults" || name == "throttle_count")
            << name;
    }
}

TEST(SummaryNoise, AClockThatFellBelowTheCasesFastestDisturbs) {
    EXPECT_TRUE(is_disturbed({{"frequency_hz", 2.6e9}}, {}, 3e9));
    EXPECT_FALSE(is_disturbed({{"frequency_hz", 2.8e9}}, {}, 3e9));
    EXPECT_FALSE(is_disturbed({{"frequency_hz", 2.6e9}})) << "nothing to compare with";
    EXPECT_FALSE(is_disturbed({}, {}, 3e9)) << "a clock that is not visible";

    CaseOutcome outcome;
    outcome.visits.resize(2);
    outcome.visits[0].samples.resize(2);
    outcome.visits[0].samples[0].warmup = true;
    outcome.visits[0].samples[0].evidence = {{"frequency_hz", 9e9}};
    outcome.visits[0].samples[1].evidence = {{"frequency_hz", 3e9}};
    outcome.visits[1].samples.resize(2);
    outcome.visits[1].samples[0].evidence = {{"frequency_hz", 2e9}};
    outcome.visits[1].samples[1].evidence = {{"frequency_hz", 2.9e9}};
    EXPECT_EQ(noise_of(outcome).disturbed_samples, 1) << "warm-up is no measure";
    EXPECT_EQ(noise_of(outcome).evidence.at("frequency_hz"), 3e9);
}

TEST(SummaryNoise, WhatIsMissingHasItsReasonUnlessSomeSampleHasIt) {
    CaseOutcome outcome;
    outcome.visits.resize(2);
    outcome.visits[0].missing = {{"steal_s", "first"}, {"cycles", "no PMU"}};
    outcome.visits[1].missing = {{"steal_s", "second"}, {"energy", ""}};
    outcome.visits[1].samples.resize(1);
    outcome.visits[1].samples[0].evidence = {{"cycles", 7}};
    EXPECT_EQ(noise_of(outcome).missing,
              (std::map<std::string, std::string>{{"energy", "the worker gives no reason"}, {"steal_s", "first"}}));
}

TEST(SummaryNoise, AWorkerMaySaySoItself) {
    EXPECT_TRUE(is_disturbed({{"disturbed", 1}}));
    EXPECT_FALSE(is_disturbed({{"disturbed", 0}}));
}

TEST(SummaryNoise, LimitsAreTheCallers) {
    DisturbanceLimits limits;
    limits.steal = 0.5;
    EXPECT_FALSE(is_disturbed({{"wall_s", 1}, {"steal_s", 0.4}}, limits));
}

TEST(SummaryNoise, WarmUpIsNotCounted) {
    CaseOutcome outcome;
    outcome.visits.resize(1);
    outcome.visits[0].samples.resize(2);
    outcome.visits[0].samples[0].warmup = true;
    for (SampleData& sample : outcome.visits[0].samples) sample.evidence = {{"wall_s", 1}, {"steal_s", 0.5}};
    const Noise noise = noise_of(outcome);
    EXPECT_EQ(noise.disturbed_samples, 1);
    EXPECT_EQ(noise.evidence, (std::map<std::string, double>{{"wall_s", 1}, {"steal_s", 0.5}}));
}

}  // namespace
}  // namespace inference_pio
