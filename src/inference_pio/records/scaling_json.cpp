#include "records/scaling_json.hpp"

#include "records/json_reader.hpp"

namespace inference_pio {
namespace {

Json number_or_null(const std::optional<double>& number) { return number ? finite_or_null(*number) : Json(nullptr); }

Json to_json(const ScalingLaw::Parameter& parameter) {
    return {{"name", parameter.name},
            {"value", finite_or_null(parameter.value)},
            {"low", finite_or_null(parameter.low)},
            {"high", finite_or_null(parameter.high)}};
}

Result<ScalingLaw::Parameter> parameter_from_json(const Json& json) {
    ScalingLaw::Parameter parameter;
    JsonReader reader(json);
    reader.required("name", parameter.name);
    reader.required("value", parameter.value);
    reader.required("low", parameter.low);
    reader.required("high", parameter.high);
    if (reader.ok() && !(parameter.low <= parameter.value && parameter.value <= parameter.high)) {
        reader.reject("value", "lies outside of its interval");
    }
    return reader.finish(std::move(parameter));
}

Json to_json(const ScalingLaw::Point& point) {
    return {{"x", finite_or_null(point.x)},
            {"value", finite_or_null(point.value)},
            {"residual", number_or_null(point.residual)}};
}

Result<ScalingLaw::Point> point_from_json(const Json& json) {
    ScalingLaw::Point point;
    JsonReader reader(json);
    reader.required("x", point.x);
    reader.required("value", point.value);
    reader.optional("residual", point.residual);
    return reader.finish(std::move(point));
}

}  // namespace

Json to_json(const ScalingLaw& law) {
    Json coefficients = Json::array();
    for (const ScalingLaw::Parameter& parameter : law.coefficients) coefficients.push_back(to_json(parameter));
    Json points = Json::array();
    for (const ScalingLaw::Point& point : law.points) points.push_back(to_json(point));
    return {{"benchmark", law.benchmark},
            {"parameters", to_json(law.parameters)},
            {"axis", law.axis},
            {"metric", law.metric},
            {"unit", law.unit},
            {"law", law.law},
            {"coefficients", std::move(coefficients)},
            {"points", std::move(points)},
            {"residual_ratio", finite_or_null(law.residual_ratio)},
            {"peak_at", number_or_null(law.peak_at)},
            {"peak_value", number_or_null(law.peak_value)},
            {"note", law.note}};
}

Result<ScalingLaw> scaling_law_from_json(const Json& json) {
    ScalingLaw law;
    JsonReader reader(json);
    reader.required("benchmark", law.benchmark);
    reader.optional_with("parameters", law.parameters, parameters_from_json);
    reader.required("axis", law.axis);
    reader.required("metric", law.metric);
    reader.optional("unit", law.unit);
    reader.required("law", law.law);
    reader.optional_array_with("coefficients", law.coefficients, parameter_from_json);
    reader.optional_array_with("points", law.points, point_from_json);
    reader.optional("residual_ratio", law.residual_ratio);
    reader.optional("peak_at", law.peak_at);
    reader.optional("peak_value", law.peak_value);
    reader.optional("note", law.note);
    return reader.finish(std::move(law));
}

}  // namespace inference_pio
