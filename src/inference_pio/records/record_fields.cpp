#include "records/record_fields.hpp"

#include <fmt/format.h>

#include <charconv>

#include "records/json_reader.hpp"
#include "records/record_field_kinds.hpp"

namespace inference_pio {
namespace {

using namespace record_field_kinds;

// --- fields that are like no other ----------------------------------------------------------------------

RecordField model_field() {
    auto field = or_null(
        "model", "string or null", "The model that ran; null for benchmarks without a model.",
        [](auto& r) -> auto& { return r.model; }, required);
    field.from_json = [](const Json& json, Record& record) -> Result<void> {
        auto read = read_json(json, record.model);
        record.facts.model = record.model.value_or("");
        return read;
    };
    return field;
}

RecordField hardware_field() {
    return {"hardware",
            "object",
            "The system profile: fingerprint, CPU, memory, GPUs, software, build.",
            true,
            true,
            [](const Record&, const Json& hardware) -> Json { return hardware; },
            [](const Json& json, Record&) -> Result<void> {
                return json.is_object() ? Result<void>{} : fail(unexpected_json("an object", json));
            }};
}

RecordField schema_field() {
    return {"schema",
            "string",
            "`inference-pio/record/1`: the version of this format.",
            false,
            false,
            [](const Record&, const Json&) -> Json { return kRecordSchema; },
            [](const Json& json, Record&) -> Result<void> {
                if (json == kRecordSchema) return {};
                return fail(unexpected_json(fmt::format("\"{}\"", kRecordSchema), json));
            }};
}

// "ttft/1", of the metric "ttft".
Result<void> read_definition(const Json& json, Record& record) {
    std::string id;
    if (auto read = read_json(json, id); !read) return read;
    const std::size_t slash = id.rfind('/');
    int version = 0;
    if (slash != std::string::npos) {
        const char* end = id.data() + id.size();
        const auto parsed = std::from_chars(id.data() + slash + 1, end, version);
        if (parsed.ec != std::errc{} || parsed.ptr != end) version = 0;
    }
    if (version < 1 || id.substr(0, slash) != record.metric.name) {
        return fail(unexpected_json(fmt::format("\"{}/<version>\"", record.metric.name), json));
    }
    record.metric.version = version;
    return {};
}

RecordField definition_field() {
    return {"definition",
            "string",
            "The metric with the version of its meaning: `ttft/1`. Only equal definitions compare.",
            true,
            false,
            [](const Record& record, const Json&) -> Json { return record.metric.id(); },
            read_definition};
}

RecordField parameters_field() {
    return {"parameters",
            "object",
            "The point of the benchmark's axes, and what the case itself found out, such as the weight type of a "
            "given file. Values are integers, reals, strings, booleans, or `{\"bytes\": n}`.",
            false,
            true,
            [](const Record& record, const Json&) -> Json { return to_json(record.parameters); },
            [](const Json& json, Record& record) -> Result<void> {
                auto parameters = parameters_from_json(json);
                if (!parameters) return fail(std::move(parameters).error());
                record.parameters = *std::move(parameters);
                return {};
            }};
}

// Of which types of tensors the checkpoint consists, and how many bytes each takes.
RecordField tensor_bytes_field() {
    return {"checkpoint.tensor_bytes",
            "object of integers or null",
            "Bytes of the checkpoint's tensors by type, as ggml names it: `q4_K`, `f32`; null where it is not known.",
            false,
            true,
            [](const Record& record, const Json&) -> Json {
                return record.facts.tensor_bytes.empty() ? Json(nullptr) : Json(record.facts.tensor_bytes);
            },
            [](const Json& json, Record& record) -> Result<void> {
                if (json.is_null()) return {};
                if (auto read = read_json(json, record.facts.tensor_bytes); !read) return read;
                for (const auto& [type, bytes] : record.facts.tensor_bytes) {
                    if (bytes < 0) return fail(at_field(type, unexpected_json("a count", Json(bytes))));
                }
                return {};
            }};
}

// Kept as text in the record, which knows no JSON.
RecordField foreign_fields_field() {
    return {
        "foreign.fields",
        "object",
        "What stood beside the value in that tool's file and has no place of its own here, as it stood there. Where "
        "one object of the file became several records, the first of them has it.",
        false,
        false,
        [](const Record& record, const Json&) -> Json {
            return record.foreign ? foreign_fields_to_json(*record.foreign) : Json(nullptr);
        },
        [](const Json& json, Record& record) -> Result<void> {
            if (json.is_null()) return {};
            if (!json.is_object()) return fail(unexpected_json("an object", json));
            if (!record.foreign) record.foreign.emplace();
            record.foreign->fields = print_json(json);
            return {};
        }};
}

// --- the table, in parts that each fit a page -------------------------------------------------------

void add_what_was_measured(std::vector<RecordField>& fields) {
    fields.insert(
        fields.end(),
        {
            plain(
                "timestamp", "string", "When the case was first visited: UTC, ISO 8601 (`2026-11-24T10:00:00Z`).",
                [](auto& r) -> auto& { return r.timestamp; }, required),
            model_field(),
            plain(
                "metric", "string", "Name of the metric: `ttft`, `decode_throughput`, `peak_memory`.",
                [](auto& r) -> auto& { return r.metric.name; }, required),
            or_null(
                "value", "number or null",
                "The value, always finite; null where there is none: `status_reason` says why.",
                [](auto& r) -> auto& { return r.value; }, required),
            plain(
                "unit", "string",
                "Unit of `value`, `interval` and `samples`: `s`, `s/token`, `tokens/sec`, `bytes`, `ratio`.",
                [](auto& r) -> auto& { return r.metric.unit; }, required),
            hardware_field(),
            schema_field(),
            definition_field(),
            word<direction_from>(
                "direction", "`lower_is_better`, `higher_is_better` or `neutral`.",
                [](auto& r) -> auto& { return r.metric.direction; }),
            word<reduction_from>(
                "reduction",
                "How the samples of one process become its one value: `median`, `minimum`, "
                "`lower_decile`, `maximum`; `pooled`: all samples of all processes together.",
                [](auto& r) -> auto& { return r.metric.reduction; }),
            plain(
                "meaning", "string", "What the metric means, in a line.",
                [](auto& r) -> auto& { return r.metric.meaning; }, optional),
            plain(
                "benchmark", "string", "The benchmark: `qwen3_vl_2b/performance/generation`.",
                [](auto& r) -> auto& { return r.benchmark; }, required),
            text_or_null(
                "category", "`unit`, `integration` or `performance`; null for none.",
                [](auto& r) -> auto& { return r.category; }),
            parameters_field(),
        });
}

void add_evidence(std::vector<RecordField>& fields) {
    const auto interval = [](auto& r) -> auto& { return r.interval; };
    fields.insert(
        fields.end(),
        {
            plain(
                "statistic", "string",
                "What `value` is of the values: `median`, `fast_quartile`, `maximum`, `p50`, `p90`, `p99`; of another "
                "tool also `mean`, `minimum`, `single` (there is one only), or its own word.",
                [](auto& r) -> auto& { return r.statistic; }, optional),
            member<&Interval::level>("interval.level", "number",
                                     "Confidence of the interval: 0.95. `interval` is null where there is none.",
                                     interval),
            member<&Interval::low>("interval.low", "number", "Lower end, in `unit`; at most `value`.", interval),
            member<&Interval::high>("interval.high", "number", "Upper end, in `unit`; at least `value`.", interval),
            member<&Interval::method>("interval.method", "string", "How the interval was computed, see below.",
                                      interval),
            count(
                "sample_count", "Measured values behind `value`, warm-up excluded.",
                [](auto& r) -> auto& { return r.sample_count; }),
            count(
                "process_count", "Fresh processes that gave them.", [](auto& r) -> auto& { return r.process_count; }),
            count(
                "warmup_count", "Samples that were taken first and not summarised.",
                [](auto& r) -> auto& { return r.warmup_count; }),
            plain(
                "samples", "array of arrays of numbers",
                "The values, one inner array for each process; empty for pooled distributions, whose values stand "
                "in the journal.",
                [](auto& r) -> auto& { return r.samples; }, optional),
        });
}

void add_comparison(std::vector<RecordField>& fields) {
    const auto interval = [](auto& r) -> auto& { return r.ratio_interval; };
    fields.insert(
        fields.end(),
        {
            or_null(
                "reference", "string or null", "The case that `ratio` compares with.",
                [](auto& r) -> auto& { return r.reference; }, optional),
            or_null(
                "ratio", "number or null",
                "The value over the reference's, the median over pairs of fresh processes that ran next to each "
                "other; above 0.",
                [](auto& r) -> auto& { return r.ratio; }, optional),
            member<&Interval::level>("ratio_interval.level", "number",
                                     "Confidence of the interval of `ratio`. `ratio_interval` is null where there is "
                                     "none, as with fewer than two pairs.",
                                     interval),
            member<&Interval::low>("ratio_interval.low", "number", "Lower end; at most `ratio`.", interval),
            member<&Interval::high>("ratio_interval.high", "number", "Upper end; at least `ratio`.", interval),
            member<&Interval::method>("ratio_interval.method", "string", "How it was computed, see below.", interval),
            or_null(
                "ceiling", "string or null",
                "The case of this run that measured the ceiling of the machine of which `value` is a share, as in `mbu` "
                "and `mfu`.",
                [](auto& r) -> auto& { return r.ceiling; }, optional),
            word<status_from>(
                "status", "`ok`, `unstable`, `failed`, `timed_out`, `out_of_memory` or `skipped`.",
                [](auto& r) -> auto& { return r.status; }),
            or_null(
                "status_reason", "string or null", "Why the status is not `ok`, or why `value` is null.",
                [](auto& r) -> auto& { return r.status_reason; }, optional),
        });
}

void add_provenance(std::vector<RecordField>& fields) {
    const auto engine = [](auto& r) -> auto& { return r.facts.engine; };
    const auto foreign = [](auto& r) -> auto& { return r.foreign; };
    fields.insert(
        fields.end(),
        {
            text_or_null(
                "weights_source", "`synthetic`, `file`, or null where there are no weights.",
                [](auto& r) -> auto& { return r.facts.weights_source; }),
            text_or_null(
                "checkpoint.digest", "Digest of the checkpoint. `checkpoint` is null where there is none.",
                [](auto& r) -> auto& { return r.facts.checkpoint_digest; }),
            text_or_null(
                "checkpoint.file", "The checkpoint file as the user gave it; null for synthesized ones.",
                [](auto& r) -> auto& { return r.facts.checkpoint_file; }),
            tensor_bytes_field(),
            member<&EngineFacts::name>("engine.name", "string",
                                       "What executed the model: `llama_cpp`. `engine` is null where no engine did.",
                                       engine),
            member<&EngineFacts::version>("engine.version", "string", "Version of the engine.", engine),
            expanding(member<&EngineFacts::options>("engine.options", "object of strings",
                                                    "The engine's effective options.", engine)),
            member<&EngineFacts::features>("engine.features", "array of strings",
                                           "What the engine's build uses on this processor.", engine),
            text_or_null(
                "subject.commit", "Commit of the working tree that was measured; null outside of a repository.",
                [](auto& r) -> auto& { return r.subject.commit; }),
            plain(
                "subject.dirty", "boolean", "True where the tree differed from that commit.",
                [](auto& r) -> auto& { return r.subject.dirty; }, optional),
            text_or_null(
                "subject.branch", "Branch of the working tree, or of the CI job; null where there is none.",
                [](auto& r) -> auto& { return r.subject.branch; }),
            plain(
                "subject.compiler", "string", "Compiler of what was measured.",
                [](auto& r) -> auto& { return r.subject.compiler; }, optional),
            plain(
                "subject.flags", "string", "Its flags.", [](auto& r) -> auto& { return r.subject.flags; }, optional),
            plain(
                "seed", "integer", "Seed of the run: of the order of its cases, of prompts and of synthesized weights.",
                [](auto& r) -> auto& { return r.seed; }, optional),
            count(
                "noise.disturbed_samples",
                "Samples of the case that were taken under pressure; they are kept and counted.",
                [](auto& r) -> auto& { return r.noise.disturbed_samples; }),
            expanding(plain(
                "noise.evidence", "object of numbers",
                "What surrounded the samples, over the case, see below; names carry the unit last.",
                [](auto& r) -> auto& { return r.noise.evidence; }, optional)),
            expanding(plain(
                "noise.missing", "object of strings",
                "Evidence and metrics that this machine withheld, each with the reason, see below.",
                [](auto& r) -> auto& { return r.noise.missing; }, optional)),
            plain(
                "run", "string", "Id of the run: the name of its folder.", [](auto& r) -> auto& { return r.run; },
                optional),
            member<&Foreign::tool>(
                "foreign.tool", "string",
                "The tool that measured it: `llama-bench`. `foreign` is null where this project did.", foreign),
            member<&Foreign::version>("foreign.version", "string",
                                      "Version of that tool; empty where its file does not say.", foreign),
            foreign_fields_field(),
        });
}

}  // namespace

std::span<const RecordField> record_fields() {
    static const std::vector<RecordField> fields = [] {
        std::vector<RecordField> table;
        add_what_was_measured(table);
        add_evidence(table);
        add_comparison(table);
        add_provenance(table);
        return table;
    }();
    return fields;
}

std::string record_fields_markdown() {
    std::string text = "| field | type | CSV column | meaning |\n| --- | --- | --- | --- |\n";
    for (const RecordField& field : record_fields()) {
        text +=
            fmt::format("| `{}` | {} | `{}` | {} |\n", field.path, field.type, field.csv_column(), field.documentation);
    }
    return text;
}

}  // namespace inference_pio
