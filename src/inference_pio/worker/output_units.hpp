// Units as programs print them, and as records write them.
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/metric.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace inference_pio {

struct OutputUnit {
    std::string name;  // as in records: "s", "bytes", "tokens/sec"; "number" for none
    double scale = 1;  // a printed value times this is in `name`
    Direction direction = Direction::neutral;
    // It is one of the units that the rules know, not just a word: only these may stand in brackets.
    bool known = false;
};

// Nothing for a text that cannot be a unit: of several words, or with other characters than letters,
// `%`, `/`, `_` and digits after a letter.
[[nodiscard]] std::optional<OutputUnit> parse_unit(std::string_view text);

}  // namespace inference_pio
