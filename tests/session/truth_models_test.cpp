#include "session/truth_models.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

namespace inference_pio {
namespace {

TruthModel model_named(const std::string& part) {
    for (const TruthModel& model : coverage_models()) {
        if (model.name.find(part) != std::string::npos) return model;
    }
    ADD_FAILURE() << part;
    return {};
}

TEST(TruthOf, AQuietModelsTruthIsWhatIsPlanted) {
    const TruthModel quiet = model_named("quiet");
    EXPECT_DOUBLE_EQ(truth_of(quiet, "ttft", 8), 0.2);
    EXPECT_DOUBLE_EQ(truth_of(quiet, "decode_fast", 8), 0.02);
    EXPECT_NEAR(truth_of(quiet, "tpot", 8), 0.02, 1e-6);
}

TEST(TruthOf, ADriftsTruthIsItsAverageOverTime) {
    const TruthModel drift = model_named("drift");
    EXPECT_DOUBLE_EQ(truth_of(drift, "ttft", 1), 0.2);
    EXPECT_NEAR(truth_of(drift, "ttft", 16), 0.2 * 1.05, 1e-12);
    EXPECT_NEAR(truth_of(drift, "ttft", 32), 0.2 * (1.05 + 1.1) / 2, 1e-12) << "no further after its last process";
}

// The median of a distribution with slow samples in it, and the mean of gaps, against simulation.
TEST(TruthOf, IsTheMedianOfWhatIsPlanted) {
    std::mt19937 generator(7);
    std::normal_distribution<double> normal;
    std::uniform_real_distribution<double> uniform;
    TruthModel model = model_named("slow");
    model.sigma = 0.05;
    std::vector<double> ttft_s;
    std::vector<double> tpot_s;
    for (int i = 0; i < 20'000; ++i) {
        const double slow = uniform(generator) < model.slow_share ? 10 : 1;
        ttft_s.push_back(0.2 * slow * std::exp(model.sigma * normal(generator)));
        double gaps_s = 0;
        for (int gap = 1; gap < kTruthNewTokens; ++gap) gaps_s += 0.02 * std::exp(model.sigma * normal(generator));
        tpot_s.push_back(slow * gaps_s / (kTruthNewTokens - 1));
    }
    const auto median = [](std::vector<double>& values) {
        std::nth_element(values.begin(), values.begin() + values.size() / 2, values.end());
        return values[values.size() / 2];
    };
    EXPECT_NEAR(truth_of(model, "ttft", 8), median(ttft_s), 0.2 * 0.002);
    EXPECT_NEAR(truth_of(model, "tpot", 8), median(tpot_s), 0.02 * 0.0004);
}

TEST(ObserveTruth, SaysWhetherTheIntervalHoldsIt) {
    const TruthModel quiet = model_named("quiet");
    Record record;
    record.metric.name = "ttft";
    record.value = 0.202;
    record.interval = Interval{0.95, 0.199, 0.204, ""};
    record.process_count = 8;
    record.warmup_count = 24;
    inference_pio::Run run;
    run.records = {record};
    const auto seen = observe_truth(run, quiet, "ttft");
    ASSERT_TRUE(seen);
    EXPECT_TRUE(seen->covered);
    EXPECT_NEAR(seen->error, 0.01, 1e-12);
    EXPECT_NEAR(seen->half_width, 0.003 / 0.202, 1e-12);
    EXPECT_EQ(seen->warmup, 3);
    run.records[0].interval->low = 0.2001;
    EXPECT_FALSE(observe_truth(run, quiet, "ttft")->covered);
    run.records[0].interval.reset();
    EXPECT_FALSE(observe_truth(run, quiet, "ttft"));
    EXPECT_FALSE(observe_truth(run, quiet, "tpot"));
}

}  // namespace
}  // namespace inference_pio
