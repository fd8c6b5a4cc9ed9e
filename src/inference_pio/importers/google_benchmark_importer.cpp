#include "importers/google_benchmark_importer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "common/digest.hpp"
#include "importers/field_taker.hpp"
#include "importers/imported_run.hpp"
#include "records/json_reader.hpp"

namespace inference_pio {
namespace {

constexpr std::string_view kTool = "google-benchmark";

// Fields of an entry that are no counters of the benchmark's own.
constexpr std::array<std::string_view, 24> kKnownFields{"name",
                                                        "family_index",
                                                        "per_family_instance_index",
                                                        "run_name",
                                                        "run_type",
                                                        "repetitions",
                                                        "threads",
                                                        "repetition_index",
                                                        "aggregate_name",
                                                        "aggregate_unit",
                                                        "iterations",
                                                        "real_time",
                                                        "cpu_time",
                                                        "time_unit",
                                                        "label",
                                                        "error_occurred",
                                                        "error_message",
                                                        "skipped",
                                                        "skip_message",
                                                        "complexity_n",
                                                        "big_o",
                                                        "rms",
                                                        "cpu_coefficient",
                                                        "real_coefficient"};

struct Metric {
    std::string field;
    MetricDefinition definition;
};

// The metrics of an entry: its two times, and each counter that the benchmark gave.
std::vector<Metric> metrics_of(const Json& entry) {
    const auto found = entry.find("time_unit");
    const std::string unit = found != entry.end() && found->is_string() ? found->get<std::string>() : "ns";
    std::vector<Metric> metrics{
        {"real_time",
         foreign_metric("google_benchmark.real_time", unit, Direction::lower_is_better, "wall time of one iteration")},
        {"cpu_time", foreign_metric("google_benchmark.cpu_time", unit, Direction::lower_is_better,
                                    "CPU time of one iteration: of the main thread, or of the process if it asked so")},
    };
    for (const auto& [field, value] : entry.items()) {
        const bool known = std::find(kKnownFields.begin(), kKnownFields.end(), field) != kKnownFields.end();
        if (known || !value.is_number()) continue;
        const bool bytes = field == "bytes_per_second";
        const bool rate = bytes || field == "items_per_second";
        metrics.push_back(
            {field, foreign_metric("google_benchmark." + identifier_from(field),
                                   bytes  ? "bytes/s"
                                   : rate ? "items/s"
                                          : "number",
                                   rate ? Direction::higher_is_better : Direction::neutral,
                                   rate ? "set by the benchmark, over its time" : "a counter of the benchmark's own")});
    }
    return metrics;
}

std::string text_of(const Json& entry, std::string_view key) {
    const auto found = entry.find(key);
    return found != entry.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// Entries of one benchmark: its repetitions, and what was computed from them.
struct Family {
    std::string name;
    std::vector<std::size_t> repetitions;  // indices into the file's entries
    std::vector<std::size_t> aggregates;
};

std::vector<Family> families_of(const std::vector<Json>& entries) {
    std::vector<Family> families;
    std::map<std::string, std::size_t> by_name;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const Json& entry = entries[i];
        if (!entry.is_object()) continue;
        // Releases before 1.5 name neither the run nor its type.
        std::string name = text_of(entry, "run_name");
        if (name.empty()) name = text_of(entry, "name");
        const auto [found, fresh] = by_name.try_emplace(name, families.size());
        if (fresh) families.push_back({name, {}, {}});
        Family& family = families[found->second];
        (text_of(entry, "run_type") == "aggregate" ? family.aggregates : family.repetitions).push_back(i);
    }
    return families;
}

class Reader {
public:
    Reader(Json document, ForeignProblems& problems) : problems_(problems), file_(std::move(document), "", problems) {}

    Run read() {
        read_context();
        entries_ = file_.array("benchmarks");
        for (std::size_t i = 0; i < entries_.size(); ++i) check(i);
        if (problems_.ok()) {
            for (const Family& family : families_of(entries_)) read_family(family);
        }
        Json rest = file_.rest();
        if (!unused_.empty()) rest["benchmarks"] = std::move(unused_);
        run_.foreign->fields = print_json(rest);
        return std::move(run_);
    }

private:
    void check(std::size_t index) {
        const std::string path = fmt::format("benchmarks[{}]", index);
        if (!entries_[index].is_object()) return problems_.note(path, unexpected_json("an object", entries_[index]));
        if (text_of(entries_[index], "name").empty()) {
            problems_.note(path + ".name", {ErrorKind::malformed, "is missing", {}});
        }
    }

