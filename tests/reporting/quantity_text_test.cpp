#include "reporting/quantity_text.hpp"

#include <gtest/gtest.h>

namespace inference_pio {
namespace {

TEST(QuantityText, TimesTakeTheUnitThatMakesThemShort) {
    EXPECT_EQ(format_quantity(2.871, "s"), "2.87 s");
    EXPECT_EQ(format_quantity(0.3124, "s"), "312 ms");
    EXPECT_EQ(format_quantity(0.01634, "s/token"), "16.3 ms");
    EXPECT_EQ(format_quantity(4.2e-5, "s"), "42.0 µs");
    EXPECT_EQ(format_quantity(7.6e-9, "s"), "7.60 ns");
    EXPECT_EQ(format_quantity(75.3, "s"), "75.3 s");
    EXPECT_EQ(format_quantity(0, "s"), "0 s");
    EXPECT_EQ(format_quantity(-0.25, "s"), "-250 ms");
    EXPECT_EQ(format_quantity(0.0168, "ms"), "16.8 µs");
    EXPECT_EQ(format_quantity(12, "us"), "12.0 µs");
    EXPECT_EQ(format_quantity(2.5e9, "ns"), "2.50 s");
}

TEST(QuantityText, RoundingNeverGivesAThousand) {
    EXPECT_EQ(format_quantity(0.9997, "s"), "1.00 s");
    EXPECT_EQ(format_quantity(0.9994, "s"), "999 ms");
    EXPECT_EQ(format_quantity(0.00099996, "s"), "1.00 ms");
    EXPECT_EQ(format_number(99.96), "100");
    EXPECT_EQ(format_number(9.996), "10.0");
}

TEST(QuantityText, BytesAreBinaryAndRatesDecimal) {
    EXPECT_EQ(format_quantity(642e6, "bytes"), "612 MiB");
    EXPECT_EQ(format_quantity(1.3e9, "bytes"), "1.21 GiB");
    EXPECT_EQ(format_quantity(12, "bytes"), "12.0 B");
    EXPECT_EQ(format_quantity(11.7e9, "bytes/s"), "11.7 GB/s");
    EXPECT_EQ(format_quantity(41.3e9, "flop/s"), "41.3 GFLOP/s");
}

TEST(QuantityText, OtherUnitsStandBehindTheNumber) {
    EXPECT_EQ(format_quantity(61.2, "tokens/sec"), "61.2 tok/s");
    EXPECT_EQ(format_quantity(812, "megapixels/s"), "812 MP/s");
    EXPECT_EQ(format_quantity(0.934, "ratio"), "0.934");
    EXPECT_EQ(format_quantity(12.25, "number"), "12.2");
    EXPECT_EQ(format_quantity(0.031, "nats"), "0.0310 nats");
    EXPECT_EQ(format_quantity(3, "widgets"), "3.00 widgets");
    EXPECT_EQ(format_quantity(3, ""), "3.00");
    EXPECT_EQ(format_quantity(80'730'000, "items/sec"), "80.7 M items/sec");
    EXPECT_EQ(format_quantity(999'999.6, "items/sec"), "1.00 M items/sec");
}

TEST(QuantityText, NumbersHaveThreeDigitsThatMatter) {
    EXPECT_EQ(format_number(0), "0");
    EXPECT_EQ(format_number(1403), "1403");
    EXPECT_EQ(format_number(0.01234), "0.0123");
    EXPECT_EQ(format_number(1.5e9), "1.5e+09");
    EXPECT_EQ(format_number(3e-7), "3e-07");
}

TEST(QuantityText, Durations) {
    EXPECT_EQ(format_duration(Seconds(3.21)), "3.2 s");
    EXPECT_EQ(format_duration(Seconds(9.97)), "0:10");
    EXPECT_EQ(format_duration(Seconds(42)), "0:42");
    EXPECT_EQ(format_duration(Seconds(723.4)), "12:03");
    EXPECT_EQ(format_duration(Seconds(3600)), "1:00:00");
    EXPECT_EQ(format_duration(Seconds(-1)), "0.0 s");
}

TEST(QuantityText, PrecisionIsTheLongerSide) {
    Record record;
    record.value = 100;
    EXPECT_EQ(format_precision(record), "");
    record.interval = Interval{0.95, 99, 103, ""};
    EXPECT_EQ(format_precision(record), "± 3.0 %");
    record.interval = Interval{0.95, 75, 103, ""};
    EXPECT_EQ(format_precision(record), "± 25 %");
    record.interval = Interval{0.95, 75, 1e9, ""};
    EXPECT_EQ(format_precision(record), "± >1000 %");
    record.value = 0;
    EXPECT_EQ(format_precision(record), "");
    EXPECT_EQ(format_precision(2, {0.95, 1.9, 2.02, ""}), "± 5.0 %");
    EXPECT_EQ(format_precision(0, {0.95, -1, 1, ""}), "");
}

}  // namespace
}  // namespace inference_pio
