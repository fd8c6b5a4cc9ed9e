// Names of runs: ids, tags, and what a user may write instead.
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/result.hpp>
#include <string_view>

namespace inference_pio {

// The newest run.
inline constexpr std::string_view kLatestRun = "latest";

// Whether a run from outside may have this id: it becomes the name of a folder. Letters, digits, '.', '_', '-'; at most
// 100; begins with a letter or digit. Errors: malformed.
[[nodiscard]] Result<void> check_run_id(std::string_view id);

// Whether a run may be tagged so. Errors: invalid_argument, saying what else the name could be.
[[nodiscard]] Result<void> check_tag(std::string_view tag);

}  // namespace inference_pio
