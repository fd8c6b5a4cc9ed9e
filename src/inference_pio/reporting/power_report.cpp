#include "reporting/power_report.hpp"

#include <fmt/format.h>

#include "records/json_values.hpp"
#include "reporting/text_table.hpp"

namespace inference_pio {
namespace {

std::string percent(double share, int digits = 1) { return fmt::format("{:.{}f} %", share * 100, digits); }

std::string share_text(int found, int all) { return percent(static_cast<double>(found) / all); }

TextTable found_table(const std::vector<PowerPoint>& points) {
    TextTable table{{{"slowdown", Align::right},
                     {"pairs", Align::right},
                     {"found", Align::right},
                     {"95 % bounds", Align::right},
                     {"said faster", Align::right},
                     {"said equal", Align::right},
                     {"pairs\nto the end", Align::right},
                     {"time\nto the end", Align::right}},
                    {}};
    for (const PowerPoint& point : points) {
        table.rows.push_back({{percent(point.slowdown)},
                              {fmt::format("{}", point.pairs_recorded)},
                              {share_text(point.regressed, point.duets), Tone::strong},
                              {fmt::format("{} to {}", percent(point.found.low), percent(point.found.high))},
                              {share_text(point.improved, point.duets)},
                              {share_text(point.equivalent, point.duets)},
                              {fmt::format("{:.1f}", point.pairs_mean)},
                              {fmt::format("{:.0f} s", point.duration_mean_s)}});
    }
    return table;
}

TextTable look_table(const std::vector<PowerPoint>& points) {
    TextTable table{{{"slowdown", Align::right}}, {}};
    for (const PowerLook& look : points.front().looks) {
        table.columns.push_back({fmt::format("found by\n{} pairs", look.pairs), Align::right});
        table.columns.push_back({"mean\ntime", Align::right});
    }
    for (const PowerPoint& point : points) {
        std::vector<Cell> row{{percent(point.slowdown)}};
        for (const PowerLook& look : point.looks) {
            row.push_back({share_text(look.regressed, point.duets)});
            row.push_back({fmt::format("{:.0f} s", look.duration_s), Tone::faint});
        }
        table.rows.push_back(std::move(row));
    }
    return table;
}

TextTable pair_table(const std::vector<PowerPoint>& points, const PowerOptions& options) {
    TextTable table{{{"slowdown", Align::right}}, {}};
    for (const MetricDefinition& metric : options.metrics) {
        table.columns.push_back({metric.name + "\nmedian ratio", Align::right});
        table.columns.push_back({"deviation\nof a pair", Align::right});
    }
    for (const PowerPoint& point : points) {
        std::vector<Cell> row{{percent(point.slowdown)}};
        for (const MetricDefinition& metric : options.metrics) {
            row.push_back({fmt::format("{:.4f}", point.ratios.at(metric.name))});
            row.push_back({percent(point.deviations.at(metric.name), 2)});
        }
        table.rows.push_back(std::move(row));
    }
    return table;
}

}  // namespace

std::string format_power(const std::vector<PowerPoint>& points, const PowerOptions& options,
                         const ConsoleStyle& style) {
    if (points.empty()) return "no pairs\n";
    std::string text =
        fmt::format("{} duets of at most {} pairs, drawn {} from the pairs of each slowdown\n\n", options.duets,
                    options.pairs_max, options.in_order ? "as stretches in order" : "one by one");
    text += format_text_table(found_table(points), style) + "\n";
    text += format_text_table(look_table(points), style) + "\n";
    text += format_text_table(pair_table(points, options), style);
    return text;
}

std::string format_power_json(const std::vector<PowerPoint>& points, const PowerOptions& options) {
    Json list = Json::array();
    for (const PowerPoint& point : points) {
        Json looks = Json::array();
        for (const PowerLook& look : point.looks) {
            looks.push_back({{"pairs", look.pairs}, {"regressed", look.regressed}, {"duration_s", look.duration_s}});
        }
        list.push_back({{"slowdown", point.slowdown},
                        {"pairs_recorded", point.pairs_recorded},
                        {"regressed", point.regressed},
                        {"found_low", point.found.low},
                        {"found_high", point.found.high},
                        {"improved", point.improved},
                        {"equivalent", point.equivalent},
                        {"pairs_mean", point.pairs_mean},
                        {"duration_mean_s", point.duration_mean_s},
                        {"looks", std::move(looks)},
                        {"deviations", Json(point.deviations)},
                        {"ratios", Json(point.ratios)}});
    }
    Json metrics = Json::array();
    for (const MetricDefinition& metric : options.metrics) metrics.push_back(metric.id());
    const Json document = {{"schema", "inference-pio/power/1"},
                           {"duets", options.duets},
                           {"pairs_max", options.pairs_max},
                           {"in_order", options.in_order},
                           {"seed", options.seed},
                           {"allowed", options.thresholds.allowed},
                           {"certainty", options.thresholds.certainty},
                           {"metrics", std::move(metrics)},
                           {"points", std::move(list)}};
    return print_json(document, 2) + "\n";
}

}  // namespace inference_pio
