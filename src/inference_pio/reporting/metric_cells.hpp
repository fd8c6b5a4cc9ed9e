// What stands in the cells of tables of cases: values, intervals, parameters and statuses.
//
// Pure. Thread-safe.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "reporting/case_groups.hpp"
#include "reporting/text_table.hpp"

namespace inference_pio {

inline constexpr std::string_view kNoValue = "–";
inline constexpr int kTableIndent = 2;  // columns before a table's first

// How a cell says its value: with its unit; as a number, where the header has the unit; in percent, without
// the interval, which is that of the rate that it is a share of.
enum class CellForm { quantity, number, share };

struct MetricColumn {
    std::string metric;
    std::string header;
    CellForm form = CellForm::quantity;
    std::string statistic = {};  // of a metric that has several; empty: the first of its records
};

// Words under each other: names are long, figures are short.
[[nodiscard]] std::string metric_header(const std::string& metric);

[[nodiscard]] std::string value_text(const Record& record, CellForm form);  // of a record with a value

// The value, and in a cell of its own the interval; kNoValue for a null record and one without value.
[[nodiscard]] std::array<Cell, 2> metric_cells(const Record* record, CellForm form);

[[nodiscard]] Cell parameter_cell(const ReportedCase& one, std::string_view name);

[[nodiscard]] Cell status_cell(Status status);  // empty for ok

[[nodiscard]] bool has_value(const BenchmarkGroup& group, std::string_view metric);  // in some case
[[nodiscard]] bool any_value(const BenchmarkGroup& group);                           // of any metric
[[nodiscard]] bool all_ok(const BenchmarkGroup& group);

}  // namespace inference_pio
