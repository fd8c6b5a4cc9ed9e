#include "common/display_devices.hpp"

#include <fmt/format.h>

#include <string_view>

#include "common/text_fields.hpp"

namespace inference_pio {

namespace {

constexpr std::string_view kPciFolder = "/sys/bus/pci/devices";
constexpr std::uint64_t kDisplayController = 0x03;
constexpr std::uint64_t kProcessingAccelerator = 0x12;

std::optional<std::uint64_t> read_hexadecimal(const MachineFiles& files, const std::string& path) {
    const auto word = files.try_read_word(path);
    return word ? parse_unsigned(*word, 16) : std::nullopt;
}

}  // namespace

std::optional<int> count_display_devices(const MachineFiles& files, std::uint64_t pci_vendor) {
    if (!files.exists(kPciFolder)) return std::nullopt;
    int count = 0;
    for (const std::string& device : files.list(kPciFolder)) {
        if (read_hexadecimal(files, fmt::format("{}/{}/vendor", kPciFolder, device)) != pci_vendor) continue;
        const auto code = read_hexadecimal(files, fmt::format("{}/{}/class", kPciFolder, device));
        const std::uint64_t kind = code.value_or(0) >> 16U;  // class, sub-class, interface: one byte each
        if (kind == kDisplayController || kind == kProcessingAccelerator) ++count;
    }
    return count;
}

}  // namespace inference_pio
