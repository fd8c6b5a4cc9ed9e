// Sockets, cores, NUMA nodes and caches, from hwloc.
//
// Thread-safe.
#pragma once

#include <inference_pio/common/hardware_analyzer.hpp>
#include <inference_pio/result.hpp>
#include <optional>
#include <string>
#include <vector>

namespace inference_pio {

// Where hwloc looks: at this machine, or (in tests) at a description of another, in the words of
// hwloc_topology_set_synthetic ("package:2 l3:1 core:4 pu:2").
struct TopologySource {
    std::string synthetic;  // empty: this machine
};

// What hwloc cannot see is absent or empty, never zero.
struct Topology {
    std::optional<int> sockets;
    std::optional<int> cores;
    std::optional<int> threads;  // logical processors of the machine, those forbidden to this process included
    std::optional<int> numa_nodes;
    std::vector<CacheLevel> caches;  // by level, then kind, then size
    bool operator==(const Topology&) const = default;
};

// Errors: io, where hwloc cannot load a topology; invalid_argument for a description that it refuses.
[[nodiscard]] Result<Topology> read_topology(const TopologySource& source);

}  // namespace inference_pio
