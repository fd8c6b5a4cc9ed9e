// Runs and records of what other tools measured.
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/record.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "importers/foreign_time.hpp"
#include "importers/foreign_value.hpp"

namespace inference_pio {

// What the records of one case of the file have in common.
struct ImportedCase {
    std::string benchmark;  // "llama_bench/prefill"
    Parameters parameters;
    std::optional<std::string> model = {};
    CaseFacts facts = {};
    std::string timestamp = {};  // UTC; empty: the run's
    std::string tool_version = {};
};

// What a value is of: `statistic` of `sample_count` values of `process_count` processes.
struct ImportedValue {
    MetricDefinition metric;
    std::string statistic;  // "mean", "median", "p99", "single"
    ForeignValue value;
    std::int64_t sample_count = 1;
    std::int64_t process_count = 1;
    std::int64_t warmup_count = 0;
    std::vector<std::vector<double>> samples = {};  // by process
};

// Without a run and without a subject: finish_runs() gives it both.
[[nodiscard]] Record imported_record(const ImportedCase& of, ImportedValue measured);

// A definition of another tool: name "vllm.ttft", version 1. `pooled` for what is reported by several statistics.
[[nodiscard]] MetricDefinition foreign_metric(std::string name, std::string unit, Direction direction,
                                              std::string meaning, Reduction reduction = Reduction::pooled);

// Sets the parameter where there is something to set.
void set_word(Parameters& parameters, std::string_view name, std::string_view text);
void set_integer(Parameters& parameters, std::string_view name, const std::optional<std::int64_t>& number);

// Takes the time for the record's; one without a zone is UTC, and the run is warned of it once.
[[nodiscard]] std::string take_time(const std::optional<ForeignTime>& time, std::vector<std::string>& warnings);

// Keeps `fields` with the first of the records from `first` on.
void keep_fields(std::vector<Record>& records, std::size_t first, const Json& fields);

// What all runs of a file have in common once their importer has read them.
struct ImportedFile {
    std::string_view tool;     // "llama-bench"
    std::string_view content;  // of the file: its digest becomes the runs' ids
    std::string modified_at;   // UTC: the time of runs that have none of their own
};

// Ids ("llama-bench-" and 12 digits of the content's digest, "-2" and so on behind it for further runs), the times and
// the subjects of records, fingerprints, and the warnings of what the file does not say.
void finish_runs(std::vector<Run>& runs, const ImportedFile& file);

}  // namespace inference_pio
