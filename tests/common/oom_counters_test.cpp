#include "common/oom_counters.hpp"

#include <gtest/gtest.h>

namespace inference_pio {
namespace {

TEST(OomCountersTest, ReadsEachKindOfFile) {
    EXPECT_EQ(parse_oom_kills("nr_free_pages 1\noom_kill 7\nunevictable_pgs 0\n"), 7U);
    EXPECT_EQ(parse_oom_kills("low 0\nhigh 0\nmax 12\noom 3\noom_kill 2\noom_group_kill 0\n"), 2U);
    EXPECT_EQ(parse_oom_kills("oom_kill_disable 0\nunder_oom 0\noom_kill 1"), 1U);
    EXPECT_EQ(parse_oom_kills("oom_kill_disable 1\n"), std::nullopt);
    EXPECT_EQ(parse_oom_kills(""), std::nullopt);
    EXPECT_EQ(parse_oom_kills("oom_kill many\n"), std::nullopt);
}

TEST(OomCountersTest, FindsTheMemoryCgroupOfBothVersions) {
    EXPECT_EQ(parse_memory_cgroup("0::/user.slice/session-1.scope\n"), "user.slice/session-1.scope");
    EXPECT_EQ(parse_memory_cgroup("9:name=systemd:/\n4:memory:/docker/ab\n0::/\n"), "memory/docker/ab");
    EXPECT_EQ(parse_memory_cgroup("3:cpu,memory:/both\n0::/other\n"), "memory/both");
    EXPECT_EQ(parse_memory_cgroup("3:memoryless:/x\n"), std::nullopt);
    EXPECT_EQ(parse_memory_cgroup("nonsense"), std::nullopt);
    EXPECT_EQ(parse_memory_cgroup("0::"), std::nullopt);
}

TEST(OomCountersTest, NeverFalls) {
    const auto before = read_oom_kills();
    EXPECT_GE(read_oom_kills(), before);
}

}  // namespace
}  // namespace inference_pio
