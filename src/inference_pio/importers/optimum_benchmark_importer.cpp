#include "importers/optimum_benchmark_importer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "importers/field_taker.hpp"
#include "importers/imported_run.hpp"

namespace inference_pio {
namespace {

constexpr std::string_view kTool = "optimum-benchmark";
constexpr std::array<std::string_view, 5> kKinds{"latency", "memory", "throughput", "energy", "efficiency"};

struct Statistic {
    std::string_view field;
    std::string_view word;
};

constexpr std::array<Statistic, 5> kStatistics{
    {{"mean", "mean"}, {"p50", "p50"}, {"p90", "p90"}, {"p95", "p95"}, {"p99", "p99"}}};

// A report is one object for each part of the run ("prefill", "decode"), with what was measured of it by kind.
bool is_report(const Json& json) {
    return json.is_object() && !json.empty() && std::all_of(json.begin(), json.end(), [](const Json& target) {
               return target.is_object() && target.contains("latency") && target.contains("memory") &&
                      target.contains("throughput");
           });
}

Parameters parameters_of(const Json& config) {
    Parameters parameters;
    const auto set = [&](std::string_view name, std::initializer_list<std::string_view> path) {
        const Json* found = find_at(config, path);
        if (found == nullptr || found->is_null()) return;
        if (found->is_number_integer()) {
            parameters.set(name, found->get<std::int64_t>());
        } else {
            set_word(parameters, name, option_text(*found));
        }
    };
    set("model", {"backend", "model"});
    set("backend", {"backend", "name"});
    set("device", {"backend", "device"});
    set("task", {"backend", "task"});
    set("torch_dtype", {"backend", "torch_dtype"});
    for (const std::string_view name : {"batch_size", "sequence_length", "num_choices"}) {
        set(name, {"scenario", "input_shapes", name});
    }
    set("new_tokens", {"scenario", "generate_kwargs", "max_new_tokens"});
    return parameters;
}

SystemProfile machine_of(const Json& config) {
    SystemProfile profile;
    const auto text = [&](std::string_view name) {
        const Json* found = find_at(config, {"environment", name});
        return found != nullptr && found->is_string() ? found->get<std::string>() : std::string();
    };
    const std::string cpu = text("cpu");
    profile.cpu.model = cpu.substr(std::min(cpu.find_first_not_of(' '), cpu.size()));
    profile.cpu.architecture = text("machine");
    profile.software.system = text("system");
    const Json* threads = find_at(config, {"environment", "cpu_count"});
    if (threads != nullptr && threads->is_number_unsigned() && threads->get<std::uint64_t>() < 1'000'000) {
        profile.cpu.threads = static_cast<int>(threads->get<std::uint64_t>());
    }
    // Millions of bytes.
    const Json* memory = find_at(config, {"environment", "cpu_ram_mb"});
    if (memory != nullptr && memory->is_number() && memory->get<double>() > 0 && memory->get<double>() < 1e12) {
        profile.memory.total = Bytes{static_cast<std::uint64_t>(memory->get<double>() * 1e6)};
    }
    const Json* gpus = find_at(config, {"environment"});
    if (gpus == nullptr || !gpus->is_object()) return profile;
    const auto found = gpus->find("gpu");
    if (found == gpus->end() || !found->is_array()) return profile;
    for (const Json& gpu : *found) {
        if (gpu.is_string()) profile.gpus.push_back({"", gpu.get<std::string>(), std::nullopt, ""});
    }
    return profile;
}

std::string meaning_of(std::string_view kind, std::string_view target) {
    if (kind == "latency") return fmt::format("time of one {}", target);
    if (kind == "throughput") return fmt::format("what one {} works on, over its mean time", target);
    if (kind == "energy") return fmt::format("energy of one {}", target);
    if (kind == "efficiency") return fmt::format("what one {} works on, over its energy", target);
    return fmt::format("largest memory during {}", target);
}

class ReportReader {
public:
    ReportReader(ImportedCase of, ForeignProblems& problems, Run& run)
        : of_(std::move(of)), problems_(problems), run_(run) {}

