// pairs.ndjson: every pair of a duet or of a recording, one JSON object a line, written as it was measured.
//
// Pure, but for reading a file. Thread-safe.
#pragma once

#include <filesystem>
#include <inference_pio/result.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "judgement/measured_pair.hpp"

namespace inference_pio {

inline constexpr std::string_view kPairsName = "pairs.ndjson";

// One line, without its end.
[[nodiscard]] std::string print_pair(const MeasuredPair& pair);

// Errors: malformed, naming the field.
[[nodiscard]] Result<MeasuredPair> parse_pair(std::string_view line);

// Errors: not_found, io; malformed, naming the line. A last line without its end, of a killed writer, is left out.
[[nodiscard]] Result<std::vector<MeasuredPair>> read_pairs(const std::filesystem::path& file);

}  // namespace inference_pio
