#include "importers/field_taker.hpp"

#include <gmock/gmock.h>

namespace inference_pio {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(FieldTakers, LeaveWhatNobodyTook) {
    ForeignProblems problems("tool");
    FieldTaker taker(Json::parse(R"({"name": "x", "count": 3, "other": [1], "inner": {"a": 1.5, "b": 2}})"), "",
                     problems);
    EXPECT_EQ(taker.text("name"), "x");
    EXPECT_EQ(taker.integer("count"), 3);
    FieldTaker inner = taker.object("inner");
    EXPECT_EQ(inner.value("a").number, 1.5);
    EXPECT_EQ(inner.rest().dump(), R"({"b":2})");
    EXPECT_EQ(taker.rest().dump(), R"({"other":[1]})");
    EXPECT_EQ(taker.text("missing"), "");
    EXPECT_EQ(taker.integer("missing"), std::nullopt);
    EXPECT_THAT(taker.array("missing"), IsEmpty());
    EXPECT_TRUE(problems.ok());
}

TEST(FieldTakers, RememberTheFirstThingThatIsWrong) {
    ForeignProblems problems("tool");
    problems.at_line(7);
    FieldTaker taker(Json::parse(R"({"name": 3, "inner": {"values": [1, "x"]}})"), "results[2]", problems);
    EXPECT_EQ(taker.object("inner").samples("values").size(), 0U);
    EXPECT_EQ(taker.text("name"), "");
    EXPECT_EQ(problems.error()->message, "line 7: tool: 'results[2].inner.values[1]': expected a number, found \"x\"");
    ForeignProblems others("tool");
    FieldTaker(Json(3), "", others);
    EXPECT_EQ(others.error()->message, "tool: expected an object, found 3");
}

TEST(FieldTakers, KeepWhatStoodInPlaceOfANumber) {
    ForeignProblems problems("tool");
    FieldTaker taker(Json::parse(R"({"a": "NaN", "b": null, "values": [1, "NaN"]})"), "", problems);
    EXPECT_EQ(taker.value("a").why_not, "tool wrote NaN");
    EXPECT_EQ(taker.value("b").why_not, "tool gave no value");
    EXPECT_THAT(taker.samples("values"), IsEmpty());
    EXPECT_EQ(taker.rest().dump(), R"({"a":"NaN","values":[1,"NaN"]})");
    EXPECT_TRUE(problems.ok());
}

TEST(ForeignValues, BecomeWordsAndNames) {
    EXPECT_EQ(word_from("a,b[c]=d\n"), "a_b_c__d_");
    EXPECT_EQ(identifier_from("Inter-Token Latency (ms)"), "inter_token_latency_ms");
    EXPECT_EQ(identifier_from("99"), "x99");
    EXPECT_EQ(benchmark_name_from("two\nlines"), "two lines");
    const std::string lengthy(300, 'x');
    EXPECT_LE(benchmark_name_from(lengthy).size(), 200U);
    EXPECT_NE(benchmark_name_from(lengthy + "a"), benchmark_name_from(lengthy + "b"));
    EXPECT_EQ(option_text(Json(true)), "1");
    EXPECT_EQ(option_text(Json(0.5)), "0.5");
    EXPECT_EQ(option_text(Json("mmap")), "mmap");
}

TEST(ForeignValues, AreFoundByTheirPaths) {
    const Json json = Json::parse(R"({"a": [{"b": {"c": 3}}], "d": []})");
    EXPECT_EQ(*find_at(json, {"a", "b", "c"}), 3);
    EXPECT_EQ(find_at(json, {"d", "b"}), nullptr);
    EXPECT_EQ(find_at(json, {"a", "x"}), nullptr);
    EXPECT_EQ(find_at(Json(3), {"a"}), nullptr);
}

}  // namespace
}  // namespace inference_pio
