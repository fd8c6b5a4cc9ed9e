#include "records/json_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "records/json_reader.hpp"

namespace inference_pio {
namespace {

constexpr int kDeepestNesting = 64;

// Text outside of strings may nest without bound, and whatever walks the result recurses.
int nesting_depth(std::string_view text) {
    int depth = 0;
    int deepest = 0;
    bool in_string = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (in_string) {
            if (c == '\\') {
                ++i;
            } else if (c == '"') {
                in_string = false;
            }
        } else if (c == '"') {
            in_string = true;
        } else if (c == '[' || c == '{') {
            deepest = std::max(deepest, ++depth);
        } else if (c == ']' || c == '}') {
            --depth;
        }
    }
    return deepest;
}

// Names and words stand inside case names: `name[axis=word,…]`.
Result<void> check_word(std::string_view text) {
    if (parse_value(ValueType::word, text)) return {};
    return fail(ErrorKind::malformed,
                fmt::format("'{}' is empty or holds a comma, bracket, equals sign or control character", text));
}

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

}  // namespace

Json finite_or_null(double number) { return std::isfinite(number) ? Json(number) : Json(nullptr); }

Json to_json(const Value& value) {
    struct Writer {
        Json operator()(std::int64_t v) const { return v; }
        Json operator()(double v) const { return finite_or_null(v); }
        Json operator()(const std::string& v) const { return v; }
        Json operator()(bool v) const { return v; }
        Json operator()(Bytes v) const { return Json{{"bytes", v.count}}; }
    };
    return std::visit(Writer{}, value);
}

Result<Value> value_from_json(const Json& json) {
    if (json.is_object()) {
        Bytes bytes;
        JsonReader reader(json);
        reader.required("bytes", bytes);
        return reader.finish(Value(bytes));
    }
    if (json.is_boolean()) return json.get<bool>();
    if (json.is_string()) {
        auto text = json.get<std::string>();
        if (auto checked = check_word(text); !checked) return fail(std::move(checked).error());
        return text;
    }
    if (json.is_number_integer()) {
        std::int64_t number = 0;
        if (auto read = read_json(json, number); !read) return fail(std::move(read).error());
        return number;
    }
    double number = 0;
    if (!json.is_number()) return fail(unexpected_json("a number, string, boolean or {\"bytes\": n}", json));
    if (auto read = read_json(json, number); !read) return fail(std::move(read).error());
    return number;
}

Result<Value> value_from_json(ValueType type, const Json& json) {
    auto value = value_from_json(json);
    if (!value || type_of(*value) == type) return value;
    // Languages without whole reals print 2.0 as 2, and counts of bytes as plain integers.
    const auto* integer = std::get_if<std::int64_t>(&*value);
    if (integer != nullptr && type == ValueType::real) return Value(static_cast<double>(*integer));
    if (integer != nullptr && type == ValueType::bytes && *integer >= 0) {
        return Value(Bytes{static_cast<std::uint64_t>(*integer)});
    }
    return fail(unexpected_json(fmt::format("a value of type {}", to_string(type)), json));
}

Json to_json(const Parameters& parameters) {
    Json json = Json::object();
    for (const auto& [name, value] : parameters.entries()) json[name] = to_json(value);
    return json;
}

Result<Parameters> parameters_from_json(const Json& json) {
    if (!json.is_object()) return fail(unexpected_json("an object of parameters", json));
    Parameters parameters;
    for (const auto& [name, element] : json.items()) {
        if (auto checked = check_word(name); !checked) return fail(std::move(checked).error());
        auto value = value_from_json(element);
        if (!value) return fail(at_field(name, std::move(value).error()));
        parameters.set(name, *std::move(value));
    }
    return parameters;
}

Json to_json(const Axis& axis) {
    Json values = Json::array();
    for (const Value& value : axis.values) values.push_back(to_json(value));
    return {{"type", to_string(axis.type)}, {"values", std::move(values)}};
}

