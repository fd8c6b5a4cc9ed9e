#include "worker/adapters/google_benchmark_output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string>
#include <utility>

namespace inference_pio {
namespace {

constexpr const char* kTool = "google_benchmark";
constexpr auto kLower = Direction::lower_is_better;
constexpr auto kHigher = Direction::higher_is_better;

// Numbers of an entry that are no measurement.
constexpr std::array<std::string_view, 12> kNotMeasured{"family_index",
                                                        "per_family_instance_index",
                                                        "repetitions",
                                                        "repetition_index",
                                                        "threads",
                                                        "iterations",
                                                        "real_time",
                                                        "cpu_time",
                                                        "rms",
                                                        "cpu_coefficient",
                                                        "real_coefficient",
                                                        "big_o"};

std::optional<double> seconds_of(std::string_view unit) {
    constexpr std::array<std::pair<std::string_view, double>, 4> kUnits{
        {{"ns", 1e-9}, {"us", 1e-6}, {"ms", 1e-3}, {"s", 1}}};
    for (const auto& [name, seconds] : kUnits) {
        if (name == unit) return seconds;
    }
    return std::nullopt;
}

MetricDefinition kind_of_counter(std::string_view name) {
    const auto kind = [](std::string unit, Direction direction, std::string meaning) {
        MetricDefinition definition;
        definition.unit = std::move(unit);
        definition.direction = direction;
        definition.meaning = std::move(meaning);
        return definition;
    };
    if (name == "items_per_second") return kind("items/sec", kHigher, "items over time, as the program counts them");
    if (name == "bytes_per_second") return kind("bytes/s", kHigher, "bytes over time, as the program counts them");
    if (name == "max_bytes_used") return kind("bytes", kLower, "largest memory, as the program's memory manager says");
    if (name == "allocs_per_iter") return kind("number", kLower, "allocations of one iteration");
    if (name == "total_allocated_bytes") return kind("bytes", kLower, "memory that was allocated in all");
    if (name == "net_heap_growth") return kind("bytes", kLower, "memory that was allocated and not given back");
    return kind("number", Direction::neutral, fmt::format("the program's counter '{}'", name));
}

MetricDefinition kind_of_time(std::string meaning) {
    MetricDefinition definition;
    definition.unit = "s";
    definition.direction = kLower;
    definition.meaning = std::move(meaning);
    return definition;
}

std::string run_name_of(const Json& entry) {
    const std::string name = text_in(entry, "run_name");
    return name.empty() ? text_in(entry, "name") : name;
}

bool is_set(const Json& entry, const char* key) {
    const auto found = entry.find(std::string(key));
    return found != entry.end() && found->is_boolean() && found->get<bool>();
}

bool is_aggregate(const Json& entry) { return text_in(entry, "run_type") == "aggregate"; }

std::optional<Error> trouble_of(const Json& entry) {
    if (is_set(entry, "error_occurred")) {
        return Error{ErrorKind::crashed,
                     fmt::format("{} reports an error: {}", run_name_of(entry), text_in(entry, "error_message")),
                     {}};
    }
    if (is_set(entry, "skipped")) {
        return Error{ErrorKind::unsupported,
                     fmt::format("{} was skipped: {}", run_name_of(entry), text_in(entry, "skip_message")),
                     {}};
    }
    return std::nullopt;
}

// The entries whose values count: the repetitions of each benchmark, else its median, else its mean.
std::vector<const Json*> chosen_entries(const Json& benchmarks) {
    std::vector<const Json*> chosen;
    std::set<std::string> seen;
    for (const Json& entry : benchmarks) {
        if (entry.is_object() && !is_aggregate(entry)) chosen.push_back(&entry);
    }
    for (const Json* entry : chosen) seen.insert(run_name_of(*entry));
    for (const char* aggregate : {"median", "mean"}) {
        std::set<std::string> added;
        for (const Json& entry : benchmarks) {
            if (!entry.is_object() || !is_aggregate(entry) || text_in(entry, "aggregate_name") != aggregate) continue;
            if (seen.contains(run_name_of(entry))) continue;
            chosen.push_back(&entry);
            added.insert(run_name_of(entry));
        }
        seen.merge(added);
    }
    return chosen;
}

Result<void> add_entry(const Json& entry, const std::string& behind, std::string_view source, ForeignMetrics& metrics) {
    if (auto trouble = trouble_of(entry)) return fail(*std::move(trouble));
    const auto unit = seconds_of(text_in(entry, "time_unit"));
    const auto real = number_in(entry, "real_time");
    const auto cpu = number_in(entry, "cpu_time");
    if (!unit || !real || !cpu) {
        return fail(ErrorKind::malformed, fmt::format("the JSON of {}: {} has no real_time, cpu_time and time_unit",
                                                      source, run_name_of(entry)));
    }
    metrics.add("real_time" + behind, kind_of_time("wall time of one iteration"), *real * *unit);
    metrics.add("cpu_time" + behind, kind_of_time("CPU time of one iteration"), *cpu * *unit);
    for (const auto& [key, value] : entry.items()) {
        const bool measured = std::find(kNotMeasured.begin(), kNotMeasured.end(), key) == kNotMeasured.end();
        if (measured && value.is_number()) metrics.add(key + behind, kind_of_counter(key), value.get<double>());
    }
    return {};
}

}  // namespace

Result<std::vector<ForeignMetric>> parse_google_benchmark_output(std::string_view output, std::string_view source) {
    const auto json = parse_foreign_json(output, source);
    if (!json) return fail(json.error());
    const auto benchmarks = json->is_object() ? json->find("benchmarks") : json->end();
    if (!json->is_object() || benchmarks == json->end() || !benchmarks->is_array()) {
        return fail(ErrorKind::malformed, fmt::format("the JSON of {} has no list of benchmarks", source),
                    "check that it is a Google Benchmark program");
    }
    const std::vector<const Json*> entries = chosen_entries(*benchmarks);
    if (entries.empty()) return fail(ErrorKind::not_found, fmt::format("{} ran no benchmark", source));
    const std::string first = run_name_of(*entries.front());
    const bool several =
        std::any_of(entries.begin(), entries.end(), [&](const Json* entry) { return run_name_of(*entry) != first; });
    ForeignMetrics metrics(kTool);
    for (const Json* entry : entries) {
        const std::string behind = several ? " " + run_name_of(*entry) : std::string();
        if (auto added = add_entry(*entry, behind, source, metrics); !added) return fail(std::move(added.error()));
    }
    return metrics.take();
}

}  // namespace inference_pio
