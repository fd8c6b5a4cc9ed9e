#include <fmt/format.h>

#include "execution/journal.hpp"
#include "execution/journal_ceiling.hpp"
#include "records/json_reader.hpp"
#include "records/json_values.hpp"

namespace inference_pio {
namespace {

Json line_of(std::string_view kind, std::size_t number) {
    Json json;
    json["line"] = kind;
    json["case"] = number;
    return json;
}

struct Encoder {
    Json operator()(const VisitBegan& entry) const {
        Json json = line_of("visit-begin", entry.number);
        json["round"] = entry.round;
        json["timestamp"] = entry.timestamp;
        if (entry.turn >= 0) json["turn"] = entry.turn;
        return json;
    }
    Json operator()(const VisitReady& entry) const {
        Json json = line_of("visit-ready", entry.number);
        json["facts"] = to_json(entry.facts);
        json["metrics"] = Json(entry.metrics);
        json["missing"] = Json(entry.missing);
        return json;
    }
    Json operator()(const SampleTaken& entry) const {
        Json json = line_of("sample", entry.number);
        json["warmup"] = entry.sample.warmup;
        json["metrics"] = Json(entry.sample.metrics);
        json["spans"] = Json::array();
        for (const Span& span : entry.sample.spans) json["spans"].push_back(to_json(span));
        json["evidence"] = Json(entry.sample.evidence);
        json["output_digest"] = entry.sample.output_digest;
        for (const MetricDefinition& definition : entry.sample.definitions) {
            json["definitions"].push_back(to_json(definition));
        }
        return json;
    }
    Json operator()(const VisitEnded& entry) const {
        Json json = line_of("visit-end", entry.number);
        json["warmup_count"] = entry.warmup_count;
        json["peak_memory_bytes"] = entry.peak_memory ? Json(entry.peak_memory->count) : Json();
        json["duration_s"] = entry.duration.count();
        return json;
    }
    Json operator()(const VisitFailed& entry) const {
        Json json = line_of("failure", entry.number);
        json["kind"] = to_string(entry.error.kind);
        json["message"] = entry.error.message;
        json["remedy"] = entry.error.remedy;
        return json;
    }
    Json operator()(const CaseEnded& entry) const {
        Json json = line_of("case-end", entry.number);
        json["status"] = to_string(entry.status);
        json["reason"] = entry.reason;
        return json;
    }
    Json operator()(const RunEnded& entry) const {
        Json json;
        json["line"] = "run-end";
        json["complete"] = entry.complete;
        return json;
    }
    Json operator()(const CeilingMeasured& entry) const { return ceiling_to_json(entry); }
};

template <class Entry, class Read>
Result<JournalEntry> read_entry(const Json& json, Read&& read) {
    JsonReader reader(json);
    Entry entry;
    if constexpr (requires { entry.number; }) {
        std::uint64_t number = 0;
        reader.required("case", number);
        entry.number = static_cast<std::size_t>(number);
    }
    read(reader, entry);
    return reader.finish(JournalEntry(std::move(entry)));
}

Result<JournalEntry> read_sample(const Json& json) {
    return read_entry<SampleTaken>(json, [](JsonReader& reader, SampleTaken& entry) {
        reader.required("warmup", entry.sample.warmup);
        reader.required("metrics", entry.sample.metrics);
        reader.optional_array_with("spans", entry.sample.spans, span_from_json);
        reader.optional("evidence", entry.sample.evidence);
        reader.optional("output_digest", entry.sample.output_digest);
        reader.optional_array_with("definitions", entry.sample.definitions, metric_from_json);
    });
}

Result<JournalEntry> read_visit_end(const Json& json) {
    return read_entry<VisitEnded>(json, [](JsonReader& reader, VisitEnded& entry) {
        double duration_s = 0;
        reader.required("warmup_count", entry.warmup_count);
        reader.optional("peak_memory_bytes", entry.peak_memory);
        reader.optional("duration_s", duration_s);
        entry.duration = Seconds(duration_s);
    });
}

Result<JournalEntry> read_failure(const Json& json) {
    return read_entry<VisitFailed>(json, [](JsonReader& reader, VisitFailed& entry) {
        std::string kind;
        reader.required("kind", kind);
        reader.required("message", entry.error.message);
        reader.optional("remedy", entry.error.remedy);
        entry.error.kind = error_kind_from(kind);
    });
}

Result<JournalEntry> read_by_kind(const std::string& kind, const Json& json) {
    if (kind == "sample") return read_sample(json);
    if (kind == "visit-end") return read_visit_end(json);
    if (kind == "failure") return read_failure(json);
    if (kind == "visit-begin") {
        return read_entry<VisitBegan>(json, [](JsonReader& reader, VisitBegan& entry) {
            reader.required("round", entry.round);
            reader.required("timestamp", entry.timestamp);
            reader.optional("turn", entry.turn);
        });
    }
    if (kind == "visit-ready") {
        return read_entry<VisitReady>(json, [](JsonReader& reader, VisitReady& entry) {
            reader.required_with("facts", entry.facts, case_facts_from_json);
            reader.optional("metrics", entry.metrics);
            reader.optional("missing", entry.missing);
        });
    }
    if (kind == "case-end") {
        return read_entry<CaseEnded>(json, [](JsonReader& reader, CaseEnded& entry) {
            std::string status;
            reader.required("status", status);
            reader.optional("reason", entry.reason);
            if (const auto known = status_from(status)) {
                entry.status = *known;
            } else {
                reader.reject("status", known.error().message);
            }
        });
    }
    if (kind == "run-end") {
        return read_entry<RunEnded>(
            json, [](JsonReader& reader, RunEnded& entry) { reader.required("complete", entry.complete); });
    }
    if (kind == "ceiling") {
        return ceiling_from_json(json).map([](CeilingMeasured entry) { return JournalEntry(std::move(entry)); });
    }
    return fail(ErrorKind::malformed, fmt::format("there is no line of kind '{}'", kind));
}

}  // namespace

std::string encode_entry(const JournalEntry& entry) { return print_json(std::visit(Encoder{}, entry)); }

Result<JournalEntry> decode_entry(std::string_view line) {
    auto json = parse_json(line);
    if (!json) return fail(std::move(json.error()));
    JsonReader reader(*json);
    std::string kind;
    reader.required("line", kind);
    if (!reader.ok()) return reader.finish(JournalEntry{});
    return read_by_kind(kind, *json);
}

}  // namespace inference_pio
