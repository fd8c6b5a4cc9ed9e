#include "reporting/benchmark_table.hpp"

#include <algorithm>
#include <cmath>

#include "reporting/main_columns.hpp"
#include "reporting/metric_cells.hpp"
#include "reporting/quantity_text.hpp"
#include "reporting/text_table.hpp"

namespace inference_pio {
namespace {

bool any_interval(const BenchmarkGroup& group, const MetricColumn& metric) {
    return std::any_of(group.cases.begin(), group.cases.end(), [&](const ReportedCase& one) {
        const Record* record = one.find(metric.metric, metric.statistic);
        return record != nullptr && !format_precision(*record).empty();
    });
}

double half_width(const Record& record) {
    if (!record.interval || !record.value || *record.value == 0) return 0;
    return (record.interval->high - record.interval->low) / std::abs(*record.value);
}

// The least precise of the metrics that are shown.
Cell widest_interval(const ReportedCase& one, const std::vector<MetricColumn>& metrics) {
    const Record* widest = nullptr;
    for (const MetricColumn& metric : metrics) {
        const Record* record = one.find(metric.metric, metric.statistic);
        if (record == nullptr || half_width(*record) == 0) continue;
        if (widest == nullptr || half_width(*record) > half_width(*widest)) widest = record;
    }
    return widest == nullptr ? Cell{} : Cell{format_precision(*widest), Tone::faint};
}

enum class Intervals { beside_values, widest_only };

// One row a case.
TextTable wide_table(const BenchmarkGroup& group, const std::vector<MetricColumn>& metrics, Intervals intervals) {
    TextTable table;
    table.rows.resize(group.cases.size());
    const auto add_column = [&](TextColumn column, auto&& cell_of) {
        if (table.columns.empty()) column.gap = kTableIndent;
        table.columns.push_back(std::move(column));
        for (std::size_t i = 0; i < group.cases.size(); ++i) table.rows[i].push_back(cell_of(group.cases[i]));
    };
    for (const std::string& name : group.varying) {
        add_column({metric_header(name), Align::right, 2},
                   [&](const ReportedCase& one) { return parameter_cell(one, name); });
    }
    for (const MetricColumn& metric : metrics) {
        const auto cells = [&](const ReportedCase& one) {
            return metric_cells(one.find(metric.metric, metric.statistic), metric.form);
        };
        add_column({metric.header, Align::right, 2}, [&](const ReportedCase& one) { return cells(one)[0]; });
        if (metric.form == CellForm::share || intervals == Intervals::widest_only) continue;
        if (!any_interval(group, metric)) continue;
        add_column({"", Align::left, 1}, [&](const ReportedCase& one) { return cells(one)[1]; });
    }
    if (intervals == Intervals::widest_only) {
        add_column({"at\nmost", Align::right, 2},
                   [&](const ReportedCase& one) { return widest_interval(one, metrics); });
    }
    if (!all_ok(group)) {
        add_column({"", Align::left, 2}, [](const ReportedCase& one) { return status_cell(one.status()); });
    }
    return table;
}

// One row a metric, below the case that it belongs to.
std::string tall_text(const BenchmarkGroup& group, const std::vector<MetricColumn>& metrics,
                      const ConsoleStyle& style) {
    TextTable all;  // one table, so that the cases' columns stand under each other
    all.columns = {{"", Align::left, 2 * kTableIndent}, {"", Align::right, 2}, {"", Align::left, 1}};
    std::vector<std::size_t> row_counts;
    for (const ReportedCase& one : group.cases) {
        const std::size_t before = all.rows.size();
        for (const MetricColumn& metric : metrics) {
            const Record* record = one.find(metric.metric, metric.statistic);
            if (record == nullptr || !record->value) continue;
            const bool share = metric.form == CellForm::share;
            const auto cells = metric_cells(record, share ? CellForm::share : CellForm::quantity);
            const std::string name = metric.metric + (metric.statistic.empty() ? "" : " " + metric.statistic);
            all.rows.push_back({Cell{printable(name)}, cells[0], cells[1]});
        }
        row_counts.push_back(all.rows.size() - before);
    }
    const std::string lines = format_text_table(all, style);
    std::string text;
    std::size_t begin = 0;
    for (std::size_t i = 0; i < group.cases.size(); ++i) {
        const ReportedCase& one = group.cases[i];
        std::string heading = printable(one.label);
        const Cell status = status_cell(one.status());
        if (!status.text.empty()) heading += (heading.empty() ? "" : "  ") + paint(status.text, status.tone, style);
        if (!heading.empty()) text += std::string(kTableIndent, ' ') + heading + '\n';
        std::size_t end = begin;
        for (std::size_t row = 0; row < row_counts[i]; ++row) end = lines.find('\n', end) + 1;
        text += lines.substr(begin, end - begin);
        begin = end;
    }
    return text;
}

}  // namespace

std::string format_benchmark_table(const BenchmarkGroup& group, const ConsoleStyle& style) {
    if (!any_value(group)) return {};
    const std::vector<MetricColumn> metrics = main_columns(group);
    for (const Intervals intervals : {Intervals::beside_values, Intervals::widest_only}) {
        const TextTable table = wide_table(group, metrics, intervals);
        if (width_of(table) <= static_cast<std::size_t>(std::max(style.width, 0)))
            return format_text_table(table, style);
    }
    return tall_text(group, metrics, style);
}

}  // namespace inference_pio
