#include "importers/hyperfine_importer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "importers/field_taker.hpp"
#include "importers/imported_run.hpp"
#include "statistics/interval.hpp"

namespace inference_pio {
namespace {

constexpr std::string_view kTool = "hyperfine";
constexpr double kLevel = 0.95;

struct Statistic {
    std::string_view field;
    std::string_view word;
};

constexpr std::array<Statistic, 4> kStatistics{
    {{"mean", "mean"}, {"median", "median"}, {"min", "minimum"}, {"max", "maximum"}}};

struct Known {
    std::string_view field;  // of format 2
    std::string_view name;
    std::string_view meaning;
};

constexpr std::array<Known, 5> kKnown{{
    {"time_wall_clock", "wall_time", "wall time of a run of the command, less what starting the shell takes"},
    {"time_user", "user_time", "CPU time in user mode of a run, children included"},
    {"time_system", "system_time", "CPU time in the kernel of a run, children included"},
    {"time_cpu", "cpu_time", "CPU time of a run, in user mode and in the kernel"},
    {"memory_peak_resident", "peak_memory", "largest resident memory of a run of the command"},
}};

// Format 2 writes units out, format 1 has them in the names of its fields.
std::string unit_from(const std::string& word) {
    if (word == "second") return "s";
    return word == "byte" ? "bytes" : word;
}

MetricDefinition metric_of(std::string_view field, const std::string& unit) {
    const auto known = std::find_if(kKnown.begin(), kKnown.end(), [&](const Known& one) { return one.field == field; });
    const bool cost = unit == "s" || unit == "bytes";
    return foreign_metric(
        fmt::format("hyperfine.{}", known == kKnown.end() ? identifier_from(field) : std::string(known->name)), unit,
        cost ? Direction::lower_is_better : Direction::neutral,
        known == kKnown.end() ? "a metric of hyperfine's own" : std::string(known->meaning),
        unit == "bytes" ? Reduction::maximum : Reduction::median);
}

// Every run of the command is a fresh process.
std::vector<std::vector<double>> by_process(const std::vector<double>& values) {
    std::vector<std::vector<double>> samples;
    for (const double value : values) samples.push_back({value});
    return samples;
}

class CommandReader {
public:
    CommandReader(const Json& json, std::size_t index, ForeignProblems& problems, Run& run)
        : result_(json, fmt::format("results[{}]", index), problems), run_(run) {}

    void read(std::int64_t format) {
        of_.benchmark = "hyperfine/" + benchmark_name_from(result_.required_text("command"));
        read_parameters();
        const std::size_t first = run_.records.size();
        if (format >= 2) {
            read_measurements();
            read_summary();
        } else {
            read_times();
        }
        keep_fields(run_.records, first, result_.rest());
    }

private:
    void read_parameters() {
        FieldTaker parameters = result_.object("parameters");
        const Json given = parameters.rest();
        for (const auto& [name, value] : given.items()) {
            const Json* text = value.is_object() ? find_at(value, {"value"}) : &value;
            const std::string key = word_from(name);
            if (!key.empty() && text != nullptr) set_word(of_.parameters, key, option_text(*text));
        }
    }

    // `values` are those of the runs; with them the record has the interval that ours would have.
    void add(MetricDefinition metric, std::string_view statistic, ForeignValue value, const std::vector<double>& values,
             std::size_t runs) {
        const auto count = static_cast<std::int64_t>(std::max<std::size_t>(runs, 1));
        ImportedValue measured{std::move(metric), std::string(statistic), std::move(value), count, count, 0,
                               by_process(values)};
        Record record = imported_record(of_, std::move(measured));
        if (record.value && values.size() >= 2 && record.metric.reduction != Reduction::maximum) {
            if (auto interval = compute_process_interval(values, *record.value, kLevel)) record.interval = *interval;
        }
        run_.records.push_back(std::move(record));
    }

    // --- format 1 ---------------------------------------------------------------------------------------

