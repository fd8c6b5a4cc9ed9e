#include "configuration/value_rule.hpp"

#include <gmock/gmock.h>

#include <cmath>

namespace inference_pio {
namespace {

using ::testing::HasSubstr;
using Text = std::string;

struct Refused {
    ValueRule rule;
    WrittenValue written;
    const char* message;
    const char* remedy;
};

WrittenValue whole(std::int64_t value) { return value; }

TEST(CheckValue, AcceptsEachKindAsItsType) {
    EXPECT_EQ(check_value({ValueKind::branch}, Text("release/2")), ConfigurationValue(Text("release/2")));
    EXPECT_EQ(check_value({ValueKind::command}, Text("make -j 4")), ConfigurationValue(Text("make -j 4")));
    EXPECT_EQ(check_value({ValueKind::folder}, Text("./build/release")), ConfigurationValue(Text("./build/release")));
    EXPECT_EQ(check_value({ValueKind::glob}, Text()), ConfigurationValue(Text()));
    EXPECT_EQ(check_value({ValueKind::share}, Text("1 %")), ConfigurationValue(0.01));
    EXPECT_EQ(check_value({ValueKind::share}, 0.25), ConfigurationValue(0.25));
    EXPECT_EQ(check_value({ValueKind::share}, whole(0)), ConfigurationValue(0.0));
    EXPECT_EQ(check_value({ValueKind::certainty}, Text("99%")), ConfigurationValue(0.99));
    EXPECT_EQ(check_value({ValueKind::duration}, Text("2m")), ConfigurationValue(Seconds{120}));
    EXPECT_EQ(check_value({ValueKind::count, 6, 10}, whole(6)), ConfigurationValue(6));
    EXPECT_EQ(check_value({ValueKind::count, 6, 10}, whole(10)), ConfigurationValue(10));
    EXPECT_EQ(check_value({ValueKind::inconclusive}, Text("warn")), ConfigurationValue(Inconclusive::warn));
    EXPECT_EQ(check_value({ValueKind::inconclusive}, Text("fail")), ConfigurationValue(Inconclusive::fail));
}

TEST(CheckValue, RefusesTheRestNamingTheValueAndWhatWouldDo) {
    constexpr ValueRule share{ValueKind::share};
    constexpr ValueRule certainty{ValueKind::certainty};
    constexpr ValueRule count{ValueKind::count, 6, 10};
    constexpr ValueRule duration{ValueKind::duration};
    for (const Refused& row : std::vector<Refused>{
             {share, whole(3), "3 is not below 1", "write 0.03 or \"3%\""},
             {share, whole(1), "1 is not below 1", "write 0.01 or \"1%\""},
             {share, 1.5, "1.5 is not below 1", "write 0.015 or \"1.5%\""},
             {share, whole(300), "300 is no share", "write 0.03"},
             {share, -0.5, "-0.5 is no share", "write 0.03"},
             {share, std::nan(""), "nan is no share", "write 0.03"},
             {share, HUGE_VAL, "inf is no share", "write 0.03"},
             {share, Text("much"), "'much' is no share", "write 3% or 0.03"},
             {share, OtherValue{"an array"}, "an array is no share", "write 0.03"},
             {certainty, whole(0), "0 is no certainty", "write 0.95"},
             {certainty, whole(1), "1 is no certainty", "write 0.95"},
             {certainty, whole(95), "95 is no certainty", "write 0.95"},
             {count, whole(5), "5 is too small", "from 6 to 10"},
             {count, whole(11), "11 is too large", "from 6 to 10"},
             {count, whole(INT64_MAX), "is too large", "from 6 to 10"},
             {count, 7.0, "is no whole number", "from 6 to 10"},
             {count, Text("7"), "'7' is no whole number", "without quotation marks"},
             {duration, whole(600), "600 is no duration with a unit", "write \"600s\""},
             {duration, whole(-6), "-6 is no duration", "write \"90s\""},
             {duration, Text("soon"), "'soon' is no duration", "write 90s"},
             {{ValueKind::branch}, Text("my branch"), "has a blank in it", "\"main\""},
             {{ValueKind::branch}, Text(), "'' is empty", "write something"},
             {{ValueKind::branch}, whole(1), "1 is no text", "quotation marks"},
             {{ValueKind::command}, Text(" \t\n"), "is empty", "write something"},
             {{ValueKind::command}, Text("a\0b", 3), "zero byte", "take it out"},
             {{ValueKind::folder}, Text("/build"), "'/build' does not lie inside", "\"build/release\""},
             {{ValueKind::folder}, Text("build/../../x"), "does not lie inside", "\"build/release\""},
             {{ValueKind::glob}, OtherValue{"true"}, "true is no text", "quotation marks"},
             {{ValueKind::inconclusive}, Text("ignore"), "'ignore' is neither", "\"fail\" or \"warn\""},
             {{ValueKind::inconclusive}, OtherValue{"false"}, "false is neither", "\"fail\" or \"warn\""},
         }) {
        const auto value = check_value(row.rule, row.written);
        ASSERT_FALSE(value) << row.message;
        EXPECT_EQ(value.error().kind, ErrorKind::malformed) << row.message;
        EXPECT_THAT(value.error().message, HasSubstr(row.message));
        EXPECT_THAT(value.error().remedy, HasSubstr(row.remedy)) << row.message;
    }
}

TEST(InQuotes, IsFitForATerminal) {
    EXPECT_EQ(in_quotes("größe"), "'größe'");
    EXPECT_EQ(in_quotes("\x1b[31mred\n-\x7f"), "'?[31mred?-?'");
    EXPECT_EQ(in_quotes("a\xC2\x9B"
                        "31m"),
              "'a?31m'");
    EXPECT_EQ(in_quotes(std::string(61, 'x')), "'" + std::string(60, 'x') + "…'");
    EXPECT_EQ(in_quotes(std::string(59, 'x') + "模型"), "'" + std::string(59, 'x') + "…'");
}

TEST(ToToml, WritesWhatReadingAccepts) {
    EXPECT_EQ(to_toml(0.01), "\"1%\"");
    EXPECT_EQ(to_toml(0.95), "\"95%\"");
    EXPECT_EQ(to_toml(24), "24");
    EXPECT_EQ(to_toml(Seconds{600}), "\"600s\"");
    EXPECT_EQ(to_toml(Text("main")), "\"main\"");
    EXPECT_EQ(to_toml(Inconclusive::warn), "\"warn\"");
}

}  // namespace
}  // namespace inference_pio
