// Memory of a process from /proc/<pid>/status.
//
// parse_ is pure; read_ functions read /proc. Thread-safe.
#pragma once

#include <sys/types.h>

#include <inference_pio/units.hpp>
#include <optional>
#include <string_view>

namespace inference_pio {

// The value of a line such as "VmHWM:     2012 kB"; nothing where there is none (a kernel thread, a
// process that has ended).
[[nodiscard]] std::optional<Bytes> parse_status_memory(std::string_view text, std::string_view field);

[[nodiscard]] std::optional<Bytes> read_resident_memory();                    // VmRSS of this process
[[nodiscard]] std::optional<Bytes> read_peak_resident_memory(pid_t process);  // VmHWM

}  // namespace inference_pio
