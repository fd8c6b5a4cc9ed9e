#include "execution/scaling.hpp"

#include <gmock/gmock.h>

#include <cmath>

namespace inference_pio {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Record record(std::string_view metric, Parameters parameters, std::optional<double> value,
              const std::string& benchmark = "m/performance/generation") {
    Record one;
    one.benchmark = benchmark;
    one.metric = *find_metric(metric);
    one.statistic = "median";
    one.parameters = std::move(parameters);
    one.value = value;
    return one;
}

Parameters at(std::int64_t batch, std::int64_t length, std::int64_t threads = 2) {
    return {
        {"batch_size", batch}, {"sequence_length", length}, {"threads", threads}, {"weight_type", std::string("q4_0")}};
}

// Exactly what the law says: 40 alone, a tenth of it one after another, 0.01 spent on each other.
double scalable(double n) { return 40 * n / (1 + 0.1 * (n - 1) + 0.01 * n * (n - 1)); }

const double* parameter_of(const ScalingLaw& law, std::string_view name) {
    for (const ScalingLaw::Parameter& parameter : law.coefficients) {
        if (parameter.name == name) return &parameter.value;
    }
    return nullptr;
}

TEST(ScalingLaws, ThroughputOverBatchHasItsPeak) {
    std::vector<Record> records;
    for (const std::int64_t batch : {8, 1, 4, 2}) {
        records.push_back(record("throughput", at(batch, 128), scalable(static_cast<double>(batch))));
    }
    const auto laws = compute_scaling_laws(records);
    ASSERT_THAT(laws, SizeIs(1));
    const ScalingLaw& law = laws[0];
    EXPECT_EQ(law.benchmark, "m/performance/generation");
    EXPECT_EQ(law.metric, "throughput");
    EXPECT_EQ(law.axis, "batch_size");
    EXPECT_EQ(law.unit, "tokens/sec");
    EXPECT_EQ(law.law, "universal_scalability");
    EXPECT_EQ(law.parameters.to_string(), "sequence_length=128,threads=2,weight_type=q4_0");
    ASSERT_NE(parameter_of(law, "lambda"), nullptr);
    EXPECT_NEAR(*parameter_of(law, "lambda"), 40, 1e-3);
    EXPECT_NEAR(*parameter_of(law, "sigma"), 0.1, 1e-4);
    EXPECT_NEAR(*parameter_of(law, "kappa"), 0.01, 1e-5);
    EXPECT_NEAR(law.peak_at.value(), std::sqrt(0.9 / 0.01), 1e-2);
    EXPECT_NEAR(law.peak_value.value(), scalable(std::sqrt(90.0)), 1e-2);
    ASSERT_THAT(law.points, SizeIs(4));
    EXPECT_EQ(law.points[0].x, 1) << "points go by x, whatever the order of the records";
    EXPECT_EQ(law.points[3].x, 8);
    EXPECT_EQ(law.points[3].value, scalable(8));
    for (const ScalingLaw::Point& point : law.points) EXPECT_NEAR(point.residual.value(), 0, 1e-6);
    EXPECT_LT(law.residual_ratio, 1e-6);
}

TEST(ScalingLaws, FewerThanFourPointsGiveNone) {
    std::vector<Record> records;
    for (const std::int64_t batch : {1, 2, 4})
        records.push_back(record("throughput", at(batch, 128), 40.0 * static_cast<double>(batch)));
    records.push_back(record("throughput", at(8, 128), std::nullopt));  // failed
    records.push_back(record("throughput", at(16, 512), 100.0));        // of another length
    records.push_back(record("throughput", at(32, 128), 100.0, "m/performance/other"));
    EXPECT_THAT(compute_scaling_laws(records), IsEmpty());
}

// In a grid every row and every column is a line of its own.
TEST(ScalingLaws, AGridHasALawForEachLine) {
    std::vector<Record> records;
    for (const std::int64_t length : {64, 128, 256, 512}) {
        for (const std::int64_t batch : {1, 2, 4, 8}) {
            const auto n = static_cast<double>(batch);
            const auto tokens = static_cast<double>(length);
            records.push_back(record("ttft", at(batch, length), 0.002 * n * std::pow(tokens, 1.1)));
            records.push_back(record("decode_throughput", at(batch, length), scalable(n)));
            records.push_back(record("kv_cache_memory", at(batch, length), n * (1e6 + 114688 * tokens)));
        }
    }
    const auto laws = compute_scaling_laws(records);
    ASSERT_THAT(laws, SizeIs(4 + 4 + 4));
    for (const ScalingLaw& law : laws) {
        EXPECT_THAT(law.points, SizeIs(4));
        if (law.metric == "ttft") {
            EXPECT_EQ(law.law, "power");
            EXPECT_NEAR(*parameter_of(law, "b"), 1.1, 1e-6);
        } else if (law.metric == "kv_cache_memory") {
            EXPECT_EQ(law.law, "line");
            const auto batch = static_cast<double>(law.parameters.get<std::int64_t>("batch_size"));
            EXPECT_NEAR(*parameter_of(law, "b"), batch * 114688, batch) << "bytes a token";
            EXPECT_EQ(law.axis, "sequence_length");
        } else {
            EXPECT_EQ(law.metric, "decode_throughput");
            EXPECT_EQ(law.axis, "batch_size");
        }
    }
}

TEST(ScalingLaws, ThreadsScaleToo) {
    std::vector<Record> records;
    for (const std::int64_t threads : {1, 2, 4, 8}) {
        records.push_back(record("throughput", at(1, 128, threads), scalable(static_cast<double>(threads))));
    }
    const auto laws = compute_scaling_laws(records);
    ASSERT_THAT(laws, SizeIs(1));
    EXPECT_EQ(laws[0].axis, "threads");
    EXPECT_EQ(laws[0].parameters.find("threads"), nullptr);
}

TEST(ScalingLaws, PointsThatFollowNothingSaySo) {
    std::vector<Record> records;
    double value = 1;
    for (const std::int64_t length : {64, 128, 256, 512, 1024}) {
        records.push_back(record("ttft", at(1, length), value));
        value = value > 1 ? 0.3 : 9;
    }
    const auto laws = compute_scaling_laws(records);
    ASSERT_THAT(laws, SizeIs(1));
    EXPECT_EQ(laws[0].law, "none");
    EXPECT_THAT(laws[0].note, HasSubstr("no law fits"));
    EXPECT_THAT(laws[0].coefficients, IsEmpty());
    EXPECT_EQ(laws[0].points[0].residual, std::nullopt);
}

TEST(ScalingLaws, ValuesThatNoLawCanHaveSaySo) {
    std::vector<Record> records;
    for (const std::int64_t batch : {1, 2, 4, 8}) records.push_back(record("throughput", at(batch, 128), 0.0));
    const auto laws = compute_scaling_laws(records);
    ASSERT_THAT(laws, SizeIs(1));
    EXPECT_EQ(laws[0].law, "none");
    EXPECT_FALSE(laws[0].note.empty());
}

// Laws of one benchmark stand together, in the order in which its records come.
TEST(ScalingLaws, AreSortedByBenchmark) {
    std::vector<Record> records;
    for (const char* benchmark : {"z/performance/generation", "a/performance/generation"}) {
        for (const std::int64_t batch : {1, 2, 4, 8}) {
            const auto n = static_cast<double>(batch);
            records.push_back(record("throughput", at(batch, 128), scalable(n), benchmark));
            records.push_back(record("decode_throughput", at(batch, 128), scalable(n), benchmark));
        }
    }
    const auto laws = compute_scaling_laws(records);
    ASSERT_THAT(laws, SizeIs(4));
    EXPECT_EQ(laws[0].benchmark, "z/performance/generation");
    EXPECT_EQ(laws[1].benchmark, "z/performance/generation");
    EXPECT_EQ(laws[2].benchmark, "a/performance/generation");
    EXPECT_EQ(laws[0].metric, "throughput");
}

TEST(ScalingLaws, OfTheSameCasesStandTogether) {
    std::vector<Record> records;
    for (const std::int64_t threads : {1, 2}) {
        for (const std::int64_t batch : {1, 2, 4, 8}) {
            const auto n = static_cast<double>(batch);
            records.push_back(record("throughput", at(batch, 128, threads), scalable(n)));
            records.push_back(record("decode_throughput", at(batch, 128, threads), scalable(n)));
        }
    }
    const auto laws = compute_scaling_laws(records);
    ASSERT_THAT(laws, SizeIs(4));
    EXPECT_EQ(laws[0].parameters, laws[1].parameters);
    EXPECT_EQ(laws[2].parameters, laws[3].parameters);
    EXPECT_EQ(laws[1].metric, "decode_throughput");
    EXPECT_EQ(laws[2].metric, "throughput");
}

TEST(ScalingLaws, WordsAreNoAxis) {
    std::vector<Record> records;
    for (const char* batch : {"a", "b", "c", "d"}) {
        records.push_back(record("throughput", {{"batch_size", std::string(batch)}}, 1.0));
    }
    EXPECT_THAT(compute_scaling_laws(records), IsEmpty());
}

}  // namespace
}  // namespace inference_pio
