#include "engines/available_cores.hpp"

#include <gtest/gtest.h>
#include <sched.h>

namespace inference_pio {
namespace {

TEST(AvailableCores, HyperThreadsOfOneCoreCountOnce) {
    const std::map<int, std::string> siblings = {{0, "0,4\n"}, {4, "0,4\n"}, {1, "1,5\n"}, {5, "1,5\n"}};
    EXPECT_EQ(count_cores({0, 1, 4, 5}, siblings), 2);
    EXPECT_EQ(count_cores({0, 4}, siblings), 1);
    EXPECT_EQ(count_cores({4, 5}, siblings), 2);
}

TEST(AvailableCores, AProcessorWithoutTopologyIsItsOwnCore) {
    EXPECT_EQ(count_cores({0, 1, 2}, {}), 3);
    EXPECT_EQ(count_cores({0, 1, 2}, {{0, "0-1"}, {1, "0-1"}}), 2);
    EXPECT_EQ(count_cores({}, {}), 0);
}

TEST(AvailableCores, FollowThisProcesssAffinity) {
    cpu_set_t before;
    ASSERT_EQ(sched_getaffinity(0, sizeof before, &before), 0);
    int processor = 0;
    while (!CPU_ISSET(processor, &before)) ++processor;
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(processor, &one);
    ASSERT_EQ(sched_setaffinity(0, sizeof one, &one), 0);
    EXPECT_EQ(read_available_cores(), 1);
    ASSERT_EQ(sched_setaffinity(0, sizeof before, &before), 0);
    EXPECT_GE(read_available_cores(), 1);
}

}  // namespace
}  // namespace inference_pio