Result<Axis> axis_from_json(std::string_view name, const Json& json) {
    if (auto checked = check_word(name); !checked) return fail(std::move(checked).error());
    Axis axis{std::string(name), ValueType::integer, {}};
    std::string type;
    JsonReader reader(json);
    reader.required("type", type);
    if (auto parsed = value_type_from(type)) {
        axis.type = *parsed;
    } else {
        reader.reject("type", parsed.error().message);
    }
    reader.required_with("values", axis.values, [&](const Json& array) {
        std::vector<Value> values;
        auto read =
            read_json_array(array, values, [&](const Json& element) { return value_from_json(axis.type, element); });
        return read ? Result<std::vector<Value>>(std::move(values)) : fail(std::move(read).error());
    });
    if (reader.ok() && axis.values.empty()) reader.reject("values", "an axis needs at least one value");
    return reader.finish(std::move(axis));
}

Json to_json(const MetricDefinition& definition) {
    return {{"name", definition.name},
            {"version", definition.version},
            {"unit", definition.unit},
            {"direction", to_string(definition.direction)},
            {"reduction", to_string(definition.reduction)},
            {"centre", to_string(definition.centre)},
            {"meaning", definition.meaning}};
}

Result<MetricDefinition> metric_from_json(const Json& json) {
    MetricDefinition definition;
    std::string direction;
    std::string reduction;
    std::string centre;
    JsonReader reader(json);
    reader.required("name", definition.name);
    reader.optional("version", definition.version);
    reader.optional("unit", definition.unit);
    reader.optional("direction", direction);
    reader.optional("reduction", reduction);
    reader.optional("centre", centre);
    reader.optional("meaning", definition.meaning);
    definition.direction = direction_from(direction);
    definition.reduction = reduction_from(reduction);
    definition.centre = centre_from(centre);
    if (reader.ok() && definition.name.empty()) reader.reject("name", "a metric needs a name");
    if (reader.ok() && definition.version < 1) reader.reject("version", "must be at least 1");
    return reader.finish(std::move(definition));
}

Json to_json(const EngineFacts& facts) {
    return {{"name", facts.name}, {"version", facts.version}, {"options", facts.options}, {"features", facts.features}};
}

Result<EngineFacts> engine_facts_from_json(const Json& json) {
    EngineFacts facts;
    JsonReader reader(json);
    reader.required("name", facts.name);
    reader.optional("version", facts.version);
    reader.optional("options", facts.options);
    reader.optional("features", facts.features);
    return reader.finish(std::move(facts));
}

Json to_json(const CaseCosts& costs) {
    return {{"decode_step_bytes", finite_or_null(costs.decode_step_bytes)},
            {"decode_step_flops", finite_or_null(costs.decode_step_flops)},
            {"prefill_bytes", finite_or_null(costs.prefill_bytes)},
            {"prefill_flops", finite_or_null(costs.prefill_flops)},
            {"threads", costs.threads},
            {"weight_type", text_or_null(costs.weight_type)},
            {"batch_size", costs.batch_size}};
}

Result<CaseCosts> case_costs_from_json(const Json& json) {
    CaseCosts costs;
    JsonReader reader(json);
    reader.optional("decode_step_bytes", costs.decode_step_bytes);
    reader.optional("decode_step_flops", costs.decode_step_flops);
    reader.optional("prefill_bytes", costs.prefill_bytes);
    reader.optional("prefill_flops", costs.prefill_flops);
    reader.required("threads", costs.threads);
    reader.optional("weight_type", costs.weight_type);
    reader.optional("batch_size", costs.batch_size);
    for (const auto& [field, cost] :
         {std::pair{"decode_step_bytes", costs.decode_step_bytes},
          std::pair{"decode_step_flops", costs.decode_step_flops}, std::pair{"prefill_bytes", costs.prefill_bytes},
          std::pair{"prefill_flops", costs.prefill_flops}}) {
        if (reader.ok() && cost < 0) reader.reject(field, "must not be negative");
    }
    if (reader.ok() && costs.threads < 1) reader.reject("threads", "must be at least 1");
    if (reader.ok() && costs.batch_size < 1) reader.reject("batch_size", "must be at least 1");
    if (reader.ok() && !costs.weight_type.empty() && !check_word(costs.weight_type)) {
        reader.reject("weight_type", fmt::format("\"{}\" is no word of a parameter", costs.weight_type));
    }
    return reader.finish(std::move(costs));
}

