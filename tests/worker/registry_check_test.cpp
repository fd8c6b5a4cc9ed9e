#include "worker/registry_check.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "worker/test_registry.hpp"

namespace inference_pio {
namespace {

using testing::HasSubstr;

Error error_of(const TestRegistry& registry, std::vector<ModelCard> models = {}) {
    const auto checked = check_registry(registry.benchmarks(), models);
    EXPECT_FALSE(checked);
    return checked ? Error{} : checked.error();
}

TEST(RegistryCheckTest, AcceptsWhatMakesSense) {
    TestRegistry registry;
    registry.add("one").axis("count", {1, 2}).axis("kind", {"a"}).prepare(nothing_to_measure);
    registry.add("two").prepare(nothing_to_measure);
    registry.add("three").axis("kind", {"a", "b"}).reference("kind", std::string("b")).prepare(nothing_to_measure);
    ModelCard card;
    card.name = "model";
    EXPECT_TRUE(check_registry(registry.benchmarks(), std::vector{card}));
}

TEST(RegistryCheckTest, NothingRegistered) {
    EXPECT_EQ(error_of(TestRegistry{}).kind, ErrorKind::malformed);
    EXPECT_THAT(error_of(TestRegistry{}).remedy, HasSubstr("PIO_BENCHMARK"));
}

TEST(RegistryCheckTest, NamesTheFileTheBenchmarkAndWhatIsWrong) {
    struct Case {
        const char* named;
        std::function<void(BenchmarkBuilder)> spoil;
    };
    const std::vector<Case> cases = {
        {"no prepare function", [](BenchmarkBuilder) {}},
        {"the axis empty has no values",
         [](BenchmarkBuilder b) {
             b.axis(Axis{"empty", ValueType::word, {}}).prepare(nothing_to_measure);
         }},
        {"two axes are named n",
         [](BenchmarkBuilder b) { b.axis("n", {1}).axis("n", {2}).prepare(nothing_to_measure); }},
        {"an axis has no name", [](BenchmarkBuilder b) { b.axis("", {1}).prepare(nothing_to_measure); }},
        {"of type integer",
         [](BenchmarkBuilder b) {
             b.axis(Axis{"n", ValueType::integer, {1.5}}).prepare(nothing_to_measure);
         }},
        {"\"Bad Name\" is no name",
         [](BenchmarkBuilder b) {
             b.metric({.name = "Bad Name", .unit = "s", .meaning = ""}).prepare(nothing_to_measure);
         }},
        {"means something else",
         [](BenchmarkBuilder b) {
             b.metric({.name = "ttft", .unit = "parsecs", .meaning = ""}).prepare(nothing_to_measure);
         }},
        {"the reference's axis other is not there",
         [](BenchmarkBuilder b) { b.axis("n", {1}).reference("other", std::int64_t{1}).prepare(nothing_to_measure); }},
        {"the reference 1.5 is of type real, the axis n of type integer",
         [](BenchmarkBuilder b) { b.axis("n", {1}).reference("n", 1.5).prepare(nothing_to_measure); }},
        {"declared twice",
         [](BenchmarkBuilder b) {
             const MetricDefinition own{.name = "own", .unit = "s", .meaning = ""};
             b.metric(own).metric(own).prepare(nothing_to_measure);
         }},
    };
    for (const Case& one : cases) {
        TestRegistry registry;
        one.spoil(registry.add("spoilt"));
        const Error error = error_of(registry);
        EXPECT_EQ(error.kind, ErrorKind::malformed);
        EXPECT_THAT(error.message, HasSubstr(one.named));
        EXPECT_THAT(error.message, HasSubstr("benchmark_test.cpp: benchmark spoilt"));
    }
}

TEST(RegistryCheckTest, NamesMayNotRepeat) {
    TestRegistry registry;
    registry.add("same").prepare(nothing_to_measure);
    registry.add("same").prepare(nothing_to_measure);
    EXPECT_THAT(error_of(registry).message, HasSubstr("same"));

    TestRegistry fine;
    fine.add("one").prepare(nothing_to_measure);
    ModelCard card;
    card.name = "twin";
    EXPECT_THAT(error_of(fine, {card, card}).message, HasSubstr("twin"));
}

}  // namespace
}  // namespace inference_pio
