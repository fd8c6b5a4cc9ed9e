#include "session/doctor.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <functional>

namespace inference_pio {
namespace {

using testing::HasSubstr;

DoctorFinding finding_about(const std::vector<DoctorFinding>& findings, std::string_view subject) {
    const auto found =
        std::find_if(findings.begin(), findings.end(), [&](const DoctorFinding& f) { return f.subject == subject; });
    return found == findings.end() ? DoctorFinding{Severity::fine, "absent", "", ""} : *found;
}

DoctorReadings quiet_machine() {
    DoctorReadings readings;
    readings.processors_allowed = 8;
    readings.profile.cpu.cores = 4;
    readings.profile.cpu.governor = "performance";
    readings.profile.software.virtualisation = "none";
    readings.profile.memory.total = gibibytes(64);
    readings.profile.memory.available = gibibytes(60);
    readings.profile.memory.swap_total = Bytes{0};
    readings.profile.memory.transparent_huge_pages = "madvise";
    readings.turbo = false;
    readings.load_average_1min = 0.1;
    readings.cpu_pressure_avg60_percent = 0.2;
    readings.memory_pressure_avg60_percent = 0.0;
    readings.io_pressure_avg60_percent = 0.3;
    readings.steal_percent = 0.0;
    readings.steal_now_percent = 0.0;
    readings.disk_free = gibibytes(100);
    return readings;
}

TEST(Diagnose, AQuietMachineIsFine) {
    for (const DoctorFinding& finding : diagnose(quiet_machine())) {
        EXPECT_EQ(finding.severity, Severity::fine) << finding.subject << ": " << finding.message;
        EXPECT_EQ(finding.remedy, "") << finding.subject;
    }
}

// One disturbance, and what is to be found about it.
struct Disturbance {
    std::string_view subject;
    std::function<void(DoctorReadings&)> disturb;
    Severity severity;
    const char* message;
    const char* remedy;
};

using R = DoctorReadings;
constexpr Severity kWarning = Severity::warning;
constexpr Severity kNote = Severity::note;

const std::vector<Disturbance> kDisturbances = {
    {"cpu governor", [](R& r) { r.profile.cpu.governor = "powersave"; }, kWarning, "'powersave'", "cpupower"},
    {"turbo", [](R& r) { r.turbo = true; }, kNote, "heat", "no_turbo"},
    {"threads", [](R& r) { r.threads_asked = 9; }, kWarning, "9 threads on 8 processors", "--param threads=8"},
    {"threads", [](R& r) { r.threads_asked = 6; }, kNote, "4 cores: some share a core", "--param threads=4"},
    {"threads",
     [](R& r) {
         r.profile.cpu.cores = 8;
         r.threads_asked = 8;
     },
     kNote, "none is left", "--param threads=7"},
    {"threads", [](R& r) { r.processors_allowed = 1; }, kNote, "1 thread on 1 processor:", "two processors"},
    {"threads",
     [](R& r) {
         r.threads_asked = 9;
         r.profile.cpu.cores.reset();
     },
     kWarning, "9 threads on 8", "at most 8"},
    {"processor quota", [](R& r) { r.cgroup_processors = 2.5; }, kWarning, "2.5 of 8 processors: 4 threads",
     "--param threads=2"},
    {"processor quota", [](R& r) { r.cgroup_processors = 0.5; }, kWarning, "0.5 of 8", "--cpus 4"},
    {"other processes", [](R& r) { r.load_average_1min = 4; }, kWarning, "load average 4.00 on 8", "--cpus"},
    {"other processes",
     [](R& r) {
         r.busiest = {{41, "cc1plus", 0.97}, {42, "ld", 0.2}};
     },
     kWarning, "busiest: cc1plus (process 41) 0.97 processors, ld (process 42) 0.20", "end them"},
    {"cpu pressure", [](R& r) { r.cpu_pressure_avg60_percent = 20; }, kWarning, "20.0 %", "wait"},
    {"memory pressure", [](R& r) { r.memory_pressure_avg60_percent = 1; }, kWarning, "memory 1.0 %", "memory"},
    {"io pressure", [](R& r) { r.io_pressure_avg60_percent = 5; }, kWarning, "device 5.0 %", "backups"},
    {"steal time", [](R& r) { r.steal_percent = 3; }, kWarning, "3.00 %", "turns"},
    {"steal time", [](R& r) { r.steal_now_percent = 2; }, kWarning, "2.0 % just now", "dedicated"},
    {"virtualisation", [](R& r) { r.profile.software.virtualisation = "kvm"; }, kNote, "kvm", "intervals"},
    {"memory", [](R& r) { r.profile.memory.available = gibibytes(3); }, kWarning, "3.0 GiB of 64.0", "end what"},
    {"memory limit", [](R& r) { r.profile.memory.cgroup_limit = gibibytes(2); }, kNote, "2.0 GiB", "--memory"},
    {"swap",
     [](R& r) {
         r.profile.memory.swap_total = gibibytes(8);
         r.swap_used = gibibytes(1);
         r.swappiness = 1;
     },
     kWarning, "1.0 GiB of 8.0 GiB used, swappiness 1", "swapoff"},
    {"swap",
     [](R& r) {
         r.profile.memory.swap_total = gibibytes(8);
         r.swap_used = Bytes{0};
         r.swappiness = 60;
     },
     kNote, "swappiness 60", "vm.swappiness=1"},
    {"transparent huge pages", [](R& r) { r.profile.memory.transparent_huge_pages = "always"; }, kNote, "always",
     "madvise"},
    {"hardware counters", [](R& r) { r.missing["instructions"] = "kernel.perf_event_paranoid is 3: …"; }, kNote, "is 3",
     "sudo sysctl kernel.perf_event_paranoid=2"},
    {"hardware counters", [](R& r) { r.missing["instructions"] = "allow it in its seccomp profile"; }, kNote, "seccomp",
     "PERFMON"},
    {"hardware counters", [](R& r) { r.missing["instructions"] = "no such hardware counter"; }, kNote, "no such",
     "PMU"},
    {"energy", [](R& r) { r.missing["cpu_energy_j"] = "…/energy_uj cannot be read: Permission denied"; }, kNote,
     "Permission denied", "sudo chmod a+r"},
    {"energy", [](R& r) { r.missing["cpu_energy_j"] = "no RAPL package"; }, kNote, "no RAPL", "machine of its own"},
    {"heat and clocks",
     [](R& r) {
         r.missing["frequency_hz"] = "no cpufreq";
         r.missing["temperature_celsius"] = "no sensor";
     },
     kNote, "frequency_hz, temperature_celsius not visible", "intervals"},
    {"checkpoint cache", [](R& r) { r.disk_free = gibibytes(1); }, kWarning, "1.0 GiB of disk free", "delete"},
};

TEST(Diagnose, EveryDisturbanceIsNamedWithARemedyAndComesFirst) {
    for (const Disturbance& one : kDisturbances) {
        DoctorReadings readings = quiet_machine();
        one.disturb(readings);
        const auto findings = diagnose(readings);
        EXPECT_EQ(findings.front().subject, one.subject);
        EXPECT_EQ(findings.front().severity, one.severity) << one.subject;
        EXPECT_THAT(findings.front().message, HasSubstr(one.message)) << one.subject;
        EXPECT_THAT(findings.front().remedy, HasSubstr(one.remedy)) << one.subject;
        const auto others = std::count_if(findings.begin(), findings.end(),
                                          [](const DoctorFinding& f) { return f.severity != Severity::fine; });
        EXPECT_EQ(others, 1) << one.subject;
    }
}

TEST(Diagnose, WhatDisturbsNobodyIsFine) {
    const std::vector<std::pair<std::string_view, std::function<void(R&)>>> harmless = {
        {"threads", [](R& r) { r.threads_asked = 3; }},
        {"processor quota", [](R& r) { r.cgroup_processors = 4; }},
        {"memory limit", [](R& r) { r.profile.memory.cgroup_limit = gibibytes(64); }},
        {"other processes",
         [](R& r) {
             r.busiest = {{1, "init", 0.02}};
         }},
        {"swap",
         [](R& r) {
             r.profile.memory.swap_total = gibibytes(8);
             r.swap_used = mebibytes(100);
             r.swappiness = 10;
         }},
    };
    for (const auto& [subject, change] : harmless) {
        DoctorReadings readings = quiet_machine();
        change(readings);
        const DoctorFinding finding = finding_about(diagnose(readings), subject);
        EXPECT_EQ(finding.severity, Severity::fine) << subject << ": " << finding.message;
        EXPECT_NE(finding.subject, "absent") << subject;
    }
}

TEST(Diagnose, WhatIsNotVisibleIsANoteNotAWarning) {
    const auto findings = diagnose(DoctorReadings{});
    for (const DoctorFinding& finding : findings) EXPECT_NE(finding.severity, Severity::warning) << finding.subject;
    for (const char* subject : {"cpu governor", "turbo", "threads", "other processes", "cpu pressure", "steal time",
                                "memory", "memory pressure", "swap", "io pressure"}) {
        EXPECT_EQ(finding_about(findings, subject).severity, Severity::note) << subject;
    }
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

TEST(ParseCpuTicks, AddsUpWithoutGuests) {
    EXPECT_EQ(parse_cpu_ticks("cpu  50 0 20 20 0 0 0 10 30 40\ncpu0 1 2 3\n"), (CpuTicks{100, 10}));
    EXPECT_EQ(parse_cpu_ticks("cpu  1 2 3\n"), std::nullopt);
    EXPECT_EQ(parse_cpu_ticks("intr 1 2 3 4 5 6 7 8 9\n"), std::nullopt);
}

TEST(ComputeStealPercent, IsAShareOfTheTimeBetween) {
    EXPECT_EQ(compute_steal_percent({}, {200, 20}), 10.0);
    EXPECT_EQ(compute_steal_percent({200, 20}, {300, 70}), 50.0);
    EXPECT_EQ(compute_steal_percent({200, 20}, {200, 20}), std::nullopt) << "no time passed";
    EXPECT_EQ(compute_steal_percent({200, 20}, {300, 10}), std::nullopt) << "a restored machine";
}

}  // namespace
}  // namespace inference_pio
