// The one table of keys of piobench.toml: reading, origins and the documentation come from it.
//
// Thread safety: the tables are immutable.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "configuration/configuration.hpp"
#include "configuration/value_rule.hpp"

namespace inference_pio {

inline constexpr std::string_view kRuleTable = "gate.rule";
inline constexpr std::string_view kPresetTable = "preset";            // of tables [preset.NAME]
inline constexpr std::string_view kAxesTable = "axes";                // of keys that are axes of benchmarks
inline constexpr std::string_view kCommandTable = "command";          // of tables [command.NAME]
inline constexpr std::string_view kParametersTable = "parameters";    // of a command: keys are parameters
inline constexpr std::string_view kEnvironmentTable = "environment";  // of a command: keys are variables

template <class Target>
struct KnownKey {
    std::string_view table;  // "gate"; "gate.rule" for those of rules, "preset" and "command" for those of named tables
    std::string_view name;   // "allowed"
    ValueRule rule;
    std::string_view meaning;                                      // one line of the documentation
    std::string_view environment;                                  // the variable that overrides it; empty: none
    void (*put)(Target& target, const ConfigurationValue& value);  // of the type that `rule` accepts
    std::optional<ConfigurationValue> (*get)(const Target& target);

    [[nodiscard]] std::string path() const { return std::string(table) + "." + std::string(name); }
};

// Of Configuration, by table, in the order of the documentation.
[[nodiscard]] std::span<const KnownKey<Configuration>> known_keys();

// Of one [[gate.rule]].
[[nodiscard]] std::span<const KnownKey<GateRule>> known_rule_keys();

// Of one [preset.NAME].
[[nodiscard]] std::span<const KnownKey<RunChoices>> known_preset_keys();

// Of one [command.NAME], but for its tables of parameters and of variables.
[[nodiscard]] std::span<const KnownKey<CommandSettings>> known_command_keys();

// An empty text or list: a key that has no value.
[[nodiscard]] bool is_nothing(const ConfigurationValue& value);

// The table of docs/configuration.md, with defaults. Ends with a newline.
[[nodiscard]] std::string known_keys_markdown();

}  // namespace inference_pio
