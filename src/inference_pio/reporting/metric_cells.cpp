#include "reporting/metric_cells.hpp"

#include <algorithm>

#include "reporting/quantity_text.hpp"

namespace inference_pio {

std::string metric_header(const std::string& metric) {
    std::string name = printable(metric);
    std::replace(name.begin(), name.end(), '_', '\n');
    return name;
}

bool has_value(const BenchmarkGroup& group, std::string_view metric) {
    return std::any_of(group.cases.begin(), group.cases.end(), [&](const ReportedCase& one) {
        const Record* record = one.find(metric);
        return record != nullptr && record->value.has_value();
    });
}

std::string value_text(const Record& record, CellForm form) {
    switch (form) {
        case CellForm::number:
            return format_number(*record.value);
        case CellForm::share:
            return format_number(100 * *record.value) + " %";
        case CellForm::quantity:
            break;
    }
    return printable(format_quantity(*record.value, record.metric.unit));
}

std::array<Cell, 2> metric_cells(const Record* record, CellForm form) {
    if (record == nullptr || !record->value) return {Cell{std::string(kNoValue), Tone::faint}, Cell{}};
    const Tone tone = record->status == Status::ok ? Tone::plain : Tone::warning;
    return {Cell{value_text(*record, form), tone}, Cell{format_precision(*record), Tone::faint}};
}

Cell status_cell(Status status) {
    if (status == Status::ok) return {};
    return {std::string(to_string(status)), status == Status::unstable ? Tone::warning : Tone::failure};
}

bool all_ok(const BenchmarkGroup& group) {
    return std::all_of(group.cases.begin(), group.cases.end(),
                       [](const ReportedCase& one) { return one.status() == Status::ok; });
}

bool any_value(const BenchmarkGroup& group) {
    return std::any_of(group.cases.begin(), group.cases.end(), [](const ReportedCase& one) {
        return std::any_of(one.records.begin(), one.records.end(),
                           [](const Record* record) { return record->value.has_value(); });
    });
}

Cell parameter_cell(const ReportedCase& one, std::string_view name) {
    const Value* value = one.parameters.find(name);
    return value == nullptr ? Cell{std::string(kNoValue), Tone::faint} : Cell{printable(to_string(*value))};
}

}  // namespace inference_pio
