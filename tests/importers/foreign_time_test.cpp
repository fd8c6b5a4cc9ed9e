#include "importers/foreign_time.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace inference_pio {
namespace {

TEST(ForeignTimes, AreReadAsToolsWriteThem) {
    const auto utc = [](const char* text) { return parse_foreign_time(text).value().utc; };
    EXPECT_EQ(utc("2026-11-24T10:00:00Z"), "2026-11-24T10:00:00Z");       // llama-bench
    EXPECT_EQ(utc("2026-11-24T10:00:00+01:00"), "2026-11-24T09:00:00Z");  // Google Benchmark
    EXPECT_EQ(utc("2026-01-01T00:30:00.123456+0130"), "2025-12-31T23:00:00Z");
    EXPECT_EQ(utc("2026-11-24T10:00:00.999-05"), "2026-11-24T15:00:00Z");
    EXPECT_EQ(utc("2016-08-02 17:44:46"), "2016-08-02T17:44:46Z");  // Google Benchmark until 1.4
    EXPECT_EQ(utc("2016/08/02-17:44:46"), "2016-08-02T17:44:46Z");
    EXPECT_EQ(utc("20261130-061151"), "2026-11-30T06:11:51Z");  // vllm
    EXPECT_TRUE(parse_foreign_time("2026-11-24T10:00:00Z")->has_zone);
    EXPECT_FALSE(parse_foreign_time("2026-11-24T10:00:00")->has_zone);
}

TEST(ForeignTimes, ThatAreNoneGiveNothing) {
    for (const char* text : {"", "yesterday", "2026-11-24", "2026-13-24T10:00:00Z", "2026-02-30T10:00:00Z",
                             "2026-11-24T24:00:00Z", "2026-11-24T10:00:00X", "2026-11-24T10:00:00+99:00",
                             "2026-11-24T10:00", "1960-01-01T00:00:00Z", "2026-11-24T10:00:00Z and more"}) {
        EXPECT_FALSE(parse_foreign_time(text)) << text;
    }
}

TEST(ForeignTimes, AreSecondsSince1970) {
    EXPECT_EQ(time_of_epoch(1796018405.68)->utc, "2026-11-30T06:00:05Z");
    for (const double seconds : {-1.0, 1e18, std::nan(""), std::numeric_limits<double>::infinity()}) {
        EXPECT_FALSE(time_of_epoch(seconds)) << seconds;
    }
}

}  // namespace
}  // namespace inference_pio
