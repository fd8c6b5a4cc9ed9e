#include "records/json_text.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "fakes/arbitrary_record.hpp"
#include "records/record_json.hpp"

namespace inference_pio {
namespace {

TEST(JsonText, WhatFitsStandsOnOneLine) {
    EXPECT_EQ(print_json_document(Json{{"a", 1}, {"b", {1, 2}}}), "{\"a\":1,\"b\":[1,2]}\n");
    EXPECT_EQ(print_json_document(Json::array()), "[]\n");
}

TEST(JsonText, WhatDoesNotFitIsIndented) {
    const std::string long_text(60, 'x');
    const Json json{{"first", long_text}, {"inner", {{"second", long_text}, {"third", {{"x", long_text}}}}}};
    EXPECT_EQ(print_json_document(json), "{\n  \"first\": \"" + long_text + "\",\n  \"inner\": {\n    \"second\": \"" +
                                             long_text + "\",\n    \"third\": {\"x\":\"" + long_text + "\"}\n  }\n}\n");
}

TEST(JsonText, SeriesOfNumbersStayOnOneLine) {
    Json series = Json::array();
    for (int i = 0; i < 200; ++i) series.push_back(i);
    const std::string text = print_json_document(Json{{"samples", Json::array({series, series})}});
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 6) << text;
}

TEST(JsonText, WordsFillTheirLines) {
    const std::string word(45, 'w');
    const std::string quoted = '"' + word + '"';
    EXPECT_EQ(print_json_document(Json{{"sets", {word, word, word}}}),
              "{\n  \"sets\": [\n    " + quoted + ", " + quoted + ",\n    " + quoted + "\n  ]\n}\n");
}

RC_GTEST_PROP(JsonText, IsTheSameJson, ()) {
    const Json json = record_to_json(arbitrary::record(), to_json(arbitrary::profile()));
    RC_ASSERT(parse_json(print_json_document(json)).value() == json);
}

}  // namespace
}  // namespace inference_pio