    // What is left of the report.
    Json read(const Json& report, const std::string& path) {
        FieldTaker targets(report, path, problems_);
        const Json given = targets.rest();
        Json rest = Json::object();
        for (const auto& [name, unused] : given.items()) {
            FieldTaker target = targets.object(name);
            for (const std::string_view kind : kKinds) read_kind(target, name, kind);
            if (!target.rest().empty()) rest[name] = target.rest();
        }
        return rest;
    }

private:
    void read_kind(FieldTaker& target, const std::string& name, std::string_view kind) {
        if (!target.has(kind) || target.peek(kind)->is_null()) return;
        FieldTaker measured = target.object(kind);
        const std::string unit = measured.text("unit");
        const std::size_t first = run_.records.size();
        if (kind == "latency") {
            read_latency(measured, name, unit);
        } else {
            read_numbers(measured, name, kind, unit);
        }
        if (run_.records.size() == first) {
            target.put_back(kind, measured.rest());
        } else {
            keep_fields(run_.records, first, measured.rest());
        }
    }

    void read_latency(FieldTaker& latency, const std::string& name, const std::string& unit) {
        const std::vector<double> values = latency.samples("values");
        const auto count = static_cast<std::int64_t>(std::max<std::size_t>(values.size(), 1));
        if (!latency.has("mean")) latency.require("mean");
        for (const auto& [field, word] : kStatistics) {
            if (!latency.has(field)) continue;
            const bool main = field == "p50" && !values.empty();
            ImportedValue value{metric(name, "latency", unit, Direction::lower_is_better, Reduction::pooled),
                                std::string(word),
                                latency.value(field),
                                count,
                                1,
                                0,
                                main ? std::vector<std::vector<double>>{values} : std::vector<std::vector<double>>{}};
            run_.records.push_back(imported_record(of_, std::move(value)));
        }
    }

    // "value", or one number for each part: "max_ram", "gpu".
    void read_numbers(FieldTaker& measured, const std::string& name, std::string_view kind, const std::string& unit) {
        const bool rate = kind == "throughput" || kind == "efficiency";
        const Json given = measured.rest();
        for (const auto& [field, number] : given.items()) {
            if (number.is_null()) continue;
            const std::string part =
                field == "value" ? std::string(kind) : fmt::format("{}_{}", kind, identifier_from(field));
            ImportedValue value{
                metric(name, part, unit, rate ? Direction::higher_is_better : Direction::lower_is_better,
                       kind == "memory" ? Reduction::maximum : Reduction::median),
                "single",
                measured.value(field),
                1,
                1,
                0,
                {}};
            value.metric.meaning = meaning_of(kind, name);
            run_.records.push_back(imported_record(of_, std::move(value)));
        }
    }

    static MetricDefinition metric(const std::string& target, const std::string& what, const std::string& unit,
                                   Direction direction, Reduction reduction) {
        return foreign_metric(fmt::format("optimum_benchmark.{}_{}", identifier_from(target), what), unit, direction,
                              meaning_of("latency", target), reduction);
    }

    ImportedCase of_;
    ForeignProblems& problems_;
    Run& run_;
};

}  // namespace

bool recognises_optimum_benchmark(const ForeignDocument& document) {
    const Json& file = document.whole();
    if (document.by_line || !file.is_object()) return false;
    if (is_report(file)) return true;
    return file.contains("config") && file.contains("report") && is_report(file["report"]);
}

Result<std::vector<Run>> read_optimum_benchmark(const ForeignDocument& document) {
    ForeignProblems problems(kTool);
    const Json& file = document.whole();
    const bool whole = !is_report(file);
    const Json config = whole ? file["config"] : Json::object();
    Run run;
    run.command = kTool;
    run.profile = machine_of(config);
    const Json* version = find_at(config, {"environment", "optimum_benchmark_version"});
    ImportedCase of;
    const Json* name = find_at(config, {"name"});
    of.benchmark = "optimum_benchmark/" +
                   benchmark_name_from(name != nullptr && name->is_string() ? name->get<std::string>() : "report");
    of.parameters = parameters_of(config);
    if (const Value* model = of.parameters.find("model"); model != nullptr && type_of(*model) == ValueType::word) {
        of.model = std::get<std::string>(*model);
    }
    if (!of.model)
        run.warnings.emplace_back("the file does not say which model was measured: compare only runs of the same one");
    Json rest = whole ? file : Json::object();
    Json left = ReportReader(of, problems, run).read(whole ? file["report"] : file, whole ? "report" : "");
    if (whole || !left.empty()) rest["report"] = std::move(left);
    run.foreign =
        Foreign{std::string(kTool), version != nullptr && version->is_string() ? version->get<std::string>() : "",
                print_json(rest)};
    if (!problems.ok()) return fail(*problems.error());
    return std::vector<Run>{std::move(run)};
}

}  // namespace inference_pio
