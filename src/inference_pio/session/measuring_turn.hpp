// One measurement at a time on a machine: two that run at once are both wrong, by factors where an
// engine's threads wait for each other.
//
// Thread safety: one job at a time in a process.
#pragma once

#include <functional>
#include <inference_pio/result.hpp>
#include <string_view>

#include "common/file_lock.hpp"
#include "session/session_machine.hpp"

namespace inference_pio {

// Waits until no other piobench of this user measures, telling `step` (may be empty) once whom it waits for,
// and keeps others from it until the turn is gone. Errors: cancelled; io.
[[nodiscard]] Result<FileLock> take_measuring_turn(const std::function<void(std::string_view)>& step,
                                                   const SessionMachine& machine);

}  // namespace inference_pio
