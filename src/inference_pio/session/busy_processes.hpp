// The processes that use the processors, over a short time.
//
// parse_ and compute_ functions are pure. Thread-safe.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/machine_files.hpp"

namespace inference_pio {

// What /proc/<pid>/stat says: the name and the CPU time of all its threads, in clock ticks.
struct ProcessTicks {
    std::string name;
    std::uint64_t ticks = 0;
    bool operator==(const ProcessTicks&) const = default;
};

// Names may hold spaces and brackets: "7 (tmux: (server)) S 1 …". Nothing for other text.
[[nodiscard]] std::optional<ProcessTicks> parse_process_stat(std::string_view text);

using ProcessSnapshot = std::map<int, ProcessTicks>;  // by process number

// Processes that cannot be read, or have ended, are left out.
[[nodiscard]] ProcessSnapshot read_processes(const MachineFiles& files);

struct BusyProcess {
    int pid = 0;
    std::string name;       // as the kernel has it, at most 15 letters, printable
    double processors = 0;  // used between the two snapshots, on average: 1.5 = one and a half
    bool operator==(const BusyProcess&) const = default;
};

// The busiest first, at most `most`; those of which a tick was seen, and not process `self`. A process that
// came in between counts with all of its time. `elapsed_ticks` > 0: between the snapshots, in clock ticks.
[[nodiscard]] std::vector<BusyProcess> compute_busiest(const ProcessSnapshot& before, const ProcessSnapshot& after,
                                                       double elapsed_ticks, int self, std::size_t most);

}  // namespace inference_pio
