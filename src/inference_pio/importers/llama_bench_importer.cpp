#include "importers/llama_bench_importer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "importers/field_taker.hpp"
#include "importers/imported_run.hpp"

namespace inference_pio {
namespace {

constexpr std::string_view kTool = "llama-bench";

// What belongs to the engine's options, in which two records have to agree. One at `usual` is left out, so that a build
// that does not know the option yet compares with one that does.
struct Option {
    std::string_view name;
    std::string_view usual;  // as option_text() writes it
};

constexpr std::array<Option, 25> kOptions{{
    {"backends", ""},       {"cpu_mask", "0x0"},   {"cpu_strict", "0"},    {"poll", "50"},
    {"type_k", ""},         {"type_v", ""},        {"n_gpu_layers", ""},   {"n_cpu_moe", "0"},
    {"split_mode", ""},     {"main_gpu", ""},      {"no_kv_offload", "0"}, {"flash_attn", ""},
    {"devices", "auto"},    {"tensor_split", ""},  {"use_mmap", "1"},      {"embeddings", "0"},
    {"no_op_offload", "0"}, {"no_host", "0"},      {"use_direct_io", "0"}, {"repack", "1"},
    {"load_mode", "auto"},  {"lazy_mode", "auto"}, {"fit_target", "0"},    {"tensor_buft_overrides", "none"},
    {"defrag_thold", "-1.0"},
}};

// The benchmark of a test, and the first part of its metrics' names.
std::string_view kind_of(std::int64_t n_prompt, std::int64_t n_gen) {
    if (n_gen == 0) return "prefill";
    return n_prompt == 0 ? "decode" : "prefill_decode";
}

std::string meaning_of(std::string_view kind, bool rate) {
    const std::string_view tokens = kind == "prefill"  ? "n_prompt tokens, evaluated in batches"
                                    : kind == "decode" ? "n_gen random tokens, evaluated one after another"
                                                       : "n_prompt tokens in batches and n_gen one after another";
    return rate ? fmt::format("{}, over the time; without tokenization and sampling", tokens)
                : fmt::format("time of {}; without tokenization and sampling", tokens);
}

SystemProfile take_machine(FieldTaker& test) {
    SystemProfile profile;
    profile.cpu.model = test.text("cpu_info");
    while (profile.cpu.model.ends_with(' ')) profile.cpu.model.pop_back();
    std::string gpus = test.text("gpu_info");
    while (!gpus.empty()) {
        const std::size_t end = std::min(gpus.find(", "), gpus.size());
        if (end > 0) profile.gpus.push_back({"", gpus.substr(0, end), std::nullopt, ""});
        gpus.erase(0, std::min(end + 2, gpus.size()));
    }
    return profile;
}

EngineFacts take_engine(FieldTaker& test, const std::string& version) {
    EngineFacts engine{"llama_cpp", version, {}, {}};
    for (const Option& option : kOptions) {
        const Json* given = test.peek(option.name);
        const std::string text = given == nullptr ? std::string() : option_text(*given);
        if (text.empty() || text == option.usual) continue;
        engine.options.emplace(option.name, text);
        test.take(option.name);
    }
    return engine;
}

Parameters take_parameters(FieldTaker& test, std::int64_t n_prompt, std::int64_t n_gen) {
    Parameters parameters;
    const std::string model = test.text("model_type");
    set_word(parameters, "model", model);
    if (const auto size = test.integer("model_size"); size && *size >= 0) {
        parameters.set("model_size", Bytes{static_cast<std::uint64_t>(*size)});
    }
    parameters.set("n_prompt", n_prompt);
    parameters.set("n_gen", n_gen);
    // Builds before the option have no depth: nothing was in the cache.
    parameters.set("n_depth", test.integer("n_depth").value_or(0));
    for (const std::string_view name : {"n_batch", "n_ubatch", "n_threads"}) {
        set_integer(parameters, name, test.integer(name));
    }
    return parameters;
}

void add_records(FieldTaker& test, const ImportedCase& of, std::string_view kind, Run& run) {
    const std::size_t first = run.records.size();
    const auto add = [&](std::string_view value, std::string_view samples, bool rate) {
        ImportedValue measured;
        measured.metric = foreign_metric(
            fmt::format("llama_bench.{}_{}", kind, rate ? "throughput" : "time"), rate ? "tokens/sec" : "ns",
            rate ? Direction::higher_is_better : Direction::lower_is_better, meaning_of(kind, rate), Reduction::median);
        measured.statistic = "mean";
        measured.value = test.value(value);
        std::vector<double> repetitions = test.samples(samples);
        measured.sample_count = static_cast<std::int64_t>(std::max<std::size_t>(repetitions.size(), 1));
        if (!repetitions.empty()) measured.samples = {std::move(repetitions)};
        run.records.push_back(imported_record(of, std::move(measured)));
    };
    add("avg_ts", "samples_ts", true);
    add("avg_ns", "samples_ns", false);
    keep_fields(run.records, first, test.rest());
}

// Tests of one build on one machine are one run; a file that several invocations wrote may hold more.
Run& run_of(std::vector<Run>& runs, SystemProfile profile, const std::string& commit, const std::string& version) {
    const auto same = std::find_if(runs.begin(), runs.end(), [&](const Run& run) {
        return run.profile == profile && run.subject.commit == commit && run.foreign->version == version;
    });
    if (same != runs.end()) return *same;
    Run run;
    run.profile = std::move(profile);
    run.subject.commit = commit;
    run.command = "llama-bench";
    run.foreign = Foreign{std::string(kTool), version, "{}"};
    return runs.emplace_back(std::move(run));
}

void read_test(const Json& json, std::string path, ForeignProblems& problems, std::vector<Run>& runs) {
    FieldTaker test(json, std::move(path), problems);
    const std::string commit = test.text("build_commit");
    const auto build = test.integer("build_number");
    const std::string version = build ? fmt::format("b{}", *build) : "";
    Run& run = run_of(runs, take_machine(test), commit == "unknown" ? "" : commit, version);

    if (!test.has("n_prompt")) test.require("n_prompt");
    if (!test.has("n_gen")) test.require("n_gen");
    const std::int64_t n_prompt = test.integer("n_prompt").value_or(0);
    const std::int64_t n_gen = test.integer("n_gen").value_or(0);
    const std::string_view kind = kind_of(n_prompt, n_gen);
    ImportedCase of;
    of.benchmark = fmt::format("llama_bench/{}", kind);
    of.parameters = take_parameters(test, n_prompt, n_gen);
    if (const Value* model = of.parameters.find("model")) of.model = std::get<std::string>(*model);
    of.facts.engine = take_engine(test, version);
    of.facts.checkpoint_file = test.text("model_filename");
    if (!of.facts.checkpoint_file.empty()) of.facts.weights_source = "file";
    of.timestamp = test.time("test_time", run.warnings);
    add_records(test, of, kind, run);
}

bool is_test(const Json& json) {
    return json.is_object() && json.contains("avg_ts") && json.contains("avg_ns") && json.contains("n_prompt") &&
           json.contains("n_gen");
}

}  // namespace

bool recognises_llama_bench(const ForeignDocument& document) {
    const Json& first = document.whole();
    if (document.by_line || first.is_object()) return is_test(first);
    return first.is_array() && !first.empty() && is_test(first.front());
}

Result<std::vector<Run>> read_llama_bench(const ForeignDocument& document) {
    ForeignProblems problems(kTool);
    std::vector<Run> runs;
    for (std::size_t i = 0; i < document.values.size(); ++i) {
        if (document.by_line) problems.at_line(document.lines[i]);
        const Json& value = document.values[i];
        if (!value.is_array()) {
            read_test(value, "", problems, runs);
            continue;
        }
        for (std::size_t test = 0; test < value.size(); ++test) {
            read_test(value[test], fmt::format("[{}]", test), problems, runs);
        }
    }
    if (!problems.ok()) return fail(*problems.error());
    return runs;
}

}  // namespace inference_pio
