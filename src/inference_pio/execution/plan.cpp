#include "execution/plan.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "discovery/name_pattern.hpp"

namespace inference_pio {
namespace {

constexpr std::string_view kWeightType = "weight_type";
constexpr std::string_view kProjectorType = "projector_type";
constexpr std::string_view kSourceSize = "source_size";

// SplitMix64 (Steele, Lea, Flood 2014): our own, so that an order is the same on every machine.
class Random {
public:
    explicit Random(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next() {
        std::uint64_t z = (state_ += 0x9e3779b97f4a7c15ULL);
        z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9ULL;
        z = (z ^ (z >> 27U)) * 0x94d049bb133111ebULL;
        return z ^ (z >> 31U);
    }

    // Uniform in [0, bound), bound >= 1: values beyond the last whole multiple of bound are drawn again.
    std::uint64_t below(std::uint64_t bound) {
        const std::uint64_t limit = UINT64_MAX - UINT64_MAX % bound;
        std::uint64_t drawn = next();
        while (drawn >= limit) drawn = next();
        return drawn % bound;
    }

private:
    std::uint64_t state_;
};

bool selects(const std::vector<std::string>& patterns, std::string_view name) {
    return patterns.empty() || std::any_of(patterns.begin(), patterns.end(),
                                           [&](const std::string& pattern) { return pattern_matches(pattern, name); });
}

bool may_select(const std::vector<std::string>& patterns, const std::string& benchmark) {
    return selects(patterns, benchmark) ||
           std::any_of(patterns.begin(), patterns.end(),
                       [&](const std::string& pattern) { return pattern_may_match_below(pattern, benchmark + "["); });
}

// The axes with the values that this run visits.
Result<std::vector<Axis>> effective_axes(const FoundBenchmark& benchmark, const PlanRequest& request) {
    std::vector<Axis> axes;
    for (Axis axis : benchmark.description.axes) {
        const bool from_file = (request.user_checkpoint && axis.name == kWeightType) ||
                               (request.user_projector && axis.name == kProjectorType);
        if (from_file && !benchmark.description.checkpoint_model.empty()) continue;
        if (request.user_images && axis.name == kSourceSize) continue;
        std::vector<Value> values;
        for (const ParameterOverride& override : request.overrides) {
            if (override.axis != axis.name) continue;
            for (const std::string& text : override.values) {
                auto value = parse_value(axis.type, text);
                if (!value) {
                    return fail(ErrorKind::invalid_argument,
                                fmt::format("--param {}: {}, as the axis of {} wants", axis.name, value.error().message,
                                            benchmark.name));
                }
                if (std::find(values.begin(), values.end(), *value) == values.end()) values.push_back(*value);
            }
        }
        if (!values.empty()) axis.values = std::move(values);
        axes.push_back(std::move(axis));
    }
    return axes;
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
        if (axes.contains(override.axis)) continue;
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

std::vector<std::size_t> Plan::order_of_round(int round) const {
    std::vector<std::size_t> order(cases.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    Random random(seed ^ (0xd1342543de82ef95ULL * (static_cast<std::uint64_t>(round) + 1)));
    for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
    return order;
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
        const bool whole = selects(request.patterns, benchmark.name);
        bool selected = false;
        for (Parameters& point : all_points(*axes)) {
            CaseId id = case_id(benchmark, std::move(point));
            names.push_back(id.name());
            if (!whole && !selects(request.patterns, names.back())) continue;
            plan.cases.push_back({std::move(id), i});
            selected = true;
        }
        if (!selected) continue;
        for (const Axis& axis : benchmark.description.axes) axis_names.insert(axis.name);
    }
    if (auto known = check_patterns(names, request); !known) return fail(std::move(known.error()));
    if (auto known = check_axes(axis_names, request); !known) return fail(std::move(known.error()));
    return plan;
}

}  // namespace inference_pio
