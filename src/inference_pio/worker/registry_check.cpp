#include "worker/registry_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>

#include "protocol/metric_rules.hpp"

namespace inference_pio {
namespace {

tl::unexpected<Error> wrong(const Benchmark& benchmark, std::string what, std::string remedy) {
    return fail(ErrorKind::malformed, fmt::format("{}: benchmark {}: {}", benchmark.source_file, benchmark.name, what),
                std::move(remedy));
}

Result<void> check_axes(const Benchmark& benchmark) {
    std::set<std::string> names;
    for (const Axis& axis : benchmark.axes) {
        if (axis.name.empty()) return wrong(benchmark, "an axis has no name", "name it");
        if (!names.insert(axis.name).second) {
            return wrong(benchmark, fmt::format("two axes are named {}", axis.name), "rename one of them");
        }
        if (axis.values.empty()) {
            return wrong(benchmark, fmt::format("the axis {} has no values", axis.name), "give it at least one");
        }
        const auto fits = [&](const Value& value) { return type_of(value) == axis.type; };
        if (!std::all_of(axis.values.begin(), axis.values.end(), fits)) {
            return wrong(
                benchmark,
                fmt::format("the axis {} is of type {}, not all its values are", axis.name, to_string(axis.type)),
                "give all values one type");
        }
    }
    return {};
}

Result<void> check_declared_metrics(const Benchmark& benchmark) {
    std::set<std::string> names;
    for (const MetricDefinition& metric : benchmark.metrics) {
        if (!is_metric_name(metric.name)) {
            return wrong(benchmark, fmt::format("\"{}\" is no name for a metric", metric.name),
                         "use small letters, digits and underscores, a letter first");
        }
        const MetricDefinition* const known = find_metric(metric.name);
        if (known != nullptr && *known != metric) {
            return wrong(benchmark, fmt::format("the metric {} means something else in the catalogue", metric.name),
                         "give the metric a name of its own");
        }
        if (!names.insert(metric.name).second) {
            return wrong(benchmark, fmt::format("the metric {} is declared twice", metric.name), "remove one");
        }
    }
    return {};
}

Result<void> check_reference(const Benchmark& benchmark) {
    if (!benchmark.reference) return {};
    const auto& [name, value] = *benchmark.reference;
    const auto axis = std::find_if(benchmark.axes.begin(), benchmark.axes.end(),
                                   [&](const Axis& one) { return one.name == benchmark.reference->first; });
    if (axis == benchmark.axes.end()) {
        return wrong(benchmark, fmt::format("the reference's axis {} is not there", name), "name one of its axes");
    }
    if (type_of(value) != axis->type) {
        return wrong(benchmark,
                     fmt::format("the reference {} is of type {}, the axis {} of type {}", to_string(value),
                                 to_string(type_of(value)), name, to_string(axis->type)),
                     "give the reference the axis's type");
    }
    return {};
}

}  // namespace

Result<void> check_registry(const BenchmarkRegistry& benchmarks, std::span<const ModelCard> models) {
    if (benchmarks.empty()) {
        return fail(ErrorKind::malformed, "this program registers no benchmark",
                    "write PIO_BENCHMARK(name) in its file");
    }
    std::set<std::string> names;
    for (const auto& benchmark : benchmarks) {
        if (!names.insert(benchmark->name).second) {
            return wrong(*benchmark, "its name was registered before", "rename one of the two");
        }
        if (!benchmark->prepare) return wrong(*benchmark, "it has no prepare function", "call .prepare(…)");
        if (Result<void> checked = check_axes(*benchmark); !checked) return checked;
        if (Result<void> checked = check_declared_metrics(*benchmark); !checked) return checked;
        if (Result<void> checked = check_reference(*benchmark); !checked) return checked;
    }
    std::set<std::string> cards;
    for (const ModelCard& card : models) {
        if (!cards.insert(card.name).second) {
            return fail(ErrorKind::malformed,
                        fmt::format("{}: two model cards are named {}", benchmarks.front()->source_file, card.name),
                        "register each model once");
        }
    }
    return {};
}

}  // namespace inference_pio
