#include "session/aa_estimators.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>

namespace inference_pio {
namespace {

using ::testing::SizeIs;

const AaResult& result_of(const std::vector<AaResult>& results, const std::string& name) {
    return *std::find_if(results.begin(), results.end(), [&](const AaResult& one) { return one.estimator == name; });
}

TEST(ComputeAaValues, TakesAllValuesButWarmup) {
    Visit visit;
    visit.samples.push_back({true, {{"decode_fast", {100}}, {"prefill_fast", {100}}}, {}, {}, {}});
    visit.samples.push_back({false, {{"decode_fast", {1, 2, 3}}, {"prefill_fast", {8}}}, {}, {}, {}});
    visit.samples.push_back({false, {{"decode_fast", {4, 10}}, {"prefill_fast", {6}}}, {}, {}, {}});
    const auto values = compute_aa_values(visit);
    EXPECT_EQ(values.at("decode_median"), 3);
    EXPECT_EQ(values.at("decode_minimum"), 1);
    EXPECT_EQ(values.at("decode_mean"), 4);
    EXPECT_DOUBLE_EQ(values.at("decode_fast"), 1.4);
    EXPECT_EQ(values.at("prefill_fast"), 6);
    EXPECT_EQ(values.at("prefill_median"), 7);
    EXPECT_FALSE(values.contains("latency"));
}

TEST(ComputeAaValues, LeavesOutWhatHasNoRatio) {
    Visit visit;
    visit.samples.push_back({false, {{"latency", {0}}}, {}, {}, {}});
    EXPECT_THAT(compute_aa_values(visit), SizeIs(0));
}

TEST(SummariseAa, JudgesWholeSeriesAndPoolsAllPairs) {
    std::vector<AaPair> pairs;
    for (int series = 0; series < 3; ++series) {
        const int count = series == 2 ? 5 : 12;  // the last one was interrupted
        for (int i = 0; i < count; ++i) {
            const double scatter = std::exp(i % 2 == 0 ? 0.001 : -0.001);
            const double level = series == 1 ? 1.05 : 1.0;  // a false alarm
            pairs.push_back({series, true, {{"latency", 1.0}}, {{"latency", level * scatter}}});
        }
    }
    const auto results = summarise_aa(pairs, 12);
    ASSERT_THAT(results, SizeIs(1));
    const AaResult& latency = result_of(results, "latency");
    EXPECT_EQ(latency.series, 2);
    EXPECT_EQ(latency.flagged, 1);
    EXPECT_EQ(latency.pairs, 29);
    EXPECT_NEAR(latency.bias, 0.001, 1e-3);
    EXPECT_GT(latency.deviation, 0);
    EXPECT_THAT(summarise_aa({}, 12), SizeIs(0));
}

}  // namespace
}  // namespace inference_pio
