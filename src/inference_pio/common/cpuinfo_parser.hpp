// The text of /proc/cpuinfo, of any architecture, as values.
//
// Pure. Thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace inference_pio {

struct CpuInfo {
    std::string vendor;  // "GenuineIntel", "ARM"; empty: not said
    std::string model;   // "AMD EPYC"; kinds of core of an Arm processor: "Avalanche-M2 + Blizzard-M2"
    int processors = 0;  // logical, that the text lists
    std::optional<int> sockets;
    std::optional<int> cores;                   // physical; absent where one processor does not say its core
    std::vector<std::string> instruction_sets;  // sorted; those that every processor has
    std::optional<double> frequency_hz;         // the highest that is listed
    bool hypervisor = false;                    // x86: the processor says that it is virtual
    bool operator==(const CpuInfo&) const = default;
};

// Total: text that is no cpuinfo gives an empty CpuInfo.
[[nodiscard]] CpuInfo parse_cpuinfo(std::string_view text);

}  // namespace inference_pio
