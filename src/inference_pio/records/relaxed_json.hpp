// Text that is JSON but for words that JSON lacks, made into JSON.
//
// Pure. Thread-safe.
#pragma once

#include <cstddef>
#include <inference_pio/result.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace inference_pio {

// A place in a text, for people: both from 1; the column counts bytes.
struct TextPlace {
    std::size_t line = 1;
    std::size_t column = 1;
};

[[nodiscard]] TextPlace place_at(std::string_view text, std::size_t offset);

struct StrictJsonText {
    struct Replacement {
        std::size_t begin = 0;   // in the strict text
        std::size_t growth = 0;  // by how much it is longer there
    };
    std::string text;
    std::vector<Replacement> replacements;  // in order

    // Where the byte of the strict text stands in the text that it was made from.
    [[nodiscard]] std::size_t original_offset(std::size_t offset) const;
};

// NaN, Infinity, nan, inf (with any sign) and numbers beyond a double, outside of strings, in quotes. Errors:
// malformed, naming the place where arrays and objects nest deeper than `deepest`.
[[nodiscard]] Result<StrictJsonText> make_strict_json(std::string_view text, std::size_t deepest);

}  // namespace inference_pio
