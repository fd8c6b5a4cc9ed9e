// Numbers the processes of one run, so that planted noise can depend on the place in the run and a run
// can be repeated exactly.
//
// Thread safety: safe between processes (the file is locked) and between threads.
#pragma once

#include <cstdint>
#include <filesystem>
#include <inference_pio/result.hpp>

namespace inference_pio {

// The next number, from 0: read from `file`, which is made where it is not there, and counted on.
// Errors: io; malformed for a file that holds something else.
[[nodiscard]] Result<std::uint64_t> take_process_number(const std::filesystem::path& file);

}  // namespace inference_pio
