#include "discovery/printable_text.hpp"

#include <gmock/gmock.h>

namespace inference_pio {
namespace {

TEST(PrintableText, KeepsText) { EXPECT_EQ(printable_text("naïve → 1\n😀"), "naïve → 1\n😀"); }

TEST(PrintableText, ReplacesWhatIsNone) {
    EXPECT_EQ(printable_text("a\x01"
                             "b\x7f\tc\rd"),
              "a?b? c\nd");
    EXPECT_EQ(printable_text("\xff\xfe"
                             "a"),
              "??a");
    EXPECT_EQ(printable_text("\xc3"), "?");                 // cut
    EXPECT_EQ(printable_text("\xc0\xaf"), "??");            // overlong
    EXPECT_EQ(printable_text("\xed\xa0\x80"), "???");       // half of a surrogate pair
    EXPECT_EQ(printable_text("\xf4\x90\x80\x80"), "????");  // beyond U+10FFFF
    EXPECT_EQ(printable_text(std::string_view("\0x", 2)), "?x");
}

TEST(PrintableText, DropsTerminalSequences) {
    EXPECT_EQ(printable_text("\x1b[1;31merror\x1b[0m"), "error");
    EXPECT_EQ(printable_text("\x1b[1"), "");
}

TEST(OneLine, JoinsLinesThatSaySomething) {
    EXPECT_EQ(one_line("a.cpp:1: error: x\n    1 | y  \n\n"), "a.cpp:1: error: x | 1 | y");
    EXPECT_EQ(one_line("plain"), "plain");
    EXPECT_EQ(one_line(" \n"), "");
}

TEST(OutputTail, TakesTheLastLinesThatSaySomething) {
    EXPECT_EQ(output_tail("one\ntwo\n\nthree\n", 2), "two | three");
    EXPECT_EQ(output_tail("one", 5), "one");
    EXPECT_EQ(output_tail("\n \n", 5), "");
    EXPECT_EQ(output_tail("", 5), "");
}

TEST(OutputTail, IsBounded) {
    const std::string tail = output_tail(std::string(100000, 'x') + "end", 3);
    EXPECT_LT(tail.size(), 620U);
    EXPECT_TRUE(tail.ends_with("end"));
    std::string umlauts;
    for (int i = 0; i < 1000; ++i) umlauts += "ü";
    EXPECT_EQ(printable_text(output_tail(umlauts + "x", 1)), output_tail(umlauts + "x", 1)) << "cut between characters";
}

}  // namespace
}  // namespace inference_pio
