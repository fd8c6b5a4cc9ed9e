#include "common/topology.hpp"

#include <fmt/format.h>
#include <hwloc.h>

#include <cerrno>
#include <map>
#include <memory>
#include <system_error>
#include <tuple>

namespace inference_pio {

namespace {

struct Destroy {
    void operator()(hwloc_topology_t topology) const { hwloc_topology_destroy(topology); }
};
using TopologyHandle = std::unique_ptr<hwloc_topology, Destroy>;

std::string reason() { return std::generic_category().message(errno); }

// Only processors, caches and NUMA nodes: devices, distances and memory attributes cost time and are not used.
void ask_only_for_what_is_used(hwloc_topology_t topology) {
    hwloc_topology_set_io_types_filter(topology, HWLOC_TYPE_FILTER_KEEP_NONE);
    hwloc_topology_set_type_filter(topology, HWLOC_OBJ_MISC, HWLOC_TYPE_FILTER_KEEP_NONE);
    hwloc_topology_set_icache_types_filter(topology, HWLOC_TYPE_FILTER_KEEP_ALL);
    unsigned long flags = HWLOC_TOPOLOGY_FLAG_INCLUDE_DISALLOWED;
#if HWLOC_API_VERSION >= 0x00020800
    flags |= HWLOC_TOPOLOGY_FLAG_NO_DISTANCES | HWLOC_TOPOLOGY_FLAG_NO_MEMATTRS | HWLOC_TOPOLOGY_FLAG_NO_CPUKINDS;
#endif
    hwloc_topology_set_flags(topology, flags);
    for (const char* component : {"cuda", "gl", "levelzero", "nvml", "opencl", "pci", "rsmi"}) {
        hwloc_topology_set_components(topology, HWLOC_TOPOLOGY_COMPONENTS_FLAG_BLACKLIST, component);
    }
}

std::optional<int> count(hwloc_topology_t topology, hwloc_obj_type_t type) {
    const int found = hwloc_get_nbobjs_by_type(topology, type);
    if (found <= 0) return std::nullopt;  // -1: on several levels, which these types never are
    return found;
}

const char* kind_of(hwloc_obj_cache_type_t type) {
    if (type == HWLOC_OBJ_CACHE_DATA) return "data";
    return type == HWLOC_OBJ_CACHE_INSTRUCTION ? "instruction" : "unified";
}

// Hybrid processors have caches of one level in several sizes: each size is an entry of its own.
std::vector<CacheLevel> collect_caches(hwloc_topology_t topology) {
    std::map<std::tuple<int, std::string, Bytes>, int> instances;
    for (int depth = 0; depth < hwloc_topology_get_depth(topology); ++depth) {
        if (hwloc_obj_type_is_cache(hwloc_get_depth_type(topology, depth)) == 0) continue;
        hwloc_obj_t cache = nullptr;
        while ((cache = hwloc_get_next_obj_by_depth(topology, depth, cache)) != nullptr) {
            const auto& attributes = cache->attr->cache;
            if (attributes.size == 0) continue;  // the machine does not say how large it is
            ++instances[{static_cast<int>(attributes.depth), kind_of(attributes.type), Bytes{attributes.size}}];
        }
    }
    std::vector<CacheLevel> caches;
    for (const auto& [key, number] : instances) {
        caches.push_back({std::get<0>(key), std::get<1>(key), std::get<2>(key), number});
    }
    return caches;
}

}  // namespace

Result<Topology> read_topology(const TopologySource& source) {
    hwloc_topology_t raw = nullptr;
    if (hwloc_topology_init(&raw) != 0) return fail(ErrorKind::io, fmt::format("hwloc cannot start: {}", reason()));
    const TopologyHandle topology(raw);
    ask_only_for_what_is_used(raw);
    if (!source.synthetic.empty() && hwloc_topology_set_synthetic(raw, source.synthetic.c_str()) != 0) {
        return fail(ErrorKind::invalid_argument, fmt::format("hwloc does not understand '{}'", source.synthetic));
    }
    if (hwloc_topology_load(raw) != 0) {
        return fail(ErrorKind::io, fmt::format("hwloc cannot read the topology: {}", reason()));
    }
    Topology result;
    result.sockets = count(raw, HWLOC_OBJ_PACKAGE);
    result.cores = count(raw, HWLOC_OBJ_CORE);
    result.threads = count(raw, HWLOC_OBJ_PU);
    // hwloc always has one node that stands for the whole memory; this says whether it saw any itself.
    if (hwloc_topology_get_support(raw)->discovery->numa != 0 || !source.synthetic.empty()) {
        result.numa_nodes = count(raw, HWLOC_OBJ_NUMANODE);
    }
    result.caches = collect_caches(raw);
    return result;
}

}  // namespace inference_pio
