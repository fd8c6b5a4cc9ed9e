// What a process's GPUs spend and hold, from NVIDIA's driver. A GPU's energy counts everything that ran on
// it; it is taken for this process only where the driver lists the process on that GPU.
//
// Thread safety: a GpuMeter belongs to one thread.
#pragma once

#include <sys/types.h>

#include <inference_pio/units.hpp>
#include <optional>
#include <string>
#include <vector>

#include "common/nvml_meter.hpp"

namespace inference_pio {

class GpuMeter {
public:
    // Opens the driver: once, for it takes long on machines that have one. `library_names`: as
    // GpuLibraries::nvml.
    GpuMeter(const std::vector<std::string>& library_names, pid_t process);

    // Joules of each GPU since its driver was loaded; empty where there is none or one is not told.
    [[nodiscard]] std::vector<double> read_energy() const;

    // Of the GPUs that the process is on; nothing where it is on none or a reading is empty.
    [[nodiscard]] std::optional<double> joules_between(const std::vector<double>& before,
                                                       const std::vector<double>& after) const;

    // What the process holds on all GPUs now; nothing where it is on none.
    [[nodiscard]] std::optional<Bytes> read_memory() const;

    // Why the above have nothing to tell about this process, now; empty where they have.
    [[nodiscard]] std::string energy_refusal() const;
    [[nodiscard]] std::string memory_refusal() const;

private:
    std::optional<NvmlMeter> meter_;
    std::string refusal_;  // why there is no meter
    pid_t process_;
};

}  // namespace inference_pio
