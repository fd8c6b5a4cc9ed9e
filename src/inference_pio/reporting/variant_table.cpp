#include "reporting/variant_table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <utility>

#include "reporting/benchmark_table.hpp"
#include "reporting/metric_cells.hpp"
#include "reporting/quantity_text.hpp"

namespace inference_pio {
namespace {

enum class Place {
    row_label,  // in front of every table
    own,
    beside_previous  // in the table of the column before it
};

struct VariantColumn {
    TextColumn column;
    Place place = Place::own;
    std::function<Cell(const VariantRow&)> cell;
};

using Columns = std::vector<VariantColumn>;
using Rows = std::vector<VariantRow>;

// (Temporaries of an aggregate with a function in it make g++ 12 warn of members that it takes for uninitialized.)
void add_column(Columns& columns, TextColumn column, Place place, std::function<Cell(const VariantRow&)> cell) {
    columns.emplace_back();
    columns.back().column = std::move(column);
    columns.back().place = place;
    columns.back().cell = std::move(cell);
}

Cell nothing() { return {std::string(kNoValue), Tone::faint}; }

template <class Predicate>
bool any_row(const Rows& rows, Predicate&& predicate) {
    return std::any_of(rows.begin(), rows.end(), predicate);
}

void add_metric(Columns& columns, const Rows& rows, std::string_view metric, const char* header, CellForm form) {
    const auto record_of = [name = std::string(metric)](const VariantRow& row) { return row.subject->find(name); };
    const bool known = any_row(rows, [&](const VariantRow& row) {
        const Record* record = record_of(row);
        return record != nullptr && record->value;
    });
    if (!known) return;
    add_column(columns, {header, Align::right, 2}, Place::own,
               [=](const VariantRow& row) { return metric_cells(record_of(row), form)[0]; });
}

void add_interval(Columns& columns, const Rows& rows, std::string_view metric) {
    const auto interval_of = [name = std::string(metric)](const VariantRow& row) {
        return metric_cells(row.subject->find(name), CellForm::number)[1];
    };
    if (!any_row(rows, [&](const VariantRow& row) { return !interval_of(row).text.empty(); })) return;
    add_column(columns, {"", Align::left, 1}, Place::beside_previous, interval_of);
}

// "2.31×", how many times as fast as the reference; the reference's own is 1.
Cell speedup_cell(const VariantRow& row, const std::string& metric) {
    if (row.is_reference) return {"1×", Tone::faint};
    const Record* record = row.subject->find(metric);
    if (record == nullptr || !record->ratio) return nothing();
    const double speedup = 1 / *record->ratio;
    return std::isfinite(speedup) && speedup > 0 ? Cell{format_number(speedup) + "×"} : nothing();
}

Cell speedup_interval(const VariantRow& row, const std::string& metric) {
    const Record* record = row.subject->find(metric);
    if (row.is_reference || record == nullptr || !record->ratio || !record->ratio_interval) return {};
    const Interval& of_ratio = *record->ratio_interval;
    const Interval interval{of_ratio.level, 1 / of_ratio.high, 1 / of_ratio.low, of_ratio.method};
    const double speedup = 1 / *record->ratio;
    const bool says = of_ratio.low > 0 && *record->ratio > 0 && std::isfinite(speedup) && std::isfinite(interval.high);
    return says ? Cell{format_precision(speedup, interval), Tone::faint} : Cell{};
}

void add_speedup(Columns& columns, const Rows& rows, const std::string& metric, const char* header) {
    const bool known = any_row(rows, [&](const VariantRow& row) {
        const Record* record = row.subject->find(metric);
        return record != nullptr && record->ratio;
    });
    if (!known) return;
    add_column(columns, {header, Align::right, 2}, Place::own,
               [=](const VariantRow& row) { return speedup_cell(row, metric); });
    if (!any_row(rows, [&](const VariantRow& row) { return !speedup_interval(row, metric).text.empty(); })) return;
    add_column(columns, {"", Align::left, 1}, Place::beside_previous,
               [=](const VariantRow& row) { return speedup_interval(row, metric); });
}

void add_memory(Columns& columns, const Rows& rows) {
    add_metric(columns, rows, "peak_memory", "peak\nmemory", CellForm::quantity);
    const auto ratio = [](const VariantRow& row) -> Cell {
        const Record* record = row.subject->find("peak_memory");
        const bool known = !row.is_reference && record != nullptr && record->value && record->ratio;
        return known ? Cell{format_number(*record->ratio) + "×", Tone::faint} : Cell{};
    };
    if (!any_row(rows, [&](const VariantRow& row) { return !ratio(row).text.empty(); })) return;
    add_column(columns, {"", Align::right, 1}, Place::beside_previous, ratio);
}

// `of_reference` is what a reference has by definition, where nobody measured it.
void add_quality(Columns& columns, const Rows& rows, const Record* VariantRow::*record, const char* header,
                 CellForm form, std::string_view of_reference = kNoValue) {
    if (!any_row(rows, [&](const VariantRow& row) { return row.*record != nullptr; })) return;
    add_column(columns, {header, Align::right, 2}, Place::own, [=](const VariantRow& row) {
        const bool by_definition = row.is_reference && row.*record == nullptr;
        return by_definition ? Cell{std::string(of_reference), Tone::faint} : metric_cells(row.*record, form)[0];
    });
}

// "q4_K 84 %, q6_K 16 %": shares of bytes, the largest first, none under one percent.
std::string tensor_types(const VariantRow& row) {
    const auto& bytes_by_type = row.subject->records.front()->facts.tensor_bytes;
    double total = 0;
    for (const auto& [type, bytes] : bytes_by_type) total += static_cast<double>(bytes);
    std::vector<std::pair<double, std::string>> shares;
    for (const auto& [type, bytes] : bytes_by_type) {
        const double share = total > 0 ? static_cast<double>(bytes) / total : 0;
        if (share >= 0.01) shares.emplace_back(share, printable(type));
    }
    std::stable_sort(shares.begin(), shares.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    std::string text;
    for (const auto& [share, type] : shares) {
        text += fmt::format("{}{} {:.0f} %", text.empty() ? "" : ", ", type, 100 * share);
    }
    return text;
}

Columns columns_of(const BenchmarkGroup& group, const Rows& rows) {
    Columns columns;
    for (const std::string& name : group.varying) {
        add_column(columns, {metric_header(name), Align::left, 2}, Place::row_label,
                   [=](const VariantRow& row) { return parameter_cell(*row.subject, name); });
    }
    if (any_row(rows, [](const VariantRow& row) { return row.on_front; })) {
        add_column(columns, {"", Align::left, 1}, Place::row_label, [](const VariantRow& row) {
            return Cell{row.on_front ? "*" : "", Tone::strong};
        });
    }
    add_metric(columns, rows, "checkpoint_size", "size", CellForm::quantity);
    add_metric(columns, rows, "ttft", "TTFT", CellForm::quantity);
    add_metric(columns, rows, "prefill_throughput", "prefill\ntok/s", CellForm::number);
    add_metric(columns, rows, "decode_throughput", "decode\ntok/s", CellForm::number);
    add_interval(columns, rows, "decode_throughput");
    add_speedup(columns, rows, "prefill_fast", "prefill\nspeed-up");
    add_speedup(columns, rows, "decode_fast", "decode\nspeed-up");
    add_memory(columns, rows);
    add_metric(columns, rows, "mbu", "MBU", CellForm::share);
    add_quality(columns, rows, &VariantRow::divergence, "KL", CellForm::number, "0");
    add_quality(columns, rows, &VariantRow::agreement, "top-1", CellForm::share);
    add_quality(columns, rows, &VariantRow::perplexity, "perplexity", CellForm::number);
    if (!all_ok(group)) {
        add_column(columns, {"", Align::left, 2}, Place::own,
                   [](const VariantRow& row) { return status_cell(row.subject->status()); });
    }
    return columns;
}

// A column with those that stand beside it.
using ColumnGroup = std::vector<const VariantColumn*>;

std::vector<ColumnGroup> groups_of(const Columns& columns) {
    std::vector<ColumnGroup> groups;
    for (const VariantColumn& column : columns) {
        if (column.place == Place::own) groups.emplace_back();
        if (column.place != Place::row_label && !groups.empty()) groups.back().push_back(&column);
    }
    return groups;
}

TextTable table_of(const ColumnGroup& columns, const Rows& rows) {
    TextTable table;
    table.rows.resize(rows.size());
    for (const VariantColumn* column : columns) {
        table.columns.push_back(column->column);
        for (std::size_t i = 0; i < rows.size(); ++i) table.rows[i].push_back(column->cell(rows[i]));
    }
    if (!table.columns.empty()) table.columns.front().gap = kTableIndent;
    return table;
}

// As few tables as hold all columns, one below the other, each with the labels of its rows. Nothing where a column
// does not even fit alone.
std::optional<std::vector<TextTable>> tables_of(const Columns& columns, const Rows& rows, std::size_t width) {
    ColumnGroup labels;
    for (const VariantColumn& column : columns) {
        if (column.place == Place::row_label) labels.push_back(&column);
    }
    std::vector<TextTable> tables;
    ColumnGroup shown;
    for (const ColumnGroup& group : groups_of(columns)) {
        ColumnGroup longer = shown.empty() ? labels : shown;
        longer.insert(longer.end(), group.begin(), group.end());
        if (!shown.empty() && width_of(table_of(longer, rows)) > width) {
            tables.push_back(table_of(shown, rows));
            longer = labels;
            longer.insert(longer.end(), group.begin(), group.end());
        }
        shown = std::move(longer);
        if (width_of(table_of(shown, rows)) > width) return std::nullopt;
    }
    if (!shown.empty()) tables.push_back(table_of(shown, rows));
    return tables;
}

// "tensor types: original: f16 100 %; q4_k_m: q4_K 84 %, q6_K 16 %"
std::string tensor_type_lines(const BenchmarkGroup& group, const Rows& rows, const ConsoleStyle& style) {
    std::vector<std::string> parts;
    for (const VariantRow& row : rows) {
        const std::string types = tensor_types(row);
        if (types.empty()) continue;
        std::vector<std::string> words;
        for (const std::string& name : group.varying) {
            if (const Value* value = row.subject->parameters.find(name)) words.push_back(to_string(*value));
        }
        parts.push_back(fmt::format("{}{}{}", fmt::join(words, ", "), words.empty() ? "" : ": ", types));
    }
    if (parts.empty()) return {};
    return format_paragraph(fmt::format("tensor types: {}", fmt::join(parts, "; ")), kTableIndent, Tone::faint, style);
}

std::string notes(const BenchmarkGroup& group, const Rows& rows, const ConsoleStyle& style) {
    const auto judged_by = [](FrontCost cost) {
        return [cost](const VariantRow& row) { return row.judged_by == cost; };
    };
    const bool by_size = any_row(rows, judged_by(FrontCost::size));
    const bool by_divergence = any_row(rows, judged_by(FrontCost::divergence));
    std::string text;
    const auto add = [&](std::string_view sentence) {
        text += format_paragraph(sentence, kTableIndent, Tone::faint, style);
    };
    if (by_size) add("* Pareto front: no other variant decodes at least as fast and is at least as small.");
    if (by_divergence) {
        add("* Pareto front: no other variant decodes at least as fast and strays at most as far from the original "
            "(KL, in nats a token).");
    }
    const bool left_out =
        any_row(rows, [](const VariantRow& row) { return is_pruned(*row.subject) && !row.judged_by; });
    if (left_out && (by_size || by_divergence)) {
        add("Pruned variants take no part without a known KL: nothing else says what is left of their quality.");
    }
    const bool synthetic = std::any_of(group.cases.begin(), group.cases.end(), [](const ReportedCase& one) {
        return one.records.front()->facts.weights_source == "synthetic";
    });
    if (synthetic) add("Quality is not measured with synthetic weights.");
    return text;
}

}  // namespace

std::string format_variant_table(const BenchmarkGroup& group, const std::vector<Record>& all_records,
                                 const ConsoleStyle& style) {
    if (!any_value(group)) return {};
    const Rows rows = compute_variant_rows(group, all_records);
    const Columns columns = columns_of(group, rows);
    const auto tables = tables_of(columns, rows, static_cast<std::size_t>(std::max(style.width, 0)));
    if (!tables || tables->empty()) return format_benchmark_table(group, style);
    std::string text;
    for (const TextTable& table : *tables) text += (text.empty() ? "" : "\n") + format_text_table(table, style);
    return text + tensor_type_lines(group, rows, style) + notes(group, rows, style);
}

}  // namespace inference_pio
