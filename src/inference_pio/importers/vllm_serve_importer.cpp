#include "importers/vllm_serve_importer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "importers/field_taker.hpp"
#include "importers/imported_run.hpp"

namespace inference_pio {
namespace {

constexpr std::string_view kTool = "vllm-bench-serve";

// "mean_ttft_ms": a statistic of a latency over the requests.
struct Latency {
    std::string_view name;
    std::string_view meaning;
};

constexpr std::array<Latency, 4> kLatencies{{
    {"ttft", "the client's request to the first chunk of the answer, which may be empty"},
    {"tpot", "(latency - ttft) / (output tokens - 1) of a request; requests of one token are left out"},
    {"itl", "every gap between two chunks of an answer, pooled over the requests"},
    {"e2el", "the client's request to the last chunk of the answer"},
}};

struct Single {
    std::string_view field;
    std::string_view metric;
    std::string_view unit;
    Direction direction;
    std::string_view meaning;
};

constexpr std::array<Single, 10> kSingles{{
    {"duration", "duration", "s", Direction::neutral, "first request to last answer"},
    {"completed", "completed", "requests", Direction::neutral, "requests that were answered"},
    {"failed", "failed", "requests", Direction::lower_is_better, "requests that were not"},
    {"total_input_tokens", "total_input_tokens", "tokens", Direction::neutral,
     "prompt tokens of the completed requests"},
    {"total_output_tokens", "total_output_tokens", "tokens", Direction::neutral, "tokens of all answers"},
    {"request_throughput", "request_throughput", "requests/sec", Direction::higher_is_better,
     "completed over duration"},
    {"output_throughput", "output_throughput", "tokens/sec", Direction::higher_is_better,
     "tokens of all answers over duration"},
    {"total_token_throughput", "total_token_throughput", "tokens/sec", Direction::higher_is_better,
     "prompt tokens and tokens of all answers over duration"},
    {"max_output_tokens_per_s", "max_output_tokens_per_s", "tokens/sec", Direction::higher_is_better,
     "most tokens that came in one second"},
    {"max_concurrent_requests", "max_concurrent_requests", "requests", Direction::neutral,
     "most requests that were open in one second"},
}};

// "p99_ttft_ms" -> "p99" and "ttft"; empty where the field is nothing of the sort, and for spreads.
struct LatencyField {
    std::string statistic;
    std::string latency;
};

LatencyField split_latency(std::string_view field) {
    if (!field.ends_with("_ms")) return {};
    field.remove_suffix(3);
    const std::size_t end = field.find('_');
    if (end == std::string_view::npos) return {};
    const std::string_view statistic = field.substr(0, end);
    const bool quantile = statistic.size() > 1 && statistic.front() == 'p' &&
                          statistic.substr(1).find_first_not_of("0123456789.") == std::string_view::npos;
    if (statistic != "mean" && statistic != "median" && !quantile) return {};
    return {std::string(statistic), std::string(field.substr(end + 1))};
}

std::string meaning_of(std::string_view latency) {
    const auto found =
        std::find_if(kLatencies.begin(), kLatencies.end(), [&](const Latency& known) { return known.name == latency; });
    return found == kLatencies.end() ? "a latency of vllm bench serve's own" : std::string(found->meaning);
}

Parameters take_parameters(FieldTaker& result) {
    Parameters parameters;
    set_word(parameters, "model", result.text("model_id"));
    // Both fields stand in newer files; "openai-comp" is what "openai" was called until 0.9.
    const std::string endpoint = result.text(result.has("endpoint_type") ? "endpoint_type" : "backend");
    const bool old_name = endpoint == "openai-comp";
    set_word(parameters, "endpoint_type", old_name ? "openai" : endpoint);
    if (old_name) result.put_back("endpoint_type", endpoint);
    set_integer(parameters, "num_prompts", result.integer("num_prompts"));
    // "inf" is a rate too: all requests at once.
    for (const std::string_view name : {"request_rate", "burstiness"}) {
        const Json json = result.take(name);
        if (json.is_number() && std::isfinite(json.get<double>())) {
            parameters.set(name, json.get<double>());
        } else {
            set_word(parameters, name, json == "Infinity" ? "inf" : option_text(json));
        }
    }
    set_integer(parameters, "max_concurrency", result.integer("max_concurrency"));
    return parameters;
}

void read_result(const Json& json, ForeignProblems& problems, Run& run) {
    FieldTaker result(json, "", problems);
    ImportedCase of;
    of.benchmark = "vllm_bench/serve";
    of.parameters = take_parameters(result);
    if (const Value* model = of.parameters.find("model")) of.model = std::get<std::string>(*model);
    of.timestamp = result.time("date", run.warnings);

    const Json* counted = result.peek("completed");
    const std::int64_t requests =
        counted != nullptr && counted->is_number_unsigned() ? counted->get<std::int64_t>() : 1;
    const std::size_t first = run.records.size();
    for (const Single& single : kSingles) {
        if (!result.has(single.field) && single.field != "request_throughput") continue;
        ImportedValue value;
        value.metric = foreign_metric(fmt::format("vllm.{}", single.metric), std::string(single.unit), single.direction,
                                      std::string(single.meaning), Reduction::median);
        value.statistic = "single";
        value.value = result.value(single.field);
        run.records.push_back(imported_record(of, std::move(value)));
    }
    const Json fields = result.rest();
    for (const auto& [field, unused] : fields.items()) {
        const LatencyField latency = split_latency(field);
        if (latency.latency.empty()) continue;
        ImportedValue value{foreign_metric("vllm." + identifier_from(latency.latency), "ms", Direction::lower_is_better,
                                           meaning_of(latency.latency)),
                            latency.statistic,
                            result.value(field),
                            std::max<std::int64_t>(requests, 0),
                            1,
                            0,
                            {}};
        run.records.push_back(imported_record(of, std::move(value)));
    }
    keep_fields(run.records, first, result.rest());
}

bool is_result(const Json& json) {
    // SGLang's tool descends from this one, measures otherwise, and has neither id.
    return json.is_object() && json.contains("model_id") && json.contains("tokenizer_id") &&
           json.contains("request_throughput");
}

}  // namespace

bool recognises_vllm_serve(const ForeignDocument& document) { return is_result(document.whole()); }

Result<std::vector<Run>> read_vllm_serve(const ForeignDocument& document) {
    ForeignProblems problems(kTool);
    Run run;
    run.command = "vllm bench serve";
    run.foreign = Foreign{std::string(kTool), "", "{}"};
    for (std::size_t i = 0; i < document.values.size(); ++i) {
        if (document.by_line) problems.at_line(document.lines[i]);
        read_result(document.values[i], problems, run);
    }
    if (!problems.ok()) return fail(*problems.error());
    return std::vector<Run>{std::move(run)};
}

}  // namespace inference_pio
