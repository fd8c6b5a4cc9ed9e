#include "telemetry/surroundings.hpp"

#include <gmock/gmock.h>

#include <chrono>

#include "fakes/fake_system.hpp"

namespace inference_pio {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

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
    const Evidence evidence{{"wall_s", 2}, {"cpu_time_s", 3}};
    EXPECT_DOUBLE_EQ(compute_cpu_utilization(evidence, 1).value(), 1.5);
    EXPECT_DOUBLE_EQ(compute_cpu_utilization(evidence, 2).value(), 0.75);
    EXPECT_EQ(compute_cpu_utilization(evidence, 0), std::nullopt);
    EXPECT_EQ(compute_cpu_utilization({{"wall_s", 0}, {"cpu_time_s", 3}}, 2), std::nullopt);
    EXPECT_EQ(compute_cpu_utilization({{"wall_s", 2}}, 2), std::nullopt);
}

TEST(SurroundingsTest, ReadsThisProcess) {
    SurroundingsReader reader("/", machine_clock());
    Surroundings before;
    Surroundings after;
    reader.read_counters(before);
    reader.read_clocks_before(before);
    const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(5);
    while (std::chrono::steady_clock::now() < until) {
    }
    reader.read_clocks_after(after);
    reader.read_counters(after);
    const Evidence evidence = compute_evidence(before, after);
    EXPECT_GE(evidence.at("wall_s"), 0.005);
    EXPECT_GT(evidence.at("cpu_time_s"), 0);
    EXPECT_TRUE(evidence.contains("major_faults"));
    EXPECT_GE(read_allowed_processors(), 1);
}

TEST(SurroundingsTest, WhatIsWithheldHasAReason) {
    FakeSystem system;
    system.write("/proc/stat", "cpu  1 2 3 4\n");
    system.write("/proc/pressure/io", "some avg10=0.00 avg60=0.00 avg300=0.00 total=7\n");
    const Reasons missing = SurroundingsReader(system.root(), machine_clock()).missing();
    EXPECT_THAT(missing, ElementsAre(Pair("cpu_pressure_s", HasSubstr("/proc/pressure/cpu does not exist")),
                                     Pair("memory_pressure_s", HasSubstr("psi=1")),
                                     Pair("steal_s", "/proc/stat does not tell")));
}

}  // namespace
}  // namespace inference_pio
