#include "reporting/case_groups.hpp"

#include <gmock/gmock.h>

#include "fakes/reported_run.hpp"

namespace inference_pio {
namespace {

using testing::ElementsAre;

TEST(CaseGroups, ParametersThatVaryAreToldApart) {
    const auto run = reported_run();
    const auto groups = group_cases(run.records);
    ASSERT_EQ(groups.size(), 5U);
    const BenchmarkGroup& qwen = groups[0];
    EXPECT_EQ(qwen.benchmark, "qwen3_0_6b/performance/generation");
    EXPECT_THAT(qwen.varying, ElementsAre("batch_size", "sequence_length"));
    EXPECT_EQ(qwen.constant.to_string(), "new_tokens=32,threads=2,weight_type=q4_0");
    ASSERT_EQ(qwen.cases.size(), 3U);
    EXPECT_EQ(qwen.cases[1].label, "batch_size=1,sequence_length=1024");
    EXPECT_EQ(qwen.cases[2].status(), Status::unstable);
    EXPECT_EQ(*qwen.cases[1].find("ttft")->value, 2.871);
    EXPECT_EQ(qwen.cases[1].find("latency"), nullptr);
}

TEST(CaseGroups, OneCaseVariesInNothing) {
    const auto run = reported_run();
    const BenchmarkGroup gemma = group_cases(run.records)[1];
    EXPECT_TRUE(gemma.varying.empty());
    EXPECT_EQ(gemma.cases.at(0).label, "");
}

TEST(CaseGroups, MetricsComeInTheCataloguesOrder) {
    const auto run = reported_run();
    EXPECT_THAT(group_cases(run.records)[3].metrics(),
                ElementsAre("peak_memory", "latency", "compute_throughput", "memory_throughput"));
}

TEST(CaseGroups, AParameterThatSomeCasesLackVaries) {
    std::vector<Record> records = {measured("b", {{"a", std::int64_t{1}}, {"c", std::int64_t{1}}}, "latency", 1, 0),
                                   measured("b", {{"a", std::int64_t{1}}}, "latency", 1, 0)};
    const auto groups = group_cases(records);
    EXPECT_THAT(groups.at(0).varying, ElementsAre("c"));
    EXPECT_EQ(groups[0].cases[1].label, "");
}

TEST(CaseGroups, NothingGivesNothing) { EXPECT_TRUE(group_cases({}).empty()); }

}  // namespace
}  // namespace inference_pio
