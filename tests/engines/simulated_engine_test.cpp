#include "engines/simulated/simulated_engine.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "fakes/fake_clock.hpp"
#include "statistics/timeline_metrics.hpp"

namespace inference_pio {
namespace {

using ::testing::DoubleNear;
using ::testing::Each;
using ::testing::HasSubstr;
using Options = std::map<std::string, std::string>;

GenerationRequest request_of(int sequences, std::int64_t new_tokens) {
    GenerationRequest request;
    request.new_tokens = new_tokens;
    for (int i = 0; i < sequences; ++i) {
        request.sequences.push_back({{TextPart{std::string(400, static_cast<char>('a' + i))}}, 64});
    }
    return request;
}

class SimulatedEngineTest : public ::testing::Test {
protected:
    std::unique_ptr<LoadedModel> load(Options options, double slowdown = 0) {
        options.try_emplace("process", "0");
        LoadOptions load;
        load.sequences = 4;
        load.context_tokens = 100'000;
        load.engine_options = std::move(options);
        load.injected_slowdown = slowdown;
        auto model = SimulatedEngine(clock_).load({}, load);
        EXPECT_TRUE(model) << model.error().message;
        return *std::move(model);
    }

    static MetricValues metrics_of(LoadedModel& model, const GenerationRequest& request) {
        const auto timeline = model.generate(request);
        EXPECT_TRUE(timeline) << timeline.error().message;
        auto values = compute_generation_metrics(*timeline);
        EXPECT_TRUE(values) << values.error().message;
        return *std::move(values);
    }

