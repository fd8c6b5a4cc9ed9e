#include "records/run_json.hpp"

#include <fmt/format.h>

#include "records/json_reader.hpp"
#include "records/record_json.hpp"
#include "records/scaling_json.hpp"

namespace inference_pio {
namespace {

Json to_json(const Exemplar& exemplar) {
    Json spans = Json::array();
    for (const Span& span : exemplar.spans) spans.push_back(to_json(span));
    return {{"case", exemplar.case_name}, {"spans", std::move(spans)}, {"token_gaps_s", exemplar.token_gaps_s}};
}

Result<Exemplar> exemplar_from_json(const Json& json) {
    Exemplar exemplar;
    JsonReader reader(json);
    reader.required("case", exemplar.case_name);
    reader.optional_array_with("spans", exemplar.spans, span_from_json);
    reader.optional("token_gaps_s", exemplar.token_gaps_s);
    return reader.finish(std::move(exemplar));
}

}  // namespace

Json to_json(const Subject& subject) {
    return {{"commit", subject.commit.empty() ? Json(nullptr) : Json(subject.commit)},
            {"dirty", subject.dirty},
            {"branch", subject.branch.empty() ? Json(nullptr) : Json(subject.branch)},
            {"compiler", subject.compiler},
            {"flags", subject.flags}};
}

Result<Subject> subject_from_json(const Json& json) {
    Subject subject;
    JsonReader reader(json);
    reader.optional("commit", subject.commit);
    reader.optional("dirty", subject.dirty);
    reader.optional("branch", subject.branch);
    reader.optional("compiler", subject.compiler);
    reader.optional("flags", subject.flags);
    return reader.finish(std::move(subject));
}

Json run_to_json(const Run& run) {
    Json exemplars = Json::array();
    for (const Exemplar& exemplar : run.exemplars) exemplars.push_back(to_json(exemplar));
    Json scaling = Json::array();
    for (const ScalingLaw& law : run.scaling) scaling.push_back(to_json(law));
    return {{"schema", kRunSchema},
            {"id", run.id},
            {"timestamp", run.timestamp},
            {"command", run.command},
            {"seed", run.seed},
            {"complete", run.complete},
            {"records", {{"file", "results.json"}, {"count", run.records.size()}}},
            {"warnings", run.warnings},
            {"subject", to_json(run.subject)},
            {"hardware", to_json(run.profile)},
            {"foreign", run.foreign ? to_json(*run.foreign) : Json(nullptr)},
            {"scaling", std::move(scaling)},
            {"exemplars", std::move(exemplars)}};
}

Result<Run> run_from_json(const Json& json, const Json& records) {
    Run run;
    std::string schema;
    std::uint64_t count = 0;
    JsonReader reader(json);
    reader.required("schema", schema);
    if (reader.ok() && schema != kRunSchema) {
        reader.reject("schema", fmt::format("expected {}, found {}", kRunSchema, schema));
    }
    reader.required("id", run.id);
    reader.required("timestamp", run.timestamp);
    reader.optional("command", run.command);
    reader.optional("seed", run.seed);
    reader.required("complete", run.complete);
    reader.required_with("records", count, [](const Json& reference) {
        std::uint64_t counted = 0;
        JsonReader inner(reference);
        inner.required("count", counted);
        return inner.finish(counted);
    });
    reader.optional("warnings", run.warnings);
    reader.optional_with("subject", run.subject, subject_from_json);
    reader.required_with("hardware", run.profile, profile_from_json);
    reader.optional_with("foreign", run.foreign, foreign_from_json);
    reader.optional_array_with("scaling", run.scaling, scaling_law_from_json);
    reader.optional_array_with("exemplars", run.exemplars, exemplar_from_json);
    auto finished = reader.finish(std::move(run));
    if (!finished) return finished;

    auto read = records_from_json(records);
    if (!read) return fail(std::move(read).error());
    if (read->size() != count) {
        return fail(
            ErrorKind::mismatch,
            fmt::format("run {} has {} records, but its results.json holds {}", finished->id, count, read->size()),
            "take run.json and results.json from one run");
    }
    for (const Record& record : *read) {
        if (record.run == finished->id) continue;
        return fail(ErrorKind::mismatch, fmt::format("run {} was given a record of run '{}'", finished->id, record.run),
                    "take run.json and results.json from one run");
    }
    finished->records = *std::move(read);
    return finished;
}

}  // namespace inference_pio
