#include "telemetry/rapl_meter.hpp"

#include <algorithm>

#include "common/text_fields.hpp"

namespace inference_pio {
namespace {

constexpr std::string_view kClass = "/sys/class/powercap";
constexpr std::string_view kZonePrefix = "intel-rapl:";  // on AMD too: powercap names its control type so

// "intel-rapl:0", not its parts "intel-rapl:0:0" (cores, memory), which are counted in it.
bool is_top_zone(std::string_view name) {
    return name.starts_with(kZonePrefix) && parse_unsigned(name.substr(kZonePrefix.size())).has_value();
}

}  // namespace

RaplMeter::RaplMeter(const std::filesystem::path& root) {
    const MachineFiles files(root);
    for (const std::string& zone : files.list(kClass)) {
        if (!is_top_zone(zone)) continue;
        const std::string folder = std::string(kClass) + "/" + zone;
        // "psys" is the whole board: its packages are in it.
        if (!files.try_read_word(folder + "/name").value_or("").starts_with("package")) continue;
        const auto range = parse_unsigned(files.try_read_word(folder + "/max_energy_range_uj").value_or(""));
        packages_.push_back({CounterFile(root, folder + "/energy_uj"), range.value_or(0)});
    }
}

std::vector<std::uint64_t> RaplMeter::read() {
    std::vector<std::uint64_t> energies;
    energies.reserve(packages_.size());
    for (Package& package : packages_) {
        const auto energy = package.energy.read_number();
        if (!energy) return {};
        energies.push_back(*energy);
    }
    return energies;
}

std::optional<double> RaplMeter::joules_between(const std::vector<std::uint64_t>& before,
                                                const std::vector<std::uint64_t>& after) const {
    if (before.size() != packages_.size() || after.size() != packages_.size()) return std::nullopt;
    double microjoules = 0;
    for (std::size_t i = 0; i < packages_.size(); ++i) {
        microjoules += static_cast<double>(compute_wrapped_difference(before[i], after[i], packages_[i].range_uj));
    }
    return microjoules > 0 ? std::optional(microjoules * 1e-6) : std::nullopt;
}

std::string RaplMeter::refusal() {
    if (packages_.empty()) return "no RAPL in /sys/class/powercap (virtual machines and most Arm have none)";
    for (Package& package : packages_) {
        if (package.energy.read_number()) continue;
        if (package.energy.refusal().empty()) return package.energy.path() + " holds no number";
        return package.energy.refusal() + ": only root may read it unless it is told otherwise (sudo chmod a+r)";
    }
    return {};
}

std::uint64_t compute_wrapped_difference(std::uint64_t before, std::uint64_t after, std::uint64_t range) {
    if (after >= before) return after - before;
    // Without a known range, or from beyond it, nobody can say how far it went.
    return before <= range ? range - before + after : 0;
}

}  // namespace inference_pio
