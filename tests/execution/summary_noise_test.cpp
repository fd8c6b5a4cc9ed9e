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
                                              {"major_faults", 1}}) {
        EXPECT_TRUE(is_disturbed({{"wall_s", 1}, {name, value}})) << name;
        // A hundred times longer, the same figure is little; but a page from disk is a page from disk.
        EXPECT_EQ(is_disturbed({{"wall_s", 100}, {name, value}}), name == "major_faults") << name;
    }
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
