#include "reporting/text_table.hpp"

#include <gmock/gmock.h>

namespace inference_pio {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(TextTable, AlignsBothWaysAndEndsNoLineWithBlanks) {
    TextTable table;
    table.columns = {{"name", Align::left, 0}, {"two\nlines", Align::right, 2}, {"", Align::left, 1}};
    table.rows = {{Cell{"a"}, Cell{"12 ms"}, Cell{"± 1 %"}}, {Cell{"long name"}, Cell{"3 µs"}, Cell{}}};
    EXPECT_EQ(format_text_table(table, {}),
              "             two\n"
              "name       lines\n"
              "a          12 ms ± 1 %\n"
              "long name   3 µs\n");
    EXPECT_EQ(width_of(table), 22U);
}

TEST(TextTable, AHeaderOfNothingIsNoLine) {
    TextTable table;
    table.columns = {{"", Align::left, 2}};
    table.rows = {{Cell{"x"}}};
    EXPECT_EQ(format_text_table(table, {}), "  x\n");
}

TEST(TextTable, TonesAreEscapesOnlyWithColours) {
    EXPECT_EQ(paint("x", Tone::failure, {80, true}), "\x1b[31mx\x1b[0m");
    EXPECT_EQ(paint("x", Tone::failure, {80, false}), "x");
    EXPECT_EQ(paint("", Tone::failure, {80, true}), "");
    EXPECT_EQ(paint("x", Tone::plain, {80, true}), "x");
}

TEST(TextTable, ControlCharactersBecomeQuestionMarks) {
    EXPECT_EQ(printable("a\x1b[31mb\nc\x7f"), "a?[31mb?c?");
    EXPECT_EQ(printable("\xc2\x9b"
                        "31m größe µs"),
              "?31m größe µs");
}

TEST(TextTable, WrapsAtBlanks) {
    EXPECT_THAT(wrap_text("one two  three", 7), ElementsAre("one two", "three"));
    EXPECT_THAT(wrap_text("incomprehensibilities are words", 7), ElementsAre("incomprehensibilities", "are", "words"));
    EXPECT_THAT(wrap_text("µµµ µµµ", 7), ElementsAre("µµµ µµµ"));
    EXPECT_THAT(wrap_text("", 7), IsEmpty());
}

}  // namespace
}  // namespace inference_pio
