#include "common/percent.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace inference_pio {
namespace {

TEST(Percent, HasTwoDigitsAndNoExponent) {
    EXPECT_EQ(percent_of(0.0123), "1.2 %");
    EXPECT_EQ(percent_of(0.2), "20 %");
    EXPECT_EQ(percent_of(-0.035), "-3.5 %");
    EXPECT_EQ(percent_of(0.994), "99 %");
    EXPECT_EQ(percent_of(0.996), "100 %");
    EXPECT_EQ(percent_of(5.04), "504 %");
    EXPECT_EQ(percent_of(123.456), "12346 %");
    EXPECT_EQ(percent_of(0.0000123), "0.0012 %");
    EXPECT_EQ(percent_of(0.000001), "below 0.001 %");
    EXPECT_EQ(percent_of(0), "0 %");
    EXPECT_EQ(percent_of(std::numeric_limits<double>::infinity()), "an unknown share");
}

}  // namespace
}  // namespace inference_pio
