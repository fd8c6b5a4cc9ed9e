#include "importers/guidellm_importer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "importers/field_taker.hpp"
#include "importers/imported_run.hpp"

namespace inference_pio {
namespace {

constexpr std::string_view kTool = "guidellm";
constexpr std::array<std::string_view, 3> kOutcomes{"successful", "incomplete", "errored"};

struct Known {
    std::string_view name;
    std::string_view unit;
    Direction direction;
    std::string_view meaning;
};

constexpr auto kLower = Direction::lower_is_better;
constexpr auto kHigher = Direction::higher_is_better;
constexpr auto kNeutral = Direction::neutral;

constexpr std::array<Known, 13> kKnown{{
    {"requests_per_second", "requests/sec", kHigher, "completions over time, weighted by how long each rate held"},
    {"request_concurrency", "requests", kNeutral, "requests that were open, weighted by time"},
    {"request_latency", "s", kLower, "the client's request to the end of the answer"},
    {"prompt_token_count", "tokens", kNeutral, "prompt tokens of a request"},
    {"output_token_count", "tokens", kNeutral, "tokens of an answer"},
    {"total_token_count", "tokens", kNeutral, "prompt tokens and tokens of the answer"},
    {"time_to_first_token_ms", "ms", kLower, "the client's request to the first token of the answer"},
    {"time_to_first_output_token_ms", "ms", kLower, "the client's request to the first token that is no reasoning"},
    {"inter_token_latency_ms", "ms", kLower,
     "(last token - first token) / (output tokens - 1) of a request, weighted by its tokens"},
    {"prompt_tokens_per_second", "tokens/sec", kHigher, "prompt tokens over time, all requests"},
    {"output_tokens_per_second", "tokens/sec", kHigher, "tokens of the answers over time, all requests"},
    {"tokens_per_second", "tokens/sec", kHigher, "prompt tokens and tokens of the answers over time, all requests"},
    {"request_totals", "requests", kNeutral, "requests that ended so"},
}};

// The first token's time belongs to it since 0.4, whose files have metadata: another meaning, another version.
MetricDefinition time_per_output_token(bool with_first) {
    MetricDefinition metric = foreign_metric(
        "guidellm.time_per_output_token", "ms", kLower,
        with_first ? "(last token - the client's request) / output tokens of a request, weighted by its tokens"
                   : "(last token - first token) / output tokens of a request, weighted by its tokens");
    metric.version = with_first ? 2 : 1;
    return metric;
}

std::string unit_of(std::string_view path) {
    if (path.ends_with("_ms")) return "ms";
    const bool rate = path.ends_with("_per_second");
    for (const std::string_view thing :
         {"tokens", "words", "characters", "images", "pixels", "bytes", "frames", "samples"}) {
        const bool of_thing = path.find(fmt::format(".{}.", thing)) != std::string_view::npos;
        if (of_thing && path.ends_with("_concurrency")) return std::string(thing);
        if (of_thing) return rate ? fmt::format("{}/sec", thing) : std::string(thing);
    }
    if (path.ends_with("_delay") || path.ends_with("_latency")) return "s";
    return "number";
}

MetricDefinition metric_of(std::string_view path, bool with_metadata) {
    if (path == "time_per_output_token_ms") return time_per_output_token(with_metadata);
    const auto known = std::find_if(kKnown.begin(), kKnown.end(), [&](const Known& one) { return one.name == path; });
    std::string_view name = path;
    if (name.ends_with("_ms")) name.remove_suffix(3);  // the unit has a field of its own
    const std::string full = fmt::format("guidellm.{}", identifier_from(name));
    if (known != kKnown.end()) {
        return foreign_metric(full, std::string(known->unit), known->direction, std::string(known->meaning));
    }
    const std::string unit = unit_of(path);
    const Direction direction = unit == "ms" || unit == "s" ? kLower : unit.ends_with("/sec") ? kHigher : kNeutral;
    return foreign_metric(full, unit, direction, "a distribution of guidellm's own");
}

bool is_summary(const Json& json) {
    return json.is_object() && json.contains("mean") && json.contains("median") && json.contains("count");
}

// A distribution that nothing went into is all zeros.
bool has_values(const Json& summary) { return summary["count"].is_number() && summary["count"].get<double>() > 0; }

class BenchmarkReader {
public:
    BenchmarkReader(const Json& json, std::size_t index, const Json& file, ForeignProblems& problems, Run& run)
        : benchmark_(json, fmt::format("benchmarks[{}]", index), problems),
          file_(file),
          with_metadata_(file.contains("metadata")),
          run_(run) {}

