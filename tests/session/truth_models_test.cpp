#include "session/truth_models.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "statistics/quantile.hpp"

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
    EXPECT_DOUBLE_EQ(truth_of(quiet, "ttft", 8, 5), 0.2);
    EXPECT_NEAR(truth_of(quiet, "decode_fast", 8, 5), 0.02 * std::exp(-1.2816 * 0.002), 1e-5);
    EXPECT_NEAR(truth_of(quiet, "tpot", 8, 5), 0.02, 1e-6);
}

TEST(TruthOf, ADriftsTruthIsItsAverageOverTime) {
    const TruthModel drift = model_named("drift");
    EXPECT_DOUBLE_EQ(truth_of(drift, "ttft", 1, 5), 0.2);
    EXPECT_NEAR(truth_of(drift, "ttft", 16, 5), 0.2 * 1.05, 1e-12);
    EXPECT_NEAR(truth_of(drift, "ttft", 32, 5), 0.2 * (1.05 + 1.1) / 2, 1e-12) << "no further after its last process";
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
    EXPECT_NEAR(truth_of(model, "ttft", 8, 5), median(ttft_s), 0.2 * 0.002);
    EXPECT_NEAR(truth_of(model, "tpot", 8, 5), median(tpot_s), 0.02 * 0.0004);
}

// Against simulation: processes of seven samples, some of them slow, each process with a level of its own.
TEST(TruthOf, DecodeFastIsTheLowerQuartileOverProcesses) {
    constexpr int kSamples = 7;
    std::mt19937 generator(11);
    std::normal_distribution<double> normal;
    std::uniform_real_distribution<double> uniform;
    for (const double bias : {0.0, 0.03}) {
        TruthModel model = model_named("slow");
        model.sigma = 0.05;
        model.process_bias = bias;
        std::vector<double> deciles_s;
        for (int process = 0; process < 8'000; ++process) {
            const double level = 0.02 * std::exp(bias * normal(generator));
            std::vector<double> gaps_s;
            for (int i = 0; i < kSamples; ++i) {
                const double slow = uniform(generator) < model.slow_share ? 10 : 1;
                for (int gap = 1; gap < kTruthNewTokens; ++gap) {
                    gaps_s.push_back(level * slow * std::exp(model.sigma * normal(generator)));
                }
            }
            deciles_s.push_back(compute_quantile(gaps_s, 0.1));
        }
        EXPECT_NEAR(truth_of(model, "decode_fast", 8, kSamples), compute_quantile(deciles_s, 0.25), 0.02 * 0.0015);
    }
}

TEST(TruthOf, TheQuartileOfADriftLiesAQuarterOfTheWayUp) {
    TruthModel drift = model_named("drift");
    drift.sigma = 0.0001;
    const double quarter = 0.02 * (1 + 0.1 * 0.25);  // and a hundredth of a per cent less, by the decile
    EXPECT_NEAR(truth_of(drift, "decode_fast", 16, 5), quarter, 0.02 * 0.004);
    EXPECT_LT(truth_of(drift, "decode_fast", 16, 5), truth_of(drift, "decode_fast", 32, 5));
}

TEST(ObserveTruth, SaysWhetherTheIntervalHoldsIt) {
    const TruthModel quiet = model_named("quiet");
    Record record;
    record.metric.name = "ttft";
    record.value = 0.202;
    record.interval = Interval{0.95, 0.199, 0.204, ""};
    record.process_count = 8;
    record.sample_count = 43;
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
