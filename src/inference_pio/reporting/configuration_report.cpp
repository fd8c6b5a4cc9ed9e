#include "reporting/configuration_report.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <vector>

#include "configuration/known_keys.hpp"
#include "records/json_text.hpp"
#include "records/json_values.hpp"

namespace inference_pio {
namespace {

constexpr std::size_t kOriginColumn = 44;

struct Line {
    std::string head;  // "[gate]", "[[gate.rule]]", "[preset.nightly]"
    std::string path;  // "gate.rule[1].allowed"
    std::string key;
    std::optional<std::string> value;  // as TOML; absent: none
    std::string origin;
};

std::string origin_of(const Configuration& configuration, const std::string& path) {
    const auto found = configuration.origins.find(path);
    return found == configuration.origins.end() ? "default" : found->second;
}

template <class Target>
std::optional<std::string> written(const KnownKey<Target>& known, const Target& target) {
    const auto value = known.get(target);
    return value && !is_nothing(*value) ? std::optional(to_toml(*value)) : std::nullopt;
}

// Values of axes are kept as words; those that are numbers or truth values stand as such.
std::string axis_value(const std::string& word) {
    double number = 0;
    const auto parsed = std::from_chars(word.data(), word.data() + word.size(), number);
    const bool is_number = parsed.ec == std::errc{} && parsed.ptr == word.data() + word.size() && word.front() != '.';
    return is_number || word == "true" || word == "false" ? word : quoted_toml(word);
}

std::string key_text(const std::string& key) {
    const bool bare = !key.empty() && std::all_of(key.begin(), key.end(), [](unsigned char c) {
        return std::isalnum(c) != 0 || c == '_' || c == '-';
    });
    return bare ? key : quoted_toml(key);
}

// Numbers and truth values stand as such.
std::string parameter_value(const Value& value) {
    const std::string text = to_string(value);
    if (std::holds_alternative<std::string>(value)) return quoted_toml(text);
    const bool whole_real = std::holds_alternative<double>(value) && text.find_first_of(".e") == std::string::npos;
    return whole_real ? text + ".0" : text;
}

class Lines {
public:
    explicit Lines(const Configuration& configuration) : configuration_(configuration) {
        for (const auto& known : known_keys()) {
            add(fmt::format("[{}]", known.table), std::string(known.table), std::string(known.name),
                written(known, configuration));
        }
        add_axes("[axes]", "axes", configuration.run.axes);
        for (const auto& [name, preset] : configuration.presets) add_preset(name, preset);
        for (const auto& [name, command] : configuration.commands) add_command(name, command);
        for (std::size_t i = 0; i < configuration.gate.rules.size(); ++i) add_rule(i);
    }

    [[nodiscard]] const std::vector<Line>& all() const { return lines_; }

private:
    void add(const std::string& head, const std::string& place, const std::string& key,
             std::optional<std::string> value) {
        const std::string path = place + "." + key;
        lines_.push_back({head, path, key, std::move(value), origin_of(configuration_, path)});
    }
    void add_axes(const std::string& head, const std::string& place,
                  const std::map<std::string, std::vector<std::string>>& axes) {
        for (const auto& [axis, words] : axes) {
            std::vector<std::string> values;
            for (const std::string& word : words) values.push_back(axis_value(word));
            add(head, place, axis, fmt::format("[{}]", fmt::join(values, ", ")));
        }
    }
    // What it does not say is what [run] says.
    void add_preset(const std::string& name, const RunChoices& preset) {
        const std::string place = fmt::format("preset.{}", name);
        const std::string head = fmt::format("[preset.{}]", key_text(name));
        for (const auto& known : known_preset_keys()) {
            if (auto value = written(known, preset)) add(head, place, std::string(known.name), std::move(value));
        }
        add_axes(fmt::format("[preset.{}.axes]", key_text(name)), place + ".axes", preset.axes);
    }
    // What it does not say is the default.
    void add_command(const std::string& name, const CommandSettings& command) {
        const std::string place = fmt::format("command.{}", name);
        const std::string key = key_text(name);
        for (const auto& known : known_command_keys()) {
            auto value = written(known, command);
            if (value) add(fmt::format("[command.{}]", key), place, std::string(known.name), std::move(value));
        }
        for (const Axis& axis : command.parameters) {
            std::vector<std::string> values;
            for (const Value& one : axis.values) values.push_back(parameter_value(one));
            add(fmt::format("[command.{}.parameters]", key), place + ".parameters", axis.name,
                fmt::format("[{}]", fmt::join(values, ", ")));
        }
        for (const auto& [variable, text] : command.environment) {
            add(fmt::format("[command.{}.environment]", key), place + ".environment", variable, quoted_toml(text));
        }
    }
    void add_rule(std::size_t index) {
        const std::string place = fmt::format("{}[{}]", kRuleTable, index + 1);
        for (const auto& known : known_rule_keys()) {
            auto value = written(known, configuration_.gate.rules[index]);
            if (value) add(fmt::format("[[{}]]", kRuleTable), place, std::string(known.name), std::move(value));
        }
    }

    const Configuration& configuration_;
    std::vector<Line> lines_;
};

// Each rule has a head of its own.
std::string place_of(const Line& line) { return line.path.substr(0, line.path.size() - line.key.size() - 1); }

}  // namespace

std::string format_configuration(const Configuration& configuration) {
    std::string text;
    std::string place;
    const Lines lines(configuration);
    for (const Line& line : lines.all()) {
        if (place_of(line) != place) {
            place = place_of(line);
            text += fmt::format("{}{}\n", text.empty() ? "" : "\n", line.head);
        }
        if (!line.value) {
            text += fmt::format("# {}\n", line.key);
            continue;
        }
        const std::string assignment = fmt::format("{} = {}", key_text(line.key), *line.value);
        text += fmt::format("{:<{}} # {}\n", assignment, kOriginColumn, line.origin);
    }
    return text;
}

std::string format_configuration_json(const Configuration& configuration) {
    Json values = Json::array();
    const Lines lines(configuration);
    for (const Line& line : lines.all()) {
        values.push_back({{"key", line.path},
                          {"value", line.value ? Json(*line.value) : Json(nullptr)},
                          {"origin", line.value ? Json(line.origin) : Json(nullptr)}});
    }
    return print_json_document({{"schema", "inference-pio/configuration/1"}, {"values", std::move(values)}});
}

}  // namespace inference_pio