    void read_context() {
        FieldTaker context = file_.object("context");
        run_.command = "google-benchmark";
        const std::string version = context.text("library_version");
        run_.foreign = Foreign{std::string(kTool), version, "{}"};
        run_.timestamp = context.time("date", run_.warnings);
        read_machine(context);
        Json rest = context.rest();
        if (!rest.empty()) file_.put_back("context", std::move(rest));
    }

    void read_machine(FieldTaker& context) {
        SystemProfile& profile = run_.profile;
        if (const auto threads = context.integer("num_cpus"); threads && *threads > 0 && *threads < 1'000'000) {
            profile.cpu.threads = static_cast<int>(*threads);
        }
        if (const auto mhz = context.real("mhz_per_cpu"); mhz && *mhz > 0)
            profile.cpu.frequency_current_hz = *mhz * 1e6;
        const std::vector<Json> caches = context.array("caches");
        for (std::size_t i = 0; i < caches.size(); ++i) {
            read_cache(FieldTaker(caches[i], fmt::format("context.caches[{}]", i), problems_));
        }
        // Nothing else in the file tells two machines of as many processors apart.
        const std::string host = context.text("host_name");
        profile.fingerprint = digest_of(fmt::format("{}|{}|{}", compute_fingerprint(profile), host, print_json(caches)))
                                  .substr(std::string_view("xxh3:").size(), 16);
        if (!host.empty()) context.put_back("host_name", host);
    }

    void read_cache(FieldTaker json) {
        CacheLevel cache;
        const std::string type = json.text("type");
        cache.kind = type == "Data"          ? "data"
                     : type == "Instruction" ? "instruction"
                     : type == "Unified"     ? "unified"
                                             : type;
        cache.level = static_cast<int>(std::clamp<std::int64_t>(json.integer("level").value_or(0), 0, 99));
        if (const auto size = json.integer("size"); size && *size > 0)
            cache.size = Bytes{static_cast<std::uint64_t>(*size)};
        const auto sharing = json.integer("num_sharing").value_or(0);
        if (sharing > 0)
            cache.instances = static_cast<int>(std::max<std::int64_t>(run_.profile.cpu.threads / sharing, 1));
        run_.profile.cpu.caches.push_back(std::move(cache));
    }

    void read_family(const Family& family) {
        ImportedCase of;
        of.benchmark = "google_benchmark/" + benchmark_name_from(family.name);
        of.tool_version = run_.foreign->version;
        const auto failed = std::find_if(family.repetitions.begin(), family.repetitions.end(),
                                         [&](std::size_t i) { return is_failure(entries_[i]); });
        if (failed != family.repetitions.end()) {
            add_failed(of, entries_[*failed]);
        } else if (!family.repetitions.empty()) {
            add_measured(of, family);
        } else {
            add_aggregates(of, family, 0, {});
        }
    }

    static bool is_failure(const Json& entry) {
        const auto is_true = [&](const char* key) {
            const auto found = entry.find(key);
            return found != entry.end() && *found == true;
        };
        return is_true("error_occurred") || is_true("skipped");
    }

    void add_failed(const ImportedCase& of, const Json& entry) {
        const bool error = entry.contains("error_occurred") && entry["error_occurred"] == true;
        const std::string why = text_of(entry, error ? "error_message" : "skip_message");
        Record record = imported_record(of, {metrics_of(entry).front().definition,
                                             "median",
                                             {std::nullopt, why.empty() ? "it gave no reason" : why},
                                             0,
                                             error ? 1 : 0,
                                             0,
                                             {}});
        record.status = error ? Status::failed : Status::skipped;
        run_.records.push_back(std::move(record));
        keep_fields(run_.records, run_.records.size() - 1, rest_of(entry, {}));
    }

    void add_measured(const ImportedCase& of, const Family& family) {
        const std::size_t first = run_.records.size();
        const Json& entry = entries_[family.repetitions.front()];
        std::vector<std::string> used;
        std::map<std::string, std::vector<double>> samples;
        for (const Metric& metric : metrics_of(entry)) {
            for (const std::size_t i : family.repetitions) {
                FieldTaker repetition(entries_[i], fmt::format("benchmarks[{}]", i), problems_);
                const ForeignValue value = repetition.value(metric.field);
                if (value.number) samples[metric.field].push_back(*value.number);
                if (family.aggregates.empty() && family.repetitions.size() == 1) {
                    add(of, metric, "median", value, {samples[metric.field]});
                }
            }
            used.push_back(metric.field);
        }
        if (family.repetitions.size() > 1 && family.aggregates.empty()) add_unsummarised(of, entry, samples);
        add_aggregates(of, family, family.repetitions.size(), samples);
        Json rest = Json::array();
        for (const std::size_t i : family.repetitions) rest.push_back(rest_of(entries_[i], used));
        keep_fields(run_.records, first,
                    rest.size() == 1 ? rest.front() : Json{{"repetition_entries", std::move(rest)}});
    }

