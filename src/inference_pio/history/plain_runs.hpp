// Runs as plain files: run.json, results.json and results.csv in a folder of the run's own.
//
// Thread safety: free functions on different folders are independent.
#pragma once

#include <filesystem>
#include <inference_pio/record.hpp>
#include <inference_pio/result.hpp>
#include <vector>

#include "records/json_values.hpp"

namespace inference_pio {

inline constexpr std::string_view kRunFile = "run.json";
inline constexpr std::string_view kResultsFile = "results.json";

// Whether the folder holds a run: one of its two documents is there. A run that is being measured has neither yet.
[[nodiscard]] bool holds_a_run(const std::filesystem::path& folder);

// Errors: not_found, malformed (naming file and field), mismatch (documents of two runs).
[[nodiscard]] Result<Run> read_plain_run(const std::filesystem::path& folder);

// Records alone, taken apart by their runs, in the order of the first record of each. What stands in a run.json only is
// unknown then: the run begins with its first record and counts as complete, and a warning says so. Errors: malformed,
// mismatch (records of one run from two machines). Pure.
[[nodiscard]] Result<std::vector<Run>> runs_of_records(const Json& results);

// Writes what is missing into the folder, run.json last, so that a folder with it is whole. Gives the files that were
// written: none where a run.json is there. Errors: io.
[[nodiscard]] Result<std::vector<std::filesystem::path>> write_plain_run(const Run& run,
                                                                         const std::filesystem::path& folder);

// The error with the file in front.
[[nodiscard]] Error in_file(const std::filesystem::path& file, Error error);

}  // namespace inference_pio
