#include "common/arm_cores.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>

namespace inference_pio {

namespace {

struct Vendor {
    std::uint64_t implementer;
    std::string_view name;
};

struct Core {
    std::uint64_t implementer;
    std::uint64_t part;
    std::string_view name;
};

// Numbers: MIDR_EL1 as documented by Arm (implementer codes) and by each vendor (part numbers).
constexpr std::array kVendors{
    Vendor{0x41, "ARM"},       Vendor{0x42, "Broadcom"}, Vendor{0x43, "Cavium"}, Vendor{0x46, "Fujitsu"},
    Vendor{0x48, "HiSilicon"}, Vendor{0x4e, "NVIDIA"},   Vendor{0x50, "APM"},    Vendor{0x51, "Qualcomm"},
    Vendor{0x53, "Samsung"},   Vendor{0x56, "Marvell"},  Vendor{0x61, "Apple"},  Vendor{0x69, "Intel"},
    Vendor{0x6d, "Microsoft"}, Vendor{0x70, "Phytium"},  Vendor{0xc0, "Ampere"},
};

constexpr std::array kCores{
    Core{0x41, 0xb76, "ARM1176"},         Core{0x41, 0xc07, "Cortex-A7"},        Core{0x41, 0xc08, "Cortex-A8"},
    Core{0x41, 0xc09, "Cortex-A9"},       Core{0x41, 0xc0f, "Cortex-A15"},       Core{0x41, 0xd03, "Cortex-A53"},
    Core{0x41, 0xd04, "Cortex-A35"},      Core{0x41, 0xd05, "Cortex-A55"},       Core{0x41, 0xd07, "Cortex-A57"},
    Core{0x41, 0xd08, "Cortex-A72"},      Core{0x41, 0xd09, "Cortex-A73"},       Core{0x41, 0xd0a, "Cortex-A75"},
    Core{0x41, 0xd0b, "Cortex-A76"},      Core{0x41, 0xd0c, "Neoverse-N1"},      Core{0x41, 0xd0d, "Cortex-A77"},
    Core{0x41, 0xd0e, "Cortex-A76AE"},    Core{0x41, 0xd40, "Neoverse-V1"},      Core{0x41, 0xd41, "Cortex-A78"},
    Core{0x41, 0xd42, "Cortex-A78AE"},    Core{0x41, 0xd44, "Cortex-X1"},        Core{0x41, 0xd46, "Cortex-A510"},
    Core{0x41, 0xd47, "Cortex-A710"},     Core{0x41, 0xd48, "Cortex-X2"},        Core{0x41, 0xd49, "Neoverse-N2"},
    Core{0x41, 0xd4a, "Neoverse-E1"},     Core{0x41, 0xd4b, "Cortex-A78C"},      Core{0x41, 0xd4d, "Cortex-A715"},
    Core{0x41, 0xd4e, "Cortex-X3"},       Core{0x41, 0xd4f, "Neoverse-V2"},      Core{0x41, 0xd80, "Cortex-A520"},
    Core{0x41, 0xd81, "Cortex-A720"},     Core{0x41, 0xd82, "Cortex-X4"},        Core{0x41, 0xd84, "Neoverse-V3"},
    Core{0x41, 0xd85, "Cortex-X925"},     Core{0x41, 0xd87, "Cortex-A725"},      Core{0x41, 0xd8e, "Neoverse-N3"},
    Core{0x43, 0x0a1, "ThunderX"},        Core{0x43, 0x0af, "ThunderX2"},        Core{0x46, 0x001, "A64FX"},
    Core{0x48, 0xd01, "Kunpeng-920"},     Core{0x4e, 0x004, "Carmel"},           Core{0x50, 0x000, "X-Gene"},
    Core{0x51, 0x001, "Oryon"},           Core{0x51, 0xc00, "Falkor"},           Core{0x61, 0x022, "Icestorm-M1"},
    Core{0x61, 0x023, "Firestorm-M1"},    Core{0x61, 0x024, "Icestorm-M1-Pro"},  Core{0x61, 0x025, "Firestorm-M1-Pro"},
    Core{0x61, 0x028, "Icestorm-M1-Max"}, Core{0x61, 0x029, "Firestorm-M1-Max"}, Core{0x61, 0x032, "Blizzard-M2"},
    Core{0x61, 0x033, "Avalanche-M2"},    Core{0x61, 0x034, "Blizzard-M2-Pro"},  Core{0x61, 0x035, "Avalanche-M2-Pro"},
    Core{0x61, 0x038, "Blizzard-M2-Max"}, Core{0x61, 0x039, "Avalanche-M2-Max"}, Core{0x6d, 0xd49, "Azure-Cobalt-100"},
    Core{0xc0, 0xac3, "Ampere-1"},        Core{0xc0, 0xac4, "Ampere-1a"},        Core{0xc0, 0xac5, "Ampere-1b"},
};

}  // namespace

std::string arm_vendor(std::uint64_t implementer) {
    for (const Vendor& vendor : kVendors) {
        if (vendor.implementer == implementer) return std::string(vendor.name);
    }
    return fmt::format("implementer {:#04x}", implementer);
}

std::string arm_core_name(std::uint64_t implementer, std::uint64_t part) {
    for (const Core& core : kCores) {
        if (core.implementer == implementer && core.part == part) return std::string(core.name);
    }
    return fmt::format("{} part {:#05x}", arm_vendor(implementer), part);
}

}  // namespace inference_pio
