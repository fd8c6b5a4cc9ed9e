// Times as other tools write them, as records have them.
//
// Pure. Thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace inference_pio {

struct ForeignTime {
    std::string utc;        // "2026-11-24T10:00:00Z", fractions of a second cut off
    bool has_zone = false;  // false: the tool wrote its own clock's time, which is taken for UTC
};

// "2026-11-24T10:00:00.123+01:00", "2026-11-24 10:00:00", "2026/11/24-10:00:00", "20261124-100000"; Z or an offset
// may follow. Nothing for any other text, and for a date that is none.
[[nodiscard]] std::optional<ForeignTime> parse_foreign_time(std::string_view text);

// Seconds since 1970 in UTC. Nothing beyond the years 1970 to 9999, or for a number that is not finite.
[[nodiscard]] std::optional<ForeignTime> time_of_epoch(double seconds);

}  // namespace inference_pio
