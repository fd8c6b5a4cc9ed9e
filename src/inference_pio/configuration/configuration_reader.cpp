#include "configuration/configuration_reader.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <toml++/toml.h>

#include <algorithm>
#include <exception>
#include <optional>
#include <utility>
#include <vector>

#include "configuration/known_keys.hpp"
#include "configuration/known_tables.hpp"
#include "configuration/toml_values.hpp"
#include "contracts/name_pattern.hpp"

namespace inference_pio {
namespace {

struct Place {
    std::string_view table;  // "gate"; empty: the top
    std::string name;        // of messages and origins: "gate.rule[2]"
};

constexpr std::size_t kLongestReason = 300;

class Reader {
public:
    explicit Reader(const std::string& file) : file_(file) {}

    Result<Configuration> read(const toml::table& root) {
        for (auto&& [key, node] : root) read_table(key, node);
        if (first_error_) return fail(std::move(*first_error_));
        return std::move(configuration_);
    }

private:
    void read_table(const toml::key& key, const toml::node& node);
    void read_rules(const toml::node& node);
    void read_rule(const toml::table& table, std::size_t number);
    void read_presets(const toml::table& presets);
    void read_preset(const std::string& name, const toml::table& table);
    void read_axes(const std::string& path, const toml::node& node,
                   std::map<std::string, std::vector<std::string>>& axes);
    void read_commands(const toml::table& commands);
    void read_command(const std::string& name, const toml::table& table);
    void read_parameters(const std::string& path, const toml::node& node, CommandSettings& command);
    void read_environment(const std::string& path, const toml::node& node, CommandSettings& command);
    template <class Target>
    bool read_key(std::span<const KnownKey<Target>> keys, const Place& place, const toml::key& key,
                  const toml::node& node, Target& target);
    void refuse_key(const Place& place, const toml::key& key);
    void refuse(const toml::source_region& where, std::string message, std::string remedy);
    [[nodiscard]] std::string at(const toml::source_region& where) const {
        return where.begin.line == 0 ? file_ : fmt::format("{}:{}", file_, where.begin.line);
    }

