// Names of Arm cores: /proc/cpuinfo gives only the numbers of implementer and part.
//
// Pure. Thread-safe.
#pragma once

#include <cstdint>
#include <string>

namespace inference_pio {

// "ARM", "Apple"; of an implementer that is not known its number: "implementer 0x77".
[[nodiscard]] std::string arm_vendor(std::uint64_t implementer);

// "Neoverse-V1"; of a part that is not known its number, so that two unknown parts stay apart.
[[nodiscard]] std::string arm_core_name(std::uint64_t implementer, std::uint64_t part);

}  // namespace inference_pio
