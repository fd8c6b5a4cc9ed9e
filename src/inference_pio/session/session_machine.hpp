// The outside forces that a whole job needs, in one place.
#pragma once

#include <inference_pio/common/hardware_analyzer.hpp>

#include "common/cancellation.hpp"
#include "common/child_process.hpp"
#include "common/clock.hpp"

namespace inference_pio {

// Borrows everything; all must outlive the job.
struct SessionMachine {
    Clock& clock = machine_clock();
    ProcessLauncher& launcher = machine_launcher();
    Cancellation* cancellation = nullptr;  // null: the job cannot be stopped
    SystemProfile (*profile)() = get_system_profile;
};

}  // namespace inference_pio
