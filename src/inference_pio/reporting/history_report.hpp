// The history of runs as text.
//
// Pure. Thread-safe.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "reporting/console_style.hpp"

namespace inference_pio {

struct HistoryRow {
    std::string run;
    std::string timestamp;
    std::string branch;
    std::string commit;
    bool dirty = false;
    bool complete = true;
    std::vector<std::string> engines;
    std::vector<std::string> tags;
    std::string machine;
    std::string fingerprint;
    std::int64_t records = 0;
};

// A table, the first row first; a line that says so where there is none.
[[nodiscard]] std::string format_history(const std::vector<HistoryRow>& rows, const ConsoleStyle& style);

// {"schema": "inference-pio/history-list/1", "runs": […]}. Ends with a newline.
[[nodiscard]] std::string format_history_json(const std::vector<HistoryRow>& rows);

}  // namespace inference_pio
