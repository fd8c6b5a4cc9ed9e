#include "reporting/outside_words.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "reporting/text_table.hpp"

namespace inference_pio {
namespace {

TEST(OutsideWords, LettersOfAllWritingsStay) {
    EXPECT_EQ(clean_words("größe µs 模型 \xf0\x9f\x98\x80"), "größe µs 模型 \xf0\x9f\x98\x80");
}

TEST(OutsideWords, WhatSteersATerminalDoesNot) {
    EXPECT_EQ(clean_words("a\x1b[31mb\r\nc\td\x7f"), "a?[31mb??c?d?");
    EXPECT_EQ(clean_words("a\xc2\x9b"
                          "b"),
              "a?b");  // U+009B begins a sequence, too
}

TEST(OutsideWords, WhatTurnsTheDirectionOfWritingDoesNot) {
    EXPECT_EQ(clean_words("a\xe2\x80\xae"
                          "b\xe2\x81\xa6"
                          "c\xe2\x80\xa8"),
              "a?b?c?");
}

TEST(OutsideWords, BytesThatAreNoUtf8AreReplacedOneByOne) {
    EXPECT_EQ(clean_words("a\xff\xfe"
                          "b"),
              "a??b");
    EXPECT_EQ(clean_words("\xc0\xaf"), "??");            // overlong
    EXPECT_EQ(clean_words("\xed\xa0\x80"), "???");       // half of a surrogate pair
    EXPECT_EQ(clean_words("\xf4\x90\x80\x80"), "????");  // beyond U+10FFFF
    EXPECT_EQ(clean_words("\xe2\x80"), "??");            // cut off
    EXPECT_EQ(clean_words("\xef\xbf\xbf"), "?");         // U+FFFF, which XML forbids
}

TEST(OutsideWords, LongWordsLoseTheirMiddle) {
    EXPECT_EQ(clean_words("abcdefghij", 10), "abcdefghij");
    EXPECT_EQ(clean_words("abcdefghijk", 10), "abcd...ijk");
    EXPECT_EQ(clean_words("ääääääääää", 5), "ä...ä");
}

RC_GTEST_PROP(OutsideWords, AnyBytesBecomeCleanOnce, (const std::string& bytes)) {
    const std::string clean = clean_words(bytes);
    RC_ASSERT(clean_words(clean) == clean);
    RC_ASSERT(printable(clean) == clean);
    RC_ASSERT(display_width(clean_words(bytes, 8)) <= 8U);
}

TEST(CleanToken, HasSingleBlanksAndNoForbiddenCharacters) {
    EXPECT_EQ(clean_token("  a   b "), "a b");
    EXPECT_EQ(clean_token("a\x01\xff\nb"), "a???b");
    EXPECT_EQ(clean_token("   "), "");
}

}  // namespace
}  // namespace inference_pio
