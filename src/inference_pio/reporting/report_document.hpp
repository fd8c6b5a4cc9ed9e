// The report document: all that the HTML page shows, as one JSON document, schema "inference-pio/report/1".
//
// A run's records repeat most of what they say. What is equal in all records of a run stands once in the run's
// "shared", what is equal in all records of a case once in the case's; a record is
// {...run.shared, ...case.shared, ...record}, field by field as it stands in results.json. docs/reports.md.
//
// Pure. Thread-safe.
#pragma once

#include <cstdint>
#include <inference_pio/record.hpp>
#include <inference_pio/units.hpp>
#include <optional>
#include <string>
#include <vector>

#include "judgement/comparison.hpp"
#include "records/json_values.hpp"
#include "reporting/series_picture.hpp"

namespace inference_pio {

inline constexpr std::string_view kReportSchema = "inference-pio/report/1";

// How far a run is whose report is served while people look at it.
struct LiveState {
    enum class Phase { measuring, ended, interrupted, stored };  // stored: nothing will change
    Phase phase = Phase::stored;
    std::uint64_t version = 1;  // grows with each document
    std::string note = {};      // what is being done: "qwen3_0_6b/… (case 3 of 12)"
    std::size_t visits_done = 0;
    std::optional<std::size_t> visits_left_min = {};  // absent: unknown
    std::optional<Seconds> elapsed = {};
    std::optional<Seconds> left = {};
};

// What is reported. The last run is the one of interest.
struct Report {
    std::string generated;        // UTC
    std::string program_version;  // of the piobench that makes the report
    std::vector<Run> runs;        // at least one
    std::optional<Comparison> comparison;  // of the last run with the first; absent: one run, or unlike ones
    std::vector<SeriesPicture> histories = {};  // of cases of the last run
    std::optional<LiveState> live = {};         // absent: the report is a file
};

[[nodiscard]] Json report_to_json(const Report& report);

// One run of the document: its run.json without the pointer to its records, "shared", and "cases" by first appearance.
[[nodiscard]] Json reported_run_to_json(const Run& run);

// Takes out of all `objects` the fields that each of them has and that are written alike in all, and gives them.
// Nothing where there are no objects.
[[nodiscard]] Json take_equal_fields(const std::vector<Json*>& objects);

}  // namespace inference_pio
