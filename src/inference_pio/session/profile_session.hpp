// The system profile, with what the engines of this build say of themselves.
#pragma once

#include <inference_pio/common/hardware_analyzer.hpp>
#include <inference_pio/engine.hpp>
#include <vector>

#include "session/session_machine.hpp"

namespace inference_pio {

struct ProfileResult {
    SystemProfile system;
    std::vector<EngineFacts> engines;  // empty where no benchmark program is built yet
};

// Builds nothing; asks at most one program, and only where the description cache knows none.
[[nodiscard]] ProfileResult profile_session(const SessionMachine& machine);

}  // namespace inference_pio
