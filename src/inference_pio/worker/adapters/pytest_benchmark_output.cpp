#include "worker/adapters/pytest_benchmark_output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>

namespace inference_pio {
namespace {

MetricDefinition kind_of_time(std::string meaning) {
    MetricDefinition definition;
    definition.unit = "s";
    definition.direction = Direction::lower_is_better;
    definition.meaning = std::move(meaning);
    return definition;
}

// "1024" of "test_sort[1024]"; the name where there are no parameters, or where the tests have several names.
std::string label_of(const Json& entry, bool one_function) {
    const std::string parameters = text_in(entry, "param");
    if (one_function && !parameters.empty()) return parameters;
    return text_in(entry, "name");
}

std::string function_of(const Json& entry) {
    const std::string name = text_in(entry, "name");
    return name.substr(0, name.find('['));
}

Result<void> add_entry(const Json& entry, const std::string& behind, std::string_view source, ForeignMetrics& metrics) {
    const auto stats = entry.is_object() ? entry.find("stats") : entry.end();
    const bool has_stats = entry.is_object() && stats != entry.end();
    const auto median = has_stats ? number_in(*stats, "median") : std::nullopt;
    const auto fastest = has_stats ? number_in(*stats, "min") : std::nullopt;
    if (!median || !fastest) {
        return fail(ErrorKind::malformed, fmt::format("the JSON of {}: {} has no median and min in its stats", source,
                                                      text_in(entry, "name")));
    }
    metrics.add("time" + behind, kind_of_time("time of one call, median of the rounds"), *median);
    metrics.add("fastest_time" + behind, kind_of_time("time of one call in the fastest round"), *fastest);
    const auto extra = entry.find("extra_info");
    if (extra == entry.end() || !extra->is_object()) return {};
    for (const auto& [key, value] : extra->items()) {
        if (!value.is_number()) continue;
        MetricDefinition definition;
        definition.unit = "number";
        definition.meaning = fmt::format("the test's extra_info '{}'", key);
        metrics.add(key + behind, std::move(definition), value.get<double>());
    }
    return {};
}

}  // namespace

Result<std::vector<ForeignMetric>> parse_pytest_benchmark_output(std::string_view output, std::string_view source) {
    const auto json = parse_foreign_json(output, source);
    if (!json) return fail(json.error());
    const auto benchmarks = json->is_object() ? json->find("benchmarks") : json->end();
    if (!json->is_object() || benchmarks == json->end() || !benchmarks->is_array()) {
        return fail(ErrorKind::malformed, fmt::format("the JSON of {} has no list of benchmarks", source),
                    "check that it is pytest-benchmark's");
    }
    if (benchmarks->empty()) {
        return fail(ErrorKind::unsupported, fmt::format("{} measured nothing: its tests were skipped", source));
    }
    const std::string first = function_of(benchmarks->front());
    const bool one_function = std::all_of(benchmarks->begin(), benchmarks->end(),
                                          [&](const Json& entry) { return function_of(entry) == first; });
    ForeignMetrics metrics("pytest_benchmark");
    for (const Json& entry : *benchmarks) {
        const std::string behind = benchmarks->size() > 1 ? " " + label_of(entry, one_function) : std::string();
        if (auto added = add_entry(entry, behind, source, metrics); !added) return fail(std::move(added.error()));
    }
    return metrics.take();
}

}  // namespace inference_pio
