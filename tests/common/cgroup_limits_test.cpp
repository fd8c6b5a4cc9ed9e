#include "common/cgroup_limits.hpp"

#include <gtest/gtest.h>

#include "common/captured_machine.hpp"

namespace inference_pio {
namespace {

CgroupLimits limits_of(const std::string& machine) {
    const Result<CgroupLimits> limits = read_cgroup_limits(captured_files(machine));
    EXPECT_TRUE(limits) << machine << ": " << limits.error().message;
    return limits.value_or(CgroupLimits{Bytes{1}, -1.0});
}

TEST(CgroupLimits, AContainerOfVersionTwoSeesItsOwnGroupAsTheRoot) {
    EXPECT_EQ(limits_of("docker_cgroup2"), (CgroupLimits{gibibytes(8), 2.5}));
}

TEST(CgroupLimits, AContainerOfVersionOneSeesOnlyItsPartOfTheTree) {
    EXPECT_EQ(limits_of("docker_cgroup1"), (CgroupLimits{gibibytes(2), 1.5}));
}

TEST(CgroupLimits, TheSmallestLimitOfAllGroupsAroundUsCounts) {
    EXPECT_EQ(limits_of("single_core"), (CgroupLimits{mebibytes(768), std::nullopt}));  // on the middle one of three
}

TEST(CgroupLimits, NoLimitIsNoLimit) {
    for (const char* machine : {"epyc_vm", "xeon_amx", "ampere_altra", "wsl", "raspberry_pi_5"}) {
        EXPECT_EQ(limits_of(machine), CgroupLimits()) << machine;
    }
}

TEST(CgroupLimits, AKernelWithoutControlGroupsSaysSo) {
    const Result<CgroupLimits> limits = read_cgroup_limits(captured_files("no_sys"));
    ASSERT_FALSE(limits);
    EXPECT_EQ(limits.error().message, "/proc/self/cgroup does not exist");
}

}  // namespace
}  // namespace inference_pio
