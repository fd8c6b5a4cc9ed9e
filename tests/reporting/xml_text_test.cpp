#include "reporting/xml_text.hpp"

#include <gtest/gtest.h>

namespace inference_pio {
namespace {

TEST(XmlText, NothingIsMarkup) {
    EXPECT_EQ(xml_text("<a href='x'>&amp; \"b\"]]></a>"),
              "&lt;a href=&apos;x&apos;&gt;&amp;amp; &quot;b&quot;]]&gt;&lt;/a&gt;");
}

TEST(XmlText, ForbiddenCharactersAreReplaced) { EXPECT_EQ(xml_text("a\x01\xff\nb"), "a???b"); }

TEST(XmlText, IsAToken) { EXPECT_EQ(xml_text("  a   b "), "a b"); }

TEST(XmlAttribute, IsQuoted) { EXPECT_EQ(xml_attribute("name", "a\"b"), " name=\"a&quot;b\""); }

}  // namespace
}  // namespace inference_pio
