#include "reporting/compared_groups.hpp"

#include <gtest/gtest.h>

#include "fakes/sample_comparisons.hpp"

namespace inference_pio {
namespace {

TEST(ComparedGroups, ParametersThatAllCasesShareAreSaidOnce) {
    const Comparison comparison = samples::nothing_happened().comparison;
    const auto groups = group_compared(comparison, {1, 5});
    ASSERT_EQ(groups.size(), 1U);
    EXPECT_EQ(groups[0].benchmark, "qwen3_0_6b/performance/generation");
    EXPECT_EQ(groups[0].constant.to_string(), "new_tokens=32,threads=2,weight_type=q4_0");
    ASSERT_EQ(groups[0].entries.size(), 2U);
    EXPECT_EQ(groups[0].entries[0].label, "batch_size=1");
    EXPECT_EQ(groups[0].entries[1].label, "batch_size=4");
    EXPECT_EQ(groups[0].entries[1].row, 5U);
}

TEST(ComparedGroups, WhatVariesIsSaidEvenWhereOneRowIsShown) {
    const auto groups = group_compared(samples::nothing_happened().comparison, {0});
    EXPECT_EQ(groups.at(0).entries.at(0).label, "batch_size=1");
}

TEST(ComparedGroups, AParameterThatOnlySomeCasesHaveVaries) {
    Comparison comparison;
    comparison.rows = {samples::row("a/b", {{"n", std::int64_t{1}}}, "latency", 1, 1),
                       samples::row("a/b", {{"n", std::int64_t{1}}, {"layers", std::int64_t{2}}}, "latency", 1, 1)};
    const auto groups = group_compared(comparison, {0, 1});
    EXPECT_EQ(groups.at(0).entries.at(0).label, "");
    EXPECT_EQ(groups.at(0).entries.at(1).label, "layers=2");
}

TEST(ComparedGroups, BenchmarksByFirstAppearance) {
    const Comparison comparison = samples::one_regression().comparison;
    std::vector<std::size_t> rows;
    for (std::size_t i = comparison.rows.size(); i > 0; --i) rows.push_back(i - 1);
    const auto groups = group_compared(comparison, rows);
    ASSERT_EQ(groups.size(), 4U);
    EXPECT_EQ(groups.front().benchmark, "qwen3_vl_2b/performance/generation");
    EXPECT_EQ(groups.back().benchmark, "qwen3_0_6b/performance/generation");
}

}  // namespace
}  // namespace inference_pio
