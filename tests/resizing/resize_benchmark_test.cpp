#include "resizing/resize_benchmark.hpp"

#include <gmock/gmock.h>

namespace inference_pio {
namespace {

using ::testing::HasSubstr;
using ::testing::Key;
using ::testing::UnorderedElementsAre;

std::int64_t integer(std::int64_t value) { return value; }

Preparation preparation_of(const std::string& filter, const std::string& implementation = "opencv",
                           const std::string& cache = "warm") {
    Preparation preparation;
    preparation.parameters = {{"source_size", std::string("320x240")},
                              {"target_size", std::string("112")},
                              {"filter", filter},
                              {"channels", integer(3)},
                              {"pixel_type", std::string("u8")},
                              {"threads", integer(1)},
                              {"implementation", implementation},
                              {"cache", cache}};
    return preparation;
}

TEST(ResizeBenchmark, ASampleIsATimeAndItsRates) {
    Preparation preparation = preparation_of("area");
    auto measure = prepare_resize(preparation);
    ASSERT_TRUE(measure) << measure.error().message;
    Repetitions repetitions;
    Sample sample(repetitions);
    ASSERT_TRUE((*measure)(sample));
    EXPECT_THAT(sample.values(),
                UnorderedElementsAre(Key("latency"), Key("pixel_throughput"), Key("memory_throughput")));
    const double latency_s = sample.values().at("latency").front();
    EXPECT_GT(latency_s, 0);
    EXPECT_NEAR(sample.values().at("pixel_throughput").front() * latency_s, 320 * 240 / 1e6, 1e-9);
    EXPECT_NEAR(sample.values().at("memory_throughput").front() * latency_s, 320 * 240 * 3, 1e-3);
    EXPECT_FALSE(sample.output_digest().empty());
}

TEST(ResizeBenchmark, KnowsWhatRanAndWhichCeilingIsItsOwn) {
    Preparation preparation = preparation_of("area", "stb");
    ASSERT_TRUE(prepare_resize(preparation));
    ASSERT_TRUE(preparation.facts.engine);
    EXPECT_EQ(preparation.facts.engine->name, "stb");
    ASSERT_TRUE(preparation.facts.costs);
    EXPECT_EQ(preparation.facts.costs->threads, 1);
    EXPECT_EQ(preparation.facts.costs->weight_type, "") << "no compute peak to compare with";
    EXPECT_EQ(preparation.facts.model, "");
}

TEST(ResizeBenchmark, TellsWhatSpeedCosts) {
    std::map<std::string, std::map<std::string, double, std::less<>>> of;
    for (const char* filter : {"nearest", "bilinear", "area", "bicubic", "lanczos"}) {
        Preparation preparation = preparation_of(filter);
        ASSERT_TRUE(prepare_resize(preparation));
        of[filter] = preparation.process_metrics;
        EXPECT_THAT(of[filter],
                    UnorderedElementsAre(Key("psnr"), Key("ssim"), Key("bicubic_psnr"), Key("bicubic_ssim")));
    }
    EXPECT_GT(of["area"]["psnr"], 50) << "OpenCV's area filter is the reference's";
    EXPECT_EQ(of["bicubic"]["psnr"], of["bicubic"]["bicubic_psnr"]);
    EXPECT_GT(of["area"]["bicubic_psnr"], of["nearest"]["bicubic_psnr"]);
    EXPECT_GT(of["area"]["bicubic_ssim"], of["bilinear"]["bicubic_ssim"]);
    EXPECT_LT(of["nearest"]["ssim"], 0.99);
}

TEST(ResizeBenchmark, AColdSourceGivesTheSamePixels) {
    Preparation warm = preparation_of("bilinear");
    Preparation cold = preparation_of("bilinear", "opencv", "cold");
    auto of_warm = prepare_resize(warm);
    auto of_cold = prepare_resize(cold, mebibytes(1));  // five copies
    ASSERT_TRUE(of_warm && of_cold);
    EXPECT_EQ(warm.process_metrics, cold.process_metrics);
    Repetitions repetitions;
    Sample first(repetitions);
    Sample second(repetitions);
    ASSERT_TRUE((*of_warm)(first));
    ASSERT_TRUE((*of_cold)(second));
    EXPECT_EQ(first.output_digest(), second.output_digest());
}

TEST(ResizeBenchmark, WhatCannotBeIsSkippedOrRefused) {
    Preparation no_lanczos = preparation_of("lanczos", "stb");
    EXPECT_EQ(prepare_resize(no_lanczos).error().kind, ErrorKind::unsupported);
    Preparation unknown = preparation_of("area", "pillow");
    EXPECT_THAT(prepare_resize(unknown).error().message, HasSubstr("pillow"));
    Preparation tiny = preparation_of("area");
    tiny.parameters.set("target_size", std::string("8"));
    EXPECT_THAT(prepare_resize(tiny).error().message, HasSubstr("SSIM"));
}

TEST(ResizeBenchmark, EstimatesItsMemory) {
    Parameters parameters = preparation_of("area").parameters;
    const Bytes warm = estimate_resize_memory(parameters).value();
    EXPECT_GT(warm.count, 320U * 240 * 3 + 112U * 112 * 3 * 9);
    EXPECT_LT(warm, mebibytes(128));
    parameters.set("cache", std::string("cold"));
    EXPECT_GT(estimate_resize_memory(parameters).value(), mebibytes(256));
    EXPECT_EQ(estimate_resize_memory({{"target_size", std::string("448")}}).error().kind, ErrorKind::unsupported);
}

TEST(ResizeBenchmark, DeclaresWhatIsInNoCatalogue) {
    for (const MetricDefinition& metric : resize_metrics()) {
        EXPECT_EQ(find_metric(metric.name), nullptr) << metric.name;
        EXPECT_FALSE(metric.meaning.empty());
    }
}

}  // namespace
}  // namespace inference_pio
