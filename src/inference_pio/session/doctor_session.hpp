// What would make measurements noisy here, and what to do about it.
#pragma once

#include <filesystem>
#include <inference_pio/common/hardware_analyzer.hpp>
#include <inference_pio/units.hpp>
#include <optional>
#include <string>
#include <vector>

#include "session/session_machine.hpp"

namespace inference_pio {

enum class Concern { fine, notice, warning };

struct Finding {
    Concern concern = Concern::fine;
    std::string subject;  // "frequency governor"
    std::string message;  // "powersave: clocks change while a benchmark runs"
    std::string remedy;   // what to do; empty where nothing helps or nothing is wrong

    bool operator==(const Finding&) const = default;
};

struct CheckpointCacheState {
    std::filesystem::path folder;
    Bytes held;
    Bytes limit;
    std::size_t files = 0;
};

// What the judgement rests on; read_machine_state() reads it from this machine.
struct MachineState {
    SystemProfile profile;
    std::optional<double> load_average;        // of one minute
    std::optional<double> cpu_pressure_share;  // PSI, some, 10 s: 0 … 1
    std::optional<double> steal_share;         // of CPU time since boot: 0 … 1
    std::optional<Bytes> disk_free;            // where checkpoints are kept
    CheckpointCacheState cache;
};

[[nodiscard]] MachineState read_machine_state(const SessionMachine& machine);

// Pure.
[[nodiscard]] std::vector<Finding> compute_findings(const MachineState& state);

}  // namespace inference_pio
