#include "configuration/known_keys.hpp"

#include <fmt/format.h>

#include <array>
#include <type_traits>
#include <variant>

namespace inference_pio {
namespace {

constexpr ValueRule kBranch{ValueKind::branch};
constexpr ValueRule kCommand{ValueKind::command};
constexpr ValueRule kFolder{ValueKind::folder};
constexpr ValueRule kGlob{ValueKind::glob};
constexpr ValueRule kPath{ValueKind::path};
constexpr ValueRule kName{ValueKind::name};
constexpr ValueRule kSampling{ValueKind::sampling};
constexpr ValueRule kTexts{ValueKind::texts};
constexpr ValueRule kShare{ValueKind::share};
constexpr ValueRule kCertainty{ValueKind::certainty};
constexpr ValueRule kDuration{ValueKind::duration};
constexpr ValueRule kInconclusive{ValueKind::inconclusive};
constexpr ValueRule kCommandLine{ValueKind::command_line};
constexpr ValueRule kText{ValueKind::text};
constexpr ValueRule kSuite{ValueKind::suite};
constexpr ValueRule kFormat{ValueKind::format};
constexpr ValueRule kPairs{ValueKind::count, 6, 10'000};  // the first look needs six (docs/measurement.md, section 4)
constexpr ValueRule kSamples{ValueKind::count, 1, 1'000};
constexpr ValueRule kConfirmations{ValueKind::count, 0, 100};

template <class T>
struct Plain {
    using Type = T;
};
template <class T>
struct Plain<std::optional<T>> {
    using Type = T;
};

// The field at the end of a path of members.
template <auto first, auto... rest, class Target>
auto& field_of(Target& target) {
    if constexpr (sizeof...(rest) == 0) {
        return target.*first;
    } else {
        return field_of<rest...>(target.*first);
    }
}

template <class Target, auto... path>
void put_field(Target& target, const ConfigurationValue& value) {
    auto& field = field_of<path...>(target);
    field = std::get<typename Plain<std::remove_cvref_t<decltype(field)>>::Type>(value);
}

template <class Target, auto... path>
std::optional<ConfigurationValue> get_field(const Target& target) {
    const auto& field = field_of<path...>(target);
    if constexpr (std::is_same_v<typename Plain<std::remove_cvref_t<decltype(field)>>::Type,
                                 std::remove_cvref_t<decltype(field)>>) {
        return field;
    } else {
        return field ? std::optional<ConfigurationValue>(*field) : std::nullopt;
    }
}

template <auto... path>
constexpr KnownKey<Configuration> key(std::string_view table, std::string_view name, ValueRule rule,
                                      std::string_view meaning, std::string_view environment = {}) {
    return {
        table, name, rule, meaning, environment, put_field<Configuration, path...>, get_field<Configuration, path...>};
}

template <auto... path>
constexpr KnownKey<GateRule> rule_key(std::string_view name, ValueRule rule, std::string_view meaning) {
    return {kRuleTable, name, rule, meaning, {}, put_field<GateRule, path...>, get_field<GateRule, path...>};
}

template <auto... path>
constexpr KnownKey<RunChoices> preset_key(std::string_view name, ValueRule rule, std::string_view meaning) {
    return {kPresetTable, name, rule, meaning, {}, put_field<RunChoices, path...>, get_field<RunChoices, path...>};
}

void put_command_line(CommandLine& command, const ConfigurationValue& value) {
    command = {};
    if (const auto* words = std::get_if<std::vector<std::string>>(&value)) command.words = *words;
    if (const auto* line = std::get_if<std::string>(&value)) command.shell = *line;
}

std::optional<ConfigurationValue> get_command_line(const CommandLine& command) {
    if (command.words.empty()) return command.shell;
    return command.words;
}

template <auto member>
constexpr KnownKey<CommandSettings> command_key(std::string_view name, ValueRule rule, std::string_view meaning) {
    if constexpr (std::is_same_v<decltype(member), CommandLine CommandSettings::*>) {
        return {
            kCommandTable,
            name,
            rule,
            meaning,
            {},
            [](CommandSettings& target, const ConfigurationValue& value) { put_command_line(target.*member, value); },
            [](const CommandSettings& target) { return get_command_line(target.*member); }};
    } else {
        return {kCommandTable,
                name,
                rule,
                meaning,
                {},
                put_field<CommandSettings, member>,
                get_field<CommandSettings, member>};
    }
}

constexpr auto kRun = &Configuration::run;
constexpr auto kHistory = &Configuration::history;
constexpr auto kDuet = &Configuration::duet;
constexpr auto kGate = &Configuration::gate;
constexpr auto kGeneral = &GateRules::general;

constexpr std::array kKeys{
    key<&Configuration::results_dir>("run", "results_dir", kPath,
                                     "where results and history lie, relative to the project; every command",
                                     "PIOBENCH_RESULTS_DIR"),
    key<&Configuration::paths>("run", "paths", kTexts,
                               "folders to discover in instead of the project's own, relative to it"),
    key<&Configuration::preset>("run", "preset", kName, "the preset that a run takes", "PIOBENCH_PRESET"),
    key<kRun, &RunChoices::sampling>("run", "sampling", kSampling,
                                     "how much is measured (docs/measurement.md, section 3)", "PIOBENCH_SAMPLING"),
    key<kRun, &RunChoices::precision>("run", "precision", kCertainty,
                                      "a case ends when its 95 % interval is within this; else the sampling's own"),
    key<kRun, &RunChoices::budget>("run", "budget", kDuration, "time for the whole run; else the sampling's own",
                                   "PIOBENCH_BUDGET"),
    key<kRun, &RunChoices::span>("run", "span", kDuration,
                                 "what a case's visits cover at least; else the sampling's own"),
    key<kRun, &RunChoices::timeout>("run", "timeout", kDuration, "time for one answer of a worker; else 120 s"),
    key<kRun, &RunChoices::engine>("run", "engine", kName, "what executes models; else `llama_cpp`", "PIOBENCH_ENGINE"),
    key<kHistory, &HistorySettings::main_branch>("history", "main_branch", kBranch,
                                                 "the branch that baselines come from", "PIOBENCH_MAIN_BRANCH"),
    key<kGate, kGeneral, &GateThresholds::allowed>(
        "gate", "allowed", kShare, "a difference up to this does not matter; the whole interval has to lie beyond it"),
    key<kGate, kGeneral, &GateThresholds::minimum_effect>("gate", "minimum_effect", kShare,
                                                          "an alarm's own estimate has to be at least this"),
    key<kGate, kGeneral, &GateThresholds::equivalence>("gate", "equivalence", kShare,
                                                       "`equivalent` is a difference surely within this"),
    key<kGate, kGeneral, &GateThresholds::certainty>("gate", "certainty", kCertainty,
                                                     "that no verdict of the whole comparison is a false alarm"),
    key<kGate, kGeneral, &GateThresholds::inconclusive>(
        "gate", "inconclusive", kInconclusive, "what a verdict that could not be reached does: exit code 4, or a line"),
    key<kGate, kGeneral, &GateThresholds::confirmations>(
        "gate", "confirmations", kConfirmations, "fresh measurements that have to say the same before an alarm"),
    key<kDuet, &DuetSettings::pairs>("duet", "pairs", kPairs, "pairs of processes of each case, at most"),
    key<kDuet, &DuetSettings::samples>("duet", "samples", kSamples, "samples of each process, besides one of warm-up"),
    key<kDuet, &DuetSettings::budget>("duet", "budget", kDuration, "time for the whole duet"),
    key<kDuet, &DuetSettings::build>("duet", "build", kCommand,
                                     "`duet --git`: builds a checkout; run by `sh` in its root"),
    key<kDuet, &DuetSettings::build_folder>("duet", "build_folder", kFolder,
                                            "`duet --git`: the build that `build` leaves"),
};

constexpr std::array kRuleKeys{
    rule_key<&GateRule::metric>("metric", kGlob, "the metrics that the rule is for; empty: all"),
    rule_key<&GateRule::pattern>("pattern", kGlob, "the benchmarks or cases that it is for; empty: all"),
    rule_key<&GateRule::allowed>("allowed", kShare, "as in `[gate]`"),
    rule_key<&GateRule::minimum_effect>("minimum_effect", kShare, "as in `[gate]`"),
    rule_key<&GateRule::equivalence>("equivalence", kShare, "as in `[gate]`"),
    rule_key<&GateRule::inconclusive>("inconclusive", kInconclusive, "as in `[gate]`"),
    rule_key<&GateRule::confirmations>("confirmations", kConfirmations, "as in `[gate]`"),
};

constexpr std::array kPresetKeys{
    preset_key<&RunChoices::patterns>("patterns", kTexts, "what it runs where the command line names nothing"),
    preset_key<&RunChoices::sampling>("sampling", kSampling, "as in `[run]`"),
    preset_key<&RunChoices::precision>("precision", kCertainty, "as in `[run]`"),
    preset_key<&RunChoices::budget>("budget", kDuration, "as in `[run]`"),
    preset_key<&RunChoices::span>("span", kDuration, "as in `[run]`"),
    preset_key<&RunChoices::timeout>("timeout", kDuration, "as in `[run]`"),
    preset_key<&RunChoices::engine>("engine", kName, "as in `[run]`"),
};

constexpr std::array kCommandKeys{
    command_key<&CommandSettings::run>("run", kCommandLine, "what is measured: one execution is one sample"),
    command_key<&CommandSettings::prepare>("prepare", kCommandLine, "run before each execution, not timed"),
    command_key<&CommandSettings::cleanup>("cleanup", kCommandLine,
                                           "run after each execution, also after one that failed; not timed"),
    command_key<&CommandSettings::directory>("directory", kPath,
                                             "where all three run, relative to the project; else its root"),
    command_key<&CommandSettings::format>("format", kFormat, "what it prints, and so which metrics it has"),
    command_key<&CommandSettings::suite>("suite", kSuite, "what its name begins with: `command/NAME`"),
    command_key<&CommandSettings::doc>("doc", kText, "one line for lists"),
};

template <class Target>
std::string markdown_row(const KnownKey<Target>& known, const Target& defaults) {
    const auto standard = known.get(defaults);
    const auto variable = known.environment.empty() ? std::string() : fmt::format("`{}`", known.environment);
    const bool none = !standard || is_nothing(*standard);
    return fmt::format("| `{}` | {} | {} | {} | {} |\n", known.path(), describe(known.rule),
                       !none ? fmt::format("`{}`", to_toml(*standard)) : "none", variable, known.meaning);
}

}  // namespace

bool is_nothing(const ConfigurationValue& value) {
    const auto* text = std::get_if<std::string>(&value);
    const auto* texts = std::get_if<std::vector<std::string>>(&value);
    return (text != nullptr && text->empty()) || (texts != nullptr && texts->empty());
}

std::span<const KnownKey<Configuration>> known_keys() { return kKeys; }

std::span<const KnownKey<GateRule>> known_rule_keys() { return kRuleKeys; }

std::span<const KnownKey<RunChoices>> known_preset_keys() { return kPresetKeys; }

std::span<const KnownKey<CommandSettings>> known_command_keys() { return kCommandKeys; }

std::string known_keys_markdown() {
    std::string table = "| key | value | default | variable | meaning |\n| --- | --- | --- | --- | --- |\n";
    const Configuration defaults;
    for (const auto& known : kKeys) table += markdown_row(known, defaults);
    for (const auto& known : kRuleKeys) table += markdown_row(known, GateRule{});
    for (const auto& known : kPresetKeys) table += markdown_row(known, RunChoices{});
    for (const auto& known : kCommandKeys) table += markdown_row(known, CommandSettings{});
    return table;
}

}  // namespace inference_pio
