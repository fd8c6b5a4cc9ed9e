#include "common/text_fields.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

namespace inference_pio {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(TextFields, TrimsWhiteSpaceAndTheNulOfDeviceTrees) {
    EXPECT_EQ(trim(" \t a b \r\n"), "a b");
    EXPECT_EQ(trim(std::string_view("xen\0", 4)), "xen");
    EXPECT_EQ(trim(" \n"), "");
    EXPECT_EQ(trim(""), "");
}

TEST(TextFields, Splits) {
    EXPECT_THAT(split_words("  a\tb  c "), ElementsAre("a", "b", "c"));
    EXPECT_THAT(split_words(" "), IsEmpty());
    EXPECT_THAT(split_at("a,,b", ','), ElementsAre("a", "", "b"));
    EXPECT_THAT(split_lines("one\ntwo"), ElementsAre("one", "two"));
    EXPECT_THAT(split_lines(""), IsEmpty());
}

TEST(TextFields, AFieldNeedsItsSeparator) {
    const auto field = parse_field("model name\t: AMD: EPYC ", ':');
    ASSERT_TRUE(field);
    EXPECT_EQ(field->first, "model name");
    EXPECT_EQ(field->second, "AMD: EPYC");
    EXPECT_FALSE(parse_field("no separator", ':'));
}

TEST(TextFields, NumbersAreWholeAndInRange) {
    EXPECT_EQ(parse_unsigned("42"), 42U);
    EXPECT_EQ(parse_unsigned("0x1f", 16), 31U);
    EXPECT_EQ(parse_unsigned("18446744073709551615"), UINT64_MAX);
    for (const char* broken : {"", "18446744073709551616", "-1", "+1", " 1", "1 ", "1k", "0x1f"}) {
        EXPECT_FALSE(parse_unsigned(broken)) << broken;
    }
    EXPECT_EQ(parse_signed("-7"), -7);
    EXPECT_EQ(parse_decimal("2596.096"), 2596.096);
    for (const char* broken : {"", "inf", "nan", "1e999", "2,5"}) EXPECT_FALSE(parse_decimal(broken)) << broken;
}

TEST(TextFields, CollapsesPaddedNames) {
    EXPECT_EQ(collapse_spaces("  Intel(R)  Core(TM)\ti7 "), "Intel(R) Core(TM) i7");
    EXPECT_EQ(lower_case("MicroSoft 1"), "microsoft 1");
}

RC_GTEST_PROP(TextFields, SplittingLosesNothing, (const std::string& text)) {
    std::string joined;
    for (const std::string_view piece : split_at(text, ':')) joined += std::string(piece) + ":";
    RC_ASSERT(joined == text + ":");
}

RC_GTEST_PROP(TextFields, EveryUnsignedComesBack, (std::uint64_t number)) {
    RC_ASSERT(parse_unsigned(std::to_string(number)) == number);
}

}  // namespace
}  // namespace inference_pio
