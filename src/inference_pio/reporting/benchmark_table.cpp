#include "reporting/benchmark_table.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "reporting/quantity_text.hpp"

namespace inference_pio {
namespace {

constexpr std::string_view kNothing = "–";
constexpr int kIndent = 2;

// A metric as a column. Rates have their unit in the header, so that the cells are bare numbers.
struct MetricColumn {
    std::string metric;
    std::string header;
    bool bare = false;
};

const std::array<MetricColumn, 5> kGenerationColumns{{{"ttft", "TTFT", false},
                                                      {"tpot", "TPOT", false},
                                                      {"prefill_throughput", "prefill\ntok/s", true},
                                                      {"decode_throughput", "decode\ntok/s", true},
                                                      {"peak_memory", "peak\nmemory", false}}};

// Told by the engine and by the system of every case: kept in the records, too much for a table.
constexpr std::array<std::string_view, 4> kRarelyShown{"weights_memory", "kv_cache_memory", "compute_memory",
                                                       "cpu_utilization"};

// Words under each other: names are long, figures are short.
std::string header_of(const std::string& metric) {
    std::string name = printable(metric);
    std::replace(name.begin(), name.end(), '_', '\n');
    return name;
}

std::vector<MetricColumn> columns_of(const BenchmarkGroup& group) {
    const std::vector<std::string> names = group.metrics();
    std::vector<MetricColumn> columns;
    if (std::find(names.begin(), names.end(), "ttft") != names.end()) {
        columns.assign(kGenerationColumns.begin(), kGenerationColumns.end());
        for (const std::string& name : names) {
            if (find_metric(name) == nullptr) columns.push_back({name, header_of(name), false});
        }
        return columns;
    }
    for (const std::string& name : names) {
        if (std::find(kRarelyShown.begin(), kRarelyShown.end(), name) != kRarelyShown.end()) continue;
        columns.push_back({name, header_of(name), false});
    }
    return columns;
}

std::string value_text(const Record& record, bool bare) {
    return bare ? format_number(*record.value) : printable(format_quantity(*record.value, record.metric.unit));
}

// The value, and in a cell of its own the interval.
std::array<Cell, 2> metric_cells(const Record* record, bool bare) {
    if (record == nullptr || !record->value) return {Cell{std::string(kNothing), Tone::faint}, Cell{}};
    const Tone tone = record->status == Status::ok ? Tone::plain : Tone::warning;
    return {Cell{value_text(*record, bare), tone}, Cell{format_precision(*record), Tone::faint}};
}

Cell status_cell(Status status) {
    if (status == Status::ok) return {};
    return {std::string(to_string(status)), status == Status::unstable ? Tone::warning : Tone::failure};
}

bool all_ok(const BenchmarkGroup& group) {
    return std::all_of(group.cases.begin(), group.cases.end(),
                       [](const ReportedCase& one) { return one.status() == Status::ok; });
}

bool any_interval(const BenchmarkGroup& group, std::string_view metric) {
    return std::any_of(group.cases.begin(), group.cases.end(), [&](const ReportedCase& one) {
        const Record* record = one.find(metric);
        return record != nullptr && !format_precision(*record).empty();
    });
}

// One row a case.
TextTable wide_table(const BenchmarkGroup& group, const std::vector<MetricColumn>& metrics) {
    TextTable table;
    table.rows.resize(group.cases.size());
    const auto add_column = [&](TextColumn column, auto&& cell_of) {
        if (table.columns.empty()) column.gap = kIndent;
        table.columns.push_back(std::move(column));
        for (std::size_t i = 0; i < group.cases.size(); ++i) table.rows[i].push_back(cell_of(group.cases[i]));
    };
    for (const std::string& name : group.varying) {
        add_column({header_of(name), Align::right, 2}, [&](const ReportedCase& one) {
            const Value* value = one.parameters.find(name);
            return value == nullptr ? Cell{std::string(kNothing), Tone::faint} : Cell{printable(to_string(*value))};
        });
    }
    for (const MetricColumn& metric : metrics) {
        add_column({metric.header, Align::right, 3},
                   [&](const ReportedCase& one) { return metric_cells(one.find(metric.metric), metric.bare)[0]; });
        if (!any_interval(group, metric.metric)) continue;
        add_column({"", Align::left, 1},
                   [&](const ReportedCase& one) { return metric_cells(one.find(metric.metric), metric.bare)[1]; });
    }
    if (!all_ok(group)) {
        add_column({"", Align::left, 2}, [](const ReportedCase& one) { return status_cell(one.status()); });
    }
    return table;
}

// One row a metric, under the case that it belongs to.
TextTable tall_table(const BenchmarkGroup& group, const std::vector<MetricColumn>& metrics) {
    TextTable table;
    table.columns = {{"", Align::left, kIndent}, {"", Align::right, 2}, {"", Align::left, 1}, {"", Align::left, 2}};
    for (const ReportedCase& one : group.cases) {
        // The label is wider than a narrow terminal's first column: it gets lines of its own.
        for (const auto& [name, value] : one.parameters.entries()) {
            if (group.constant.find(name) != nullptr) continue;
            table.rows.push_back(
                {Cell{printable(name), Tone::strong}, Cell{printable(to_string(value)), Tone::strong}, Cell{}, Cell{}});
        }
        Cell status = status_cell(one.status());
        for (const MetricColumn& metric : metrics) {
            const Record* record = one.find(metric.metric);
            if (record == nullptr) continue;
            const auto cells = metric_cells(record, false);
            table.rows.push_back({Cell{printable(metric.metric)}, cells[0], cells[1], std::exchange(status, Cell{})});
        }
        if (!status.text.empty()) table.rows.push_back({Cell{}, Cell{}, Cell{}, status});
    }
    return table;
}

}  // namespace

TextTable benchmark_table(const BenchmarkGroup& group, const ConsoleStyle& style) {
    const std::vector<MetricColumn> metrics = columns_of(group);
    TextTable wide = wide_table(group, metrics);
    return width_of(wide) <= static_cast<std::size_t>(std::max(style.width, 0)) ? wide : tall_table(group, metrics);
}

}  // namespace inference_pio