    // Several repetitions and nothing computed from them: each is a value of the file.
    void add_unsummarised(const ImportedCase& of, const Json& entry,
                          const std::map<std::string, std::vector<double>>& samples) {
        for (const Metric& metric : metrics_of(entry)) {
            const auto found = samples.find(metric.field);
            if (found == samples.end()) continue;
            for (std::size_t i = 0; i < found->second.size(); ++i) {
                add(of, metric, fmt::format("repetition_{}", i), {found->second[i], {}}, {{found->second[i]}});
            }
        }
    }

    void add_aggregates(const ImportedCase& of, const Family& family, std::size_t repetitions,
                        const std::map<std::string, std::vector<double>>& samples) {
        for (const std::size_t i : family.aggregates) {
            const Json& entry = entries_[i];
            const std::string name = text_of(entry, "aggregate_name");
            // Spreads and fitted laws are no values of the benchmark: they are kept as they stand.
            const bool spread = name == "stddev" || name == "cv" || entry.contains("rms") || entry.contains("big_o") ||
                                text_of(entry, "aggregate_unit") == "percentage";
            if (spread || name.empty()) {
                unused_.push_back(entry);
                continue;
            }
            add_aggregate(of, i, identifier_from(name), repetitions, samples);
        }
    }

    void add_aggregate(const ImportedCase& of, std::size_t index, const std::string& statistic, std::size_t repetitions,
                       const std::map<std::string, std::vector<double>>& samples) {
        FieldTaker entry(entries_[index], fmt::format("benchmarks[{}]", index), problems_);
        const std::vector<Metric> metrics = metrics_of(entries_[index]);
        const std::size_t first = run_.records.size();
        for (const Metric& metric : metrics) {
            const auto found = samples.find(metric.field);
            const bool with_samples = statistic == "median" && found != samples.end();
            add(of, metric, statistic, entry.value(metric.field),
                with_samples ? std::vector<std::vector<double>>{found->second} : std::vector<std::vector<double>>{});
            Record& record = run_.records.back();
            const auto counted = entries_[index].find("repetitions");
            record.sample_count = repetitions > 0 ? static_cast<std::int64_t>(repetitions) : 1;
            if (repetitions == 0 && counted != entries_[index].end() && counted->is_number_integer()) {
                record.sample_count = std::max<std::int64_t>(counted->get<std::int64_t>(), 1);
            }
        }
        keep_fields(run_.records, first, entry.rest());
    }

    void add(const ImportedCase& of, const Metric& metric, std::string statistic, ForeignValue value,
             std::vector<std::vector<double>> samples) {
        ImportedValue measured;
        measured.metric = metric.definition;
        measured.statistic = std::move(statistic);
        measured.value = std::move(value);
        if (!samples.empty() && samples.front().empty()) samples.clear();
        if (!samples.empty()) measured.sample_count = static_cast<std::int64_t>(samples.front().size());
        measured.samples = std::move(samples);
        run_.records.push_back(imported_record(of, std::move(measured)));
    }

    static Json rest_of(Json entry, const std::vector<std::string>& used) {
        for (const std::string& field : used) {
            if (entry.contains(field) && entry[field].is_number()) entry.erase(field);
        }
        entry.erase("time_unit");
        entry.erase("run_type");
        return entry;
    }

    ForeignProblems& problems_;
    FieldTaker file_;
    Run run_;
    std::vector<Json> entries_;
    Json unused_ = Json::array();
};

}  // namespace

bool recognises_google_benchmark(const ForeignDocument& document) {
    const Json& file = document.whole();
    if (document.by_line || !file.is_object() || !file.contains("context") || !file.contains("benchmarks"))
        return false;
    return file["context"].is_object() && (file["context"].contains("num_cpus") || file["context"].contains("caches") ||
                                           file["context"].contains("library_build_type"));
}

Result<std::vector<Run>> read_google_benchmark(const ForeignDocument& document) {
    ForeignProblems problems(kTool);
    Run run = Reader(document.whole(), problems).read();
    if (!problems.ok()) return fail(*problems.error());
    return std::vector<Run>{std::move(run)};
}

}  // namespace inference_pio
