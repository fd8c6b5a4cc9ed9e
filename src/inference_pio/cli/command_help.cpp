#include "cli/command_help.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <inference_pio/model_card.hpp>
#include <memory>
#include <string_view>
#include <utility>

namespace inference_pio {
namespace {

std::string upper(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::toupper(c); });
    return text;
}

// CLI11 names types after C++ and adds what its validators demand: "TEXT:FILE", "UINT:INT in [6 - 100000]".
std::string value_name_of(const std::string& type, const std::string& own_name) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kNames{{{"FILE", "FILE"},
                                                                                   {"DIR", "DIR"},
                                                                                   {"PATH", "PATH"},
                                                                                   {"DURATION", "DURATION"},
                                                                                   {"SHARE", "SHARE"},
                                                                                   {"TEXT", ""},
                                                                                   {"INT", "N"},
                                                                                   {"FLOAT", "NUMBER"}}};
    for (const auto& [part, name] : kNames) {
        if (type.find(part) != std::string::npos) return name.empty() ? own_name : std::string(name);
    }
    return type.empty() ? own_name : type.substr(0, type.find(':'));
}

// What stands behind an option's name: "NAME=VALUES...", "ENGINE=llama_cpp (not with --dry-run)".
std::string value_text(const OptionHelp& help, const CLI::Option& option) {
    std::string text = help.names.empty() ? "" : help.value_name;
    if (help.repeatable) text += "...";
    if (!help.default_value.empty()) text += "=" + help.default_value;
    if (help.required) text += text.empty() ? "(required)" : " (required)";
    std::vector<std::string> others;
    for (const CLI::Option* other : option.get_excludes()) others.push_back(other->get_name());
    if (others.empty()) return text;
    return fmt::format("{}{}(not with {})", text, text.empty() ? "" : " ", fmt::join(others, ", "));
}

ArgumentKind kind_of(const OptionHelp& option) {
    constexpr std::array<std::pair<std::string_view, ArgumentKind>, 11> kKinds{
        {{"FILE", ArgumentKind::file},
         {"PATH", ArgumentKind::file},
         {"DIR", ArgumentKind::folder},
         {"PATTERN", ArgumentKind::benchmark},
         {"CASE", ArgumentKind::benchmark},
         {"RUN", ArgumentKind::run},
         {"RESUME", ArgumentKind::run},
         {"BASELINE", ArgumentKind::run},
         {"ENGINE", ArgumentKind::engine},
         {"WEIGHT-TYPE", ArgumentKind::weight_type},
         {"OUTPUT", ArgumentKind::file}}};
    for (const auto& [name, kind] : kKinds) {
        if (option.value_name == name) return kind;
    }
    return ArgumentKind::text;
}

// Several values are "RUN...", however many.
class ShortUsage : public CLI::Formatter {
public:
    std::string make_option_usage(const CLI::Option* option) const override {
        const std::string name = option->get_name(true) + (option->get_expected_max() > 1 ? "..." : "");
        return option->get_required() ? name : "[" + name + "]";
    }
};

OptionHelp read_option(const CLI::Option& option) {
    OptionHelp help;
    if (!option.nonpositional()) {
        help.value_name = option.get_name(true);
    } else {
        for (const std::string& name : option.get_snames()) help.names.push_back("-" + name);
        for (const std::string& name : option.get_lnames()) help.names.push_back("--" + name);
        if (option.get_items_expected_max() > 0) {
            help.value_name = value_name_of(option.get_type_name(), upper(option.get_lnames().front()));
        }
    }
    help.description = option.get_description();
    help.default_value = help.is_flag() ? std::string() : option.get_default_str();
    help.required = option.get_required();
    help.repeatable = option.get_expected_max() > 1;
    help.kind = kind_of(help);
    return help;
}

CommandHelp read_command(const CLI::App& app, std::vector<std::string> path) {
    CommandHelp help;
    help.path = std::move(path);
    help.path.push_back(app.get_name());
    help.description = app.get_description();
    help.footer = app.get_footer();
    for (const CLI::Option* option : app.get_options()) {
        if (option->get_group().empty()) continue;
        (option->nonpositional() ? help.options : help.positionals).push_back(read_option(*option));
    }
    // Last, as everywhere.
    std::stable_partition(help.options.begin(), help.options.end(), [](const OptionHelp& option) {
        return std::find(option.names.begin(), option.names.end(), "--help") == option.names.end();
    });
    for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
        if (!command->get_group().empty()) help.commands.push_back(read_command(*command, help.path));
    }
    return help;
}

}  // namespace

CommandHelp read_command_help(const CLI::App& app) { return read_command(app, {}); }

void name_values(CLI::App& app) {
    app.formatter(std::make_shared<ShortUsage>());
    for (CLI::Option* option : app.get_options()) {
        const std::string text = value_text(read_option(*option), *option);
        option->option_text(text.empty() ? " " : text);  // none at all would be CLI11's own
    }
    for (CLI::App* command : app.get_subcommands([](CLI::App*) { return true; })) name_values(*command);
}

std::string join_path(const CommandHelp& command, const std::string& separator) {
    return fmt::format("{}", fmt::join(command.path, separator));
}

std::vector<const CommandHelp*> all_commands(const CommandHelp& command) {
    std::vector<const CommandHelp*> all{&command};
    for (const CommandHelp& child : command.commands) {
        const auto below = all_commands(child);
        all.insert(all.end(), below.begin(), below.end());
    }
    return all;
}

std::vector<std::string> choices_of(ArgumentKind kind) {
    std::vector<std::string> choices;
    if (kind == ArgumentKind::engine) choices = {"llama_cpp", "simulated"};
    if (kind == ArgumentKind::weight_type) {
        for (const WeightType type : all_weight_types()) choices.emplace_back(to_string(type));
    }
    return choices;
}

}  // namespace inference_pio
