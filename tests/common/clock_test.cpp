#include "common/clock.hpp"

#include <gtest/gtest.h>

#include "fakes/fake_clock.hpp"

namespace inference_pio {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(ClockTest, FormatsUtc) {
    EXPECT_EQ(format_utc(FakeClock::kStart), "2026-11-24T10:00:00Z");
    EXPECT_EQ(format_utc_compact(FakeClock::kStart), "20261124T100000Z");
}

TEST(ClockTest, FormatsEdgesOfTheCalendar) {
    EXPECT_EQ(format_utc(WallTime{}), "1970-01-01T00:00:00Z");
    EXPECT_EQ(format_utc(WallTime{milliseconds{-1}}), "1969-12-31T23:59:59Z");
    EXPECT_EQ(format_utc(WallTime{seconds{951782399}} + milliseconds{999}), "2000-02-28T23:59:59Z");
    EXPECT_EQ(format_utc(WallTime{seconds{951782400}}), "2000-02-29T00:00:00Z");
}

TEST(ClockTest, MachineClockIsMonotonicAndSleeps) {
    Clock& clock = machine_clock();
    const Nanoseconds before = clock.monotonic_now();
    clock.sleep_for(milliseconds{2});
    EXPECT_GE(clock.monotonic_now() - before, milliseconds{2});
    EXPECT_GT(clock.wall_now(), WallTime{seconds{1'600'000'000}});
}

TEST(ClockTest, FakeMovesOnlyWhenTold) {
    FakeClock clock;
    EXPECT_EQ(clock.monotonic_now(), clock.monotonic_now());
    clock.sleep_for(seconds{90});
    EXPECT_EQ(format_utc(clock.wall_now()), "2026-11-24T10:01:30Z");
    EXPECT_EQ(clock.sleeps, std::vector<Nanoseconds>{seconds{90}});
}

}  // namespace
}  // namespace inference_pio
