// Which hypervisor, if any, is under this system.
//
// Pure. Thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace inference_pio {

// What the machine says of itself. Absent: it does not say (the file is not there, no such processor).
struct VirtualisationEvidence {
    std::optional<bool> hypervisor_flag;                // x86: "hypervisor" among the flags of /proc/cpuinfo
    std::optional<std::string> cpuid_vendor;            // x86: leaf 0x40000000, "KVMKVMKVM"
    std::optional<std::string> sys_vendor;              // /sys/class/dmi/id
    std::optional<std::string> product_name;            // likewise
    std::optional<std::string> bios_vendor;             // likewise
    std::optional<std::string> xen_type;                // /sys/hypervisor/type
    std::optional<std::string> device_tree_hypervisor;  // /proc/device-tree/hypervisor/compatible
    bool device_tree = false;                           // /proc/device-tree is there: an Arm or POWER board
    std::string kernel_version;                         // /proc/version
    bool operator==(const VirtualisationEvidence&) const = default;
};

// "none", "kvm", "qemu", "vmware", "hyperv", "virtualbox", "xen", "parallels", "bhyve", "apple",
// "wsl" (Windows' subsystem for Linux); "vm" where there is one that does not name itself. Empty:
// nothing on this machine can tell.
[[nodiscard]] std::string parse_virtualisation(const VirtualisationEvidence& evidence);

}  // namespace inference_pio
