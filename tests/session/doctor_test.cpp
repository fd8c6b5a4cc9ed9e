#include "session/doctor.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace inference_pio {
namespace {

Finding finding_about(const std::vector<Finding>& findings, std::string_view subject) {
    const auto found =
        std::find_if(findings.begin(), findings.end(), [&](const Finding& f) { return f.subject == subject; });
    return found == findings.end() ? Finding{Severity::fine, "absent", "", ""} : *found;
}

DoctorReadings quiet_machine() {
    DoctorReadings readings;
    readings.profile.cpu.threads_available = 8;
    readings.profile.cpu.governor = "performance";
    readings.profile.software.virtualisation = "none";
    readings.profile.memory.total = gibibytes(64);
    readings.profile.memory.available = gibibytes(60);
    readings.profile.memory.transparent_huge_pages = "madvise";
    readings.load_average_1min = 0.1;
    readings.cpu_pressure_avg60_percent = 0.2;
    readings.steal_percent = 0.0;
    readings.disk_free = gibibytes(100);
    return readings;
}

TEST(Diagnose, AQuietMachineIsFine) {
    for (const Finding& finding : diagnose(quiet_machine())) {
        EXPECT_EQ(finding.severity, Severity::fine) << finding.subject << ": " << finding.message;
    }
}

TEST(Diagnose, EveryDisturbanceIsNamedWithARemedyAndComesFirst) {
    const auto disturbed = [](std::string_view subject, auto disturb) {
        DoctorReadings readings = quiet_machine();
        disturb(readings);
        const auto findings = diagnose(readings);
        EXPECT_EQ(findings.front().subject, subject);
        EXPECT_EQ(findings.front().severity, Severity::warning);
        EXPECT_FALSE(findings.front().remedy.empty());
    };
    disturbed("cpu governor", [](DoctorReadings& r) { r.profile.cpu.governor = "powersave"; });
    disturbed("other processes", [](DoctorReadings& r) { r.load_average_1min = 4; });
    disturbed("cpu pressure", [](DoctorReadings& r) { r.cpu_pressure_avg60_percent = 20; });
    disturbed("steal time", [](DoctorReadings& r) { r.steal_percent = 3; });
    disturbed("memory", [](DoctorReadings& r) { r.profile.memory.available = gibibytes(3); });
    disturbed("checkpoint cache", [](DoctorReadings& r) { r.disk_free = gibibytes(1); });
}

TEST(Diagnose, WhatIsNotVisibleIsANoteNotAWarning) {
    DoctorReadings blind;
    for (const Finding& finding : diagnose(blind)) EXPECT_NE(finding.severity, Severity::warning) << finding.subject;
    EXPECT_EQ(finding_about(diagnose(blind), "cpu pressure").severity, Severity::note);
}

TEST(ParseLoadAverage, ReadsTheFirstFigure) {
    EXPECT_EQ(parse_load_average("0.52 0.58 0.59 1/189 12345\n"), 0.52);
    EXPECT_EQ(parse_load_average("garbage"), std::nullopt);
    EXPECT_EQ(parse_load_average(""), std::nullopt);
}

TEST(ParsePressure, ReadsTheMinuteOfSome) {
    const std::string text =
        "some avg10=1.00 avg60=2.50 avg300=0.10 total=123\nfull avg10=0.00 avg60=9.00 avg300=0 total=0\n";
    EXPECT_EQ(parse_pressure_avg60(text), 2.5);
    EXPECT_EQ(parse_pressure_avg60("some avg10=1.00\nfull avg60=3"), std::nullopt);
}

TEST(ParseSteal, IsAShareOfAllTicks) {
    EXPECT_EQ(parse_steal_percent("cpu  50 0 20 20 0 0 0 10 0 0\ncpu0 1 2 3\n"), 10.0);
    EXPECT_EQ(parse_steal_percent("cpu  1 2 3\n"), std::nullopt);
    EXPECT_EQ(parse_steal_percent("intr 1 2 3 4 5 6 7 8 9\n"), std::nullopt);
}

TEST(ReadDoctorReadings, ReadsThisMachine) {
    const DoctorReadings readings = read_doctor_readings();
    EXPECT_FALSE(diagnose(readings).empty());
    EXPECT_TRUE(readings.checkpoints.limit.has_value());
}

}  // namespace
}  // namespace inference_pio
