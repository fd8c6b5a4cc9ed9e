#include "importers/aiperf_importer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "importers/field_taker.hpp"
#include "importers/imported_run.hpp"

namespace inference_pio {
namespace {

constexpr std::string_view kTool = "aiperf";

struct Known {
    std::string_view name;
    std::string_view meaning;
};

constexpr std::array<Known, 11> kKnown{{
    {"time_to_first_token", "the client's request to the first response that has content"},
    {"time_to_second_token", "the first response that has content to the second"},
    {"time_to_first_output_token", "the client's request to the first response whose content is no reasoning"},
    {"inter_chunk_latency", "every gap between two responses that have content"},
    {"request_latency", "the client's request to the last response that has content"},
    {"request_throughput", "valid requests over the benchmark's duration"},
    {"output_token_throughput", "tokens of all answers over the benchmark's duration"},
    {"output_sequence_length", "tokens of an answer, reasoning included, as the tokenizer counts them"},
    {"input_sequence_length", "tokens of a prompt, as the tokenizer counts them"},
    {"benchmark_duration", "first request to last response"},
    {"request_count", "requests that were answered"},
}};

// Rates and counts of which more is better, as AIPerf itself says.
bool is_rate(std::string_view name, std::string_view unit) {
    return name.find("throughput") != std::string_view::npos || name == "goodput" ||
           unit.find("/sec") != std::string_view::npos;
}

bool is_time(std::string_view unit) {
    return unit == "ms" || unit == "sec" || unit == "s" || unit == "us" || unit == "ns";
}

// Without schema_version (until 0.3) the gaps of an answer are its tokens less one, later less those of the first
// chunk.
MetricDefinition metric_of(const std::string& name, const std::string& unit, bool with_schema) {
    const bool per_user = name == "output_token_throughput_per_user";
    if (name == "inter_token_latency" || per_user) {
        const std::string_view gaps = with_schema ? "output tokens - tokens of the first chunk" : "output tokens - 1";
        MetricDefinition metric =
            foreign_metric("aiperf." + name, unit, per_user ? Direction::higher_is_better : Direction::lower_is_better,
                           fmt::format("{}(request latency - time to first token) / ({}) of a request",
                                       per_user ? "1 over " : "", gaps));
        metric.version = with_schema ? 2 : 1;
        return metric;
    }
    const auto known = std::find_if(kKnown.begin(), kKnown.end(), [&](const Known& one) { return one.name == name; });
    const Direction direction = is_rate(name, unit)                             ? Direction::higher_is_better
                                : is_time(unit) && name != "benchmark_duration" ? Direction::lower_is_better
                                                                                : Direction::neutral;
    return foreign_metric("aiperf." + identifier_from(name), unit, direction,
                          known == kKnown.end() ? "a metric of AIPerf's own" : std::string(known->meaning));
}

std::string statistic_of(const std::string& key, bool alone) {
    if (key == "avg") return alone ? "single" : "mean";
    if (key == "min") return "minimum";
    if (key == "max") return "maximum";
    return identifier_from(key);
}

bool is_spread(std::string_view key) { return key == "std" || key == "count" || key == "sum" || key == "unit"; }

bool is_metric(const std::string& name, const Json& json) {
    // Points in time are no measurements, and no double holds them.
    return json.is_object() && json.contains("unit") && json["unit"].is_string() && !name.ends_with("_timestamp");
}

void set_first(Parameters& parameters, std::string_view name, const Json& input,
               std::initializer_list<std::initializer_list<std::string_view>> paths) {
    for (const auto& path : paths) {
        const Json* found = find_at(input, path);
        if (found != nullptr && found->is_array()) found = found->empty() ? nullptr : &found->front();
        if (found == nullptr || found->is_null()) continue;
        if (found->is_number_integer()) {
            parameters.set(name, found->get<std::int64_t>());
        } else if (found->is_number()) {
            parameters.set(name, found->get<double>());
        } else {
            set_word(parameters, name, option_text(*found));
        }
        return;
    }
}

// The configuration is kept whole, since it says far more than what a case is told apart by.
Parameters parameters_of(const Json& input) {
    Parameters parameters;
    set_first(parameters, "model", input, {{"endpoint", "model_names"}, {"models", "items", "name"}});
    set_first(parameters, "endpoint", input, {{"endpoint", "type"}});
    set_first(parameters, "streaming", input, {{"endpoint", "streaming"}});
    set_first(parameters, "concurrency", input, {{"loadgen", "concurrency"}, {"phases", "concurrency"}});
    set_first(parameters, "request_rate", input, {{"loadgen", "request_rate"}, {"phases", "rate"}});
    set_first(parameters, "requests", input, {{"loadgen", "request_count"}, {"phases", "requests"}});
    set_first(parameters, "input_tokens", input,
              {{"input", "prompt", "input_tokens", "mean"}, {"datasets", "prompts", "isl", "mean"}});
    set_first(parameters, "output_tokens", input,
              {{"input", "prompt", "output_tokens", "mean"}, {"datasets", "prompts", "osl", "mean"}});
    // 0.3 writes 16, later releases 16.0.
    for (const std::string_view name : {"input_tokens", "output_tokens", "request_rate"}) {
        const Value* value = parameters.find(name);
        if (value == nullptr || !std::holds_alternative<std::int64_t>(*value)) continue;
        parameters.set(name, static_cast<double>(std::get<std::int64_t>(*value)));
    }
    return parameters;
}

void take_gpus(const Json& file, SystemProfile& profile) {
    const Json* endpoints = find_at(file, {"telemetry_data", "endpoints"});
    if (endpoints == nullptr || !endpoints->is_object()) return;
    for (const auto& [name, endpoint] : endpoints->items()) {
        const Json* gpus = find_at(endpoint, {"gpus"});
        if (gpus == nullptr || !gpus->is_object()) continue;
        for (const auto& [id, gpu] : gpus->items()) {
            const Json* model = find_at(gpu, {"gpu_name"});
            if (model != nullptr && model->is_string())
                profile.gpus.push_back({"", model->get<std::string>(), std::nullopt, ""});
        }
    }
}

class Reader {
public:
    Reader(const Json& document, ForeignProblems& problems) : file_(document, "", problems) {}

