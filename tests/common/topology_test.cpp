#include "common/topology.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <algorithm>

namespace inference_pio {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

Topology described(const std::string& text) {
    const Result<Topology> topology = read_topology({text});
    EXPECT_TRUE(topology) << topology.error().message;
    return topology.value_or(Topology());
}

TEST(TopologyTest, CountsWhatADescribedMachineHas) {
    const Topology topology = described(
        "pack:2 numa:2 l3:1(size=33554432) l2:4(size=1048576) l1d:1(size=49152) l1i:1(size=32768) core:1 pu:2");
    EXPECT_EQ(topology.sockets, 2);
    EXPECT_EQ(topology.numa_nodes, 4);
    EXPECT_EQ(topology.cores, 16);
    EXPECT_EQ(topology.threads, 32);
    EXPECT_THAT(topology.caches,
                ElementsAre(CacheLevel{1, "data", kibibytes(48), 16}, CacheLevel{1, "instruction", kibibytes(32), 16},
                            CacheLevel{2, "unified", mebibytes(1), 16}, CacheLevel{3, "unified", mebibytes(32), 4}));
}

TEST(TopologyTest, WhatIsNotThereIsAbsent) {
    const Topology topology = described("pu:3");
    EXPECT_EQ(topology.threads, 3);
    EXPECT_FALSE(topology.sockets);
    EXPECT_FALSE(topology.cores);
    EXPECT_THAT(topology.caches, IsEmpty());
}

TEST(TopologyTest, AVeryLargeMachine) {
    const Topology topology = described("pack:2 numa:12 l3:1(size=33554432) core:16 pu:1");
    EXPECT_EQ(topology.cores, 384);
    EXPECT_EQ(topology.numa_nodes, 24);
}

TEST(TopologyTest, ADescriptionThatIsNoneIsAnError) {
    const Result<Topology> topology = read_topology({"nonsense"});
    ASSERT_FALSE(topology);
    EXPECT_EQ(topology.error().kind, ErrorKind::invalid_argument);
    EXPECT_THAT(topology.error().message, HasSubstr("'nonsense'"));
}

TEST(TopologyTest, ThisMachineAgreesWithItsKernel) {
    const Result<Topology> topology = read_topology({});
    ASSERT_TRUE(topology) << topology.error().message;
    ASSERT_TRUE(topology->threads);
    EXPECT_EQ(*topology->threads, ::sysconf(_SC_NPROCESSORS_ONLN));
    if (topology->cores) {
        EXPECT_LE(*topology->cores, *topology->threads);
    }
    if (topology->sockets && topology->cores) {
        EXPECT_LE(*topology->sockets, *topology->cores);
    }
    EXPECT_TRUE(std::all_of(topology->caches.begin(), topology->caches.end(), [](const CacheLevel& cache) {
        return cache.level >= 1 && cache.level <= 5 && cache.size.count > 0 && cache.instances > 0;
    }));
}

}  // namespace
}  // namespace inference_pio