    // What is left of the benchmark.
    Json read() {
        of_.benchmark = "guidellm/benchmark";
        read_parameters();
        if (const auto start = benchmark_.real("start_time")) {
            of_.timestamp = take_time(time_of_epoch(*start), run_.warnings);
            benchmark_.put_back("start_time", *start);  // to its fractions
        }
        add_duration();
        if (!benchmark_.has("metrics")) benchmark_.require("metrics");
        FieldTaker metrics = benchmark_.object("metrics");
        Json rest = Json::object();
        const Json given = metrics.rest();
        for (const auto& [name, value] : given.items()) {
            Json left = read_metric(name, value);
            if (!left.is_null()) rest[name] = std::move(left);
        }
        benchmark_.put_back("metrics", std::move(rest));
        return benchmark_.rest();
    }

private:
    void read_parameters() {
        const Json& json = benchmark_.rest();
        const Json* model = find_at(json, {"worker", "backend_model"});
        if (model == nullptr) model = find_at(json, {"config", "backend", "model"});
        if (model != nullptr && model->is_string()) of_.model = word_from(model->get<std::string>());
        if (of_.model && of_.model->empty()) of_.model.reset();
        set_word(of_.parameters, "model", of_.model.value_or(""));
        const Json* strategy = find_at(json, {"args", "strategy"});
        if (strategy == nullptr) strategy = find_at(json, {"config", "strategy"});
        if (strategy != nullptr && strategy->is_object()) {
            for (const std::string_view name : {"type_", "streams", "rate"}) {
                const auto found = strategy->find(name);
                if (found == strategy->end()) continue;
                const std::string_view parameter = name == "type_" ? "strategy" : name;
                if (found->is_number_integer()) {
                    of_.parameters.set(parameter, found->get<std::int64_t>());
                } else if (found->is_number()) {
                    of_.parameters.set(parameter, found->get<double>());
                } else {
                    set_word(of_.parameters, parameter, option_text(*found));
                }
            }
        }
        // One text, or, since 0.7, its parts.
        const Json* data = find_at(json, {"request_loader", "data"});
        if (data == nullptr) data = find_at(file_, {"args", "data"});
        if (data != nullptr && data->is_array() && !data->empty()) data = &data->front();
        if (data != nullptr && data->is_string()) set_word(of_.parameters, "data", data->get<std::string>());
        for (const std::string_view name : {"prompt_tokens", "output_tokens"}) {
            const Json* tokens = find_at(file_, {"config", "spec", "data", name});
            if (tokens != nullptr && tokens->is_number_integer()) of_.parameters.set(name, tokens->get<std::int64_t>());
        }
    }

    void add_duration() {
        if (!benchmark_.has("duration")) return;
        ImportedValue value;
        value.metric = foreign_metric("guidellm.duration", "s", kNeutral, "first request to the last that ended",
                                      Reduction::median);
        value.statistic = "single";
        value.value = benchmark_.value("duration");
        run_.records.push_back(imported_record(of_, std::move(value)));
    }

    // What is left of it; null for nothing.
    Json read_metric(const std::string& path, const Json& json) {
        if (is_summary(json)) return read_summary(path, "", json);
        if (!json.is_object()) return json;
        Json rest = Json::object();
        const bool by_outcome = json.contains("successful") && json.contains("total");
        for (const auto& [key, value] : json.items()) {
            const bool outcome = std::find(kOutcomes.begin(), kOutcomes.end(), key) != kOutcomes.end();
            Json left = value;
            if (!by_outcome) {
                left = read_metric(path + "." + key, value);
            } else if (outcome) {  // `total` pools the three
                left = is_summary(value) ? read_summary(path, key, value) : read_count(path, key, value);
            }
            if (!left.is_null()) rest[key] = std::move(left);
        }
        return rest.empty() ? Json(nullptr) : rest;
    }

