// Everything outside that a system profile is read from: the files, hwloc, the drivers, and what only
// system calls of this process can tell. Tests put captured machines in their place.
//
// Thread safety: plain value.
#pragma once

#include <optional>
#include <string>

#include "common/gpu_driver.hpp"
#include "common/machine_files.hpp"
#include "common/topology.hpp"

namespace inference_pio {

// What system calls, the processor and the environment say to this process.
struct ProcessFacts {
    std::string system;                              // uname: "Linux"
    std::string architecture;                        // uname: "x86_64"
    std::string kernel;                              // uname: "6.1.0-26-amd64"
    std::optional<int> processors_online;            // sysconf
    std::optional<int> processors_allowed;           // sched_getaffinity
    std::optional<std::string> cpuid_vendor;         // x86 under a hypervisor: leaf 0x40000000
    std::optional<std::string> container_variable;   // $container
    std::optional<std::string> kubernetes_variable;  // $KUBERNETES_SERVICE_HOST
};

struct MachineSources {
    MachineFiles files;
    TopologySource topology;
    GpuLibraries gpu_libraries;
    ProcessFacts process;
};

// This machine and this process.
[[nodiscard]] MachineSources this_machine();

[[nodiscard]] ProcessFacts read_process_facts();

}  // namespace inference_pio
