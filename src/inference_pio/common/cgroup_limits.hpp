// What the control groups around this process allow it.
//
// Thread-safe: reads only.
#pragma once

#include <inference_pio/units.hpp>
#include <optional>

#include "common/machine_files.hpp"

namespace inference_pio {

struct CgroupLimits {
    std::optional<Bytes> memory;       // the smallest limit from the own group up to the root; absent: none
    std::optional<double> processors;  // the smallest quota likewise, 1.5 = one and a half processors
    bool operator==(const CgroupLimits&) const = default;
};

// Errors: not_found, io, where /proc/self/cgroup cannot be read; a file of one group that cannot be
// read counts as no limit there (the root group has none).
[[nodiscard]] Result<CgroupLimits> read_cgroup_limits(const MachineFiles& files);

}  // namespace inference_pio
