#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <limits>

#include "fakes/arbitrary_comparison.hpp"
#include "golden/golden_file.hpp"
#include "records/json_values.hpp"
#include "reporting/comparison_report.hpp"

namespace inference_pio {
namespace {

TEST(ComparisonJson, NothingHappened) {
    const auto [comparison, decision] = samples::nothing_happened();
    expect_golden("comparison_nothing.json", format_comparison_json(comparison, &decision));
}

TEST(ComparisonJson, OneRegressionAmongMany) {
    const auto [comparison, decision] = samples::one_regression();
    const std::string text = format_comparison_json(comparison, &decision);
    expect_golden("comparison_regression.json", text);
    const Json document = *parse_json(text);
    EXPECT_EQ(document.at("schema"), "inference-pio/comparison/1");
    EXPECT_EQ(document.at("rows").size(), comparison.rows.size());
    EXPECT_EQ(document.at("decision").at("alarms"), Json::array({2}));
    const Json& row = document.at("rows").at(2);
    EXPECT_EQ(row.at("verdict"), "regressed");
    EXPECT_DOUBLE_EQ(row.at("ratio").get<double>(), 1.0314);
    EXPECT_DOUBLE_EQ(row.at("interval").at("low").get<double>(), 1.019);
}

TEST(ComparisonJson, AnUnfitMachineAndAnInterruption) {
    const auto [comparison, decision] = samples::unfit_duet();
    expect_golden("comparison_unfit.json", format_comparison_json(comparison, &decision));
}

TEST(ComparisonJson, WhatIsNotThereIsNull) {
    const Json document = *parse_json(format_comparison_json(samples::one_regression().comparison, nullptr));
    EXPECT_TRUE(document.at("decision").is_null());
    EXPECT_TRUE(document.at("control").is_null());
    const Json& failed = document.at("rows").back();
    for (const char* field : {"candidate", "ratio", "interval", "pairs", "pairs_missing", "accepted"}) {
        EXPECT_TRUE(failed.at(field).is_null()) << field;
    }
}

TEST(ComparisonJson, ANumberThatIsNoneIsNull) {
    Comparison comparison = samples::nothing_happened().comparison;
    comparison.rows[0].ratio = std::numeric_limits<double>::quiet_NaN();
    comparison.rows[0].smallest_effect = std::numeric_limits<double>::infinity();
    comparison.duration_s = std::numeric_limits<double>::infinity();
    const Json document = *parse_json(format_comparison_json(comparison, nullptr));
    EXPECT_TRUE(document.at("rows").at(0).at("ratio").is_null());
    EXPECT_TRUE(document.at("rows").at(0).at("smallest_effect").is_null());
    EXPECT_TRUE(document.at("duration_s").is_null());
}

RC_GTEST_PROP(ComparisonJson, AnyComparisonIsOneDocument, ()) {
    const Comparison comparison = arbitrary::comparison();
    const GateDecision decision = arbitrary::decision_on(comparison);
    const std::string text = format_comparison_json(comparison, *rc::gen::arbitrary<bool>() ? &decision : nullptr);
    RC_ASSERT(text.ends_with("\n"));
    const auto document = parse_json(text);
    RC_ASSERT(document.has_value());
    RC_ASSERT(document->at("rows").size() == comparison.rows.size());
    RC_ASSERT(document->at("unlike").size() == comparison.unlike.size());
    RC_ASSERT(document->at("findings").size() == comparison.findings.size());
}

}  // namespace
}  // namespace inference_pio
