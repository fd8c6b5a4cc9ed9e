#include "execution/plan.hpp"

#include <gmock/gmock.h>

namespace inference_pio {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

FoundBenchmark benchmark(const std::string& name, std::vector<Axis> axes, const std::string& checkpoint = {}) {
    FoundBenchmark found;
    found.name = name;
    found.file.place = {name.substr(0, name.find('/')), "", false};
    found.description.name = name.substr(name.rfind('/') + 1);
    found.description.axes = std::move(axes);
    found.description.checkpoint_model = checkpoint;
    return found;
}

Axis integers(const std::string& name, std::vector<std::int64_t> values) {
    Axis axis{name, ValueType::integer, {}};
    for (const std::int64_t value : values) axis.values.emplace_back(value);
    return axis;
}

const std::vector<FoundBenchmark>& benchmarks() {
    static const std::vector<FoundBenchmark> all{
        benchmark("core/resize", {}),
        benchmark("m/generation",
                  {integers("batch_size", {1, 4}),
                   integers("depth", {0, 8}),
                   {"weight_type", ValueType::word, {std::string("q4_0"), std::string("q8_0")}}},
                  "m"),
        benchmark("m/tokenize", {integers("batch_size", {1})})};
    return all;
}

std::vector<std::string> names(const Result<Plan>& plan) {
    std::vector<std::string> names;
    if (!plan) return {plan.error().message};
    for (const PlannedCase& planned : plan->cases) names.push_back(planned.id.name());
    return names;
}

std::vector<std::string> planned(PlanRequest request) { return names(compute_plan(benchmarks(), request)); }

TEST(ComputePlan, IsTheProductOfAllAxes) {
    const auto all = planned({});
    EXPECT_THAT(all, SizeIs(10));
    EXPECT_EQ(all[0], "core/resize");
    EXPECT_EQ(all[1], "m/generation[batch_size=1,depth=0,weight_type=q4_0]");
    EXPECT_EQ(all[2], "m/generation[batch_size=1,depth=0,weight_type=q8_0]");
    EXPECT_EQ(all[8], "m/generation[batch_size=4,depth=8,weight_type=q8_0]");
    EXPECT_EQ(all[9], "m/tokenize[batch_size=1]");
}

TEST(ComputePlan, PatternsSelectBenchmarksAndCases) {
    EXPECT_THAT(planned({.patterns = {"core"}}), ElementsAre("core/resize"));
    EXPECT_THAT(planned({.patterns = {"m/generation"}}), SizeIs(8));
    EXPECT_THAT(planned({.patterns = {"m/generation[batch_size=4,*q8_0]", "core/*"}}),
                ElementsAre("core/resize", "m/generation[batch_size=4,depth=0,weight_type=q8_0]",
                            "m/generation[batch_size=4,depth=8,weight_type=q8_0]"));
}

TEST(ComputePlan, APatternThatMatchesNothingIsAnErrorWithTheNearestNames) {
    const auto plan = compute_plan(benchmarks(), {.patterns = {"core", "core/resise"}});
    ASSERT_FALSE(plan);
    EXPECT_EQ(plan.error().kind, ErrorKind::not_found);
    EXPECT_THAT(plan.error().message, HasSubstr("'core/resise'"));
    EXPECT_THAT(plan.error().remedy, HasSubstr("core/resize"));
}

TEST(ComputePlan, APatternThatMatchesOnlyAFailedFileIsNone) {
    EXPECT_THAT(planned({.patterns = {"m/broken"}, .failed_names = {"m/broken"}}), SizeIs(0));
}

TEST(ComputePlan, OverridesReplaceTheValuesOfTheirAxis) {
    EXPECT_THAT(planned({.patterns = {"m"}, .overrides = {{"batch_size", {"2", "2"}}, {"weight_type", {"f16"}}}}),
                ElementsAre("m/generation[batch_size=2,depth=0,weight_type=f16]",
                            "m/generation[batch_size=2,depth=8,weight_type=f16]", "m/tokenize[batch_size=2]"));
}

TEST(ComputePlan, BenchmarksWithoutTheAxisAreLeftAsTheyAre) {
    EXPECT_THAT(planned({.patterns = {"core", "m/tokenize"}, .overrides = {{"batch_size", {"9"}}}}),
                ElementsAre("core/resize", "m/tokenize[batch_size=9]"));
}

TEST(ComputePlan, AnAxisThatNobodyHasIsAnErrorWithTheOnesThereAre) {
    const auto plan = compute_plan(benchmarks(), {.patterns = {"m"}, .overrides = {{"bach_size", {"1"}}}});
    ASSERT_FALSE(plan);
    EXPECT_EQ(plan.error().kind, ErrorKind::invalid_argument);
    EXPECT_THAT(plan.error().remedy, HasSubstr("batch_size"));
    EXPECT_FALSE(compute_plan(benchmarks(), {.patterns = {"core"}, .overrides = {{"batch_size", {"1"}}}}))
        << "the axis is there, but on no selected benchmark";
}

TEST(ComputePlan, AValueOfAnotherTypeIsAnErrorThatNamesIt) {
    const auto plan = compute_plan(benchmarks(), {.overrides = {{"batch_size", {"many"}}}});
    ASSERT_FALSE(plan);
    EXPECT_EQ(plan.error().kind, ErrorKind::invalid_argument);
    EXPECT_THAT(plan.error().message, HasSubstr("many"));
}

TEST(ComputePlan, LayersSliceWhatHasACheckpointAndOnlyWhereTheyAreAsked) {
    EXPECT_THAT(planned({.patterns = {"m"},
                         .overrides = {{"layers", {"2", "0", "2"}}, {"depth", {"8"}}, {"batch_size", {"1"}}}}),
                ElementsAre("m/generation[batch_size=1,depth=8,weight_type=q4_0,layers=2]",
                            "m/generation[batch_size=1,depth=8,weight_type=q4_0]",
                            "m/generation[batch_size=1,depth=8,weight_type=q8_0,layers=2]",
                            "m/generation[batch_size=1,depth=8,weight_type=q8_0]", "m/tokenize[batch_size=1]"));
    EXPECT_THAT(planned({.patterns = {"m/generation[*layers=4]"}, .overrides = {{"layers", {"2", "4"}}}}), SizeIs(8));
}

TEST(ComputePlan, LayersThatSliceNothingAreAnError) {
    const auto refused = [](PlanRequest request) {
        const auto plan = compute_plan(benchmarks(), request);
        return plan ? Error{} : plan.error();
    };
    EXPECT_THAT(refused({.patterns = {"m/tokenize"}, .overrides = {{"layers", {"2"}}}}).message,
                HasSubstr("no selected benchmark has the axis 'layers'"));
    EXPECT_THAT(refused({.patterns = {"m"}, .overrides = {{"layer", {"2"}}}}).remedy, HasSubstr("layers"));
    const Error of_a_file = refused({.overrides = {{"layers", {"2"}}}, .user_checkpoint = true});
    EXPECT_EQ(of_a_file.kind, ErrorKind::invalid_argument);
    EXPECT_THAT(of_a_file.remedy, HasSubstr("--model-file"));
    EXPECT_THAT(refused({.overrides = {{"layers", {"-1"}}}}).message, HasSubstr("layers=-1"));
    EXPECT_THAT(refused({.overrides = {{"layers", {"all"}}}}).message, HasSubstr("all"));
}

TEST(ComputePlan, ABenchmarkMayHaveSlicesOfItsOwn) {
    const std::vector<FoundBenchmark> own{benchmark("m/tokenize", {integers("layers", {1})}, "m")};
    EXPECT_THAT(names(compute_plan(own, {})), ElementsAre("m/tokenize[layers=1]"));
    EXPECT_THAT(names(compute_plan(own, {.overrides = {{"layers", {"0", "4"}}}})),
                ElementsAre("m/tokenize[layers=0]", "m/tokenize[layers=4]"));
    EXPECT_THAT(names(compute_plan(own, {.user_checkpoint = true})), ElementsAre("m/tokenize"));
    EXPECT_FALSE(compute_plan(own, {.overrides = {{"layers", {"4"}}}, .user_checkpoint = true}));
}

TEST(ComputePlan, AUsersCheckpointBringsItsOwnWeightType) {
    EXPECT_THAT(planned({.patterns = {"m/generation[batch_size=1,depth=0]"}, .user_checkpoint = true}),
                ElementsAre("m/generation[batch_size=1,depth=0]"));
}

TEST(ComputePlan, AUsersProjectorBringsItsOwnType) {
    const std::vector<FoundBenchmark> vision{
        benchmark("m/vision",
                  {{"weight_type", ValueType::word, {std::string("q4_0")}},
                   {"projector_type", ValueType::word, {std::string("q8_0"), std::string("f16")}}},
                  "m")};
    EXPECT_THAT(names(compute_plan(vision, {.user_projector = true})), ElementsAre("m/vision[weight_type=q4_0]"));
    EXPECT_THAT(names(compute_plan(vision, {.user_checkpoint = true})),
                ElementsAre("m/vision[projector_type=q8_0]", "m/vision[projector_type=f16]"));
}

TEST(ComputePlan, AUsersImagesBringTheirOwnSizes) {
    const std::vector<FoundBenchmark> resize{benchmark(
        "core/resize",
        {{"source_size", ValueType::word, {std::string("1x1"), std::string("2x2")}}, integers("threads", {1})})};
    EXPECT_THAT(names(compute_plan(resize, {.user_images = true})), ElementsAre("core/resize[threads=1]"));
    EXPECT_THAT(names(compute_plan(resize, {})), SizeIs(2));
}

TEST(ComputePlan, TheReferenceOfASelectedCaseIsInThePlanToo) {
    std::vector<FoundBenchmark> found{
        benchmark("core/optimization",
                  {{"model", ValueType::word, {std::string("m"), std::string("n")}},
                   {"variant", ValueType::word, {std::string("original"), std::string("q8_0"), std::string("q4_0")}}})};
    found[0].description.reference = Parameters::Entry{"variant", std::string("original")};
    const auto all = compute_plan(found, {});
    ASSERT_TRUE(all);
    ASSERT_THAT(all->cases, SizeIs(6));
    EXPECT_EQ(all->cases[0].reference, std::nullopt);
    EXPECT_EQ(all->cases[1].reference, 0U);
    EXPECT_EQ(all->cases[2].reference, 0U);
    EXPECT_EQ(all->cases[5].reference, 3U) << "the other model's own";

    const auto one = compute_plan(found, {.patterns = {"core/optimization[model=n,variant=q4_0]"}});
    EXPECT_THAT(names(one), ElementsAre("core/optimization[model=n,variant=q4_0]",
                                        "core/optimization[model=n,variant=original]"));
    EXPECT_EQ(one->cases[0].reference, 1U);
    const auto without = compute_plan(found, {.overrides = {{"variant", {"q4_0"}}, {"model", {"m"}}}});
    EXPECT_THAT(names(without), SizeIs(2));
}

TEST(ParseParameterOverride, ReadsAxisAndValues) {
    EXPECT_EQ(parse_parameter_override("batch_size=1,4"), (ParameterOverride{"batch_size", {"1", "4"}}));
    EXPECT_EQ(parse_parameter_override("weight_type=q4_0"), (ParameterOverride{"weight_type", {"q4_0"}}));
    for (const char* text : {"", "=", "a", "a=", "=1", "a=1,", "a=,1", "a=1,,2"}) {
        EXPECT_FALSE(parse_parameter_override(text)) << text;
    }
}

}  // namespace
}  // namespace inference_pio
