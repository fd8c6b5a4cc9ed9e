#include "reporting/history_report.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "records/json_values.hpp"
#include "reporting/text_table.hpp"

namespace inference_pio {
namespace {

constexpr std::size_t kShortCommit = 10;

std::string commit_text(const HistoryRow& row) {
    if (row.commit.empty()) return "-";
    return row.commit.substr(0, kShortCommit) + (row.dirty ? "+" : "");
}

}  // namespace

std::string format_history(const std::vector<HistoryRow>& rows, const ConsoleStyle& style) {
    if (rows.empty()) return "no runs\n";
    TextTable table{{{"run"}, {"branch"}, {"commit"}, {"engine"}, {"records", Align::right}, {"machine"}, {"tags"}},
                    {}};
    bool dirty = false;
    for (const HistoryRow& row : rows) {
        dirty = dirty || row.dirty;
        table.rows.push_back({{printable(row.run) + (row.complete ? "" : " (part)")},
                              {printable(row.branch.empty() ? "-" : row.branch)},
                              {printable(commit_text(row))},
                              {printable(fmt::format("{}", fmt::join(row.engines, ", ")))},
                              {fmt::format("{}", row.records)},
                              {printable(row.machine), Tone::faint},
                              {printable(fmt::format("{}", fmt::join(row.tags, ", "))), Tone::strong}});
    }
    std::string text = format_text_table(table, style);
    if (dirty) text += format_paragraph("+: the tree differed from the commit", 2, Tone::faint, style);
    return text;
}

std::string format_history_json(const std::vector<HistoryRow>& rows) {
    const auto or_null = [](const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); };
    Json runs = Json::array();
    for (const HistoryRow& row : rows) {
        runs.push_back({{"run", row.run},
                        {"timestamp", row.timestamp},
                        {"complete", row.complete},
                        {"branch", or_null(row.branch)},
                        {"commit", or_null(row.commit)},
                        {"dirty", row.dirty},
                        {"engines", row.engines},
                        {"tags", row.tags},
                        {"records", row.records},
                        {"machine", or_null(row.machine)},
                        {"fingerprint", row.fingerprint}});
    }
    const Json document = {{"schema", "inference-pio/history-list/1"}, {"runs", std::move(runs)}};
    return print_json(document, 2) + "\n";
}

}  // namespace inference_pio
