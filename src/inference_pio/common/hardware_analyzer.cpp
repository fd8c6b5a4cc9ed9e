#include <inference_pio/common/hardware_analyzer.hpp>

#include "common/machine_profile.hpp"

namespace inference_pio {

SystemProfile get_system_profile() { return read_system_profile(this_machine()); }

}  // namespace inference_pio
