// JSON of the values that the worker protocol, the journal and the records share. The only place that
// knows how a Parameters, a CaseFacts or a MetricDefinition looks in JSON.
//
// from_json functions are total: they return Error(malformed) naming the field, never throw.
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/benchmark.hpp>
#include <inference_pio/record.hpp>
#include <nlohmann/json.hpp>

namespace inference_pio {

using Json = nlohmann::ordered_json;

// Parameters become an object; bytes become {"bytes": n}, so that types survive the way back.
[[nodiscard]] Json to_json(const Parameters& parameters);
[[nodiscard]] Result<Parameters> parameters_from_json(const Json& json);

[[nodiscard]] Json to_json(const Value& value);
[[nodiscard]] Result<Value> value_from_json(const Json& json);
// One of `type`; a whole number is taken for a real and for a count of bytes.
[[nodiscard]] Result<Value> value_from_json(ValueType type, const Json& json);

[[nodiscard]] Json to_json(const Axis& axis);  // {"type": …, "values": […]}
[[nodiscard]] Result<Axis> axis_from_json(std::string_view name, const Json& json);

[[nodiscard]] Json to_json(const MetricDefinition& definition);
[[nodiscard]] Result<MetricDefinition> metric_from_json(const Json& json);

[[nodiscard]] Json to_json(const EngineFacts& facts);
[[nodiscard]] Result<EngineFacts> engine_facts_from_json(const Json& json);

[[nodiscard]] Json to_json(const CaseCosts& costs);
[[nodiscard]] Result<CaseCosts> case_costs_from_json(const Json& json);

[[nodiscard]] Json to_json(const CaseFacts& facts);
[[nodiscard]] Result<CaseFacts> case_facts_from_json(const Json& json);

[[nodiscard]] Json to_json(const Span& span);  // {"name","begin_ns","end_ns","sequence"}
[[nodiscard]] Result<Span> span_from_json(const Json& json);

[[nodiscard]] Json to_json(const SystemProfile& profile);
[[nodiscard]] Result<SystemProfile> profile_from_json(const Json& json);

// {"tool", "version", "fields"}; the fields as an object.
[[nodiscard]] Json to_json(const Foreign& foreign);
[[nodiscard]] Result<Foreign> foreign_from_json(const Json& json);

// Its fields alone. An empty object where the text is not one.
[[nodiscard]] Json foreign_fields_to_json(const Foreign& foreign);

// Parses text that came from outside. Errors: malformed, with the byte offset.
// Nested deeper than 64 levels, or a number beyond the range of a double, is malformed too.
[[nodiscard]] Result<Json> parse_json(std::string_view text);

// The text of `json`, on one line for a negative indent. Bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] std::string print_json(const Json& json, int indent = -1);

// Null where the number is not finite: NaN is never written.
[[nodiscard]] Json finite_or_null(double number);

}  // namespace inference_pio
