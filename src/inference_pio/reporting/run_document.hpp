// A run as one JSON document: what `run --json` prints, and nothing else.
//
// Pure. Thread-safe.
#pragma once

#include <filesystem>
#include <inference_pio/record.hpp>
#include <string>
#include <vector>

namespace inference_pio {

// run.json with the records in it instead of a reference to them, and the files that were written.
// {"schema": "inference-pio/run-document/1", …, "files": […], "records": […]}. Ends with a newline.
[[nodiscard]] std::string format_run_document(const Run& run, const std::vector<std::filesystem::path>& files = {});

}  // namespace inference_pio
