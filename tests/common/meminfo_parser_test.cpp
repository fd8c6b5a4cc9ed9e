#include "common/meminfo_parser.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "common/captured_machine.hpp"

namespace inference_pio {
namespace {

MemInfo parse_captured(const std::string& machine) { return parse_meminfo(captured_text(machine, "/proc/meminfo")); }

TEST(MeminfoParser, ReadsCapturedMachines) {
    EXPECT_EQ(parse_captured("epyc_vm").total, kibibytes(24684084));
    EXPECT_EQ(parse_captured("epyc_vm").swap_total, Bytes{0});  // no swap is a fact
    EXPECT_EQ(parse_captured("xeon_amx"), (MemInfo{kibibytes(1056437912), kibibytes(1040112364), kibibytes(8388604),
                                                   kibibytes(2048), 512, kibibytes(8388604)}));
    EXPECT_EQ(parse_captured("asahi_m2").huge_page_size, kibibytes(32768));
    EXPECT_EQ(parse_captured("ampere_altra").huge_page_size, kibibytes(524288));
    EXPECT_EQ(parse_captured("raspberry_pi_5").huge_page_size, std::nullopt);  // its kernel has none
    EXPECT_EQ(parse_captured("single_core").available, kibibytes(512344));
}

TEST(MeminfoParser, ABrokenLineLeavesItsValueAbsent) {
    for (const char* text : {"", "MemTotal:", "MemTotal: kB", "MemTotal: 12", "MemTotal: 12 MB", "MemTotal: -12 kB",
                             "MemTotal: 18446744073709551615 kB", "MemTotal 12 kB", "XMemTotal: 12 kB"}) {
        EXPECT_FALSE(parse_meminfo(text).total) << text;
    }
    EXPECT_FALSE(parse_meminfo("HugePages_Total: -1").huge_pages_total);
    EXPECT_EQ(parse_meminfo("junk\nMemTotal: 12 kB\njunk").total, kibibytes(12));
}

TEST(MeminfoParser, TheChosenWordStandsInBrackets) {
    EXPECT_EQ(parse_chosen_word("always [madvise] never\n"), "madvise");
    EXPECT_EQ(parse_chosen_word("[always] madvise never"), "always");
    for (const char* text : {"", "always", "[]", "]always[", "[always", "always]"}) {
        EXPECT_FALSE(parse_chosen_word(text)) << text;
    }
}

RC_GTEST_PROP(MeminfoParser, AnyBytesAreSurvived, (const std::string& text)) {
    (void)parse_meminfo(text);
    (void)parse_meminfo("MemTotal:" + text);
    (void)parse_chosen_word(text);
}

}  // namespace
}  // namespace inference_pio
