#include "common/cpuinfo_parser.hpp"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <set>
#include <utility>

#include "common/arm_cores.hpp"
#include "common/instruction_sets.hpp"
#include "common/text_fields.hpp"

namespace inference_pio {

namespace {

// What the lines said, before it is put together.
struct Listing {
    std::string vendor;
    std::string model_name;  // "model name" of x86, LoongArch and 32-bit Arm
    std::string other_name;  // how POWER and RISC-V name their processor
    int processors = 0;
    std::uint64_t announced = 0;  // s390 gives the count in its header
    std::set<std::uint64_t> packages;
    std::set<std::pair<std::uint64_t, std::uint64_t>> cores;
    int processors_with_core = 0;
    std::optional<std::uint64_t> package;      // of the processor being read
    std::optional<std::uint64_t> implementer;  // likewise
    std::set<std::string> arm_cores;
    std::set<std::string_view> flag_lines;  // a set: processors of one kind say the same
    std::optional<double> megahertz;
};

void start_processor(Listing& listing) {
    ++listing.processors;
    listing.package.reset();
    listing.implementer.reset();
}

void note_frequency(Listing& listing, std::string_view value) {
    if (value.ends_with("MHz")) value.remove_suffix(3);  // POWER: "3800.000000MHz"
    const std::optional<double> megahertz = parse_decimal(trim(value));
    if (megahertz && *megahertz > 0) listing.megahertz = std::max(*megahertz, listing.megahertz.value_or(0));
}

void note_core(Listing& listing, std::string_view value) {
    const std::optional<std::uint64_t> core = parse_unsigned(value);
    if (!core || !listing.package) return;
    listing.cores.emplace(*listing.package, *core);
    ++listing.processors_with_core;
}

void note_part(Listing& listing, std::string_view value) {
    const std::optional<std::uint64_t> part = parse_unsigned(value, 16);
    if (!part || !listing.implementer) return;
    listing.vendor = arm_vendor(*listing.implementer);
    listing.arm_cores.insert(arm_core_name(*listing.implementer, *part));
}

void note_field(Listing& listing, const std::string& key, std::string_view value) {
    if (key == "processor") {
        if (parse_unsigned(value)) start_processor(listing);  // old Arm kernels: "Processor : ARMv7 …"
    } else if (key == "vendor_id") {
        listing.vendor = value;
        if (value == "IBM/S390") listing.other_name = "s390x";
    } else if (key == "model name") {
        listing.model_name = collapse_spaces(value);
    } else if (key == "cpu" || key == "uarch") {
        listing.other_name = collapse_spaces(value.substr(0, value.find(',')));
    } else if (key == "flags" || key == "features" || key == "isa") {
        listing.flag_lines.insert(value);
    } else if (key == "cpu mhz" || key == "clock") {
        note_frequency(listing, value);
    } else if (key == "physical id" || key == "package") {
        listing.package = parse_unsigned(value);
        if (listing.package) listing.packages.insert(*listing.package);
    } else if (key == "core id" || key == "core") {
        note_core(listing, value);
    } else if (key == "cpu implementer") {
        listing.implementer = parse_unsigned(value, 16);
    } else if (key == "cpu part") {
        note_part(listing, value);
    } else if (key == "# processors") {
        listing.announced = parse_unsigned(value).value_or(0);
    }
}

// What an inference program may use on whichever processor it lands: the sets that all of them have.
std::vector<std::string> common_instruction_sets(const std::set<std::string_view>& flag_lines) {
    std::optional<std::vector<std::string>> common;
    for (const std::string_view line : flag_lines) {
        std::vector<std::string> sets = select_instruction_sets(split_words(line));
        if (!common) {
            common = std::move(sets);
            continue;
        }
        std::vector<std::string> both;
        std::set_intersection(common->begin(), common->end(), sets.begin(), sets.end(), std::back_inserter(both));
        common = std::move(both);
    }
    return common.value_or(std::vector<std::string>{});
}

std::string model_of(const Listing& listing) {
    if (listing.arm_cores.empty()) return listing.model_name.empty() ? listing.other_name : listing.model_name;
    std::string model;  // "model name" of an Arm kernel is only "ARMv8 Processor rev 1"
    for (const std::string& core : listing.arm_cores) model += (model.empty() ? "" : " + ") + core;
    return model;
}

}  // namespace

CpuInfo parse_cpuinfo(std::string_view text) {
    Listing listing;
    for (const std::string_view line : split_lines(text)) {
        const auto field = parse_field(line, ':');
        if (field && !field->second.empty()) note_field(listing, lower_case(field->first), field->second);
    }
    CpuInfo info;
    info.vendor = listing.vendor;
    info.model = model_of(listing);
    if (info.vendor.empty() && info.model.starts_with("POWER")) info.vendor = "IBM";
    constexpr std::uint64_t kMostProcessors = 1U << 20U;
    info.processors =
        listing.processors > 0 ? listing.processors : static_cast<int>(std::min(listing.announced, kMostProcessors));
    if (!listing.packages.empty()) info.sockets = static_cast<int>(listing.packages.size());
    if (listing.processors > 0 && listing.processors_with_core == listing.processors) {
        info.cores = static_cast<int>(listing.cores.size());
    }
    info.instruction_sets = common_instruction_sets(listing.flag_lines);
    if (listing.megahertz) info.frequency_hz = *listing.megahertz * 1e6;
    info.hypervisor = std::any_of(listing.flag_lines.begin(), listing.flag_lines.end(), [](std::string_view line) {
        const std::vector<std::string_view> flags = split_words(line);
        return std::find(flags.begin(), flags.end(), "hypervisor") != flags.end();
    });
    return info;
}

}  // namespace inference_pio