    void read_times() {
        const std::vector<double> times = result_.samples("times");
        // Releases before 1.6 have no median; the samples then stand with the mean.
        const std::string_view with_samples = result_.has("median") ? "median" : "mean";
        if (!result_.has("mean")) result_.require("mean");
        for (const auto& [field, word] : kStatistics) {
            if (!result_.has(field)) continue;
            add(metric_of("time_wall_clock", "s"), word, result_.value(field),
                field == with_samples ? times : std::vector<double>{}, times.size());
        }
        for (const auto& [field, metric] : {std::pair{"user", "time_user"}, std::pair{"system", "time_system"}}) {
            if (result_.has(field)) add(metric_of(metric, "s"), "mean", result_.value(field), {}, times.size());
        }
        // 1.20 has one for each run, and nothing computed from them.
        if (!result_.has("memory_usage_byte")) return;
        const std::vector<double> bytes = result_.samples("memory_usage_byte");
        if (bytes.empty()) return;
        add(metric_of("memory_peak_resident", "bytes"), "maximum", {*std::max_element(bytes.begin(), bytes.end()), {}},
            bytes, bytes.size());
    }

    // --- format 2, since 2.0 -----------------------------------------------------------------------------

    void read_measurements() {
        const std::vector<Json> runs = result_.array("measurements");
        Json rest = Json::array();
        for (std::size_t i = 0; i < runs.size(); ++i) {
            FieldTaker one(runs[i], result_.path_of(fmt::format("measurements[{}]", i)), result_.problems());
            const Json given = one.rest();
            for (const auto& [field, value] : given.items()) {
                if (!value.is_object() || !value.contains("value")) continue;
                FieldTaker measured = one.object(field);
                measured.text("unit");  // the summary has it too
                const ForeignValue number = measured.value("value");
                if (number.number) values_[field].push_back(*number.number);
                if (!measured.rest().empty()) one.put_back(field, measured.rest());
            }
            rest.push_back(one.rest());
        }
        runs_ = runs.size();
        if (!rest.empty()) result_.put_back("measurements", std::move(rest));
    }

    void read_summary() {
        if (!result_.has("summary")) result_.require("summary");
        FieldTaker summary = result_.object("summary");
        const Json given = summary.rest();
        Json rest = Json::object();
        for (const auto& [metric, unused] : given.items()) {
            FieldTaker statistics = summary.object(metric);
            const MetricDefinition definition = metric_of(metric, unit_from(statistics.text("unit")));
            for (const auto& [field, word] : kStatistics) {
                if (!statistics.has(field)) continue;
                const bool main = field == "median" && values_[metric].size() == runs_;
                add(definition, word, statistics.value(field), main ? values_[metric] : std::vector<double>{}, runs_);
            }
            if (!statistics.rest().empty()) rest[metric] = statistics.rest();
        }
        if (!rest.empty()) result_.put_back("summary", std::move(rest));
    }

    FieldTaker result_;
    Run& run_;
    ImportedCase of_;
    std::map<std::string, std::vector<double>> values_;
    std::size_t runs_ = 0;
};

void read_metadata(FieldTaker& file, Run& run) {
    FieldTaker metadata = file.object("metadata");
    run.foreign->version = metadata.text("hyperfine_version");
    run.timestamp = metadata.time("start_time", run.warnings);
    FieldTaker platform = metadata.object("platform");
    run.profile.software.system = platform.text("os");
    run.profile.cpu.architecture = platform.text("architecture");
    if (!platform.rest().empty()) metadata.put_back("platform", platform.rest());
    if (!metadata.rest().empty()) file.put_back("metadata", metadata.rest());
}

}  // namespace

bool recognises_hyperfine(const ForeignDocument& document) {
    const Json& file = document.whole();
    if (document.by_line || !file.is_object() || !file.contains("results") || !file["results"].is_array()) return false;
    const Json* version = find_at(file, {"metadata", "hyperfine_version"});
    if (version != nullptr || file["results"].empty()) return version != nullptr || file.size() == 1;
    const Json& first = file["results"].front();
    return first.is_object() && first.contains("command") && (first.contains("mean") || first.contains("times"));
}

Result<std::vector<Run>> read_hyperfine(const ForeignDocument& document) {
    ForeignProblems problems(kTool);
    FieldTaker file(document.whole(), "", problems);
    Run run;
    run.command = kTool;
    run.foreign = Foreign{std::string(kTool), "", "{}"};
    const std::int64_t format = file.integer("schema_version").value_or(1);
    if (format > 1) file.put_back("schema_version", format);
    read_metadata(file, run);
    const std::vector<Json> results = file.array("results");
    for (std::size_t i = 0; i < results.size(); ++i) CommandReader(results[i], i, problems, run).read(format);
    run.foreign->fields = print_json(file.rest());
    if (!problems.ok()) return fail(*problems.error());
    return std::vector<Run>{std::move(run)};
}

}  // namespace inference_pio
