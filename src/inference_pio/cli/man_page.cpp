#include "cli/man_page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <sstream>
#include <vector>

namespace inference_pio {
namespace {

// One code point of UTF-8 at `at`, which moves behind it.
std::uint32_t next_code_point(std::string_view text, std::size_t& at) {
    const auto first = static_cast<unsigned char>(text[at++]);
    int more = 0;
    if (first >= 0xf0)
        more = 3;
    else if (first >= 0xe0)
        more = 2;
    else if (first >= 0xc0)
        more = 1;
    std::uint32_t point = more == 0 ? first : first & (0x3fU >> static_cast<unsigned>(more));
    for (; more > 0 && at < text.size(); --more) point = point << 6U | (static_cast<unsigned char>(text[at++]) & 0x3fU);
    return point;
}

// Without the changes of font, as an example shows it.
std::string roff_literal(std::string_view text) {
    std::string roff;
    for (std::size_t at = 0; at < text.size();) {
        const std::uint32_t point = next_code_point(text, at);
        if (point == '\\')
            roff += "\\e";
        else if (point == '-')
            roff += "\\-";
        else if (point == '\'')
            roff += "\\(aq";
        else if (point == '`')
            roff += "\\(ga";
        else if (point == '^')
            roff += "\\(ha";
        else if (point == '~')
            roff += "\\(ti";
        else if (point == '"')
            roff += "\\(dq";
        else if (point < 0x80)
            roff += static_cast<char>(point);
        else
            roff += fmt::format("\\[u{:04X}]", point);
    }
    if (roff.starts_with('.')) roff.insert(0, "\\&");
    return roff;
}

std::string bold(std::string_view text) { return "\\fB" + roff_literal(text) + "\\fR"; }
std::string italic(std::string_view text) { return "\\fI" + roff_literal(text) + "\\fR"; }

std::string upper(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::toupper(c); });
    return text;
}

std::string value_of(const OptionHelp& option) {
    return italic(option.value_name) + (option.repeatable ? "\\|.\\|.\\|." : "");
}

std::string synopsis(const CommandHelp& command) {
    std::string text = bold(join_path(command, " "));
    for (const OptionHelp& option : command.positionals) {
        text += option.required ? " " + value_of(option) : " [" + value_of(option) + "]";
    }
    for (const OptionHelp& option : command.options) {
        if (option.required) text += " " + bold(option.names.back()) + " " + value_of(option);
    }
    text += " [" + italic("options") + "]";
    if (!command.commands.empty()) text += " " + italic("command");
    return text + "\n";
}

std::string tagged(const std::string& tag, const std::string& text) { return ".TP\n" + tag + "\n" + text + "\n"; }

// A sentence as a sentence: descriptions of options begin one and do not end it.
std::string sentence(const OptionHelp& option) {
    std::string text = roff_text(option.description) + ".";
    if (!option.default_value.empty()) text += " Default: " + bold(option.default_value) + ".";
    return text;
}

std::string described_options(const CommandHelp& command) {
    std::string text;
    for (const OptionHelp& option : command.positionals) text += tagged(value_of(option), sentence(option));
    for (const OptionHelp& option : command.options) {
        std::string tag;
        for (const std::string& name : option.names) tag += (tag.empty() ? "" : ", ") + bold(name);
        if (!option.is_flag()) tag += " " + italic(option.value_name);
        text += tagged(tag, sentence(option));
    }
    return text;
}

std::vector<std::string> paragraphs_of(const std::string& text) {
    std::vector<std::string> paragraphs;
    std::istringstream lines(text);
    bool open = false;
    for (std::string line; std::getline(lines, line); open = !line.empty()) {
        if (line.empty()) continue;
        if (open) {
            paragraphs.back() += "\n" + line;
        } else {
            paragraphs.push_back(line);
        }
    }
    return paragraphs;
}

