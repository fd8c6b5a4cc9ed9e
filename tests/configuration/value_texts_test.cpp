#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <cmath>

#include "configuration/configuration.hpp"

namespace inference_pio {
namespace {

using ::testing::HasSubstr;

TEST(ParseShare, TakesPercentAndPlainNumbers) {
    EXPECT_EQ(parse_share("3%"), 0.03);
    EXPECT_EQ(parse_share("3 %"), 0.03);
    EXPECT_EQ(parse_share(" 0.03 "), 0.03);
    EXPECT_EQ(parse_share("1.5%"), 0.015);
    EXPECT_EQ(parse_share("0"), 0.0);
    EXPECT_EQ(parse_share("99.5%"), 0.995);
    EXPECT_EQ(parse_share(".5"), 0.5);
}

TEST(ParseShare, RefusesWhatIsNoneAndSaysWhatWouldDo) {
    for (const char* text : {"", "%", "x", "-1%", "+1%", "3%%", "3 percent", "nan", "inf", "inf%", "1e400", "0x10",
                             "3,5%", "1", "3", "100%", "250%", "1e-2", "0.03\n"}) {
        const auto share = parse_share(text);
        ASSERT_FALSE(share) << text;
        EXPECT_EQ(share.error().kind, ErrorKind::invalid_argument);
        EXPECT_THAT(share.error().remedy, HasSubstr("write ")) << text;
    }
    EXPECT_EQ(parse_share("3").error().remedy, "write 0.03 or 3%");
    EXPECT_THAT(parse_share("3").error().message, HasSubstr("'3'"));
}

TEST(ParseDuration, TakesUnitsOfTime) {
    EXPECT_EQ(parse_duration("90s"), Seconds{90});
    EXPECT_EQ(parse_duration("10m"), Seconds{600});
    EXPECT_EQ(parse_duration("10 min"), Seconds{600});
    EXPECT_EQ(parse_duration("1h"), Seconds{3600});
    EXPECT_EQ(parse_duration("1.5h"), Seconds{5400});
    EXPECT_EQ(parse_duration("500ms"), Seconds{0.5});
    EXPECT_EQ(parse_duration("1d"), Seconds{86400});
}

TEST(ParseDuration, RefusesWhatIsNoneAndSaysWhatWouldDo) {
    for (const char* text :
         {"", "s", "10", "-10m", "0s", "10 parsecs", "1h30m", "nan s", "inf h", "1e300h", "900d", "10M"}) {
        const auto duration = parse_duration(text);
        ASSERT_FALSE(duration) << text;
        EXPECT_EQ(duration.error().kind, ErrorKind::invalid_argument);
        EXPECT_THAT(duration.error().message, HasSubstr(text)) << text;
        EXPECT_THAT(duration.error().remedy, HasSubstr("10m")) << text;
    }
}

RC_GTEST_PROP(ParseShare, WhateverComesOutIsBelowOne, (std::string text)) {
    const auto share = parse_share(text);
    if (share) RC_ASSERT(*share >= 0.0 && *share < 1.0);
    const auto duration = parse_duration(text);
    if (duration) RC_ASSERT(duration->count() > 0 && std::isfinite(duration->count()));
}

RC_GTEST_PROP(ParseShare, PercentIsTheHundredthPart, ()) {
    const int hundredths = *rc::gen::inRange(0, 9999);
    const auto share = parse_share(std::to_string(hundredths / 100) + "." + std::to_string(hundredths % 100 / 10) +
                                   std::to_string(hundredths % 10) + "%");
    RC_ASSERT(share.has_value());
    RC_ASSERT(std::abs(*share - hundredths / 1e4) < 1e-12);
}

}  // namespace
}  // namespace inference_pio
