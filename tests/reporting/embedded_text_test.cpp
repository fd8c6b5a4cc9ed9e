#include "reporting/embedded_text.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "fakes/embedded_report.hpp"

namespace inference_pio {
namespace {

// The vectors of RFC 4648, section 10.
TEST(Base64, TheStandardsOwnExamples) {
    EXPECT_EQ(base64_of(""), "");
    EXPECT_EQ(base64_of("f"), "Zg==");
    EXPECT_EQ(base64_of("fo"), "Zm8=");
    EXPECT_EQ(base64_of("foo"), "Zm9v");
    EXPECT_EQ(base64_of("foob"), "Zm9vYg==");
    EXPECT_EQ(base64_of("fooba"), "Zm9vYmE=");
    EXPECT_EQ(base64_of("foobar"), "Zm9vYmFy");
}

TEST(Base64, BytesBeyondAsciiAndBehindTheEnd) {
    EXPECT_EQ(base64_of("\xff\xfe\xfd"), "//79");
    EXPECT_EQ(base64_of(std::string(3, '\0')), "AAAA");
    EXPECT_EQ(base64_of(std::string_view("fXX", 1)), "Zg==") << "what lies behind the text is none of it";
}

TEST(Gzip, IsOfGzipAndOfNoTime) {
    const std::string packed = gzip_of("text");
    EXPECT_EQ(packed.substr(0, 3), "\x1f\x8b\x08");
    EXPECT_EQ(packed.substr(3, 5), std::string(5, '\0')) << "flags and time: the same text gives the same bytes";
    EXPECT_EQ(text_of_gzip(gzip_of("")), "");
}

TEST(EmbeddedText, RepetitionCostsLittle) {
    const std::string text(3'000'000, 'x');
    const std::string embedded = embedded_text(text);
    EXPECT_LT(embedded.size(), 10'000U);
    EXPECT_EQ(text_of_gzip(bytes_of_base64(embedded)), text);
}

RC_GTEST_PROP(EmbeddedText, AnyBytesComeBackAndNoneIsMarkup, (const std::string& bytes)) {
    const std::string embedded = embedded_text(bytes);
    RC_ASSERT(embedded.find_first_of("<>&\"'\\\n ") == std::string::npos);
    RC_ASSERT(text_of_gzip(bytes_of_base64(embedded)) == bytes);
    RC_ASSERT(bytes_of_base64(base64_of(bytes)) == bytes);
}

}  // namespace
}  // namespace inference_pio
