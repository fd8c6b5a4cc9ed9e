#include "reporting/profile_report.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string_view>
#include <vector>

#include "reporting/quantity_text.hpp"
#include "reporting/text_table.hpp"

namespace inference_pio {

namespace {

constexpr int kNameColumns = 16;

std::string bytes_text(Bytes size) { return format_quantity(static_cast<double>(size.count), "bytes"); }

std::string gigahertz(double hertz) { return fmt::format("{:.2f} GHz", hertz / 1e9); }

std::string counted(int number, std::string_view noun) {
    return fmt::format("{} {}{}", number, noun, number == 1 ? "" : "s");
}

// Facts that are there, joined by commas: empty where none is.
std::string join_facts(std::vector<std::string> facts) {
    std::erase_if(facts, [](const std::string& fact) { return fact.empty(); });
    return fmt::format("{}", fmt::join(facts, ", "));
}

class ProfileText {
public:
    explicit ProfileText(const ConsoleStyle& style) : style_(style) {}

    // A fact that is empty is left out. `name` empty: continues the fact above.
    void add(std::string_view name, std::string_view value, Tone tone = Tone::plain) {
        const auto width = static_cast<std::size_t>(std::max(style_.width - kNameColumns - 1, 20));
        std::string_view label = name;
        for (const std::string& line : wrap_text(printable(value), width)) {
            text_ += fmt::format("{}{:{}} {}\n", paint(label, Tone::faint, style_), "",
                                 kNameColumns - static_cast<int>(label.size()), paint(line, tone, style_));
            label = {};
        }
    }

    [[nodiscard]] std::string take() { return std::move(text_); }

private:
    const ConsoleStyle style_;
    std::string text_;
};

std::string layout_text(const CpuProfile& cpu) {
    std::vector<std::string> facts;
    if (cpu.sockets) facts.push_back(counted(*cpu.sockets, "socket"));
    if (cpu.cores) facts.push_back(counted(*cpu.cores, "core"));
    facts.push_back(fmt::format("{} ({} available)", counted(cpu.threads, "thread"), cpu.threads_available));
    if (cpu.numa_nodes) facts.push_back(counted(*cpu.numa_nodes, "NUMA node"));
    return join_facts(facts);
}

std::string caches_text(const std::vector<CacheLevel>& caches) {
    std::vector<std::string> facts;
    for (const CacheLevel& cache : caches) {
        const std::string kind = cache.kind == "unified" ? "" : " " + cache.kind;
        facts.push_back(fmt::format("L{}{} {} x {}", cache.level, kind, cache.instances, bytes_text(cache.size)));
    }
    return join_facts(facts);
}

std::string clock_text(const CpuProfile& cpu) {
    std::vector<std::string> facts;
    if (cpu.frequency_current_hz) facts.push_back(gigahertz(*cpu.frequency_current_hz) + " now");
    if (cpu.frequency_max_hz) facts.push_back(gigahertz(*cpu.frequency_max_hz) + " at most");
    if (cpu.governor) facts.push_back("governor " + *cpu.governor);
    return join_facts(facts);
}

std::string memory_text(const MemoryProfile& memory) {
    std::vector<std::string> facts;
    if (memory.total) facts.push_back(bytes_text(*memory.total));
    if (memory.available) facts.push_back(bytes_text(*memory.available) + " available");
    if (memory.cgroup_limit) facts.push_back("limited to " + bytes_text(*memory.cgroup_limit));
    if (memory.swap_total) {
        facts.push_back(memory.swap_total->count == 0 ? "no swap" : bytes_text(*memory.swap_total) + " swap");
    }
    return join_facts(facts);
}

std::string huge_pages_text(const MemoryProfile& memory) {
    std::vector<std::string> facts;
    if (memory.huge_pages_total && memory.huge_page_size) {
        facts.push_back(fmt::format("{} x {}", *memory.huge_pages_total, bytes_text(*memory.huge_page_size)));
    }
    if (memory.transparent_huge_pages) facts.push_back("transparent: " + *memory.transparent_huge_pages);
    return join_facts(facts);
}

std::string gpu_text(const GpuProfile& gpu) {
    std::vector<std::string> facts{gpu.name.empty() ? gpu.vendor + " GPU" : gpu.name};
    if (gpu.memory_total) facts.push_back(bytes_text(*gpu.memory_total));
    if (!gpu.driver.empty()) facts.push_back("driver " + gpu.driver);
    return join_facts(facts);
}

std::string surroundings_text(const SystemSoftware& software) {
    std::vector<std::string> facts;
    if (!software.virtualisation.empty()) {
        facts.push_back(software.virtualisation == "none" ? "no hypervisor" : "under " + software.virtualisation);
    }
    if (!software.container.empty()) {
        facts.push_back(software.container == "none" ? "no container" : "in a " + software.container + " container");
    }
    return join_facts(facts);
}

void add_cpu(ProfileText& text, const CpuProfile& cpu) {
    std::vector<std::string> names{cpu.model.empty() ? "model not known" : cpu.model};
    if (!cpu.vendor.empty()) names.push_back(cpu.vendor);
    if (!cpu.architecture.empty()) names.push_back(cpu.architecture);
    text.add("processor", join_facts(names));
    text.add("  layout", layout_text(cpu));
    text.add("  caches", caches_text(cpu.caches));
    text.add("  instructions", fmt::format("{}", fmt::join(cpu.instruction_sets, " ")));
    text.add("  clock", clock_text(cpu));
}

}  // namespace

std::string format_profile(const SystemProfile& profile, const ConsoleStyle& style) {
    ProfileText text(style);
    text.add("fingerprint", profile.fingerprint, Tone::strong);
    add_cpu(text, profile.cpu);
    text.add("memory", memory_text(profile.memory));
    text.add("  huge pages", huge_pages_text(profile.memory));
    for (const GpuProfile& gpu : profile.gpus) text.add("GPU", gpu_text(gpu));
    if (profile.gpus.empty()) text.add("GPU", "none that a driver lists");
    text.add("system", join_facts({profile.software.distribution.empty() ? "distribution not known"
                                                                         : profile.software.distribution,
                                   profile.software.system + " " + profile.software.kernel}));
    text.add("  around it", surroundings_text(profile.software));
    const BuildProfile& build = profile.build;
    text.add("piobench", join_facts({build.version, build.compiler, build.build_type + " " + build.flags}));
    std::string_view name = "not available";
    for (const UnavailableFact& fact : profile.unavailable) {
        text.add(name, fmt::format("{}: {}", fact.name, fact.reason), Tone::faint);
        name = {};
    }
    return text.take();
}

}  // namespace inference_pio
