#include "worker/standalone.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

namespace inference_pio {
namespace {

constexpr int kExitWrongUsage = 2;
constexpr int kExitFailed = 3;
constexpr int kSamples = 5;  // after one that is thrown away: enough to see, too few to judge

struct Request {
    bool help = false;
    bool list = false;
    std::string benchmark;  // empty: all
    std::vector<std::pair<std::string, std::string>> parameters;
};

void print_usage(const BenchmarkRegistry& benchmarks) {
    fmt::print(
        "Runs the benchmarks of this program a few times and prints medians.\n\n"
        "  --list              what there is\n"
        "  NAME [AXIS=VALUE]…  one benchmark; axes that are not given are at their first value\n\n"
        "Use piobench to measure with intervals, memory and records. Benchmarks here:");
    for (const auto& benchmark : benchmarks) fmt::print(" {}", benchmark->name);
    fmt::print("\n");
}

void print_list(const BenchmarkRegistry& benchmarks) {
    for (const auto& benchmark : benchmarks) {
        fmt::print("{}  {}\n", benchmark->name, benchmark->doc);
        for (const Axis& axis : benchmark->axes) {
            std::string values;
            for (const Value& value : axis.values) values += " " + to_string(value);
            fmt::print("    {}:{}\n", axis.name, values);
        }
    }
}

Result<Request> parse_arguments(std::span<const std::string_view> arguments) {
    Request request;
    for (const std::string_view argument : arguments) {
        const std::size_t equals = argument.find('=');
        if (argument == "--help" || argument == "-h") {
            request.help = true;
        } else if (argument == "--list") {
            request.list = true;
        } else if (argument.starts_with('-')) {
            return fail(ErrorKind::invalid_argument, fmt::format("unknown option {}", argument), "see --help");
        } else if (equals != argument.npos) {
            request.parameters.emplace_back(argument.substr(0, equals), argument.substr(equals + 1));
        } else if (request.benchmark.empty()) {
            request.benchmark = argument;
        } else {
            return fail(ErrorKind::invalid_argument,
                        fmt::format("two benchmarks: {} and {}", request.benchmark, argument),
                        "name one, or none for all");
        }
    }
    return request;
}

Result<Parameters> point_of(const Benchmark& benchmark, const Request& request) {
    Parameters parameters;
    for (const Axis& axis : benchmark.axes) parameters.set(axis.name, axis.values.front());
    for (const auto& [name, text] : request.parameters) {
        const auto axis = std::find_if(benchmark.axes.begin(), benchmark.axes.end(),
                                       [&](const Axis& candidate) { return candidate.name == name; });
        if (axis == benchmark.axes.end()) {
            return fail(ErrorKind::invalid_argument, fmt::format("{} has no axis {}", benchmark.name, name),
                        "see --list");
        }
        Result<Value> value = parse_value(axis->type, text);
        if (!value) return fail(value.error());
        parameters.set(name, *std::move(value));
    }
    return parameters;
}

// The event that was asked for, or what went wrong instead.
template <class T>
Result<T> ask(WorkerSession& session, const Command& command) {
    Event event =
        session.handle(command, [](const ProgressEvent& progress) { fmt::print(stderr, "  {}\n", progress.message); });
    if (auto* const wanted = std::get_if<T>(&event)) return std::move(*wanted);
    if (auto* const failed = std::get_if<FailedEvent>(&event)) return fail(std::move(failed->error));
    return fail(ErrorKind::internal, "the worker answered with another event");
}

using Series = std::map<std::string, std::vector<double>, std::less<>>;

Result<Series> measure_case(WorkerSession& session, CaseCommand subject) {
    Result<ProvidedEvent> provided = ask<ProvidedEvent>(session, ProvideCommand{subject});
    if (!provided) return fail(provided.error());
    subject.files = std::move(provided->files);
    const Result<ReadyEvent> ready = ask<ReadyEvent>(session, PrepareCommand{subject});
    if (!ready) return fail(ready.error());
    Series series;
    for (const auto& [name, value] : ready->metrics) series[name] = {value};
    Result<void> measured;
    for (int i = 0; i <= kSamples && measured; ++i) {
        const Result<SampleEvent> sample = ask<SampleEvent>(session, MeasureCommand{});
        if (!sample) {
            measured = fail(sample.error());
        } else if (i > 0) {
            for (const auto& [name, values] : sample->metrics) {
                series[name].insert(series[name].end(), values.begin(), values.end());
            }
        }
    }
    const Result<ReleasedEvent> released = ask<ReleasedEvent>(session, ReleaseCommand{});
    if (!measured) return fail(measured.error());
    if (!released) return fail(released.error());
    return series;
}

void print_series(const Benchmark& benchmark, const Series& series) {
    for (const auto& [name, values] : series) {
        std::vector<double> sorted = values;
        std::sort(sorted.begin(), sorted.end());
        const MetricDefinition* definition = find_metric(name);
        for (const MetricDefinition& declared : benchmark.metrics) {
            if (declared.name == name) definition = &declared;
        }
        fmt::print("  {:<24} {:>14.6g} {}\n", name, sorted[sorted.size() / 2],
                   definition == nullptr ? "" : definition->unit);
    }
}

void print_error(const Error& error) {
    std::fflush(stdout);
    fmt::print(stderr, "error: {}\n", error.message);
    if (!error.remedy.empty()) fmt::print(stderr, "  {}\n", error.remedy);
}

}  // namespace

int run_standalone(std::span<const std::string_view> arguments, const BenchmarkRegistry& benchmarks,
                   std::span<const ModelCard> models, const WorkerServices& services) {
    const auto failed = [](const Error& error, int code) {
        print_error(error);
        return code;
    };
    const Result<Request> request = parse_arguments(arguments);
    if (!request) return failed(request.error(), kExitWrongUsage);
    if (request->help) return print_usage(benchmarks), 0;
    if (Result<void> checked = check_registry(benchmarks, models); !checked)
        return failed(checked.error(), kExitFailed);
    if (request->list) return print_list(benchmarks), 0;

    WorkerSession session(benchmarks, models, services);
    int code = 0;
    bool found = false;
    for (const auto& benchmark : benchmarks) {
        if (!request->benchmark.empty() && request->benchmark != benchmark->name) continue;
        found = true;
        const Result<Parameters> point = point_of(*benchmark, *request);
        if (!point) return failed(point.error(), kExitWrongUsage);
        fmt::print("{}{}{}{}\n", benchmark->name, point->empty() ? "" : "[", point->to_string(),
                   point->empty() ? "" : "]");
        std::fflush(stdout);
        CaseCommand subject;
        subject.benchmark = benchmark->name;
        subject.parameters = *point;
        const Result<Series> series = measure_case(session, std::move(subject));
        if (series) {
            print_series(*benchmark, *series);
        } else {
            code = failed(series.error(), kExitFailed);
        }
    }
    if (!found) {
        return failed({ErrorKind::not_found, fmt::format("no benchmark named {}", request->benchmark), "see --list"},
                      kExitWrongUsage);
    }
    return code;
}

}  // namespace inference_pio
