#include "reporting/variant_table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

#include "reporting/benchmark_table.hpp"
#include "reporting/metric_cells.hpp"
#include "reporting/quantity_text.hpp"

namespace inference_pio {
namespace {

// In which order columns are left out where the terminal is narrow.
enum class LeaveOut {
    tensor_types = 1,
    bandwidth_utilization,
    decode_interval,
    perplexity,
    ttft,
    memory_ratio,
    speedup_intervals,
    agreement,
    prefill,
    memory,
    size,
    never
};

struct VariantColumn {
    TextColumn column;
    LeaveOut leave_out = LeaveOut::never;
    std::function<Cell(const VariantRow&)> cell;
};

using Columns = std::vector<VariantColumn>;
using Rows = std::vector<VariantRow>;

// (Temporaries of an aggregate with a function in it make g++ 12 warn of members that it takes for uninitialized.)
void add_column(Columns& columns, TextColumn column, LeaveOut leave_out, std::function<Cell(const VariantRow&)> cell) {
    columns.emplace_back();
    columns.back().column = std::move(column);
    columns.back().leave_out = leave_out;
    columns.back().cell = std::move(cell);
}

Cell nothing() { return {std::string(kNoValue), Tone::faint}; }

template <class Predicate>
bool any_row(const Rows& rows, Predicate&& predicate) {
    return std::any_of(rows.begin(), rows.end(), predicate);
}

void add_metric(Columns& columns, const Rows& rows, std::string_view metric, const char* header, CellForm form,
                LeaveOut leave_out) {
    const auto record_of = [name = std::string(metric)](const VariantRow& row) { return row.subject->find(name); };
    const bool known = any_row(rows, [&](const VariantRow& row) {
        const Record* record = record_of(row);
        return record != nullptr && record->value;
    });
    if (!known) return;
    add_column(columns, {header, Align::right, 2}, leave_out,
               [=](const VariantRow& row) { return metric_cells(record_of(row), form)[0]; });
}

void add_interval(Columns& columns, const Rows& rows, std::string_view metric, LeaveOut leave_out) {
    const auto interval_of = [name = std::string(metric)](const VariantRow& row) {
        return metric_cells(row.subject->find(name), CellForm::number)[1];
    };
    if (!any_row(rows, [&](const VariantRow& row) { return !interval_of(row).text.empty(); })) return;
    add_column(columns, {"", Align::left, 1}, leave_out, interval_of);
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
    add_column(columns, {header, Align::right, 2}, LeaveOut::never,
               [=](const VariantRow& row) { return speedup_cell(row, metric); });
    if (!any_row(rows, [&](const VariantRow& row) { return !speedup_interval(row, metric).text.empty(); })) return;
    add_column(columns, {"", Align::left, 1}, LeaveOut::speedup_intervals,
               [=](const VariantRow& row) { return speedup_interval(row, metric); });
}

void add_memory(Columns& columns, const Rows& rows) {
    add_metric(columns, rows, "peak_memory", "peak\nmemory", CellForm::quantity, LeaveOut::memory);
    const auto ratio = [](const VariantRow& row) -> Cell {
        const Record* record = row.subject->find("peak_memory");
        const bool known = !row.is_reference && record != nullptr && record->value && record->ratio;
        return known ? Cell{format_number(*record->ratio) + "×", Tone::faint} : Cell{};
    };
    if (!any_row(rows, [&](const VariantRow& row) { return !ratio(row).text.empty(); })) return;
    add_column(columns, {"", Align::right, 1}, LeaveOut::memory_ratio, ratio);
}

// `of_reference` is what a reference has by definition, where nobody measured it.
void add_quality(Columns& columns, const Rows& rows, const Record* VariantRow::*record, const char* header,
                 CellForm form, LeaveOut leave_out, std::string_view of_reference = kNoValue) {
    if (!any_row(rows, [&](const VariantRow& row) { return row.*record != nullptr; })) return;
    add_column(columns, {header, Align::right, 2}, leave_out, [=](const VariantRow& row) {
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
        add_column(columns, {metric_header(name), Align::left, 2}, LeaveOut::never,
                   [=](const VariantRow& row) { return parameter_cell(*row.subject, name); });
    }
    if (any_row(rows, [](const VariantRow& row) { return row.on_front; })) {
        add_column(columns, {"", Align::left, 1}, LeaveOut::never, [](const VariantRow& row) {
            return Cell{row.on_front ? "*" : "", Tone::strong};
        });
    }
    add_metric(columns, rows, "checkpoint_size", "size", CellForm::quantity, LeaveOut::size);
    add_metric(columns, rows, "ttft", "TTFT", CellForm::quantity, LeaveOut::ttft);
    add_metric(columns, rows, "prefill_throughput", "prefill\ntok/s", CellForm::number, LeaveOut::prefill);
    add_metric(columns, rows, "decode_throughput", "decode\ntok/s", CellForm::number, LeaveOut::never);
    add_interval(columns, rows, "decode_throughput", LeaveOut::decode_interval);
    add_speedup(columns, rows, "prefill_fast", "prefill\nspeed-up");
    add_speedup(columns, rows, "decode_fast", "decode\nspeed-up");
    add_memory(columns, rows);
    add_metric(columns, rows, "mbu", "MBU", CellForm::share, LeaveOut::bandwidth_utilization);
    add_quality(columns, rows, &VariantRow::divergence, "KL", CellForm::number, LeaveOut::never, "0");
    add_quality(columns, rows, &VariantRow::agreement, "top-1", CellForm::share, LeaveOut::agreement);
    add_quality(columns, rows, &VariantRow::perplexity, "perplexity", CellForm::number, LeaveOut::perplexity);
    if (!all_ok(group)) {
        add_column(columns, {"", Align::left, 2}, LeaveOut::never,
                   [](const VariantRow& row) { return status_cell(row.subject->status()); });
    }
    if (any_row(rows, [](const VariantRow& row) { return !tensor_types(row).empty(); })) {
        add_column(columns, {"tensor types", Align::left, 2}, LeaveOut::tensor_types, [](const VariantRow& row) {
            return Cell{tensor_types(row), Tone::faint};
        });
    }
    return columns;
}

// Of the columns that are still there once everything up to `left_out` is gone.
TextTable table_of(const Columns& columns, const Rows& rows, int left_out) {
    TextTable table;
    table.rows.resize(rows.size());
    for (const VariantColumn& column : columns) {
        if (static_cast<int>(column.leave_out) <= left_out) continue;
        table.columns.push_back(column.column);
        if (table.columns.size() == 1) table.columns.front().gap = kTableIndent;
        for (std::size_t i = 0; i < rows.size(); ++i) table.rows[i].push_back(column.cell(rows[i]));
    }
    return table;
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
    const auto width = static_cast<std::size_t>(std::max(style.width, 0));
    for (int left_out = 0; left_out < static_cast<int>(LeaveOut::never); ++left_out) {
        const TextTable table = table_of(columns, rows, left_out);
        if (table.columns.empty() || width_of(table) > width) continue;
        std::string text = format_text_table(table, style);
        if (left_out > 0) text += tensor_type_lines(group, rows, style);  // the first that goes
        return text + notes(group, rows, style);
    }
    return format_benchmark_table(group, style);
}

}  // namespace inference_pio
