// Records put together the way that reports show them: by benchmark, then by case; parameters that are
// the same in all cases of a benchmark told apart from those that vary.
//
// Borrows the records: they must outlive the groups.
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/record.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace inference_pio {

struct ReportedCase {
    Parameters parameters;  // all of them
    std::string label;      // the ones that vary: "batch_size=1,threads=2"; empty where none does
    std::vector<const Record*> records;

    // The first record of the metric, of that statistic where one is named; null where there is none.
    [[nodiscard]] const Record* find(std::string_view metric, std::string_view statistic = {}) const;

    [[nodiscard]] Status status() const { return records.front()->status; }  // all records of a case share it
    [[nodiscard]] std::string reason() const { return records.front()->status_reason.value_or(""); }
};

struct BenchmarkGroup {
    std::string benchmark;
    Parameters constant;               // the same in all cases
    std::vector<std::string> varying;  // names, in order
    std::vector<ReportedCase> cases;

    // Names of all metrics of its cases, in the catalogue's order, then by first appearance.
    [[nodiscard]] std::vector<std::string> metrics() const;

    // The statistics of a metric, by first appearance: of a distribution there are several.
    [[nodiscard]] std::vector<std::string> statistics(std::string_view metric) const;
};

// In order of first appearance, benchmarks and cases both.
[[nodiscard]] std::vector<BenchmarkGroup> group_cases(const std::vector<Record>& records);

}  // namespace inference_pio