std::string example_lines(const std::string& paragraph) {
    std::string text = ".EX\n";
    std::istringstream lines(paragraph.substr(std::min(paragraph.find('\n'), paragraph.size() - 1) + 1));
    for (std::string line; std::getline(lines, line);) {
        text += roff_literal(line.substr(std::min<std::size_t>(2, line.size()))) + "\n";
    }
    return text + ".EE\n";
}

// What stands below the options of --help: examples, exit codes and whatever else there is to know.
struct Footer {
    std::string notes;
    std::string examples;
    std::string exit_status;
};

Footer read_footer(const std::string& text) {
    constexpr std::string_view kExitCodes = "Exit codes: ";
    Footer footer;
    for (const std::string& paragraph : paragraphs_of(text)) {
        if (paragraph.starts_with("Example:") || paragraph.starts_with("Examples:")) {
            footer.examples += example_lines(paragraph);
            continue;
        }
        std::istringstream lines(paragraph);
        std::string* part = &footer.notes;
        *part += ".PP\n";
        for (std::string line; std::getline(lines, line);) {
            if (line.starts_with(kExitCodes)) {
                part = &footer.exit_status;
                line.erase(0, kExitCodes.size());
            }
            *part += roff_text(line) + "\n";
        }
        // The exit codes were all that there was.
        if (footer.notes.ends_with(".PP\n")) footer.notes.erase(footer.notes.size() - 4);
    }
    return footer;
}

std::string see_also(const CommandHelp& command) {
    std::vector<std::string> pages;
    if (command.path.size() > 1) {
        std::string parent = command.path.front();
        for (std::size_t i = 1; i + 1 < command.path.size(); ++i) parent += "-" + command.path[i];
        pages.push_back(parent);
    }
    for (const CommandHelp& child : command.commands) pages.push_back(join_path(child, "-"));
    std::sort(pages.begin(), pages.end());
    std::string text;
    for (std::size_t i = 0; i < pages.size(); ++i) {
        text += ".BR " + roff_literal(pages[i]) + " (1)" + (i + 1 < pages.size() ? ",\n" : "\n");
    }
    return text;
}

std::string section(const std::string& title, const std::string& text) {
    return text.empty() ? std::string() : ".SH " + title + "\n" + text;
}

}  // namespace

std::string roff_text(std::string_view text) {
    std::string roff;
    bool inside = false;
    while (!text.empty()) {
        const std::size_t tick = text.find('`');
        const std::string_view part = text.substr(0, tick);
        roff += inside ? bold(part) : roff_literal(part);
        text.remove_prefix(tick == std::string_view::npos ? text.size() : tick + 1);
        inside = !inside;
    }
    return roff;
}

std::string man_page_name(const CommandHelp& command) { return join_path(command, "-") + ".1"; }

std::string format_man_page(const CommandHelp& command, const ManPageDetails& details) {
    const std::string name = join_path(command, "-");
    const Footer footer = read_footer(command.footer);
    std::string description = roff_text(command.description);
    if (!description.ends_with('.') && !description.ends_with('?')) description += ".";
    std::string commands;
    for (const CommandHelp& child : command.commands) {
        commands +=
            tagged(bold(child.name()), roff_text(child.description) + (child.description.ends_with('?') ? "" : "."));
    }
    std::string page = ".\\\" Made from the command line's own definition.\n";
    page += fmt::format(".TH {} 1 {} \"piobench {}\" \"User Commands\"\n", roff_literal(upper(name)), details.date,
                        details.version);
    std::string_view purpose = command.description;
    if (purpose.ends_with('.')) purpose.remove_suffix(1);
    page += section("NAME", fmt::format("{} \\- {}\n", roff_literal(name), roff_text(purpose)));
    page += section("SYNOPSIS", synopsis(command));
    page += section("DESCRIPTION", description + "\n" + footer.notes);
    page += section("COMMANDS", commands);
    page += section("OPTIONS", described_options(command));
    page += section("EXIT STATUS", footer.exit_status);
    page += section("EXAMPLES", footer.examples);
    return page + section("SEE ALSO", see_also(command));
}

}  // namespace inference_pio
