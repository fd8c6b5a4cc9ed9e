// GPUs on the PCI bus, whether or not a driver is installed for them.
//
// Thread-safe: reads only.
#pragma once

#include <cstdint>
#include <optional>

#include "common/machine_files.hpp"

namespace inference_pio {

constexpr std::uint64_t kPciVendorNvidia = 0x10de;
constexpr std::uint64_t kPciVendorAmd = 0x1002;

// Display controllers and processing accelerators of that vendor. Nothing where the machine has no PCI bus
// to look at (/sys not mounted, boards without one).
[[nodiscard]] std::optional<int> count_display_devices(const MachineFiles& files, std::uint64_t pci_vendor);

}  // namespace inference_pio
