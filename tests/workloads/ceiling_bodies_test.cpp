#include "workloads/ceiling_bodies.hpp"

#include <gmock/gmock.h>

#include <algorithm>

#include "engines/llama_cpp/matrix_product.hpp"

namespace inference_pio {
namespace {

using ::testing::HasSubstr;

Preparation preparation_of(const char* name, const char* word, std::int64_t threads) {
    Preparation preparation;
    preparation.parameters = {{name, std::string(word)}, {"threads", threads}};
    return preparation;
}

std::map<std::string, std::vector<double>, std::less<>> sample_of(Measure& measure) {
    Repetitions repetitions;
    Sample sample(repetitions);
    const auto measured = measure(sample);
    EXPECT_TRUE(measured) << measured.error().message;
    return sample.values();
}

TEST(MemoryBandwidth, ASampleIsOneRate) {
    for (const char* pattern : {"read", "copy", "triad"}) {
        Preparation preparation = preparation_of("pattern", pattern, 2);
        auto measure = prepare_memory_bandwidth(preparation, mebibytes(2));
        ASSERT_TRUE(measure) << measure.error().message;
        const auto values = sample_of(*measure);
        ASSERT_EQ(values.size(), 1U);
        EXPECT_GT(values.at("peak_bandwidth").at(0), 1e6) << pattern;
        EXPECT_EQ(preparation.facts, CaseFacts{});
    }
}

TEST(MemoryBandwidth, RefusesWhatCannotBe) {
    Preparation unknown = preparation_of("pattern", "scale", 1);
    EXPECT_EQ(prepare_memory_bandwidth(unknown, mebibytes(2)).error().kind, ErrorKind::invalid_argument);
    Preparation no_threads = preparation_of("pattern", "read", 0);
    EXPECT_THAT(prepare_memory_bandwidth(no_threads, mebibytes(2)).error().message, HasSubstr("threads"));
}

TEST(LargeProduct, ASampleIsOneRateOfTheTypesKernels) {
    for (const char* type : {"q4_0", "q4_K", "Q6_K", "f16"}) {
        Preparation preparation = preparation_of("weight_type", type, 1);
        auto measure = prepare_large_product(preparation, 256);
        ASSERT_TRUE(measure) << measure.error().message;
        const auto values = sample_of(*measure);
        ASSERT_EQ(values.size(), 1U);
        EXPECT_GT(values.at("peak_flops").at(0), 1e6) << type;
        ASSERT_TRUE(preparation.facts.engine);
        EXPECT_EQ(preparation.facts.engine->options.count("weight_buffer"), 1U);
    }
}

TEST(LargeProduct, RefusesATypeWithoutKernels) {
    Preparation preparation = preparation_of("weight_type", "i32", 1);
    EXPECT_THAT(prepare_large_product(preparation, 256).error().message, HasSubstr("i32"));
}

// What a case calls its weights is what a ceiling can be asked for.
TEST(LargeProduct, EveryWeightTypeFindsItsProduct) {
    for (const WeightType type : all_weight_types()) {
        MatrixProductRequest request;
        request.input_length = request.output_length = 256;
        request.weight_type = type;
        request.footprint = Bytes{0};
        const auto product = MatrixProduct::make(request);
        ASSERT_TRUE(product);
        const auto found = weight_type_of_tensor((*product)->tensor_type());
        ASSERT_TRUE(found) << (*product)->tensor_type();
        request.weight_type = *found;
        EXPECT_EQ((*MatrixProduct::make(request))->tensor_type(), (*product)->tensor_type());
    }
}

TEST(Ceilings, RegistersTwoBenchmarks) {
    register_ceilings("ceilings_test.cpp");
    std::vector<std::string> names;
    for (const auto& benchmark : registered_benchmarks()) {
        if (benchmark->source_file == "ceilings_test.cpp") names.push_back(benchmark->name);
    }
    EXPECT_THAT(names, ::testing::ElementsAre("memory_bandwidth", "matrix_product"));
}

}  // namespace
}  // namespace inference_pio