    FakeClock clock_;
};

TEST_F(SimulatedEngineTest, GivesThePlantedTruth) {
    auto model = load({{"ttft_s", "0.2"}, {"itl_s", "0.015"}});
    const auto values = metrics_of(*model, request_of(2, 10));
    EXPECT_NEAR(values.at("ttft").front(), 0.2, 1e-8);
    EXPECT_THAT(values.at("itl"), Each(DoubleNear(0.015, 1e-8)));
    EXPECT_EQ(values.at("itl").size(), 18U);
    EXPECT_NEAR(values.at("e2e_latency").front(), 0.2 + 9 * 0.015, 1e-7);
    EXPECT_NEAR(values.at("decode_throughput").front(), 18 / (9 * 0.015 * 0.99), 1e-3);
    EXPECT_NEAR(values.at("prefill_time").front(), 0.2 * 0.98, 1e-8);
    EXPECT_TRUE(clock_.sleeps.empty());
    EXPECT_EQ(model->architecture(), "simulated");
}

TEST_F(SimulatedEngineTest, SleepingStampsWhatTheClockSays) {
    auto model = load({{"ttft_s", "0.2"}, {"itl_s", "0.015"}, {"mode", "sleeping"}});
    const auto values = metrics_of(*model, request_of(1, 4));
    EXPECT_NEAR(values.at("ttft").front(), 0.2, 1e-8);
    EXPECT_THAT(values.at("itl"), Each(DoubleNear(0.015, 1e-8)));
    EXPECT_EQ(clock_.sleeps.size(), 6U);  // tokenized, prefilled and four tokens
}

TEST_F(SimulatedEngineTest, IsDeterministicForASeedAndAProcess) {
    const Options noisy = {{"distribution", "lognormal"}, {"sigma", "0.2"}, {"process_bias", "0.1"}, {"seed", "9"}};
    const auto gaps = [&](Options options) {
        return metrics_of(*load(std::move(options)), request_of(1, 50)).at("itl");
    };
    EXPECT_EQ(gaps(noisy), gaps(noisy));
    Options other_process = noisy;
    other_process["process"] = "1";
    EXPECT_NE(gaps(noisy), gaps(other_process));
    Options other_seed = noisy;
    other_seed["seed"] = "10";
    EXPECT_NE(gaps(noisy), gaps(other_seed));
}

TEST_F(SimulatedEngineTest, LognormalNoiseHasTheGivenMedianAndSigma) {
    auto model = load({{"itl_s", "0.01"}, {"distribution", "lognormal"}, {"sigma", "0.3"}});
    const auto gaps = metrics_of(*model, request_of(1, 20'001)).at("itl");
    std::vector<double> logs;
    for (const double gap : gaps) logs.push_back(std::log(gap / 0.01));
    const double mean = std::accumulate(logs.begin(), logs.end(), 0.0) / static_cast<double>(logs.size());
    double squares = 0;
    for (const double log : logs) squares += (log - mean) * (log - mean);
    EXPECT_NEAR(mean, 0, 4 * 0.3 / std::sqrt(20'000));
    EXPECT_NEAR(std::sqrt(squares / static_cast<double>(logs.size() - 1)), 0.3, 0.3 * 4 / std::sqrt(40'000));
}

TEST_F(SimulatedEngineTest, TailAndStallsComeAsOftenAsAsked) {
    auto model = load({{"itl_s", "0.01"}, {"tail_share", "0.1"}, {"tail_factor", "3"}});
    const auto gaps = metrics_of(*model, request_of(1, 10'001)).at("itl");
    const auto slow = std::count_if(gaps.begin(), gaps.end(), [](double gap) { return gap > 0.025; });
    EXPECT_NEAR(static_cast<double>(slow), 1000, 4 * std::sqrt(900.0));

    auto stalling = load({{"itl_s", "0.01"}, {"stall_every", "5"}, {"stall_s", "1"}});
    const auto stalled = metrics_of(*stalling, request_of(1, 11)).at("itl");
    for (std::size_t i = 0; i < stalled.size(); ++i) {
        EXPECT_NEAR(stalled[i], (i + 1) % 5 == 0 ? 1.01 : 0.01, 1e-8) << i;
    }
}

TEST_F(SimulatedEngineTest, WarmUpAndDriftGoBySamples) {
    auto model = load({{"ttft_s", "0.1"}, {"warmup_samples", "2"}, {"warmup_factor", "2"}, {"drift", "0.1"}});
    const std::vector<double> expected = {0.2, 0.22, 0.12, 0.13};
    for (const double ttft_s : expected) {
        EXPECT_NEAR(metrics_of(*model, request_of(1, 2)).at("ttft").front(), ttft_s, 1e-8);
    }
}

TEST_F(SimulatedEngineTest, SlowSamplesAreSlowAsAWhole) {
    auto model = load({{"ttft_s", "0.1"}, {"itl_s", "0.01"}, {"slow_share", "0.2"}, {"slow_factor", "10"}});
    int slow = 0;
    for (int i = 0; i < 500; ++i) {
        const auto values = metrics_of(*model, request_of(1, 3));
        const double factor = values.at("ttft").front() / 0.1;
        EXPECT_THAT(values.at("itl"), Each(DoubleNear(0.01 * factor, 1e-7)));
        slow += factor > 5 ? 1 : 0;
    }
    EXPECT_NEAR(slow, 100, 45) << "five standard deviations of a binomial";
}

TEST_F(SimulatedEngineTest, ARunDriftsInEvenStepsUpToItsLastProcess) {
    const auto ttft_of = [&](const char* process) {
        auto model = load({{"ttft_s", "0.1"}, {"run_drift", "0.1"}, {"run_processes", "5"}, {"process", process}});
        return metrics_of(*model, request_of(1, 1)).at("ttft").front();
    };
    EXPECT_NEAR(ttft_of("0"), 0.1, 1e-8);
    EXPECT_NEAR(ttft_of("2"), 0.105, 1e-8);
    EXPECT_NEAR(ttft_of("4"), 0.11, 1e-8);
    EXPECT_NEAR(ttft_of("40"), 0.11, 1e-8);
}

TEST_F(SimulatedEngineTest, InjectedSlowdownStretchesEverySpan) {
    const auto values = metrics_of(*load({{"ttft_s", "0.2"}, {"itl_s", "0.01"}}, 0.05), request_of(1, 3));
    EXPECT_NEAR(values.at("ttft").front(), 0.21, 1e-8);
    EXPECT_THAT(values.at("itl"), Each(DoubleNear(0.0105, 1e-8)));
}

TEST_F(SimulatedEngineTest, TokensDependOnThePromptAlone) {
    auto a = load({{"seed", "1"}});
    auto b = load({{"seed", "2"}, {"process", "5"}});
    const auto first = a->generate(request_of(2, 8));
    const auto second = b->generate(request_of(2, 8));
    ASSERT_TRUE(first && second);
    EXPECT_EQ(first->sequences[0].tokens, second->sequences[0].tokens);
    EXPECT_NE(first->sequences[0].tokens, first->sequences[1].tokens);
}

TEST_F(SimulatedEngineTest, RefusesWhatDoesNotFit) {
    auto model = load({});
    EXPECT_THAT(model->generate(request_of(5, 1)).error().message, HasSubstr("5 sequences"));
    EXPECT_EQ(model->generate(request_of(1, 0)).error().kind, ErrorKind::invalid_argument);
    EXPECT_EQ(model->generate(request_of(1, 100'000)).error().kind, ErrorKind::invalid_argument);
    auto short_prompt = request_of(1, 1);
    short_prompt.sequences[0].prompt_tokens = 101;
    EXPECT_THAT(model->generate(short_prompt).error().message, HasSubstr("100 tokens where 101"));
    auto picture = request_of(1, 1);
    picture.sequences[0].parts.emplace_back(ImagePart{});
    EXPECT_EQ(model->generate(picture).error().kind, ErrorKind::unsupported);
}

}  // namespace
}  // namespace inference_pio
