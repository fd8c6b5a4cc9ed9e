#include <fmt/format.h>

#include <memory>

#include "cli/case_options.hpp"
#include "cli/command.hpp"
#include "cli/configured.hpp"
#include "cli/step_display.hpp"
#include "configuration/configuration.hpp"
#include "judgement/duet_power.hpp"
#include "reporting/power_report.hpp"
#include "session/pair_file.hpp"
#include "session/power_recording.hpp"

namespace inference_pio {
namespace {

struct TypedPower {
    PowerRecordingOptions recording;
    std::vector<std::string> parameters;
    std::vector<std::string> slowdowns;
    std::vector<std::filesystem::path> replay;
    std::vector<std::string> metrics = {"prefill_fast", "decode_fast"};
    PowerOptions power;
    bool json = false;
};

Result<std::vector<MeasuredPair>> replayed_pairs(const TypedPower& typed) {
    std::vector<MeasuredPair> pairs;
    for (const auto& file : typed.replay) {
        auto read = read_pairs(file);
        if (!read) return read;
        pairs.insert(pairs.end(), read->begin(), read->end());
    }
    return pairs;
}

Result<std::vector<MetricDefinition>> metrics_of(const std::vector<std::string>& names) {
    std::vector<MetricDefinition> metrics;
    for (const std::string& name : names) {
        const MetricDefinition* metric = find_metric(name);
        if (metric == nullptr || metric->direction == Direction::neutral) {
            return fail(ErrorKind::invalid_argument, fmt::format("'{}' is no metric that can be judged", name),
                        "give some of the catalogue, such as decode_fast");
        }
        metrics.push_back(*metric);
    }
    return metrics;
}

int print_power(const TypedPower& typed, const std::vector<MeasuredPair>& pairs) {
    PowerOptions options = typed.power;
    auto metrics = metrics_of(typed.metrics);
    if (!metrics) return end_with(metrics.error());
    options.metrics = *std::move(metrics);
    const auto points = compute_power(pairs, options);
    if (!points) return end_with(points.error());
    const Terminal terminal = read_terminal(1);
    fmt::print("{}", typed.json
                         ? format_power_json(*points, options)
                         : format_power(*points, options, {.width = terminal.width, .colours = terminal.colours}));
    return 0;
}

int run_power(TypedPower typed, const CommandContext& context) {
    if (!typed.replay.empty()) {
        const auto pairs = replayed_pairs(typed);
        return pairs ? print_power(typed, *pairs) : end_with(pairs.error());
    }
    if (typed.recording.run.patterns.empty()) {
        return end_with(
            {ErrorKind::invalid_argument, "no benchmark was named", "name one, or recorded pairs with --replay FILE"});
    }
    if (auto parsed = parse_parameters(typed.parameters, typed.recording.run); !parsed) return end_with(parsed.error());
    typed.recording.run.command = context.command_line;
    if (!typed.slowdowns.empty()) {
        typed.recording.slowdowns.clear();
        for (const std::string& text : typed.slowdowns) {
            const auto share = parse_share(text);
            if (!share) return end_with(share.error());
            typed.recording.slowdowns.push_back(*share);
        }
    }
    Result<PowerRecording> recording = fail(ErrorKind::internal, "not run");
    {
        StepDisplay display(read_terminal(2));
        recording = record_power_pairs(
            typed.recording, [&](std::string_view line) { display.show(line); }, context.machine);
    }
    if (!recording) return end_with(recording.error());
    fmt::print(stderr, "every pair: {}\n", recording->file.string());
    const int printed = print_power(typed, recording->pairs);
    return recording->interrupted ? kExitInterrupted : printed;
}

}  // namespace

void add_self_test_power_command(CLI::App& self_test, CommandContext& context) {
    CLI::App* command = self_test.add_subcommand(
        "power", "What a duet finds here: pairs are recorded at known slowdowns, and duets are replayed from them");
    auto typed = std::make_shared<TypedPower>();
    PowerRecordingOptions& recording = typed->recording;
    command->add_option("PATTERN", recording.run.patterns, "Selects one benchmark");
    command->add_option("--replay", typed->replay, "Replay these recorded pairs instead of recording (repeatable)")
        ->check(CLI::ExistingFile)
        ->allow_extra_args(false);
    command->add_option("--param", typed->parameters, "Value of an axis, such as batch_size=1 (repeatable)")
        ->allow_extra_args(false);
    command->add_option("--slowdowns", typed->slowdowns, "Injected, such as 0,3%,5%")->delimiter(',');
    command->add_option("--pairs", recording.pairs, "Pairs recorded at each slowdown")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    command->add_option("--samples", recording.samples, "Samples of each process, beside one of warm-up")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    command->add_option("--duets", typed->power.duets, "Duets drawn from the pairs of each slowdown")
        ->check(CLI::PositiveNumber)
        ->capture_default_str();
    command->add_option("--duet-pairs", typed->power.pairs_max, "Pairs of one duet, at most")
        ->check(CLI::Range(6, 100000))
        ->capture_default_str();
    command->add_option("--metric", typed->metrics, "Judged together, as one family (repeatable)")
        ->allow_extra_args(false)
        ->capture_default_str();
    command->add_flag("--in-order", typed->power.in_order,
                      "Draw stretches of pairs that followed each other, not pairs one by one");
    command->add_option("--engine", recording.run.engine, "llama_cpp or simulated")->capture_default_str();
    command->add_option("--path", recording.run.paths, "Discover in this folder instead of the project's own")
        ->type_name("DIR")
        ->allow_extra_args(false);
    command->add_option("--model-file", recording.run.model_file, "Your own GGUF checkpoint")->check(CLI::ExistingFile);
    command->add_option("--seed", recording.run.seed, "Seed of the order of turns")->capture_default_str();
    add_results_dir_option(*command, recording.run.results_dir, "Where the pairs are written");
    command->add_flag("--json", typed->json, "Print one JSON document");
    command->footer(
        "Example:\n"
        "  piobench self-test power qwen3_0_6b/performance/generation --param batch_size=1 --param sequence_length=32 "
        "\\\n"
        "           --param new_tokens=16 --param weight_type=q4_0 --param depth=0\n"
        "  piobench self-test power --replay docs/power/qwen3_0_6b_pairs.ndjson");
    command->callback([typed, &context] { context.exit_code = run_power(*typed, context); });
}

}  // namespace inference_pio
