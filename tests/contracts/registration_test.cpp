#include <gmock/gmock.h>

#include <algorithm>
#include <inference_pio/benchmark.hpp>
#include <inference_pio/model_plugin.hpp>

namespace inference_pio {
namespace {

PIO_BENCHMARK(registered_here)
    .doc("A benchmark of this test")
    .axis("threads", {1, 2})
    .axis("share", {0.5, 1.0})
    .axis("word", {"a", "b"})
    .axis(Axis{"size", ValueType::bytes, {kibibytes(4)}})
    .metric({"score", 1, "points", Direction::higher_is_better, Reduction::median, "of this test"})
    .checkpoint("registered_model")
    .reference("word", std::string("b"))
    .memory_estimate([](const Parameters& p) -> Result<Bytes> { return mebibytes(p.get<std::uint64_t>("threads")); })
    .prepare([](const Parameters& p) -> Result<Measure> {
        return [threads = p.get<int>("threads")](Sample& sample) -> Result<void> {
            sample.record("score", threads);
            return {};
        };
    });

PIO_BENCHMARK(prepares_with_facts).prepare([](Preparation& preparation) -> Result<Measure> {
    preparation.facts.model = "registered_model";
    return fail(ErrorKind::unsupported, "no engine", "");
});

PIO_MODEL([] {
    ModelCard card;
    card.name = "registered_model";
    card.layers = 2;
    return card;
});

const Benchmark& registered(std::string_view name) {
    const auto& all = registered_benchmarks();
    return **std::find_if(all.begin(), all.end(), [&](const auto& benchmark) { return benchmark->name == name; });
}

TEST(Registration, KeepsWhatTheBuilderWasGiven) {
    const Benchmark& benchmark = registered("registered_here");
    EXPECT_EQ(benchmark.doc, "A benchmark of this test");
    EXPECT_TRUE(benchmark.source_file.ends_with("registration_test.cpp"));
    EXPECT_EQ(benchmark.checkpoint_model, "registered_model");
    EXPECT_EQ(benchmark.reference, (Parameters::Entry{"word", std::string("b")}));
    EXPECT_FALSE(registered("prepares_with_facts").reference);
    ASSERT_EQ(benchmark.metrics.size(), 1U);
    EXPECT_EQ(benchmark.metrics[0].id(), "score/1");
    EXPECT_THAT(benchmark.axes,
                testing::ElementsAre(Axis{"threads", ValueType::integer, {std::int64_t{1}, std::int64_t{2}}},
                                     Axis{"share", ValueType::real, {0.5, 1.0}},
                                     Axis{"word", ValueType::word, {std::string("a"), std::string("b")}},
                                     Axis{"size", ValueType::bytes, {Bytes{4096}}}));
    EXPECT_EQ(benchmark.memory_estimate({{"threads", std::int64_t{2}}}), mebibytes(2));
}

TEST(Registration, PrepareMayTakeOnlyTheParameters) {
    Preparation preparation;
    preparation.parameters = {{"threads", std::int64_t{2}}};
    auto measure = registered("registered_here").prepare(preparation);
    ASSERT_TRUE(measure);
    Repetitions repetitions;
    Sample sample(repetitions);
    ASSERT_TRUE((*measure)(sample));
    EXPECT_EQ(sample.values().at("score"), std::vector<double>{2});
}

TEST(Registration, PrepareMayLeaveFactsAndFail) {
    Preparation preparation;
    const auto measure = registered("prepares_with_facts").prepare(preparation);
    ASSERT_FALSE(measure);
    EXPECT_EQ(measure.error().kind, ErrorKind::unsupported);
    EXPECT_EQ(preparation.facts.model, "registered_model");
}

TEST(Registration, ModelsAreFoundByName) {
    ASSERT_NE(find_model("registered_model"), nullptr);
    EXPECT_EQ(find_model("registered_model")->layers, 2);
    EXPECT_EQ(find_model("another"), nullptr);
}

}  // namespace
}  // namespace inference_pio
