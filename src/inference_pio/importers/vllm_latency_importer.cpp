#include "importers/vllm_latency_importer.hpp"

#include <fmt/format.h>

#include "importers/field_taker.hpp"
#include "importers/imported_run.hpp"

namespace inference_pio {
namespace {

constexpr std::string_view kTool = "vllm-bench-latency";
constexpr std::string_view kNoModel =
    "the file does not say which model was measured: compare only runs of the same one";

}  // namespace

bool recognises_vllm_latency(const ForeignDocument& document) {
    const Json& file = document.whole();
    return !document.by_line && file.is_object() && file.contains("avg_latency") && file.contains("latencies") &&
           file.contains("percentiles");
}

Result<std::vector<Run>> read_vllm_latency(const ForeignDocument& document) {
    ForeignProblems problems(kTool);
    FieldTaker file(document.whole(), "", problems);
    Run run;
    run.command = "vllm bench latency";
    run.warnings.emplace_back(kNoModel);
    const MetricDefinition latency =
        foreign_metric("vllm.batch_latency", "s", Direction::lower_is_better,
                       "one call that generates a whole batch, from prompts to the last token of all");
    ImportedCase of;
    of.benchmark = "vllm_bench/latency";
    std::vector<double> samples = file.samples("latencies");
    const auto count = static_cast<std::int64_t>(std::max<std::size_t>(samples.size(), 1));
    const auto add = [&](std::string statistic, ForeignValue value, std::vector<std::vector<double>> of_processes) {
        ImportedValue measured{latency, std::move(statistic), std::move(value), count, 1, 0, std::move(of_processes)};
        run.records.push_back(imported_record(of, std::move(measured)));
    };
    const ForeignValue mean = file.value("avg_latency");
    add("mean", mean, samples.empty() ? std::vector<std::vector<double>>{} : std::vector<std::vector<double>>{samples});
    FieldTaker percentiles = file.object("percentiles");
    const Json given = percentiles.rest();
    for (const auto& [percent, value] : given.items()) {
        add(identifier_from("p" + percent), percentiles.value(percent), {});
    }
    run.foreign = Foreign{std::string(kTool), "", print_json(file.rest())};
    if (!problems.ok()) return fail(*problems.error());
    return std::vector<Run>{std::move(run)};
}

}  // namespace inference_pio
