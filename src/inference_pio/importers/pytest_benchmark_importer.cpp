#include "importers/pytest_benchmark_importer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "common/instruction_sets.hpp"
#include "importers/field_taker.hpp"
#include "importers/imported_run.hpp"

namespace inference_pio {
namespace {

constexpr std::string_view kTool = "pytest-benchmark";

struct Statistic {
    std::string_view field;
    std::string_view word;
};

constexpr std::array<Statistic, 6> kStatistics{
    {{"min", "minimum"}, {"max", "maximum"}, {"mean", "mean"}, {"median", "median"}, {"q1", "q1"}, {"q3", "q3"}}};

MetricDefinition round_time() {
    return foreign_metric("pytest_benchmark.time", "s", Direction::lower_is_better,
                          "time of one call: of a round, over its iterations");
}

std::optional<int> small_count(const std::optional<std::int64_t>& number) {
    if (!number || *number < 1 || *number > 1'000'000) return std::nullopt;
    return static_cast<int>(*number);
}

SystemProfile take_machine(FieldTaker& machine, ForeignProblems& problems) {
    SystemProfile profile;
    profile.cpu.architecture = machine.text("machine");
    profile.software.system = machine.text("system");
    profile.software.kernel = machine.text("release");
    FieldTaker cpu = machine.object("cpu");
    // py-cpuinfo 5 and before: "vendor_id", "brand".
    profile.cpu.vendor = cpu.text(cpu.has("vendor_id_raw") ? "vendor_id_raw" : "vendor_id");
    profile.cpu.model = cpu.text(cpu.has("brand_raw") ? "brand_raw" : "brand");
    profile.cpu.threads = small_count(cpu.integer("count")).value_or(0);
    const std::vector<Json> flags = cpu.array("flags");
    std::vector<std::string> words;
    for (const Json& flag : flags) {
        if (flag.is_string()) words.push_back(flag.get<std::string>());
    }
    profile.cpu.instruction_sets = select_instruction_sets({words.begin(), words.end()});
    if (!flags.empty()) cpu.put_back("flags", flags);  // those that matter to inference are but a few
    const std::vector<Json> hz = cpu.array("hz_advertised");
    if (!hz.empty() && hz.front().is_number()) {
        if (const auto frequency = hz.front().get<double>(); frequency > 0) profile.cpu.frequency_max_hz = frequency;
    }
    if (problems.ok() && !cpu.rest().empty()) machine.put_back("cpu", cpu.rest());
    return profile;
}

Subject take_subject(FieldTaker& file) {
    FieldTaker commit = file.object("commit_info");
    Subject subject;
    subject.commit = commit.text("id");
    if (subject.commit == "unknown" || subject.commit == "unversioned") subject.commit.clear();
    subject.branch = commit.text("branch");
    const Json dirty = commit.take("dirty");
    subject.dirty = dirty.is_boolean() && dirty.get<bool>();
    if (!commit.rest().empty()) file.put_back("commit_info", commit.rest());
    return subject;
}

void read_benchmark(const Json& json, std::size_t index, ForeignProblems& problems, Run& run) {
    FieldTaker benchmark(json, fmt::format("benchmarks[{}]", index), problems);
    ImportedCase of;
    const std::string name = benchmark.required_text("name");
    const std::string full = benchmark.text("fullname");
    of.benchmark = "pytest_benchmark/" + benchmark_name_from(full.empty() ? name : full);
    if (!benchmark.has("stats")) benchmark.require("stats");
    FieldTaker stats = benchmark.object("stats");
    const std::vector<double> data = stats.samples("data");
    const std::int64_t rounds = std::max<std::int64_t>(stats.integer("rounds").value_or(1), 1);
    const std::size_t first = run.records.size();
    const auto add = [&](MetricDefinition metric, std::string_view statistic, std::string_view field,
                         std::vector<std::vector<double>> samples) {
        ImportedValue measured{std::move(metric), std::string(statistic), stats.value(field), rounds, 1, 0,
                               std::move(samples)};
        run.records.push_back(imported_record(of, std::move(measured)));
    };
    for (const auto& [field, word] : kStatistics) {
        if (!stats.has(field) && field != "mean") continue;
        const bool main = field == "median" && !data.empty();
        add(round_time(), word, field,
            main ? std::vector<std::vector<double>>{data} : std::vector<std::vector<double>>{});
    }
    if (stats.has("total")) {
        add(foreign_metric("pytest_benchmark.total_time", "s", Direction::neutral, "sum of the rounds' times",
                           Reduction::median),
            "single", "total", {});
    }
    if (stats.has("ops")) {
        add(foreign_metric("pytest_benchmark.ops", "calls/s", Direction::higher_is_better, "1 over the mean time",
                           Reduction::median),
            "single", "ops", {});
    }
    Json rest = benchmark.rest();
    if (!full.empty()) rest["name"] = name;
    if (!stats.rest().empty()) rest["stats"] = stats.rest();
    keep_fields(run.records, first, rest);
}

}  // namespace

bool recognises_pytest_benchmark(const ForeignDocument& document) {
    const Json& file = document.whole();
    return !document.by_line && file.is_object() && file.contains("machine_info") && file.contains("benchmarks") &&
           (file.contains("commit_info") || file.contains("version"));
}

Result<std::vector<Run>> read_pytest_benchmark(const ForeignDocument& document) {
    ForeignProblems problems(kTool);
    FieldTaker file(document.whole(), "", problems);
    Run run;
    run.command = "pytest --benchmark-only";
    const std::string version = file.text("version");
    FieldTaker machine = file.object("machine_info");
    run.profile = take_machine(machine, problems);
    run.subject = take_subject(file);
    run.timestamp = file.time("datetime", run.warnings);
    const std::vector<Json> benchmarks = file.array("benchmarks");
    run.foreign = Foreign{std::string(kTool), version, "{}"};
    for (std::size_t i = 0; i < benchmarks.size(); ++i) read_benchmark(benchmarks[i], i, problems, run);
    if (!machine.rest().empty()) file.put_back("machine_info", machine.rest());
    run.foreign->fields = print_json(file.rest());
    if (!problems.ok()) return fail(*problems.error());
    return std::vector<Run>{std::move(run)};
}

}  // namespace inference_pio
