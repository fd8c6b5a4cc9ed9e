// Patterns on the names of benchmarks and cases.
//
// `*` stands for any text (slashes too), `?` for one character; everything else for itself, brackets
// included, since they stand in case names. A pattern that matches the front of a name up to a slash
// matches the name: `core` is everything in core.
//
// Pure. Thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace inference_pio {

[[nodiscard]] bool pattern_matches(std::string_view pattern, std::string_view name);

// Whether it matches the case ("core/resize[image_size=224]") or the case's benchmark ("core/resize").
[[nodiscard]] bool pattern_matches_case(std::string_view pattern, std::string_view case_name);

// Whether some name that begins with `prefix` ("core/") may match. Never a false no.
[[nodiscard]] bool pattern_may_match_below(std::string_view pattern, std::string_view prefix);

// Up to `count` names that are most like `pattern`, the nearest first.
[[nodiscard]] std::vector<std::string> nearest_names(std::string_view pattern, const std::vector<std::string>& names,
                                                     std::size_t count);

}  // namespace inference_pio
