#include <fmt/format.h>

#include "execution/journal.hpp"
#include "records/json_reader.hpp"
#include "records/json_values.hpp"
#include "records/run_json.hpp"

namespace inference_pio {
namespace {

Json policy_to_json(const SamplingPolicy& policy) {
    Json json;
    json["processes_min"] = policy.processes_min;
    json["processes_max"] = policy.processes_max;
    json["samples_per_process"] = policy.samples_per_process;
    json["samples_max"] = policy.samples_max;
    json["pilot_samples"] = policy.pilot_samples;
    json["warmup_min"] = policy.warmup_min;
    json["warmup_max"] = policy.warmup_max;
    json["precision"] = policy.precision ? Json(*policy.precision) : Json();
    json["confidence"] = policy.confidence;
    json["span_min_s"] = policy.span_min.count();
    json["budget_s"] = policy.budget ? Json(policy.budget->count()) : Json();
    return json;
}

Result<SamplingPolicy> policy_from_json(const Json& json) {
    JsonReader reader(json);
    SamplingPolicy policy;
    std::optional<double> budget_s;
    double span_min_s = 0;
    reader.required("processes_min", policy.processes_min);
    reader.required("processes_max", policy.processes_max);
    reader.required("samples_per_process", policy.samples_per_process);
    reader.optional("samples_max", policy.samples_max);
    reader.optional("pilot_samples", policy.pilot_samples);
    reader.required("warmup_min", policy.warmup_min);
    reader.required("warmup_max", policy.warmup_max);
    policy.precision.reset();
    reader.optional("precision", policy.precision);
    reader.required("confidence", policy.confidence);
    reader.optional("span_min_s", span_min_s);
    policy.span_min = Seconds(span_min_s);
    reader.optional("budget_s", budget_s);
    if (budget_s) policy.budget = Seconds(*budget_s);
    return reader.finish(policy);
}

Json settings_to_json(const RunSettings& settings) {
    Json json;
    json["policy"] = policy_to_json(settings.policy);
    json["timeout_s"] = settings.timeout.count();
    json["seed"] = settings.seed;
    json["engine"] = settings.engine;
    json["engine_options"] = Json(settings.engine_options);
    json["files"] = Json(settings.files);
    json["user_checkpoint"] = settings.user_checkpoint;
    json["cpus"] = settings.cpus;
    json["injected_slowdown"] = settings.injected_slowdown;
    return json;
}

Result<RunSettings> settings_from_json(const Json& json) {
    JsonReader reader(json);
    RunSettings settings;
    double timeout_s = settings.timeout.count();
    reader.required_with("policy", settings.policy, policy_from_json);
    reader.required("timeout_s", timeout_s);
    settings.timeout = Seconds(timeout_s);
    reader.required("seed", settings.seed);
    reader.required("engine", settings.engine);
    reader.optional("engine_options", settings.engine_options);
    reader.optional("files", settings.files);
    reader.optional("user_checkpoint", settings.user_checkpoint);
    reader.optional("cpus", settings.cpus);
    reader.optional("injected_slowdown", settings.injected_slowdown);
    return reader.finish(std::move(settings));
}

Json case_to_json(const JournalCase& planned) {
    Json json;
    json["benchmark"] = planned.id.benchmark;
    json["category"] = planned.id.category;
    json["model"] = planned.id.model;
    json["parameters"] = to_json(planned.id.parameters);
    json["metrics"] = Json::array();
    for (const MetricDefinition& definition : planned.definitions) json["metrics"].push_back(to_json(definition));
    return json;
}

Result<JournalCase> case_from_json(const Json& json) {
    JsonReader reader(json);
    JournalCase planned;
    reader.required("benchmark", planned.id.benchmark);
    reader.optional("category", planned.id.category);
    reader.optional("model", planned.id.model);
    reader.required_with("parameters", planned.id.parameters, parameters_from_json);
    reader.optional_array_with("metrics", planned.definitions, metric_from_json);
    return reader.finish(std::move(planned));
}

Json problem_to_json(const DiscoveryProblem& problem) {
    Json json;
    json["file"] = problem.file.string();
    json["benchmark"] = problem.benchmark;
    json["category"] = problem.category;
    json["model"] = problem.model;
    json["kind"] = to_string(problem.error.kind);
    json["message"] = problem.error.message;
    json["remedy"] = problem.error.remedy;
    return json;
}

Result<DiscoveryProblem> problem_from_json(const Json& json) {
    JsonReader reader(json);
    DiscoveryProblem problem;
    std::string file;
    std::string kind;
    reader.required("file", file);
    reader.required("benchmark", problem.benchmark);
    reader.optional("category", problem.category);
    reader.optional("model", problem.model);
    reader.required("kind", kind);
    reader.required("message", problem.error.message);
    reader.optional("remedy", problem.error.remedy);
    problem.file = file;
    problem.error.kind = error_kind_from(kind);
    return reader.finish(std::move(problem));
}

}  // namespace

std::string encode_header(const JournalHeader& header) {
    Json json;
    json["line"] = "header";
    json["schema"] = kJournalSchema;
    json["version"] = header.version;
    json["run"] = header.run;
    json["timestamp"] = header.timestamp;
    json["command"] = header.command;
    json["settings"] = settings_to_json(header.settings);
    json["cases"] = Json::array();
    for (const JournalCase& planned : header.cases) json["cases"].push_back(case_to_json(planned));
    json["problems"] = Json::array();
    for (const DiscoveryProblem& problem : header.problems) json["problems"].push_back(problem_to_json(problem));
    json["paths"] = Json::array();
    for (const auto& path : header.paths) json["paths"].push_back(path.string());
    json["results_dir"] = header.results_dir.string();
    json["subject"] = to_json(header.subject);
    json["profile"] = to_json(header.profile);
    return print_json(json);
}

Result<JournalHeader> decode_header(std::string_view line) {
    auto json = parse_json(line);
    if (!json) return fail(std::move(json.error()));
    JsonReader reader(*json);
    JournalHeader header;
    std::string kind;
    std::string schema;
    reader.required("line", kind);
    reader.required("schema", schema);
    if (reader.ok() && kind != "header") reader.reject("line", "expected 'header'");
    if (reader.ok() && schema != kJournalSchema) {
        return fail(ErrorKind::unsupported,
                    fmt::format("the journal follows '{}', this program reads '{}'", schema, kJournalSchema));
    }
    std::vector<std::string> paths;
    std::string results_dir;
    reader.required("version", header.version);
    reader.required("run", header.run);
    reader.required("timestamp", header.timestamp);
    reader.optional("command", header.command);
    reader.required_with("settings", header.settings, settings_from_json);
    reader.optional_array_with("cases", header.cases, case_from_json);
    reader.optional_array_with("problems", header.problems, problem_from_json);
    reader.optional("paths", paths);
    reader.optional("results_dir", results_dir);
    reader.required_with("subject", header.subject, subject_from_json);
    reader.required_with("profile", header.profile, profile_from_json);
    header.paths.assign(paths.begin(), paths.end());
    header.results_dir = results_dir;
    return reader.finish(std::move(header));
}

}  // namespace inference_pio
