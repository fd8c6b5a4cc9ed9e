#include "telemetry/surroundings.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

namespace inference_pio {
namespace {

using std::chrono::seconds;

TEST(SurroundingsTest, ParsesSteal) {
    constexpr std::string_view kStat = "cpu  53773 0 7520 138128 686 0 79 40 0 0\ncpu0 1 2 3 4 5 6 7 8 9 10\n";
    EXPECT_EQ(parse_steal(kStat, 100), Seconds(0.4));
    EXPECT_EQ(parse_steal("cpu 1 2 3 4 5 6 7 800", 100), Seconds(8)) << "no guest columns";
    EXPECT_EQ(parse_steal("cpu  1 2 3 4\n", 100), std::nullopt);
    EXPECT_EQ(parse_steal("intr 1 2 3 4 5 6 7 8 9\n", 100), std::nullopt);
    EXPECT_EQ(parse_steal("", 100), std::nullopt);
    EXPECT_EQ(parse_steal("cpu ", 100), std::nullopt);
    EXPECT_EQ(parse_steal(kStat, 0), std::nullopt);
}

TEST(SurroundingsTest, ParsesPressure) {
    EXPECT_EQ(parse_pressure("some avg10=0.15 avg60=0.64 avg300=7.09 total=2500000\nfull avg10=0 total=7\n"),
              Seconds(2.5));
    EXPECT_EQ(parse_pressure("full avg10=0.00 total=7\n"), std::nullopt);
    EXPECT_EQ(parse_pressure("some avg10=0.15\n"), std::nullopt);
    EXPECT_EQ(parse_pressure("some total=x\n"), std::nullopt);
    EXPECT_EQ(parse_pressure(""), std::nullopt);
}

TEST(SurroundingsTest, EvidenceIsTheDifferenceOfWhatBothHave) {
    Surroundings before;
    before.wall = seconds{10};
    before.cpu_time = Seconds(1);
    before.major_faults = 3;
    before.involuntary_switches = 100;
    before.steal = Seconds(5);
    before.cpu_pressure = Seconds(2);
    Surroundings after = before;
    after.wall = seconds{12};
    after.cpu_time = Seconds(4);
    after.major_faults = 5;
    after.involuntary_switches = 90;  // went back: tells nothing
    after.steal = Seconds(5.25);
    after.cpu_pressure.reset();
    after.io_pressure = Seconds(1);
    EXPECT_EQ(compute_evidence(before, after),
              (Evidence{{"wall_s", 2}, {"cpu_time_s", 3}, {"major_faults", 2}, {"steal_s", 0.25}}));
}

TEST(SurroundingsTest, UtilizationIsOverWallAndThreads) {
    Surroundings before;
    Surroundings after;
    after.wall = seconds{2};
    after.cpu_time = Seconds(3);
    EXPECT_DOUBLE_EQ(compute_cpu_utilization(before, after, 1).value(), 1.5);
    EXPECT_DOUBLE_EQ(compute_cpu_utilization(before, after, 2).value(), 0.75);
    EXPECT_EQ(compute_cpu_utilization(before, after, 0), std::nullopt);
    EXPECT_EQ(compute_cpu_utilization(before, before, 2), std::nullopt);
}

TEST(SurroundingsTest, ReadsThisProcess) {
    const Surroundings before = read_surroundings_before();
    const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(5);
    while (std::chrono::steady_clock::now() < until) {
    }
    const Surroundings after = read_surroundings_after();
    const Evidence evidence = compute_evidence(before, after);
    EXPECT_GE(evidence.at("wall_s"), 0.005);
    EXPECT_GT(evidence.at("cpu_time_s"), 0);
    EXPECT_TRUE(evidence.contains("major_faults"));
    EXPECT_GE(read_allowed_processors(), 1);
}

}  // namespace
}  // namespace inference_pio
