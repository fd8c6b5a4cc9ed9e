#include "reporting/markdown_text.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "fakes/sample_comparisons.hpp"

namespace inference_pio {
namespace {

TEST(MarkdownProse, NothingIsMarkup) {
    EXPECT_EQ(markdown_prose("a|b <b> & *c* _d_ [e](f) ~g~ `h` \\"),
              "a&#124;b &lt;b&gt; &amp; \\*c\\* \\_d\\_ \\[e\\](f) \\~g\\~ &#96;h&#96; &#92;");
    EXPECT_EQ(markdown_prose("one\ntwo"), "one?two");
}

TEST(MarkdownProse, MentionsNobodyAndNoIssue) {
    EXPECT_EQ(markdown_prose("@someone #12"), "@&#8203;someone #&#8203;12");
}

TEST(MarkdownProse, IsBounded) { EXPECT_EQ(markdown_prose(std::string(1000, 'x'), 10), "xxxx...xxx"); }

TEST(MarkdownCode, TheFenceIsLongerThanAnyInside) {
    EXPECT_EQ(markdown_code("a_b"), "`a_b`");
    EXPECT_EQ(markdown_code("a`b"), "``a`b``");
    EXPECT_EQ(markdown_code("``"), "``` `` ```");
    EXPECT_EQ(markdown_code(""), "");
}

TEST(MarkdownCode, BarsAreEscapedInTablesOnly) {
    EXPECT_EQ(markdown_code("a|b"), "`a|b`");
    EXPECT_EQ(markdown_code_cell("a|b"), "`a\\|b`");
    // A bar behind one backslash would end the cell: the two backslashes would be one.
    EXPECT_EQ(markdown_code_cell("a\\|b"), "`a\\\\\\|b`");
    EXPECT_EQ(markdown_code_cell("a\\\\|b"), "`a\\\\\\|b`");
}

TEST(MarkdownBlock, ShowsLinesAndHasTheLongerFence) {
    EXPECT_EQ(markdown_block("a | b\n  <c>\n"), "```\na | b\n  <c>\n```\n");
    EXPECT_EQ(markdown_block("no end"), "```\nno end\n```\n");
    EXPECT_EQ(markdown_block("````\n# out\r"), "`````\n````\n# out?\n`````\n");
    EXPECT_EQ(markdown_block(""), "```\n```\n");
}

// Bars that are not escaped, by the rule with which GitHub cuts rows of tables.
std::size_t cells_of(const std::string& row) {
    std::size_t bars = 0;
    for (std::size_t i = 0; i < row.size(); ++i) {
        if (row[i] == '\\') {
            ++i;
        } else if (row[i] == '|') {
            ++bars;
        }
    }
    return bars - 1;
}

RC_GTEST_PROP(MarkdownRow, WordsNeverMakeACell, (const std::string& bytes)) {
    const std::string words = *rc::gen::element<std::string>(std::string(bytes), std::string(samples::hostile_words()),
                                                             "|", "\\|", "\\\\|", "`|`");
    const std::string row = markdown_row({markdown_code_cell(words), markdown_prose(words), "x"});
    RC_ASSERT(cells_of(row) == 3U);
    RC_ASSERT(row.find('\n') == row.size() - 1);
    RC_ASSERT(markdown_prose(words).find_first_of("<>`|") == std::string::npos);
}

TEST(BoundedText, LeavesOutWhatDoesNotFit) {
    BoundedText text(10);
    EXPECT_TRUE(text.add("12345"));
    EXPECT_FALSE(text.add("678901"));
    text.reserve(3);
    EXPECT_FALSE(text.add("678"));
    text.reserve(-3);
    EXPECT_TRUE(text.add("67890"));
    EXPECT_EQ(text.text(), "1234567890");
}

}  // namespace
}  // namespace inference_pio
