#include "records/relaxed_json.hpp"

#include <gtest/gtest.h>

namespace inference_pio {
namespace {

TEST(RelaxedJson, QuotesWordsAndNumbersThatJsonCannotHold) {
    const auto text = [](const char* given) { return make_strict_json(given, 8).value().text; };
    EXPECT_EQ(text("[nan, -nan, NaN, inf, -inf, Infinity]"),
              R"(["NaN", "NaN", "NaN", "Infinity", "-Infinity", "Infinity"])");
    EXPECT_EQ(text("[1e400, -1e400, 1e-400]"), R"(["1e400", "-1e400", "1e-400"])");
    EXPECT_EQ(text(R"({"NaN": "inf \" NaN", "a": true, "b": null, "c": -1.5e3})"),
              R"({"NaN": "inf \" NaN", "a": true, "b": null, "c": -1.5e3})");
    EXPECT_EQ(text(R"("never ends \)"), R"("never ends \)");
}

TEST(RelaxedJson, KnowsWhereAByteStood) {
    const std::string_view given = "[NaN, inf, x]";
    const auto strict = make_strict_json(given, 8).value();
    EXPECT_EQ(strict.original_offset(strict.text.find('x')), given.find('x'));
    EXPECT_EQ(strict.original_offset(0), 0U);
}

TEST(RelaxedJson, SaysWhereItNestsTooDeep) {
    EXPECT_TRUE(make_strict_json("[[1]]", 2));
    const auto deep = make_strict_json("[\n [[1]]]", 2);
    ASSERT_FALSE(deep);
    EXPECT_EQ(deep.error().message, "line 2, column 3: JSON nested deeper than 2 levels");
}

TEST(RelaxedJson, PlacesAreCountedFromOne) {
    EXPECT_EQ(place_at("ab\ncd", 0).column, 1U);
    EXPECT_EQ(place_at("ab\ncd", 4).line, 2U);
    EXPECT_EQ(place_at("ab\ncd", 4).column, 2U);
    EXPECT_EQ(place_at("ab\n", 99).line, 2U);
}

}  // namespace
}  // namespace inference_pio
