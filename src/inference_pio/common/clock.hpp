// Time as an outside force: the monotonic clock that stamps, the wall clock that dates, and sleeping.
//
// Thread safety: all functions may be called from any thread.
#pragma once

#include <chrono>
#include <inference_pio/units.hpp>
#include <string>

namespace inference_pio {

using WallTime = std::chrono::sys_time<std::chrono::milliseconds>;

class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual Nanoseconds monotonic_now() = 0;
    [[nodiscard]] virtual WallTime wall_now() = 0;
    virtual void sleep_for(Nanoseconds duration) = 0;
};

// The machine's own clocks.
[[nodiscard]] Clock& machine_clock();

// "2026-11-24T10:00:00Z"
[[nodiscard]] std::string format_utc(WallTime time);

// "20261124T100000Z", for file names.
[[nodiscard]] std::string format_utc_compact(WallTime time);

}  // namespace inference_pio
