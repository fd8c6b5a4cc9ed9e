#include <fmt/format.h>

#include <algorithm>

#include "protocol/codec.hpp"
#include "protocol/metric_rules.hpp"
#include "records/json_reader.hpp"
#include "records/json_values.hpp"

namespace inference_pio {
namespace {

Json to_json(const DescribedBenchmark& benchmark) {
    Json json;
    json["name"] = benchmark.name;
    json["doc"] = benchmark.doc;
    json["axes"] = Json::object();
    for (const Axis& axis : benchmark.axes) json["axes"][axis.name] = inference_pio::to_json(axis);
    json["metrics"] = Json::array();
    for (const MetricDefinition& metric : benchmark.metrics) json["metrics"].push_back(inference_pio::to_json(metric));
    json["checkpoint_model"] = benchmark.checkpoint_model;
    if (benchmark.deterministic) json["deterministic"] = true;
    if (benchmark.sample_is_process) json["sample_is_process"] = true;
    if (benchmark.reference) {
        const auto& [axis, value] = *benchmark.reference;
        json["reference"] = {{"axis", axis}, {"value", inference_pio::to_json(value)}};
    }
    return json;
}

// Axes are an object, in the order of their declaration.
Result<std::vector<Axis>> axes_from(const Json& json) {
    if (!json.is_object()) return fail(unexpected_json("an object", json));
    std::vector<Axis> axes;
    for (const auto& [name, axis_json] : json.items()) {
        Result<Axis> axis = axis_from_json(name, axis_json);
        if (!axis) return fail(at_field(name, std::move(axis).error()));
        axes.push_back(*std::move(axis));
    }
    return axes;
}

// A value of one of the axes.
Result<Parameters::Entry> reference_from(const Json& json, const std::vector<Axis>& axes) {
    Parameters::Entry reference;
    JsonReader reader(json);
    reader.required("axis", reference.first);
    const auto axis =
        std::find_if(axes.begin(), axes.end(), [&](const Axis& one) { return one.name == reference.first; });
    if (reader.ok() && axis == axes.end()) {
        reader.reject("axis", fmt::format("there is no axis \"{}\"", reference.first));
    }
    if (reader.ok()) {
        reader.required_with("value", reference.second,
                             [&](const Json& value) { return value_from_json(axis->type, value); });
    }
    return reader.finish(std::move(reference));
}

Result<DescribedBenchmark> benchmark_from(const Json& json) {
    JsonReader reader(json);
    DescribedBenchmark benchmark;
    reader.required("name", benchmark.name);
    reader.optional("doc", benchmark.doc);
    reader.optional_with("axes", benchmark.axes, axes_from);
    reader.optional_array_with("metrics", benchmark.metrics, metric_from_json);
    reader.optional("checkpoint_model", benchmark.checkpoint_model);
    reader.optional("deterministic", benchmark.deterministic);
    reader.optional("sample_is_process", benchmark.sample_is_process);
    reader.optional_with("reference", benchmark.reference,
                         [&](const Json& reference) { return reference_from(reference, benchmark.axes); });
    return reader.finish(std::move(benchmark));
}

using MetricSeries = std::map<std::string, std::vector<double>, std::less<>>;

// Each metric is a number or an array of numbers.
Result<MetricSeries> series_from(const Json& json) {
    if (!json.is_object()) return fail(unexpected_json("an object", json));
    MetricSeries metrics;
    for (const auto& [name, values_json] : json.items()) {
        std::vector<double>& values = metrics[name];
        Result<void> read;
        if (values_json.is_array()) {
            read = read_json(values_json, values);
        } else {
            read = read_json(values_json, values.emplace_back());
        }
        if (!read) return fail(at_field(name, std::move(read).error()));
    }
    return metrics;
}

struct Encoder {
    Json operator()(const DescribedEvent& event) const {
        Json json{{"event", "described"}, {"protocol", event.protocol}};
        json["benchmarks"] = Json::array();
        for (const DescribedBenchmark& benchmark : event.benchmarks) json["benchmarks"].push_back(to_json(benchmark));
        json["engines"] = Json::array();
        for (const EngineFacts& facts : event.engines) json["engines"].push_back(inference_pio::to_json(facts));
        return json;
    }
    Json operator()(const ProvidedEvent& event) const {
        Json json{{"event", "provided"}};
        json["files"] = Json(event.files);
        return json;
    }
    Json operator()(const EstimatedEvent& event) const {
        Json json{{"event", "estimated"}};
        if (event.memory) json["memory_bytes"] = event.memory->count;
        return json;
    }
    Json operator()(const ReadyEvent& event) const {
        Json json{{"event", "ready"}};
        json["facts"] = inference_pio::to_json(event.facts);
        json["metrics"] = Json(event.metrics);
        json["missing"] = Json(event.missing);
        return json;
    }
    Json operator()(const SampleEvent& event) const {
        Json json{{"event", "sample"}};
        json["metrics"] = Json::object();
        for (const auto& [name, values] : event.metrics) {
            json["metrics"][name] = values.size() == 1 ? Json(values.front()) : Json(values);
        }
        json["definitions"] = Json::array();
        for (const MetricDefinition& metric : event.definitions) {
            json["definitions"].push_back(inference_pio::to_json(metric));
        }
        json["spans"] = Json::array();
        for (const Span& span : event.spans) json["spans"].push_back(inference_pio::to_json(span));
        json["evidence"] = Json(event.evidence);
        json["output_digest"] = event.output_digest;
        json["repetitions"] = Json(event.repetitions);
        return json;
    }
    Json operator()(const ReleasedEvent& event) const {
        Json json{{"event", "released"}};
        if (event.children_peak_memory) json["children_peak_memory_bytes"] = event.children_peak_memory->count;
        return json;
    }
    Json operator()(const FailedEvent& event) const {
        return {{"event", "failed"},
                {"kind", to_string(event.error.kind)},
                {"message", event.error.message},
                {"remedy", event.error.remedy}};
    }
    Json operator()(const ProgressEvent& event) const { return {{"event", "progress"}, {"message", event.message}}; }
};

Result<Event> described_from(JsonReader& reader) {
    DescribedEvent event;
    reader.required("protocol", event.protocol);
    if (reader.ok() && event.protocol != kProtocolVersion) {
        return fail(ErrorKind::unsupported,
                    fmt::format("the worker speaks version {} of the protocol; this program speaks {}", event.protocol,
                                kProtocolVersion),
                    "take the worker and piobench from the same release");
    }
    reader.required_with("benchmarks", event.benchmarks, [](const Json& json) {
        std::vector<DescribedBenchmark> benchmarks;
        Result<void> read = read_json_array(json, benchmarks, benchmark_from);
        return read ? Result<std::vector<DescribedBenchmark>>(std::move(benchmarks)) : fail(std::move(read).error());
    });
    reader.optional_array_with("engines", event.engines, engine_facts_from_json);
    return reader.finish(Event(std::move(event)));
}

Result<Event> ready_from(JsonReader& reader) {
    ReadyEvent event;
    reader.optional_with("facts", event.facts, case_facts_from_json);
    reader.optional("metrics", event.metrics);
    reader.optional("missing", event.missing);
    if (Result<void> checked = check_metrics(event.metrics); reader.ok() && !checked) return fail(checked.error());
    return reader.finish(Event(std::move(event)));
}

Result<Event> sample_from(JsonReader& reader) {
    SampleEvent event;
    reader.required_with("metrics", event.metrics, series_from);
    reader.optional_array_with("definitions", event.definitions, metric_from_json);
    reader.optional_array_with("spans", event.spans, span_from_json);
    reader.optional("evidence", event.evidence);
    reader.optional("output_digest", event.output_digest);
    reader.optional("repetitions", event.repetitions);
    if (Result<void> checked = check_metrics(event.metrics); reader.ok() && !checked) return fail(checked.error());
    return reader.finish(Event(std::move(event)));
}

Result<Event> failed_from(JsonReader& reader) {
    FailedEvent event;
    std::string kind = "internal";
    reader.optional("kind", kind);
    reader.required("message", event.error.message);
    reader.optional("remedy", event.error.remedy);
    event.error.kind = error_kind_from(kind);
    return reader.finish(Event(std::move(event)));
}

// An event with one field, which may be missing.
template <class T, class Field>
Result<Event> event_from(JsonReader& reader, std::string_view name, Field T::*field) {
    T event;
    reader.optional(name, event.*field);
    return reader.finish(Event(std::move(event)));
}

Result<Event> event_of(const std::string& word, JsonReader& reader) {
    if (word == "described") return described_from(reader);
    if (word == "provided") return event_from(reader, "files", &ProvidedEvent::files);
    if (word == "estimated") return event_from(reader, "memory_bytes", &EstimatedEvent::memory);
    if (word == "ready") return ready_from(reader);
    if (word == "sample") return sample_from(reader);
    if (word == "released") {
        return event_from(reader, "children_peak_memory_bytes", &ReleasedEvent::children_peak_memory);
    }
    if (word == "failed") return failed_from(reader);
    if (word == "progress") return event_from(reader, "message", &ProgressEvent::message);
    constexpr std::size_t kShown = 80;
    return fail(ErrorKind::malformed, fmt::format("unknown event \"{}\"", word.substr(0, kShown)),
                "docs/worker_protocol.md lists the events");
}

}  // namespace

std::string encode_event(const Event& event) { return print_json(std::visit(Encoder{}, event)); }

Result<Event> decode_event(std::string_view line) {
    const Result<Json> json = parse_json(line);
    if (!json) {
        if (const auto name = find_not_finite(line)) {
            return fail(ErrorKind::malformed, fmt::format("{} is not a finite number", *name),
                        "leave a metric out where it could not be measured");
        }
        return fail(json.error());
    }
    JsonReader reader(*json);
    std::string word;
    reader.required("event", word);
    if (!reader.ok()) return reader.finish(Event{});
    return event_of(word, reader);
}

}  // namespace inference_pio
