#include "importers/imported_run.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "common/digest.hpp"

namespace inference_pio {
namespace {

constexpr std::size_t kDigestPrefix = std::string_view("xxh3:").size();
constexpr std::size_t kDigestDigits = 12;
constexpr std::string_view kNoZone = "the file's time has no time zone: it is taken for UTC, and may be some hours off";
constexpr std::string_view kNoTime = "the file has no time of its own: the time of its last change stands for it";
constexpr std::string_view kNoMachine =
    "the file does not say which machine it is from: nothing keeps runs of different machines apart";

void warn(std::vector<std::string>& warnings, std::string_view text) {
    if (std::find(warnings.begin(), warnings.end(), text) == warnings.end()) warnings.emplace_back(text);
}

bool knows_no_machine(const SystemProfile& profile) {
    return profile.cpu.model.empty() && profile.cpu.threads == 0 && profile.gpus.empty();
}

void note_unknown(SystemProfile& profile, std::string_view tool) {
    const auto note = [&](const char* name, bool unknown) {
        if (unknown) profile.unavailable.push_back({name, fmt::format("the file of {} does not say", tool)});
    };
    note("cpu.model", profile.cpu.model.empty());
    note("cpu.threads", profile.cpu.threads == 0);
    note("memory.total", !profile.memory.total);
    note("gpus", profile.gpus.empty());
    note("software", profile.software.system.empty());
}

void finish_times(Run& run, const std::string& modified_at) {
    for (const Record& record : run.records) {
        const bool earlier = !record.timestamp.empty() && (run.timestamp.empty() || record.timestamp < run.timestamp);
        if (earlier) run.timestamp = record.timestamp;
    }
    if (run.timestamp.empty()) {
        run.timestamp = modified_at;
        warn(run.warnings, kNoTime);
    }
    for (Record& record : run.records) {
        if (record.timestamp.empty()) record.timestamp = run.timestamp;
    }
}

}  // namespace

Record imported_record(const ImportedCase& of, ImportedValue measured) {
    Record record;
    record.timestamp = of.timestamp;
    record.model = of.model;
    record.metric = std::move(measured.metric);
    record.benchmark = of.benchmark;
    record.parameters = of.parameters;
    record.statistic = std::move(measured.statistic);
    record.value = measured.value.number;
    if (!record.value)
        record.status_reason = measured.value.why_not.empty() ? "there is no value" : measured.value.why_not;
    record.sample_count = std::max<std::int64_t>(measured.sample_count, 0);
    record.process_count = measured.process_count;
    record.warmup_count = measured.warmup_count;
    record.samples = std::move(measured.samples);
    record.facts = of.facts;
    record.facts.model = of.model.value_or("");
    record.foreign = Foreign{{}, of.tool_version, "{}"};
    return record;
}

MetricDefinition foreign_metric(std::string name, std::string unit, Direction direction, std::string meaning,
                                Reduction reduction) {
    return {std::move(name), 1, std::move(unit), direction, reduction, std::move(meaning), Centre::median};
}

void set_word(Parameters& parameters, std::string_view name, std::string_view text) {
    if (!text.empty()) parameters.set(name, word_from(text));
}

void set_integer(Parameters& parameters, std::string_view name, const std::optional<std::int64_t>& number) {
    if (number) parameters.set(name, *number);
}

std::string take_time(const std::optional<ForeignTime>& time, std::vector<std::string>& warnings) {
    if (!time) return {};
    if (!time->has_zone) warn(warnings, kNoZone);
    return time->utc;
}

void keep_fields(std::vector<Record>& records, std::size_t first, const Json& fields) {
    if (first >= records.size() || fields.empty()) return;
    Json kept = foreign_fields_to_json(*records[first].foreign);
    for (const auto& [key, value] : fields.items()) kept[key] = value;
    records[first].foreign->fields = print_json(kept);
}

void finish_runs(std::vector<Run>& runs, const ImportedFile& file) {
    const std::string digest = digest_of(file.content).substr(kDigestPrefix, kDigestDigits);
    for (std::size_t i = 0; i < runs.size(); ++i) {
        Run& run = runs[i];
        run.id = fmt::format("{}-{}", file.tool, digest);
        if (i > 0) run.id += fmt::format("-{}", i + 1);
        run.complete = true;
        if (!run.foreign) run.foreign.emplace();
        run.foreign->tool = file.tool;
        if (knows_no_machine(run.profile)) warn(run.warnings, kNoMachine);
        note_unknown(run.profile, file.tool);
        if (run.profile.fingerprint.empty()) run.profile.fingerprint = compute_fingerprint(run.profile);
        finish_times(run, file.modified_at);
        for (Record& record : run.records) {
            record.run = run.id;
            record.subject = run.subject;
            record.seed = run.seed;
            record.foreign->tool = file.tool;
            if (record.foreign->version.empty()) record.foreign->version = run.foreign->version;
        }
    }
}

}  // namespace inference_pio
