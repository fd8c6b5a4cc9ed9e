// Series of runs for other programs: what `piobench history show --json` prints, and the histories of a report.
//
// Pure. Thread-safe.
#pragma once

#include <string>
#include <vector>

#include "records/json_values.hpp"
#include "reporting/series_picture.hpp"

namespace inference_pio {

// docs/history.md, "Series as JSON". Labels that are missing are empty ones; steps outside of the values are left out.
[[nodiscard]] Json series_to_json(const SeriesPicture& picture);

// {"schema": "inference-pio/history-series/1", "series": […]}. Ends with a newline.
[[nodiscard]] std::string format_series_json(const std::vector<SeriesPicture>& pictures);

}  // namespace inference_pio
