// RapidCheck generators of the protocol's commands and events.
#pragma once

#include <rapidcheck.h>

#include "fakes/arbitrary_record.hpp"
#include "protocol/messages.hpp"

namespace inference_pio::arbitrary {

inline std::string metric_name() { return *rc::gen::element<std::string>("latency", "ttft", "a", "own_metric_2"); }

template <class Make>
auto several(Make make) {
    std::vector<decltype(make())> result;
    const int count = *rc::gen::inRange(0, 4);
    for (int i = 0; i < count; ++i) result.push_back(make());
    return result;
}

inline std::map<std::string, std::string> texts() { return {{*text(), *text()}, {*some_text(), *text()}}; }

inline std::map<std::string, double, std::less<>> numbers() {
    std::map<std::string, double, std::less<>> result;
    for (const std::string& name : several(metric_name)) result[name] = *finite();
    return result;
}

inline CaseCommand case_command() {
    CaseCommand subject;
    subject.benchmark = *text();
    subject.parameters = parameters();
    subject.seed = *rc::gen::arbitrary<std::uint64_t>();
    subject.engine = *text();
    subject.engine_options = texts();
    subject.files = texts();
    subject.user_checkpoint = *rc::gen::arbitrary<bool>();
    subject.injected_slowdown = *positive();
    return subject;
}

inline Command command() {
    switch (*rc::gen::inRange(0, 6)) {
        case 0:
            return DescribeCommand{};
        case 1:
            return ProvideCommand{case_command()};
        case 2:
            return EstimateCommand{case_command()};
        case 3:
            return PrepareCommand{case_command()};
        case 4:
            return MeasureCommand{};
        default:
            return ReleaseCommand{};
    }
}

inline MetricDefinition definition() {
    MetricDefinition metric;
    metric.name = metric_name();
    metric.version = *rc::gen::inRange(1, 9);
    metric.unit = *some_text();
    metric.direction = *rc::gen::element(Direction::lower_is_better, Direction::higher_is_better, Direction::neutral);
    metric.reduction = *rc::gen::element(Reduction::median, Reduction::pooled, Reduction::maximum);
    metric.meaning = *text();
    return metric;
}

inline DescribedBenchmark described_benchmark() {
    DescribedBenchmark benchmark;
    benchmark.name = *text();
    benchmark.doc = *text();
    benchmark.axes = {{"count", ValueType::integer, {std::int64_t{1}, std::int64_t{-2}}},
                      {"added", ValueType::real, {1.0, 0.25}},
                      {"aaa", ValueType::bytes, {mebibytes(3)}},
                      {"kind", ValueType::word, {std::string("q4_0")}}};
    if (*rc::gen::arbitrary<bool>()) {
        benchmark.reference = *rc::gen::elementOf(std::vector<Parameters::Entry>{{"count", Value(std::int64_t{1})},
                                                                                 {"added", Value(3.0)},
                                                                                 {"aaa", Value(Bytes{1})},
                                                                                 {"kind", Value(std::string("f16"))}});
    } else if (*rc::gen::arbitrary<bool>()) {
        benchmark.axes.clear();
    }
    benchmark.metrics = several(definition);
    benchmark.checkpoint_model = *text();
    benchmark.deterministic = *rc::gen::arbitrary<bool>();
    benchmark.sample_is_process = *rc::gen::arbitrary<bool>();
    return benchmark;
}

inline DescribedEvent described() {
    DescribedEvent event;
    event.benchmarks = several(described_benchmark);
    if (auto facts = engine(); facts && !facts->name.empty()) event.engines.push_back(*facts);
    return event;
}

inline ReadyEvent ready() {
    ReadyEvent event;
    event.facts.model = *text();
    event.facts.weights_source = *text();
    event.facts.checkpoint_digest = *text();
    event.facts.checkpoint_file = *text();
    event.facts.engine = engine();
    event.facts.parameters = parameters();
    if (*rc::gen::arbitrary<bool>()) event.facts.tensor_bytes = {{*word(), *rc::gen::inRange(0, 1'000'000)}};
    event.metrics = numbers();
    if (*rc::gen::arbitrary<bool>()) event.missing = texts();
    return event;
}

inline SampleEvent sample() {
    SampleEvent event;
    for (const std::string& name : several(metric_name)) {
        event.metrics[name] = {*finite()};
        for (const double value : several([] { return *finite(); })) event.metrics[name].push_back(value);
    }
    event.definitions = several(definition);
    event.spans = several([] {
        const Nanoseconds begin(*rc::gen::inRange<std::int64_t>(0, 1'000'000'000'000));
        const Nanoseconds length(*rc::gen::inRange<std::int64_t>(0, 1'000'000));
        return Span{*some_text(), begin, begin + length, *rc::gen::inRange(-1, 8)};
    });
    event.evidence = numbers();
    event.output_digest = *text();
    for (const std::string& name : several(metric_name)) event.repetitions[name] = *rc::gen::arbitrary<std::uint64_t>();
    return event;
}

inline std::optional<Bytes> maybe_bytes() {
    if (*rc::gen::arbitrary<bool>()) return std::nullopt;
    return Bytes{*rc::gen::arbitrary<std::uint64_t>()};
}

inline Event event() {
    switch (*rc::gen::inRange(0, 8)) {
        case 0:
            return described();
        case 1:
            return ProvidedEvent{texts()};
        case 2:
            return EstimatedEvent{maybe_bytes()};
        case 3:
            return ready();
        case 4:
            return sample();
        case 5:
            return ReleasedEvent{maybe_bytes()};
        case 6:
            return FailedEvent{{*rc::gen::element(ErrorKind::crashed, ErrorKind::out_of_memory), *text(), *text()}};
        default:
            return ProgressEvent{*text()};
    }
}

}  // namespace inference_pio::arbitrary
