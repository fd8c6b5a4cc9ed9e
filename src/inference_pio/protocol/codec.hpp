// The worker protocol as lines of JSON: one object a line, UTF-8, no newline inside.
//
// Unknown fields are ignored, so that newer peers can add some; an unknown command or event is an
// error. A number that is not finite is an error that names the metric: NaN is never a value.
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/result.hpp>
#include "protocol/messages.hpp"
#include <string>
#include <string_view>

namespace inference_pio {

[[nodiscard]] std::string encode_command(const Command& command);
[[nodiscard]] std::string encode_event(const Event& event);

// Errors: malformed, with the place in the line and what was expected there.
[[nodiscard]] Result<Command> decode_command(std::string_view line);
[[nodiscard]] Result<Event> decode_event(std::string_view line);

}  // namespace inference_pio
