#include "records/scaling_json.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "fakes/arbitrary_record.hpp"

namespace inference_pio {
namespace {

RC_GTEST_PROP(ScalingJson, AnyLawComesBackEqual, ()) {
    const ScalingLaw law = arbitrary::scaling_law();
    RC_ASSERT(scaling_law_from_json(parse_json(print_json(to_json(law))).value()) == law);
}

TEST(ScalingJson, WhatIsNotThereIsNull) {
    ScalingLaw law;
    law.law = "none";
    law.points = {{1, 2, std::nullopt}};
    const Json json = to_json(law);
    EXPECT_TRUE(json["peak_at"].is_null());
    EXPECT_TRUE(json["points"][0]["residual"].is_null());
}

TEST(ScalingJson, MalformedLawsNameTheField) {
    const Json good = to_json(ScalingLaw{"b",
                                         {},
                                         "batch_size",
                                         "throughput",
                                         "tokens/sec",
                                         "power",
                                         {{"a", 1, 0.5, 2}},
                                         {{1, 2, 0.1}},
                                         0.1,
                                         3.0,
                                         4.0,
                                         ""});
    ASSERT_TRUE(scaling_law_from_json(good));
    struct Case {
        const char* pointer;
        Json value;
        const char* message;
    };
    for (const auto& [pointer, value, message] : std::initializer_list<Case>{
             {"/law", nullptr, "'law': "},
             {"/coefficients/0/low", 1.5, "'coefficients[0].value': lies outside of its interval"},
             {"/coefficients/0/high", nullptr, "'coefficients[0].high': "},
             {"/points/0/x", "one", "'points[0].x': expected a number, found \"one\""},
             {"/peak_at", "far", "'peak_at': expected a number, found \"far\""}}) {
        Json hostile = good;
        hostile[Json::json_pointer(pointer)] = value;
        const auto law = scaling_law_from_json(hostile);
        ASSERT_FALSE(law) << pointer;
        EXPECT_THAT(law.error().message, ::testing::StartsWith(message));
    }
}

}  // namespace
}  // namespace inference_pio
