#include "reporting/list_report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "records/json_text.hpp"
#include "records/json_values.hpp"
#include "reporting/text_table.hpp"

namespace inference_pio {
namespace {

std::string axis_text(const Axis& axis) {
    std::string text = axis.name + '=';
    for (std::size_t i = 0; i < axis.values.size(); ++i) text += (i == 0 ? "" : ",") + to_string(axis.values[i]);
    return text;
}

std::string indented(const std::string& text, Tone tone, const ConsoleStyle& style) {
    std::string result;
    const auto width = static_cast<std::size_t>(std::max(style.width, 30) - 4);
    for (const std::string& line : wrap_text(printable(text), width)) {
        result += "    " + paint(line, tone, style) + '\n';
    }
    return result;
}

std::size_t case_count(const DiscoveredBenchmark& benchmark) {
    std::size_t count = 1;
    for (const Axis& axis : benchmark.axes) count *= axis.values.size();
    return count;
}

std::string plural(std::size_t count, std::string_view noun) {
    return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

}  // namespace

std::string format_list(const std::vector<DiscoveredBenchmark>& benchmarks, const ConsoleStyle& style) {
    std::string text;
    std::size_t cases = 0;
    for (const DiscoveredBenchmark& benchmark : benchmarks) {
        cases += case_count(benchmark);
        text += paint(printable(benchmark.name), Tone::strong, style) + '\n';
        if (!benchmark.doc.empty()) text += indented(benchmark.doc, Tone::plain, style);
        std::string axes;
        for (const Axis& axis : benchmark.axes) axes += (axes.empty() ? "" : " ") + axis_text(axis);
        if (!axes.empty()) text += indented(axes, Tone::faint, style);
        if (benchmark.kind != "source" && benchmark.kind != "program") {
            text += indented(fmt::format("{}: {}", benchmark.kind, benchmark.file.string()), Tone::faint, style);
        }
    }
    return text + fmt::format("{}, {}\n", plural(benchmarks.size(), "benchmark"), plural(cases, "case"));
}

std::string format_list_document(const std::vector<DiscoveredBenchmark>& benchmarks,
                                 const std::vector<UnusableFile>& unusable) {
    Json listed = Json::array();
    for (const DiscoveredBenchmark& benchmark : benchmarks) {
        Json axes = Json::object();
        for (const Axis& axis : benchmark.axes) axes[axis.name] = to_json(axis);
        listed.push_back({{"name", benchmark.name},
                          {"doc", benchmark.doc},
                          {"kind", benchmark.kind},
                          {"file", benchmark.file.string()},
                          {"axes", std::move(axes)}});
    }
    Json problems = Json::array();
    for (const UnusableFile& problem : unusable) {
        problems.push_back({{"file", problem.file.string()},
                            {"kind", to_string(problem.error.kind)},
                            {"message", problem.error.message},
                            {"remedy", problem.error.remedy}});
    }
    return print_json_document(
        Json{{"schema", "inference-pio/list/1"}, {"benchmarks", std::move(listed)}, {"unusable", std::move(problems)}});
}

}  // namespace inference_pio
