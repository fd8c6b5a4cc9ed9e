#include "reporting/sample_strips.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string_view>
#include <vector>

#include "judgement/comparison.hpp"
#include "judgement/metric_kind.hpp"
#include "reporting/case_groups.hpp"
#include "reporting/quantity_text.hpp"
#include "reporting/text_table.hpp"

namespace inference_pio {
namespace {

constexpr std::array<std::string_view, 8> kBlocks = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};

constexpr int kFewestBeside = 20;  // columns; in fewer, a strip stands below its figures

struct Range {
    double low = std::numeric_limits<double>::infinity();
    double high = -std::numeric_limits<double>::infinity();
};

Range range_of(const Record& record) {
    Range range;
    for (const std::vector<double>& process : record.samples) {
        for (const double value : process) {
            if (std::isfinite(value)) range = {std::min(range.low, value), std::max(range.high, value)};
        }
    }
    return range;
}

std::string_view block_of(double value, const Range& range) {
    if (!std::isfinite(value)) return "?";
    if (range.high <= range.low) return kBlocks.front();
    const double share = (value - range.low) / (range.high - range.low);
    return kBlocks[static_cast<std::size_t>(std::lround(share * static_cast<double>(kBlocks.size() - 1)))];
}

// Lines of at most `width` blocks and gaps; a line never begins with a gap.
std::vector<std::string> strip_of(const Record& record, const Range& range, int width) {
    std::vector<std::string> lines(1);
    int column = 0;
    const auto add = [&](std::string_view block) {
        if (column == width) {
            lines.emplace_back();
            column = 0;
        }
        if (column == 0 && block == " ") return;
        lines.back() += block;
        ++column;
    };
    for (const std::vector<double>& process : record.samples) {
        if (process.empty()) continue;
        add(" ");
        for (const double value : process) add(block_of(value, range));
    }
    return lines;
}

std::vector<const Record*> shown_records(const ReportedCase& one) {
    std::vector<MetricDefinition> all;
    for (const Record* record : one.records) all.push_back(record->metric);
    std::vector<const Record*> shown;
    for (const Record* record : one.records) {
        const bool timed = metric_kind(record->metric) != MetricKind::exact;
        if (timed && is_deciding(record->metric, all) && range_of(*record).low <= range_of(*record).high) {
            shown.push_back(record);
        }
    }
    return shown;
}

std::string strips_of_case(const ReportedCase& one, const ConsoleStyle& style) {
    std::string text;
    for (const Record* record : shown_records(one)) {
        const Range range = range_of(*record);
        const std::string least = format_quantity(range.low, record->metric.unit);
        const std::string most = format_quantity(range.high, record->metric.unit);
        const std::string head =
            fmt::format("    {:<14} {:>9} to {:<9}  ", printable(record->metric.name), least, most);
        const int beside = style.width - static_cast<int>(display_width(head));
        const bool below = beside < kFewestBeside;
        const std::string indent(below ? 6 : display_width(head), ' ');
        const std::vector<std::string> lines = strip_of(*record, range, below ? style.width - 6 : beside);
        text += below ? head.substr(0, head.find_last_not_of(' ') + 1) + '\n' + indent : head;
        for (std::size_t i = 0; i < lines.size(); ++i) text += (i == 0 ? "" : indent) + lines[i] + '\n';
    }
    if (text.empty() || one.label.empty()) return text;
    return "  " + printable(one.label) + '\n' + text;
}

}  // namespace

std::string format_sample_strips(const Run& run, const ConsoleStyle& style) {
    std::string text;
    for (const BenchmarkGroup& group : group_cases(run.records)) {
        std::string strips;
        for (const ReportedCase& one : group.cases) strips += strips_of_case(one, style);
        if (!strips.empty()) text += '\n' + paint(printable(group.benchmark), Tone::strong, style) + '\n' + strips;
    }
    if (text.empty()) return text;
    const std::string legend = "samples in the order taken, a gap between processes; ▁ the least, █ the most of a case";
    return text + format_paragraph(legend, 0, Tone::faint, style);
}

}  // namespace inference_pio
