#include "reporting/profile_report.hpp"

#include <gmock/gmock.h>

#include <sstream>

namespace inference_pio {
namespace {

using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::Not;

SystemProfile full_profile() {
    SystemProfile profile;
    profile.fingerprint = "0123456789abcdef";
    profile.cpu = {"GenuineIntel",
                   "Intel(R) Xeon(R) Platinum 8480+",
                   "x86_64",
                   2,
                   112,
                   224,
                   64,
                   1,
                   {{1, "data", kibibytes(48), 112}, {3, "unified", mebibytes(105), 2}},
                   {"amx_int8", "avx2", "avx512_vnni"},
                   3.8e9,
                   2.1e9,
                   "performance"};
    profile.memory = {gibibytes(1008), gibibytes(900), Bytes{0}, gibibytes(64), mebibytes(2), 512, "always"};
    profile.gpus = {{"NVIDIA", "NVIDIA H100 80GB HBM3", mebibytes(81559), "550.54.15"}, {"AMD", "", {}, ""}};
    profile.software = {"Linux", "Rocky Linux 9.4", "fedora", "5.14.0-427", "kvm", "docker"};
    profile.build = {"GNU 12.2.0", "Release", "-O3", "0.1.0"};
    profile.unavailable = {{"gpus[1].name", "rsmi_dev_name_get: not supported"}, {"gpus[1].driver", "silent"}};
    return profile;
}

TEST(ProfileReport, ShowsEveryFactInItsColumn) {
    EXPECT_EQ(format_profile(full_profile()),
              "fingerprint      0123456789abcdef\n"
              "processor        Intel(R) Xeon(R) Platinum 8480+, GenuineIntel, x86_64\n"
              "  layout         2 sockets, 112 cores, 224 threads (64 available), 1 NUMA node\n"
              "  caches         L1 data 112 x 48.0 KiB, L3 2 x 105 MiB\n"
              "  instructions   amx_int8 avx2 avx512_vnni\n"
              "  clock          2.10 GHz now, 3.80 GHz at most, governor performance\n"
              "memory           1008 GiB, 900 GiB available, limited to 64.0 GiB, no swap\n"
              "  huge pages     512 x 2.00 MiB, transparent: always\n"
              "GPU              NVIDIA H100 80GB HBM3, 79.6 GiB, driver 550.54.15\n"
              "GPU              AMD GPU\n"
              "system           Rocky Linux 9.4, Linux 5.14.0-427\n"
              "  around it      under kvm, in a docker container\n"
              "piobench         0.1.0, GNU 12.2.0, Release -O3\n"
              "not available    gpus[1].name: rsmi_dev_name_get: not supported\n"
              "                 gpus[1].driver: silent\n");
}

TEST(ProfileReport, LeavesOutWhatTheMachineWithholds) {
    SystemProfile profile;
    profile.cpu.threads = 1;
    profile.cpu.threads_available = 1;
    const std::string text = format_profile(profile);
    EXPECT_THAT(text, HasSubstr("model not known"));
    EXPECT_THAT(text, HasSubstr("1 thread (1 available)\n"));
    EXPECT_THAT(text, HasSubstr("none that a driver lists"));
    for (const char* absent : {"caches", "clock", "memory", "huge pages", "around it", "not available", " 0 "}) {
        EXPECT_THAT(text, Not(HasSubstr(absent)));
    }
}

TEST(ProfileReport, WrapsLongFactsBelowThemselves) {
    SystemProfile profile = full_profile();
    for (int i = 0; i < 40; ++i) profile.cpu.instruction_sets.push_back("set_" + std::to_string(i));
    ConsoleStyle style;
    style.width = 60;
    std::istringstream text(format_profile(profile, style));
    std::vector<std::size_t> widths;
    for (std::string line; std::getline(text, line);) widths.push_back(line.size());
    EXPECT_THAT(widths, Each(::testing::Le(60U)));
    EXPECT_THAT(format_profile(profile, style), HasSubstr("\n                 set_"));
}

TEST(ProfileReport, WordsFromOutsideDoNotSteerTheTerminal) {
    SystemProfile profile = full_profile();
    profile.gpus[0].name = "\x1b[2J evil";
    EXPECT_THAT(format_profile(profile), Not(HasSubstr("\x1b")));
}

TEST(ProfileReport, ColoursDoNotMoveColumns) {
    ConsoleStyle style;
    style.colours = true;
    EXPECT_THAT(format_profile(full_profile(), style), HasSubstr("\x1b[2mmemory\x1b[0m           1008 GiB"));
}

}  // namespace
}  // namespace inference_pio