Json to_json(const CaseFacts& facts) {
    Json json = {{"model", text_or_null(facts.model)},
                 {"weights_source", text_or_null(facts.weights_source)},
                 {"checkpoint",
                  {{"digest", text_or_null(facts.checkpoint_digest)}, {"file", text_or_null(facts.checkpoint_file)}}},
                 {"engine", facts.engine ? to_json(*facts.engine) : Json(nullptr)},
                 {"parameters", to_json(facts.parameters)}};
    if (!facts.tensor_bytes.empty()) json["checkpoint"]["tensor_bytes"] = facts.tensor_bytes;
    if (facts.costs) json["costs"] = to_json(*facts.costs);
    return json;
}

Result<CaseFacts> case_facts_from_json(const Json& json) {
    CaseFacts facts;
    JsonReader reader(json);
    reader.optional("model", facts.model);
    reader.optional("weights_source", facts.weights_source);
    reader.optional_with("checkpoint", facts, [&](const Json& checkpoint) {
        CaseFacts with_checkpoint = facts;
        JsonReader inner(checkpoint);
        inner.optional("digest", with_checkpoint.checkpoint_digest);
        inner.optional("file", with_checkpoint.checkpoint_file);
        inner.optional("tensor_bytes", with_checkpoint.tensor_bytes);
        for (const auto& [type, bytes] : with_checkpoint.tensor_bytes) {
            if (inner.ok() && bytes < 0) inner.reject("tensor_bytes", fmt::format("{} bytes of {}", bytes, type));
        }
        return inner.finish(std::move(with_checkpoint));
    });
    reader.optional_with("engine", facts.engine, engine_facts_from_json);
    reader.optional_with("parameters", facts.parameters, parameters_from_json);
    reader.optional_with("costs", facts.costs, case_costs_from_json);
    return reader.finish(std::move(facts));
}

Json to_json(const Span& span) {
    return {{"name", span.name},
            {"begin_ns", span.begin.count()},
            {"end_ns", span.end.count()},
            {"sequence", span.sequence}};
}

Result<Span> span_from_json(const Json& json) {
    Span span;
    JsonReader reader(json);
    reader.required("name", span.name);
    reader.required("begin_ns", span.begin);
    reader.required("end_ns", span.end);
    reader.optional("sequence", span.sequence);
    if (reader.ok() && span.end < span.begin) reader.reject("end_ns", "lies before begin_ns");
    return reader.finish(std::move(span));
}

Json foreign_fields_to_json(const Foreign& foreign) {
    auto fields = parse_json(foreign.fields);
    return fields && fields->is_object() ? *std::move(fields) : Json::object();
}

Json to_json(const Foreign& foreign) {
    return {{"tool", foreign.tool}, {"version", foreign.version}, {"fields", foreign_fields_to_json(foreign)}};
}

Result<Foreign> foreign_from_json(const Json& json) {
    Foreign foreign;
    JsonReader reader(json);
    reader.required("tool", foreign.tool);
    reader.optional("version", foreign.version);
    reader.optional_with("fields", foreign.fields, [](const Json& fields) -> Result<std::string> {
        if (!fields.is_object()) return fail(unexpected_json("an object", fields));
        return print_json(fields);
    });
    return reader.finish(std::move(foreign));
}

Result<Json> parse_json(std::string_view text) {
    if (nesting_depth(text) > kDeepestNesting) {
        return fail(ErrorKind::malformed, fmt::format("JSON nested deeper than {} levels", kDeepestNesting));
    }
    try {
        return Json::parse(text);
    } catch (const Json::parse_error& error) {
        return fail(ErrorKind::malformed, fmt::format("not JSON, at byte {}", error.byte));
    } catch (const Json::exception&) {
        return fail(ErrorKind::malformed, "JSON with a number that is too large");
    }
}

std::string print_json(const Json& json, int indent) {
    return json.dump(indent, ' ', false, Json::error_handler_t::replace);
}

}  // namespace inference_pio
