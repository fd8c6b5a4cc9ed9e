// The text of a pack (docs/history.md): one JSON object a line.
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/result.hpp>
#include <string>
#include <string_view>

#include "history/run_pack.hpp"

namespace inference_pio {

inline constexpr std::string_view kPackSchema = "inference-pio/history/1";

[[nodiscard]] std::string format_pack(const RunPack& pack);

// Whether the text begins as a pack does, of this version or another.
[[nodiscard]] bool begins_as_pack(std::string_view text);

// Errors: malformed, naming line and field, and where the pack has fewer runs than it says; mismatch where a line's
// records are of another run, or the pack is of a newer version.
[[nodiscard]] Result<RunPack> parse_pack(std::string_view text);

}  // namespace inference_pio
