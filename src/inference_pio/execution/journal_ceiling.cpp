#include "execution/journal_ceiling.hpp"

#include <algorithm>
#include <string>

#include "execution/utilization.hpp"
#include "records/json_reader.hpp"

namespace inference_pio {
namespace {

Result<SampleData> sample_from(const Json& json, const std::string& metric) {
    SampleData sample;
    double value = 0;
    JsonReader reader(json);
    reader.required("value", value);
    reader.optional("evidence", sample.evidence);
    if (reader.ok() && value <= 0) reader.reject("value", "a ceiling must be positive");
    sample.metrics[metric] = {value};
    return reader.finish(std::move(sample));
}

}  // namespace

Json ceiling_to_json(const CeilingMeasured& entry) {
    const CaseOutcome& outcome = entry.outcome;
    Json json;
    json["line"] = "ceiling";
    json["parameters"] = to_json(outcome.id.parameters);
    json["timestamp"] = outcome.timestamp;
    json["status"] = to_string(outcome.status);
    json["reason"] = outcome.status_reason;
    json["engine"] = nullptr;
    json["processes"] = Json::array();
    const std::string metric(ceiling_metric_of(outcome.id));
    for (const Visit& visit : outcome.visits) {
        if (visit.facts.engine) json["engine"] = to_json(*visit.facts.engine);
        Json samples = Json::array();
        for (const SampleData& sample : visit.samples) {
            const auto found = sample.metrics.find(metric);
            if (found == sample.metrics.end() || found->second.empty()) continue;
            samples.push_back({{"value", found->second.front()}, {"evidence", sample.evidence}});
        }
        json["processes"].push_back(std::move(samples));
    }
    return json;
}

Result<CeilingMeasured> ceiling_from_json(const Json& json) {
    CeilingMeasured entry;
    CaseOutcome& outcome = entry.outcome;
    outcome.id.benchmark = kCeilingsBenchmark;
    std::string status;
    std::optional<EngineFacts> engine;
    JsonReader reader(json);
    reader.required_with("parameters", outcome.id.parameters, parameters_from_json);
    reader.required("timestamp", outcome.timestamp);
    reader.required("status", status);
    reader.optional("reason", outcome.status_reason);
    reader.optional_with("engine", engine, engine_facts_from_json);
    const std::string metric(ceiling_metric_of(outcome.id));
    reader.optional_array_with("processes", outcome.visits, [&](const Json& samples) {
        Visit visit;
        visit.facts.engine = engine;
        auto read =
            read_json_array(samples, visit.samples, [&](const Json& sample) { return sample_from(sample, metric); });
        return read ? Result<Visit>(std::move(visit)) : fail(std::move(read.error()));
    });
    if (const auto known = status_from(status)) {
        outcome.status = *known;
    } else if (reader.ok()) {
        reader.reject("status", known.error().message);
    }
    return reader.finish(std::move(entry));
}

std::vector<CaseOutcome> ceilings_of(const JournalContent& content) {
    std::vector<CaseOutcome> ceilings;
    for (const JournalEntry& entry : content.entries) {
        const auto* measured = std::get_if<CeilingMeasured>(&entry);
        if (measured == nullptr) continue;
        std::erase_if(ceilings, [&](const CaseOutcome& other) { return other.id == measured->outcome.id; });
        ceilings.push_back(measured->outcome);
    }
    return ceilings;
}

}  // namespace inference_pio
