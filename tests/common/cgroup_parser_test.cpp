#include "common/cgroup_parser.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "common/captured_machine.hpp"

namespace inference_pio {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(CgroupParser, ReadsTheMembershipOfBothVersions) {
    EXPECT_THAT(parse_cgroup_membership("12:cpu,cpuacct:/a\n1:name=systemd:/b:c\n0::/d\n"),
                ElementsAre(CgroupMembership{{"cpu", "cpuacct"}, "/a"}, CgroupMembership{{"name=systemd"}, "/b:c"},
                            CgroupMembership{{}, "/d"}));
}

TEST(CgroupParser, PassesOverBrokenLines) {
    EXPECT_THAT(parse_cgroup_membership("\n:\n::\nx::/a\n0:/a\n0::a\n0::"), IsEmpty());
    EXPECT_THAT(parse_cgroup_mounts("1 2 3:4 / / rw - cgroup2\n - cgroup2 a b c\nrubbish\n"), IsEmpty());
}

TEST(CgroupParser, ReadsMountsOfCapturedMachines) {
    const auto mounts = parse_cgroup_mounts(captured_text("docker_cgroup1", "/proc/self/mountinfo"));
    ASSERT_THAT(mounts, SizeIs(2));
    EXPECT_EQ(mounts[0].version, 1);
    EXPECT_EQ(mounts[0].mount_point, "/sys/fs/cgroup/memory");
    EXPECT_TRUE(mounts[0].root.starts_with("/docker/3f4e"));
    EXPECT_THAT(mounts[1].controllers, ElementsAre("rw", "cpu", "cpuacct"));
    EXPECT_THAT(parse_cgroup_mounts(captured_text("docker_cgroup2", "/proc/self/mountinfo")),
                ElementsAre(CgroupMount{2, {}, "/", "/sys/fs/cgroup"}));
    EXPECT_THAT(parse_cgroup_mounts(captured_text("epyc_vm", "/proc/self/mountinfo")), SizeIs(10));
}

TEST(CgroupParser, DecodesTheEscapesOfMountinfo) {
    const auto mounts = parse_cgroup_mounts("1 2 0:1 / /my\\040groups\\134x rw - cgroup2 cgroup2 rw");
    ASSERT_THAT(mounts, SizeIs(1));
    EXPECT_EQ(mounts[0].mount_point, "/my groups\\x");
}

TEST(CgroupParser, FoldersReachFromTheGroupToTheMount) {
    const CgroupMount whole{2, {}, "/", "/cg"};
    EXPECT_THAT(cgroup_folders(whole, "/a/b"), ElementsAre("/cg/a/b", "/cg/a", "/cg"));
    EXPECT_THAT(cgroup_folders(whole, "/"), ElementsAre("/cg"));
    EXPECT_THAT(cgroup_folders(whole, "/../other"), ElementsAre("/cg"));
    const CgroupMount part{1, {"memory"}, "/docker/1", "/cg"};
    EXPECT_THAT(cgroup_folders(part, "/docker/1"), ElementsAre("/cg"));
    EXPECT_THAT(cgroup_folders(part, "/docker/1/x"), ElementsAre("/cg/x", "/cg"));
    EXPECT_THAT(cgroup_folders(part, "/docker/12"), ElementsAre("/cg"));  // a neighbour, not a child
    EXPECT_THAT(cgroup_folders(part, "/"), ElementsAre("/cg"));
}

TEST(CgroupParser, NoLimitIsSaidInThreeWays) {
    EXPECT_EQ(parse_memory_limit("8589934592\n"), gibibytes(8));
    EXPECT_EQ(parse_memory_limit("0"), Bytes{0});
    for (const char* text : {"max", "9223372036854771712", "9223372036854710272", "-1", "", "junk", "8G"}) {
        EXPECT_FALSE(parse_memory_limit(text)) << text;
    }
}

TEST(CgroupParser, QuotasAreProcessors) {
    EXPECT_EQ(parse_cpu_max("150000 100000\n"), 1.5);
    EXPECT_EQ(parse_cfs_quota("200000\n", "100000\n"), 2.0);
    for (const char* text : {"max 100000", "100000", "", "0 100000", "100000 0", "1 2 3"}) {
        EXPECT_FALSE(parse_cpu_max(text)) << text;
    }
    EXPECT_FALSE(parse_cfs_quota("-1", "100000"));
}

RC_GTEST_PROP(CgroupParser, AnyBytesAreSurvived, (const std::string& a, const std::string& b)) {
    (void)parse_cgroup_membership(a);
    (void)parse_cgroup_membership("0::/" + a);
    (void)parse_cgroup_mounts(a);
    (void)parse_cgroup_mounts("1 2 0:1 /" + a + " /" + b + " rw - cgroup2 " + a + " " + b);
    (void)parse_memory_limit(a);
    (void)parse_cpu_max(a);
    const auto folders = cgroup_folders({2, {}, a, b}, "/" + a);
    RC_ASSERT(folders.back() == b);
}

}  // namespace
}  // namespace inference_pio
