#include "reporting/series_json.hpp"

#include "records/json_text.hpp"

namespace inference_pio {
namespace {

Json text_or_null(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json point_to_json(double value, const SeriesPointLabel& label) {
    Json interval = nullptr;
    if (label.interval) interval = {{"low", label.interval->low}, {"high", label.interval->high}};
    return {{"run", label.run},
            {"timestamp", label.timestamp},
            {"commit", text_or_null(label.commit)},
            {"branch", text_or_null(label.branch)},
            {"engine", text_or_null(label.engine)},
            {"value", value},
            {"interval", std::move(interval)},
            {"status", to_string(label.status)},
            {"disturbed_samples", label.disturbed_samples ? Json(*label.disturbed_samples) : Json(nullptr)}};
}

Json steps_to_json(const SeriesPicture& picture) {
    Json steps = Json::array();
    for (std::size_t i = 0; i < picture.analysis.steps.size(); ++i) {
        const SeriesStep& step = picture.analysis.steps[i];
        if (step.index == 0 || step.index >= picture.values.size()) continue;
        steps.push_back({{"index", step.index},
                         {"ratio", step.ratio},
                         {"p_value", step.p_value},
                         {"accepted", text_or_null(i < picture.accepted.size() ? picture.accepted[i] : "")}});
    }
    return steps;
}

Json creep_to_json(const std::optional<SeriesCreep>& creep) {
    if (!creep) return nullptr;
    return {{"begin", creep->begin}, {"end", creep->end}, {"ratio", creep->ratio}, {"p_value", creep->p_value}};
}

}  // namespace

Json series_to_json(const SeriesPicture& picture) {
    Json points = Json::array();
    for (std::size_t i = 0; i < picture.values.size(); ++i) {
        points.push_back(
            point_to_json(picture.values[i], i < picture.labels.size() ? picture.labels[i] : SeriesPointLabel{}));
    }
    return {{"case", case_name(picture.benchmark, picture.parameters)},
            {"benchmark", picture.benchmark},
            {"parameters", to_json(picture.parameters)},
            {"metric", picture.metric.name},
            {"definition", picture.metric.id()},
            {"unit", picture.metric.unit},
            {"direction", to_string(picture.metric.direction)},
            {"statistic", picture.statistic},
            {"points", std::move(points)},
            {"steps", steps_to_json(picture)},
            {"creep", creep_to_json(picture.analysis.creep)},
            {"suspicious", picture.analysis.suspicious},
            {"level", picture.values.empty() ? Json(nullptr) : Json(picture.analysis.level)}};
}

std::string format_series_json(const std::vector<SeriesPicture>& pictures) {
    Json series = Json::array();
    for (const SeriesPicture& picture : pictures) series.push_back(series_to_json(picture));
    return print_json_document({{"schema", "inference-pio/history-series/1"}, {"series", std::move(series)}});
}

}  // namespace inference_pio