    Run read() {
        run_.command = "aiperf profile";
        with_schema_ = file_.has("schema_version");
        const std::string version = file_.text("aiperf_version");
        run_.foreign = Foreign{std::string(kTool), version, "{}"};
        run_.timestamp = file_.time("start_time", run_.warnings);
        take_gpus(file_.rest(), run_.profile);
        const Json* input = file_.peek("input_config");
        of_.benchmark = "aiperf/profile";
        if (input != nullptr) of_.parameters = parameters_of(*input);
        if (const Value* model = of_.parameters.find("model"); model != nullptr && type_of(*model) == ValueType::word) {
            of_.model = std::get<std::string>(*model);
        }
        const Json* cancelled = file_.peek("was_cancelled");
        if (cancelled != nullptr && *cancelled == true)
            run_.warnings.emplace_back("the run was cancelled: what was measured until then");
        const Json given = file_.rest();
        requests_ = count_of(given);
        for (const auto& [name, value] : given.items()) {
            if (is_metric(name, value)) read_metric(name);
        }
        run_.foreign->fields = print_json(file_.rest());
        return std::move(run_);
    }

private:
    // Requests that were answered; releases before 1.1 of the format count nothing else.
    static std::int64_t count_of(const Json& file) {
        const Json* count = find_at(file, {"request_count", "avg"});
        const double number = count != nullptr && count->is_number() ? count->get<double>() : 1;
        return number >= 1 && number < 1e15 ? static_cast<std::int64_t>(number) : 1;
    }

    void read_metric(const std::string& name) {
        FieldTaker metric = file_.object(name);
        const std::string unit = metric.text("unit");
        const Json given = metric.rest();
        std::size_t values = 0;
        for (const auto& [key, unused] : given.items()) values += is_spread(key) ? 0 : 1;
        const Json* counted = find_at(given, {"count"});
        const std::int64_t count = values == 1                                           ? 1
                                   : counted != nullptr && counted->is_number_unsigned() ? counted->get<std::int64_t>()
                                                                                         : requests_;
        const std::size_t first = run_.records.size();
        for (const auto& [key, unused] : given.items()) {
            if (is_spread(key)) continue;
            MetricDefinition definition = metric_of(name, unit, with_schema_);
            if (values == 1) definition.reduction = Reduction::median;
            ImportedValue value{
                std::move(definition), statistic_of(key, values == 1), metric.value(key), count, 1, 0, {}};
            run_.records.push_back(imported_record(of_, std::move(value)));
        }
        keep_fields(run_.records, first, metric.rest());
    }

    FieldTaker file_;
    Run run_;
    ImportedCase of_;
    bool with_schema_ = false;
    std::int64_t requests_ = 1;
};

}  // namespace

bool recognises_aiperf(const ForeignDocument& document) {
    const Json& file = document.whole();
    if (document.by_line || !file.is_object() || !file.contains("input_config")) return false;
    return file.contains("aiperf_version") || (file.contains("request_count") && file.contains("error_summary"));
}

Result<std::vector<Run>> read_aiperf(const ForeignDocument& document) {
    ForeignProblems problems(kTool);
    Run run = Reader(document.whole(), problems).read();
    if (!problems.ok()) return fail(*problems.error());
    return std::vector<Run>{std::move(run)};
}

}  // namespace inference_pio
