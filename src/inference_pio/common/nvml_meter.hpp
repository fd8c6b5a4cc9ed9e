// What NVIDIA GPUs spent and what a process holds on them, through NVML.
//
// Thread-safe: NVML is.
#pragma once

#include <sys/types.h>

#include <inference_pio/result.hpp>
#include <inference_pio/units.hpp>
#include <optional>
#include <string>
#include <vector>

#include "common/nvml_session.hpp"

namespace inference_pio {

class NvmlMeter {
public:
    // Errors: those of NvmlSession::open; not_found where the driver lists no GPU; io for one that is lost.
    [[nodiscard]] static Result<NvmlMeter> open(const std::vector<std::string>& library_names);

    [[nodiscard]] unsigned gpu_count() const { return static_cast<unsigned>(devices_.size()); }

    // Joules since the driver was loaded, of GPU `index` < gpu_count(); the driver's step is a millijoule,
    // renewed some ten times a second. Errors: unsupported (before the Volta generation; an old driver), io.
    [[nodiscard]] Result<double> read_energy_j(unsigned index) const;

    // What the process holds of that GPU's memory, as a compute process; nothing where it is not on that GPU.
    // Inside of a container with process numbers of its own the driver's list holds the host's numbers.
    // Errors: unsupported, io.
    [[nodiscard]] Result<std::optional<Bytes>> read_process_memory(unsigned index, pid_t process) const;

private:
    // nvmlProcessInfo_t of the _v2 and _v3 functions.
    struct Process {
        unsigned pid;
        unsigned long long used_memory;
        unsigned gpu_instance;
        unsigned compute_instance;
    };
    using ReadEnergy = NvmlStatus(NvmlDevice, unsigned long long*);
    using ReadProcesses = NvmlStatus(NvmlDevice, unsigned*, Process*);

    explicit NvmlMeter(NvmlSession session) : session_(std::move(session)) {}

    NvmlSession session_;
    std::vector<NvmlDevice> devices_;
    ReadEnergy* energy_ = nullptr;  // null: the library has no such function
    ReadProcesses* processes_ = nullptr;
    std::string processes_name_;
};

}  // namespace inference_pio
