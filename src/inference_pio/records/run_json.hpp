// A run as two documents: run.json holds what is said once (profile, subject, seed, command, warnings,
// exemplar timelines), results.json holds the records. Together they give the run back.
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/record.hpp>
#include <string_view>

#include "records/json_values.hpp"

namespace inference_pio {

inline constexpr std::string_view kRunSchema = "inference-pio/run/1";

[[nodiscard]] Json to_json(const Subject& subject);
[[nodiscard]] Result<Subject> subject_from_json(const Json& json);

// run.json: everything of the run but its records, of which it gives the number and the file's name.
[[nodiscard]] Json run_to_json(const Run& run);

// `run` is what stands in run.json, `records` what stands in results.json.
// Errors: malformed, naming the field; mismatch, where the records are not the ones of this run.
[[nodiscard]] Result<Run> run_from_json(const Json& run, const Json& records);

}  // namespace inference_pio
