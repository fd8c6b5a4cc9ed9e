#include "common/os_release_parser.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "common/captured_machine.hpp"

namespace inference_pio {
namespace {

OsRelease parse_captured(const std::string& machine) {
    return parse_os_release(captured_text(machine, "/etc/os-release"));
}

TEST(OsReleaseParser, NamesTheDistributionAndItsFamily) {
    EXPECT_EQ(parse_captured("epyc_vm"), (OsRelease{"Debian GNU/Linux 12 (bookworm)", "debian"}));
    EXPECT_EQ(parse_captured("ryzen_desktop"), (OsRelease{"Ubuntu 24.04.1 LTS", "debian"}));
    EXPECT_EQ(parse_captured("xeon_amx"), (OsRelease{"Red Hat Enterprise Linux 9.4 (Plow)", "fedora"}));
    EXPECT_EQ(parse_captured("vmware"), (OsRelease{"Rocky Linux 8.10 (Green Obsidian)", "fedora"}));
    EXPECT_EQ(parse_captured("asahi_m2"), (OsRelease{"Fedora Linux Asahi Remix 40 (KDE Plasma)", "fedora"}));
    EXPECT_EQ(parse_captured("ampere_altra"), (OsRelease{"SUSE Linux Enterprise Server 15 SP5", "suse"}));
    EXPECT_EQ(parse_captured("docker_cgroup2"), (OsRelease{"Alpine Linux v3.20", "alpine"}));
    EXPECT_EQ(parse_captured("single_core"), (OsRelease{"Arch Linux", "arch"}));
}

TEST(OsReleaseParser, UndoesShellQuoting) {
    EXPECT_EQ(parse_os_release("PRETTY_NAME='It is \\\"quoted\\\"'\nID=\"x\"").name, "It is \"quoted\"");
    EXPECT_EQ(parse_os_release("NAME=Plain\nVERSION=\"1.0\"").name, "Plain 1.0");
    EXPECT_EQ(parse_os_release("# PRETTY_NAME=comment\nID=void").name, "");
    EXPECT_EQ(parse_os_release("PRETTY_NAME=\"").name, "\"");
}

TEST(OsReleaseParser, AnUnknownFamilyIsItsFarthestAncestorOrItself) {
    EXPECT_EQ(parse_os_release("ID=void").family, "void");
    EXPECT_EQ(parse_os_release("ID=child\nID_LIKE=\"parent grandparent\"").family, "grandparent");
    EXPECT_EQ(parse_os_release("ID=linuxmint\nID_LIKE=\"ubuntu debian\"").family, "debian");
    EXPECT_EQ(parse_os_release("").family, "");
}

RC_GTEST_PROP(OsReleaseParser, AnyBytesAreSurvived, (const std::string& text)) {
    (void)parse_os_release(text);
    (void)parse_os_release("PRETTY_NAME=" + text + "\nID_LIKE=" + text);
}

}  // namespace
}  // namespace inference_pio
