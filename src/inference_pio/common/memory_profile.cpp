#include <algorithm>
#include <string_view>
#include <utility>

#include "common/machine_profile.hpp"
#include "common/meminfo_parser.hpp"

namespace inference_pio {

namespace {

constexpr std::string_view kHugePageSetting = "/sys/kernel/mm/transparent_hugepage/enabled";

}  // namespace

MemoryProfile read_memory_profile(const MachineSources& sources, const KernelReports& reports,
                                  std::vector<UnavailableFact>& unavailable) {
    const Result<std::string> text = sources.files.read("/proc/meminfo");
    const std::string reason = text ? "/proc/meminfo does not say" : text.error().message;
    const MemInfo info = parse_meminfo(text ? *text : "");

    MemoryProfile memory;
    memory.total = info.total;
    memory.available = info.available;
    memory.swap_total = info.swap_total;
    memory.huge_page_size = info.huge_page_size;
    memory.huge_pages_total = info.huge_pages_total;
    if (!memory.total) unavailable.push_back({"memory.total", reason});
    if (!memory.available) unavailable.push_back({"memory.available", reason});
    if (!memory.swap_total) unavailable.push_back({"memory.swap_total", reason});
    if (!memory.huge_page_size) unavailable.push_back({"memory.huge_page_size", reason});
    if (!memory.huge_pages_total) unavailable.push_back({"memory.huge_pages_total", reason});

    // No limit is a fact, not a gap: only a group that cannot be read is reported.
    if (reports.limits) memory.cgroup_limit = reports.limits->memory;
    if (!reports.limits) unavailable.push_back({"memory.cgroup_limit", reports.limits.error().message});

    const Result<std::string> setting = sources.files.read(kHugePageSetting);
    if (setting) memory.transparent_huge_pages = parse_chosen_word(*setting);
    if (!memory.transparent_huge_pages) {
        unavailable.push_back({"memory.transparent_huge_pages",
                               setting ? std::string(kHugePageSetting) + " chooses nothing" : setting.error().message});
    }
    return memory;
}

}  // namespace inference_pio