    ImportedCase case_of(std::string_view outcome) const {
        ImportedCase of = of_;
        if (!outcome.empty()) of.parameters.set("requests", std::string(outcome));
        return of;
    }

    Json read_count(const std::string& path, const std::string& outcome, const Json& json) {
        if (!json.is_number_integer() || json == 0) return json;
        ImportedValue value;
        value.metric = metric_of(path, with_metadata_);
        value.metric.reduction = Reduction::median;
        value.statistic = "single";
        value.value = {json.get<double>(), {}};
        run_.records.push_back(imported_record(case_of(outcome), std::move(value)));
        return nullptr;
    }

    Json read_summary(const std::string& path, const std::string& outcome, const Json& json) {
        if (!has_values(json)) return json;
        FieldTaker summary(
            json, fmt::format("{}.{}{}{}", benchmark_.path_of("metrics"), path, outcome.empty() ? "" : ".", outcome),
            benchmark_.problems());
        const double counted = json["count"].get<double>();
        const std::int64_t count = counted < 1e15 ? static_cast<std::int64_t>(counted) : 1;
        const ImportedCase of = case_of(outcome);
        const auto add = [&](std::string statistic, ForeignValue number) {
            ImportedValue value{
                metric_of(path, with_metadata_), std::move(statistic), std::move(number), count, 1, 0, {}};
            run_.records.push_back(imported_record(of, std::move(value)));
        };
        const std::size_t first = run_.records.size();
        add("mean", summary.value("mean"));
        add("median", summary.value("median"));
        if (summary.has("min")) add("minimum", summary.value("min"));
        if (summary.has("max")) add("maximum", summary.value("max"));
        FieldTaker percentiles = summary.object("percentiles");
        const Json given = percentiles.rest();
        for (const auto& [name, unused] : given.items()) add(quantile_of(name), percentiles.value(name));
        keep_fields(run_.records, first, summary.rest());
        return nullptr;
    }

    // "p001" and "p999" are p0.1 and p99.9, "p05" is p5.
    static std::string quantile_of(const std::string& name) {
        if (name == "p001") return "p0.1";
        if (name == "p999") return "p99.9";
        if (name.size() == 3 && name[1] == '0') return std::string("p") + name[2];
        return identifier_from(name);
    }

    FieldTaker benchmark_;
    const Json& file_;
    bool with_metadata_;
    Run& run_;
    ImportedCase of_;
};

}  // namespace

bool recognises_guidellm(const ForeignDocument& document) {
    const Json& file = document.whole();
    if (document.by_line || !file.is_object() || !file.contains("benchmarks") || !file["benchmarks"].is_array())
        return false;
    if (file.contains("metadata") && file["metadata"].is_object() && file["metadata"].contains("guidellm_version"))
        return true;
    if (file["benchmarks"].empty() || !file["benchmarks"].front().is_object()) return false;
    const Json& first = file["benchmarks"].front();
    return first.contains("type_") && first.contains("metrics");
}

Result<std::vector<Run>> read_guidellm(const ForeignDocument& document) {
    ForeignProblems problems(kTool);
    FieldTaker file(document.whole(), "", problems);
    Run run;
    run.command = "guidellm";
    const bool with_metadata = file.has("metadata");
    FieldTaker metadata = file.object("metadata");
    const std::string version = metadata.text("guidellm_version");
    if (with_metadata) file.put_back("metadata", metadata.rest());
    const std::vector<Json> benchmarks = file.array("benchmarks");
    Json rest = Json::array();
    for (std::size_t i = 0; i < benchmarks.size(); ++i) {
        rest.push_back(BenchmarkReader(benchmarks[i], i, document.whole(), problems, run).read());
    }
    file.put_back("benchmarks", std::move(rest));
    run.foreign = Foreign{std::string(kTool), version, print_json(file.rest())};
    if (!problems.ok()) return fail(*problems.error());
    return std::vector<Run>{std::move(run)};
}

}  // namespace inference_pio
