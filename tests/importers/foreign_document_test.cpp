#include "importers/foreign_document.hpp"

#include <gmock/gmock.h>

namespace inference_pio {
namespace {

using ::testing::ElementsAre;

TEST(ForeignDocuments, AreOneValueOrOneALine) {
    const auto whole = parse_foreign_document("{\n \"a\": 1\n}\n").value();
    EXPECT_FALSE(whole.by_line);
    EXPECT_EQ(whole.whole(), Json({{"a", 1}}));
    EXPECT_FALSE(parse_foreign_document("[1, 2]\n").value().by_line);

    const auto lines = parse_foreign_document("\n{\"a\": 1}\r\n\n{\"a\": 2}\n").value();
    EXPECT_TRUE(lines.by_line);
    ASSERT_EQ(lines.values.size(), 2U);
    EXPECT_EQ(lines.values[1], Json({{"a", 2}}));
    EXPECT_THAT(lines.lines, ElementsAre(2U, 4U));
}

TEST(ForeignDocuments, SkipAByteOrderMark) {
    EXPECT_EQ(parse_foreign_document("\xEF\xBB\xBF{\"a\": 1}").value().whole(), Json({{"a", 1}}));
}

TEST(ForeignDocuments, TurnWordsThatJsonLacksIntoTexts) {
    const auto document =
        parse_foreign_document(R"({"a": NaN, "b": [-Infinity, 1e999, inf], "c": "NaN, \"1e999"})").value();
    EXPECT_EQ(document.whole().dump(), R"({"a":"NaN","b":["-Infinity","1e999","Infinity"],"c":"NaN, \"1e999"})");
}

TEST(ForeignDocuments, KeepNumbersToTheLastDigit) {
    const auto document = parse_foreign_document("[0.1, 140.341520, 9007199254740993, -0.0, 1e-7]").value();
    EXPECT_EQ(document.whole().dump(), "[0.1,140.34152,9007199254740993,-0.0,1e-07]");
}

TEST(ForeignDocuments, CountColumnsOfTheFileAsItIs) {
    const auto broken = parse_foreign_document("{\"a\": NaN, \"b\": NaN, ?}");
    ASSERT_FALSE(broken);
    EXPECT_EQ(broken.error().message, "line 1, column 22: not JSON");
    EXPECT_EQ(parse_foreign_document("{\"a\": 1}\n{\"a\": [}\n").error().message, "line 2, column 8: not JSON");
}

}  // namespace
}  // namespace inference_pio
