#include "execution/plan.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "contracts/name_pattern.hpp"

namespace inference_pio {
namespace {

constexpr std::string_view kWeightType = "weight_type";
constexpr std::string_view kProjectorType = "projector_type";
constexpr std::string_view kSourceSize = "source_size";
constexpr std::string_view kLayers = "layers";

bool selects(const std::vector<std::string>& patterns, std::string_view name) {
    return patterns.empty() || std::any_of(patterns.begin(), patterns.end(),
                                           [&](const std::string& pattern) { return pattern_matches(pattern, name); });
}

bool may_select(const std::vector<std::string>& patterns, const std::string& benchmark) {
    return selects(patterns, benchmark) ||
           std::any_of(patterns.begin(), patterns.end(),
                       [&](const std::string& pattern) { return pattern_may_match_below(pattern, benchmark + "["); });
}

// The values that the command line gives this axis; none where it says nothing of it.
Result<std::vector<Value>> overriding_values(const FoundBenchmark& benchmark, const PlanRequest& request,
                                             std::string_view axis, ValueType type) {
    std::vector<Value> values;
    for (const ParameterOverride& override : request.overrides) {
        if (override.axis != axis) continue;
        for (const std::string& text : override.values) {
            auto value = parse_value(type, text);
            if (!value) {
                return fail(ErrorKind::invalid_argument, fmt::format("--param {}: {}, as the axis of {} wants", axis,
                                                                     value.error().message, benchmark.name));
            }
            if (std::find(values.begin(), values.end(), *value) == values.end()) values.push_back(*value);
        }
    }
    return values;
}

bool has_checkpoint(const FoundBenchmark& benchmark) { return !benchmark.description.checkpoint_model.empty(); }

// The axes with the values that this run visits.
Result<std::vector<Axis>> effective_axes(const FoundBenchmark& benchmark, const PlanRequest& request) {
    std::vector<Axis> axes;
    for (Axis axis : benchmark.description.axes) {
        const bool of_checkpoint = axis.name == kWeightType || axis.name == kLayers;
        const bool from_file = (request.user_checkpoint && of_checkpoint) ||
                               (request.user_projector && axis.name == kProjectorType);
        if (from_file && has_checkpoint(benchmark)) continue;
        if (request.user_images && axis.name == kSourceSize) continue;
        auto values = overriding_values(benchmark, request, axis.name, axis.type);
        if (!values) return fail(std::move(values.error()));
        if (!values->empty()) axis.values = *std::move(values);
        axes.push_back(std::move(axis));
    }
    return axes;
}

bool has_slices_of_its_own(const FoundBenchmark& benchmark) {
    const std::vector<Axis>& axes = benchmark.description.axes;
    return std::any_of(axes.begin(), axes.end(), [](const Axis& axis) { return axis.name == kLayers; });
}

// The slices that this run asks for where the benchmark has no axis of them; none: the whole model.
Result<std::vector<Value>> wanted_slices(const FoundBenchmark& benchmark, const PlanRequest& request) {
    if (!has_checkpoint(benchmark)) return {};
    auto slices = overriding_values(benchmark, request, kLayers, ValueType::integer);
    if (!slices || slices->empty()) return slices;
    if (request.user_checkpoint) {
        return fail(ErrorKind::invalid_argument, "--param layers slices no checkpoint of your own",
                    "leave out --param layers, or --model-file: slices are synthesized");
    }
    for (const Value& value : *slices) {
        if (std::get<std::int64_t>(value) >= 0) continue;
        return fail(ErrorKind::invalid_argument,
                    fmt::format("--param layers={} is no number of layers", to_string(value)),
                    "give 1 or more, or 0 for the whole model");
    }
    if (has_slices_of_its_own(benchmark)) return {};
    return slices;
}

// Whole models keep the names that they have where nobody slices, so their records stay comparable.
std::vector<Parameters> slice_points(const std::vector<Parameters>& points, const std::vector<Value>& slices) {
    if (slices.empty()) return points;
    std::vector<Parameters> sliced;
    for (const Parameters& point : points) {
        for (const Value& layers : slices) {
            sliced.push_back(point);
            if (layers != Value(std::int64_t{0})) sliced.back().set(kLayers, layers);
        }
    }
    return sliced;
}

std::vector<Parameters> all_points(const std::vector<Axis>& axes) {
    std::vector<Parameters> points{{}};
    for (const Axis& axis : axes) {
        std::vector<Parameters> longer;
        for (const Parameters& point : points) {
            for (const Value& value : axis.values) {
                longer.push_back(point);
                longer.back().set(axis.name, value);
            }
        }
        points = std::move(longer);
    }
    return points;
}

CaseId case_id(const FoundBenchmark& benchmark, Parameters parameters) {
    const Place& place = benchmark.file.place;
    return {benchmark.name, place.category, place.model ? place.suite : std::string(), std::move(parameters)};
}

Result<void> check_patterns(const std::vector<std::string>& names, const PlanRequest& request) {
    for (const std::string& pattern : request.patterns) {
        const auto matched = [&](const std::string& name) { return pattern_matches(pattern, name); };
        if (std::any_of(names.begin(), names.end(), matched)) continue;
        if (std::any_of(request.failed_names.begin(), request.failed_names.end(), matched)) continue;
        const auto nearest = nearest_names(pattern, names, 3);
        return fail(ErrorKind::not_found, fmt::format("'{}' matches no benchmark and no case", pattern),
                    nearest.empty() ? "piobench list shows what there is"
                                    : fmt::format("nearest: {}", fmt::join(nearest, ", ")));
    }
    return {};
}

Result<void> check_axes(const std::set<std::string>& axes, const PlanRequest& request) {
    for (const ParameterOverride& override : request.overrides) {
        if (!override.needed || axes.contains(override.axis)) continue;
        return fail(ErrorKind::invalid_argument, fmt::format("no selected benchmark has the axis '{}'", override.axis),
                    axes.empty() ? "the selected benchmarks have no axes"
                                 : fmt::format("their axes: {}", fmt::join(axes, ", ")));
    }
    return {};
}

}  // namespace

Result<ParameterOverride> parse_parameter_override(std::string_view text) {
    const auto equals = text.find('=');
    ParameterOverride override{std::string(text.substr(0, equals)), {}};
    std::string_view rest = equals == std::string_view::npos ? std::string_view() : text.substr(equals + 1);
    while (!rest.empty()) {
        const auto comma = rest.find(',');
        override.values.emplace_back(rest.substr(0, comma));
        if (override.values.back().empty()) break;
        rest = comma == std::string_view::npos ? std::string_view() : rest.substr(comma + 1);
        if (comma != std::string_view::npos && rest.empty()) override.values.emplace_back();
    }
    if (override.axis.empty() || override.values.empty() || override.values.back().empty()) {
        return fail(ErrorKind::invalid_argument, fmt::format("'{}' is no parameter", text),
                    "write it as axis=value,value: batch_size=1,4");
    }
    return override;
}

void add_references(Plan& plan, const std::vector<FoundBenchmark>& benchmarks) {
    const std::size_t asked = plan.cases.size();
    for (std::size_t i = 0; i < asked; ++i) {
        const std::size_t benchmark = plan.cases[i].benchmark;
        const auto& reference = benchmarks[benchmark].description.reference;
        if (!reference || plan.cases[i].id.parameters.find(reference->first) == nullptr) continue;
        CaseId id = plan.cases[i].id;
        id.parameters.set(reference->first, reference->second);
        if (id == plan.cases[i].id) continue;
        const auto found = std::find_if(plan.cases.begin(), plan.cases.end(),
                                        [&](const PlannedCase& planned) { return planned.id == id; });
        plan.cases[i].reference = static_cast<std::size_t>(found - plan.cases.begin());
        if (found == plan.cases.end()) plan.cases.push_back({std::move(id), benchmark, std::nullopt});
    }
}

Result<Plan> compute_plan(const std::vector<FoundBenchmark>& benchmarks, const PlanRequest& request) {
    Plan plan{{}, request.seed};
    std::vector<std::string> names;
    std::set<std::string> axis_names;
    for (std::size_t i = 0; i < benchmarks.size(); ++i) {
        const FoundBenchmark& benchmark = benchmarks[i];
        names.push_back(benchmark.name);
        if (!may_select(request.patterns, benchmark.name)) continue;
        auto axes = effective_axes(benchmark, request);
        if (!axes) return fail(std::move(axes.error()));
        const auto slices = wanted_slices(benchmark, request);
        if (!slices) return fail(slices.error());
        const bool whole = selects(request.patterns, benchmark.name);
        bool selected = false;
        for (Parameters& point : slice_points(all_points(*axes), *slices)) {
            CaseId id = case_id(benchmark, std::move(point));
            names.push_back(id.name());
            if (!whole && !selects(request.patterns, names.back())) continue;
            plan.cases.push_back({std::move(id), i, std::nullopt});
            selected = true;
        }
        if (!selected) continue;
        for (const Axis& axis : benchmark.description.axes) axis_names.insert(axis.name);
        if (has_checkpoint(benchmark)) axis_names.insert(std::string(kLayers));
    }
    if (auto known = check_patterns(names, request); !known) return fail(std::move(known.error()));
    if (auto known = check_axes(axis_names, request); !known) return fail(std::move(known.error()));
    add_references(plan, benchmarks);
    return plan;
}

}  // namespace inference_pio