    const std::string& file_;
    Configuration configuration_;
    std::optional<Error> first_error_;  // the one that stands first in the file
    toml::source_index first_line_ = 0;
    int refused_ = 0;  // keys and values so far
};

void Reader::refuse(const toml::source_region& where, std::string message, std::string remedy) {
    ++refused_;
    if (first_error_ && first_line_ <= where.begin.line) return;
    first_line_ = where.begin.line;
    first_error_ = Error{ErrorKind::malformed, fmt::format("{}: {}", at(where), message), std::move(remedy)};
}

void Reader::refuse_key(const Place& place, const toml::key& key) {
    const auto homes = homes_of_key(key.str(), place.table);
    const std::string where = place.table.empty() ? "at the top of the file" : "in " + head_of_table(place.table);
    std::string remedy;
    if (!homes.empty()) {
        remedy = fmt::format("it belongs in {}", fmt::join(homes, " or "));
    } else {
        const auto names = place.table.empty() ? known_tables() : keys_of_table(place.table);
        remedy =
            fmt::format("did you mean '{}'? Known {} are {}", nearest_names(key.str().substr(0, 60), names, 1).at(0),
                        place.table.empty() ? "tables" : "keys", fmt::join(names, ", "));
    }
    refuse(key.source(),
           fmt::format("unknown {} {} {}", place.table.empty() ? "table or key" : "key", in_quotes(key.str()), where),
           std::move(remedy));
}

template <class Target>
bool Reader::read_key(std::span<const KnownKey<Target>> keys, const Place& place, const toml::key& key,
                      const toml::node& node, Target& target) {
    for (const auto& known : keys) {
        if (known.table != place.table || known.name != key.str()) continue;
        auto value = check_value(known.rule, written_in(node));
        const std::string path = fmt::format("{}.{}", place.name, known.name);
        if (value) {
            known.put(target, *value);
            configuration_.origins[path] = at(node.source());
        } else {
            refuse(node.source(), fmt::format("{}: {}", path, value.error().message), std::move(value.error().remedy));
        }
        return true;
    }
    return false;
}

void Reader::read_rule(const toml::table& table, std::size_t number) {
    const Place place{kRuleTable, fmt::format("{}[{}]", kRuleTable, number)};
    GateRule rule;
    bool changes = false;
    for (auto&& [key, node] : table) {
        if (!read_key(known_rule_keys(), place, key, node, rule)) refuse_key(place, key);
        changes = changes || (key != "metric" && key != "pattern");
    }
    if (!changes) {
        refuse(table.source(), fmt::format("{} changes nothing", place.name),
               "give it a threshold, such as allowed = \"5%\", or take it out");
    }
    configuration_.gate.rules.push_back(std::move(rule));
}

void Reader::read_rules(const toml::node& node) {
    const auto* rules = node.as_array();
    if (rules == nullptr) {
        return refuse(node.source(), fmt::format("{} is not a list of rules", kRuleTable),
                      "write [[gate.rule]], with two brackets, before each rule");
    }
    std::size_t number = 0;
    for (const toml::node& element : *rules) {
        ++number;
        if (const auto* table = element.as_table()) {
            read_rule(*table, number);
        } else {
            refuse(element.source(), fmt::format("{}[{}] is not a table", kRuleTable, number),
                   "write [[gate.rule]] before each rule");
        }
    }
}

void Reader::read_axes(const std::string& path, const toml::node& node,
                       std::map<std::string, std::vector<std::string>>& axes) {
    const auto* table = node.as_table();
    if (table == nullptr) {
        return refuse(node.source(), fmt::format("{} is a value, and should be a table", path),
                      "write axes = {batch_size = [1, 4]}");
    }
    for (auto&& [key, value] : *table) {
        const std::string axis(key.str());
        std::vector<std::string> values;
        const auto* list = value.as_array();
        for (std::size_t i = 0; i < (list == nullptr ? 1 : list->size()); ++i) {
            const auto one = axis_value_in(list == nullptr ? value : *list->get(i));
            if (one && !one->empty()) values.push_back(*one);
        }
        if (values.empty() || (list != nullptr && values.size() != list->size())) {
            refuse(value.source(), fmt::format("{}.{} is no value or list of values of an axis", path, axis),
                   "write numbers, words, true or false: [1, 4]");
            continue;
        }
        axes[axis] = std::move(values);
        configuration_.origins[fmt::format("{}.{}", path, axis)] = at(value.source());
    }
}

void Reader::read_preset(const std::string& name, const toml::table& table) {
    const Place place{kPresetTable, fmt::format("{}.{}", kPresetTable, name)};
    RunChoices& preset = configuration_.presets[name];
    for (auto&& [key, node] : table) {
        if (key.str() == kAxesTable) {
            read_axes(fmt::format("{}.{}", place.name, kAxesTable), node, preset.axes);
        } else if (!read_key(known_preset_keys(), place, key, node, preset)) {
            refuse_key(place, key);
        }
    }
}

void Reader::read_presets(const toml::table& presets) {
    for (auto&& [key, node] : presets) {
        if (const auto* table = node.as_table()) {
            read_preset(std::string(key.str()), *table);
        } else {
            refuse(node.source(), fmt::format("preset.{} is a value, and should be a table", key.str()),
                   "give presets names: [preset.nightly], and its keys below");
        }
    }
}

// Parameters keep the order of the file, which is that of a case's name; TOML's tables have none.
void Reader::read_parameters(const std::string& path, const toml::node& node, CommandSettings& command) {
    const auto* table = node.as_table();
    if (table == nullptr) {
        return refuse(node.source(), fmt::format("{} is a value, and should be a table", path),
                      "write parameters = {size = [1, 2]}");
    }
    std::vector<std::pair<toml::source_position, Axis>> axes;
    for (auto&& [key, value] : *table) {
        const std::string name(key.str());
        const auto* list = value.as_array();
        const std::size_t count = list == nullptr ? 1 : list->size();
        std::vector<Value> values;
        for (std::size_t i = 0; i < count; ++i) {
            if (auto one = parameter_value_in(list == nullptr ? value : *list->get(i)))
                values.push_back(*std::move(one));
        }
        if (values.size() != count) {
            refuse(value.source(), fmt::format("{}.{} is no value or list of values", path, printable(name, 60)),
                   "write numbers, words, true or false: [1, 4]");
            continue;
        }
        auto axis = parameter_axis(name, std::move(values));
        if (axis) {
            axes.emplace_back(key.source().begin, *std::move(axis));
            configuration_.origins[fmt::format("{}.{}", path, name)] = at(value.source());
        } else {
            refuse(value.source(), fmt::format("{}: {}", path, axis.error().message), std::move(axis.error().remedy));
        }
    }
    std::sort(axes.begin(), axes.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    for (auto& entry : axes) command.parameters.push_back(std::move(entry.second));
}

void Reader::read_environment(const std::string& path, const toml::node& node, CommandSettings& command) {
    const auto* table = node.as_table();
    if (table == nullptr) {
        return refuse(node.source(), fmt::format("{} is a value, and should be a table", path),
                      "write environment = {OMP_NUM_THREADS = \"2\"}");
    }
    for (auto&& [key, value] : *table) {
        const std::string name(key.str());
        const auto* text = value.as_string();
        const bool usable = !name.empty() && name.find_first_of(std::string("=\0", 2)) == std::string::npos;
        if (!usable || text == nullptr || text->get().find('\0') != std::string::npos) {
            refuse(value.source(), fmt::format("{}.{} is no variable with a text", path, printable(name, 60)),
                   "write NAME = \"text\", numbers in quotation marks too");
            continue;
        }
        command.environment[name] = text->get();
        configuration_.origins[fmt::format("{}.{}", path, name)] = at(value.source());
    }
}

void Reader::read_command(const std::string& name, const toml::table& table) {
    const Place place{kCommandTable, fmt::format("{}.{}", kCommandTable, name)};
    const int refused = refused_;
    CommandSettings command;
    for (auto&& [key, node] : table) {
        if (key.str() == kParametersTable) {
            read_parameters(fmt::format("{}.{}", place.name, kParametersTable), node, command);
        } else if (key.str() == kEnvironmentTable) {
            read_environment(fmt::format("{}.{}", place.name, kEnvironmentTable), node, command);
        } else if (!read_key(known_command_keys(), place, key, node, command)) {
            refuse_key(place, key);
        }
    }
    const auto whole = check_command(command);
    // What is wrong with a part comes first: without it the whole may look wrong too.
    if (!whole && refused == refused_) {
        refuse(table.source(), fmt::format("{}: {}", place.name, whole.error().message), whole.error().remedy);
    }
    configuration_.commands[name] = std::move(command);
}

void Reader::read_commands(const toml::table& commands) {
    for (auto&& [key, node] : commands) {
        const std::string name(key.str());
        const auto* table = node.as_table();
        if (table == nullptr) {
            refuse(node.source(), fmt::format("command.{} is a value, and should be a table", printable(name, 60)),
                   "give commands names: [command.sort], and its keys below");
        } else if (!is_command_name(name)) {
            refuse(key.source(), fmt::format("{} is no name for a command", in_quotes(name)),
                   "use letters, digits, '_', '-' and '.', a letter or digit first; at most 64");
        } else {
            read_command(name, *table);
        }
    }
}

void Reader::read_table(const toml::key& key, const toml::node& node) {
    const auto names = known_tables();
    const auto name = std::find(names.begin(), names.end(), key.str());
    if (name == names.end()) return refuse_key({}, key);
    const auto* table = node.as_table();
    if (table == nullptr) {
        return refuse(node.source(), fmt::format("'{}' is a value, and should be a table", *name),
                      fmt::format("write {} on a line of its own, and its keys below", head_of_table(*name)));
    }
    if (*name == kAxesTable) return read_axes(*name, *table, configuration_.run.axes);
    if (*name == kPresetTable) return read_presets(*table);
    if (*name == kCommandTable) return read_commands(*table);
    const Place place{*name, *name};
    for (auto&& [inner, value] : *table) {
        if (fmt::format("{}.{}", *name, inner.str()) == kRuleTable) {
            read_rules(value);
        } else if (!read_key(known_keys(), place, inner, value, configuration_)) {
            refuse_key(place, inner);
        }
    }
}

}  // namespace

Result<Configuration> read_toml(std::string_view text, const std::string& file) {
    try {
        return Reader(file).read(toml::parse(text, file));
    } catch (const toml::parse_error& error) {
        const auto& begin = error.source().begin;
        return fail(
            ErrorKind::malformed,
            fmt::format("{}:{}:{}: {}", file, begin.line, begin.column, printable(error.description(), kLongestReason)),
            "write it as TOML: keys as name = value, texts in quotation marks, tables as [name]");
    } catch (const std::exception& error) {
        return fail(ErrorKind::malformed, fmt::format("{}: {}", file, printable(error.what(), kLongestReason)), {});
    }
}

}  // namespace inference_pio
