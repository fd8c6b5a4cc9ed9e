#include "common/cpu_list_parser.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace inference_pio {
namespace {

TEST(CpuListParser, CountsRangesAndSingles) {
    EXPECT_EQ(count_cpu_list("0"), 1);
    EXPECT_EQ(count_cpu_list("0-3\n"), 4);
    EXPECT_EQ(count_cpu_list("0-3,8,10-11"), 7);
    EXPECT_EQ(count_cpu_list("0-383"), 384);
}

TEST(CpuListParser, WhatIsNoListIsNothing) {
    for (const char* text : {"", "\n", ",", "0,", "a", "3-1", "-", "0-", "-3", "0--3", "0-99999999999999999999",
                             "0-1048577", "0-1048575,0-1048575"}) {
        EXPECT_FALSE(count_cpu_list(text)) << text;
    }
}

RC_GTEST_PROP(CpuListParser, ARangeHasItsLength, ()) {
    const int first = *rc::gen::inRange(0, 4096);
    const int length = *rc::gen::inRange(1, 4096);
    RC_ASSERT(count_cpu_list(fmt::format("{}-{}", first, first + length - 1)) == length);
}

RC_GTEST_PROP(CpuListParser, AnyBytesAreSurvived, (const std::string& text)) { (void)count_cpu_list(text); }

}  // namespace
}  // namespace inference_pio
