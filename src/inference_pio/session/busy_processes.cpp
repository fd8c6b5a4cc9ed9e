#include "session/busy_processes.hpp"

#include <algorithm>

#include "common/text_fields.hpp"
#include "discovery/printable_text.hpp"

namespace inference_pio {

std::optional<ProcessTicks> parse_process_stat(std::string_view text) {
    const std::size_t open = text.find('(');
    const std::size_t close = text.rfind(')');
    if (open == text.npos || close == text.npos || close < open) return std::nullopt;
    // proc(5): after the name come state (3), …, utime (14), stime (15).
    constexpr std::size_t kUserTime = 14 - 3;
    constexpr std::size_t kSystemTime = 15 - 3;
    const auto fields = split_words(text.substr(close + 1));
    if (fields.size() <= kSystemTime) return std::nullopt;
    const auto user = parse_unsigned(fields[kUserTime]);
    const auto system = parse_unsigned(fields[kSystemTime]);
    if (!user || !system) return std::nullopt;
    return ProcessTicks{one_line(printable_text(text.substr(open + 1, close - open - 1))), *user + *system};
}

ProcessSnapshot read_processes(const MachineFiles& files) {
    ProcessSnapshot snapshot;
    for (const std::string& name : files.list("/proc")) {
        const auto pid = parse_unsigned(name);
        if (!pid) continue;
        const Result<std::string> text = files.read("/proc/" + name + "/stat");
        if (!text) continue;
        if (auto process = parse_process_stat(*text)) snapshot[static_cast<int>(*pid)] = *std::move(process);
    }
    return snapshot;
}

std::vector<BusyProcess> compute_busiest(const ProcessSnapshot& before, const ProcessSnapshot& after,
                                         double elapsed_ticks, int self, std::size_t most) {
    std::vector<BusyProcess> busy;
    if (elapsed_ticks <= 0) return busy;
    for (const auto& [pid, now] : after) {
        const auto then = before.find(pid);
        const std::uint64_t begin = then == before.end() || then->second.name != now.name ? 0 : then->second.ticks;
        if (pid == self || now.ticks <= begin) continue;
        busy.push_back({pid, now.name, static_cast<double>(now.ticks - begin) / elapsed_ticks});
    }
    std::stable_sort(busy.begin(), busy.end(),
                     [](const BusyProcess& a, const BusyProcess& b) { return a.processors > b.processors; });
    busy.resize(std::min(busy.size(), most));
    return busy;
}

}  // namespace inference_pio
