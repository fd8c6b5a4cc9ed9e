#include "importers/llama_batched_bench_importer.hpp"

#include <array>

#include "importers/field_taker.hpp"
#include "importers/imported_run.hpp"

namespace inference_pio {
namespace {

constexpr std::string_view kTool = "llama-batched-bench";
constexpr std::string_view kNoModel =
    "the file does not say which model was measured: compare only runs of the same one";

struct Measured {
    std::string_view field;
    std::string_view metric;
    std::string_view unit;
    Direction direction;
    std::string_view meaning;
};

constexpr std::array<Measured, 6> kMeasured{{
    {"t_pp", "prefill_time", "s", Direction::lower_is_better,
     "time in which the prompts of all pl sequences were evaluated"},
    {"speed_pp", "prefill_throughput", "tokens/sec", Direction::higher_is_better,
     "prompt tokens (pp * pl, or pp where the prompt is shared) over t_pp"},
    {"t_tg", "decode_time", "s", Direction::lower_is_better,
     "time of tg steps of the whole batch; without sampling, the tokens are random"},
    {"speed_tg", "decode_throughput", "tokens/sec", Direction::higher_is_better, "tg * pl tokens over t_tg"},
    {"t", "total_time", "s", Direction::lower_is_better, "t_pp + t_tg"},
    {"speed", "throughput", "tokens/sec", Direction::higher_is_better, "n_kv, prompt and new tokens together, over t"},
}};

constexpr std::array<std::string_view, 5> kOptions{"n_kv_max", "flash_attn", "is_pp_shared", "n_gpu_layers",
                                                   "is_tg_separate"};

void read_case(const Json& json, ForeignProblems& problems, Run& run) {
    FieldTaker row(json, "", problems);
    ImportedCase of;
    of.benchmark = "llama_batched_bench/batched";
    for (const std::string_view name : {"pp", "tg", "pl"}) {
        if (!row.has(name)) row.require(name);
        set_integer(of.parameters, name, row.integer(name));
    }
    for (const std::string_view name : {"n_batch", "n_ubatch", "n_threads", "n_threads_batch"}) {
        set_integer(of.parameters, name, row.integer(name));
    }
    of.facts.engine = EngineFacts{"llama_cpp", "", {}, {}};
    for (const std::string_view name : kOptions) {
        const Json* given = row.peek(name);
        const std::string text = given == nullptr ? std::string() : option_text(*given);
        // Builds that do not know it do not separate.
        if (text.empty() || (name == "is_tg_separate" && text == "0")) continue;
        of.facts.engine->options.emplace(name, text);
        row.take(name);
    }
    const std::size_t first = run.records.size();
    for (const Measured& measured : kMeasured) {
        ImportedValue value;
        value.metric = foreign_metric("llama_batched_bench." + std::string(measured.metric), std::string(measured.unit),
                                      measured.direction, std::string(measured.meaning), Reduction::median);
        value.statistic = "single";
        value.value = row.value(measured.field);
        if (value.value.number) value.samples = {{*value.value.number}};
        run.records.push_back(imported_record(of, std::move(value)));
    }
    keep_fields(run.records, first, row.rest());
}

}  // namespace

bool recognises_llama_batched_bench(const ForeignDocument& document) {
    const Json& first = document.whole();
    return first.is_object() && first.contains("speed_pp") && first.contains("speed_tg") && first.contains("pl");
}

Result<std::vector<Run>> read_llama_batched_bench(const ForeignDocument& document) {
    ForeignProblems problems(kTool);
    Run run;
    run.command = kTool;
    run.warnings.emplace_back(kNoModel);
    for (std::size_t i = 0; i < document.values.size(); ++i) {
        problems.at_line(document.lines[i]);
        read_case(document.values[i], problems, run);
    }
    if (!problems.ok()) return fail(*problems.error());
    return std::vector<Run>{std::move(run)};
}

}  // namespace inference_pio
