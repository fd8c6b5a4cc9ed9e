#include "discovery/python_outline.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <set>

namespace inference_pio {
namespace {

bool is_word_character(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// The length of the string literal that begins with the quote at `begin`, quotes included.
std::size_t string_length(std::string_view text, std::size_t begin) {
    const char quote = text[begin];
    const std::string triple(3, quote);
    const bool is_triple = text.substr(begin, 3) == triple;
    std::size_t i = begin + (is_triple ? 3 : 1);
    while (i < text.size()) {
        if (text[i] == '\\') {
            i += 2;
        } else if (is_triple && text.substr(i, 3) == triple) {
            return i + 3 - begin;
        } else if (!is_triple && (text[i] == quote || text[i] == '\n')) {
            return i + (text[i] == quote ? 1 : 0) - begin;
        } else {
            ++i;
        }
    }
    return text.size() - begin;
}

std::set<std::string> words_of(std::string_view code) {
    std::set<std::string> words;
    std::size_t i = 0;
    while (i < code.size()) {
        std::size_t end = i;
        while (end < code.size() && is_word_character(code[end])) ++end;
        if (end > i) words.emplace(code.substr(i, end - i));
        i = std::max(end, i + 1);
    }
    return words;
}

// Logical lines: a line that lies inside of brackets, or follows a backslash, continues the last one.
std::vector<std::string> logical_lines(std::string_view code) {
    std::vector<std::string> lines;
    std::string current;
    int depth = 0;
    for (const char c : code) {
        if (c == '(' || c == '[' || c == '{') ++depth;
        if (c == ')' || c == ']' || c == '}') depth = std::max(0, depth - 1);
        if (c != '\n') {
            current += c;
        } else if (depth > 0 || current.ends_with('\\')) {
            current += ' ';
        } else {
            lines.push_back(std::move(current));
            current.clear();
        }
    }
    lines.push_back(std::move(current));
    return lines;
}

bool begins_with_word(std::string_view line, std::string_view word) {
    return line.starts_with(word) && (line.size() == word.size() || !is_word_character(line[word.size()]));
}

std::string function_name(std::string_view line) {
    if (begins_with_word(line, "async")) line.remove_prefix(std::min(line.find("def"), line.size()));
    if (!begins_with_word(line, "def")) return {};
    line.remove_prefix(3);
    while (!line.empty() && (line.front() == ' ' || line.front() == '\t')) line.remove_prefix(1);
    std::size_t end = 0;
    while (end < line.size() && is_word_character(line[end])) ++end;
    return std::string(line.substr(0, end));
}

// "TestSorting" of "class TestSorting(Base):"; empty for other lines.
std::string class_name(std::string_view line) {
    if (!begins_with_word(line, "class")) return {};
    line.remove_prefix(5);
    line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
    std::size_t end = 0;
    while (end < line.size() && is_word_character(line[end])) ++end;
    return std::string(line.substr(0, end));
}

// The name of the test that the line defines, where it takes the fixture `benchmark`; else empty.
std::string benchmark_test(std::string_view line) {
    std::string name = function_name(line);
    if (!name.starts_with("test_")) return {};
    const std::size_t open = line.find('(');
    if (open == std::string_view::npos) return {};
    int depth = 0;
    std::size_t close = open;
    for (; close < line.size(); ++close) {
        if (line[close] == '(') ++depth;
        if (line[close] == ')' && --depth == 0) break;
    }
    const bool takes_it = words_of(line.substr(open, close - open)).contains("benchmark");
    return takes_it ? name : std::string();
}

struct Outline {
    std::vector<std::string> functions;         // at column 0, in order
    std::map<std::string, std::string> bodies;  // by function
    std::string executed;                       // what importing runs
};

Outline outline_of(std::string_view script) {
    Outline outline;
    std::string owner;  // the function whose body these lines are
    bool in_class = false;
    for (const std::string& line : logical_lines(blank_strings_and_comments(script))) {
        const auto first = line.find_first_not_of(" \t\r");
        if (first == std::string::npos) continue;
        if (first == 0) {
            owner = function_name(line);
            in_class = begins_with_word(line, "class");
            if (!owner.empty()) {
                outline.functions.push_back(owner);
                outline.bodies[owner] += line + '\n';  // `def f(): g()` has its body here
                continue;
            }
        }
        (owner.empty() || in_class ? outline.executed : outline.bodies[owner]) += line + '\n';
    }
    return outline;
}

}  // namespace

std::string blank_strings_and_comments(std::string_view script) {
    std::string code;
    code.reserve(script.size());
    std::size_t i = 0;
    while (i < script.size()) {
        std::size_t length = 1;
        if (script[i] == '#') {
            length = std::min(script.find('\n', i), script.size()) - i;
        } else if (script[i] == '"' || script[i] == '\'') {
            length = string_length(script, i);
        } else {
            code += script[i++];
            continue;
        }
        // The newlines of a long string are blanks too, so that its lines are not taken for code.
        length = std::min(length, script.size() - i);
        code.append(length, ' ');
        i += length;
    }
    return code;
}

std::vector<std::string> find_guide_functions(std::string_view script) {
    const Outline outline = outline_of(script);
    std::set<std::string> reached = words_of(outline.executed);
    if (reached.contains("__name__")) return {};
    // Whatever importing names may run; what that names in turn, too.
    std::vector<std::string> open(reached.begin(), reached.end());
    while (!open.empty()) {
        const auto body = outline.bodies.find(open.back());
        open.pop_back();
        if (body == outline.bodies.end()) continue;
        for (const std::string& word : words_of(body->second)) {
            if (reached.insert(word).second) open.push_back(word);
        }
    }
    std::vector<std::string> functions;
    for (const std::string& name : outline.functions) {
        if (!name.starts_with("benchmark_") || name.size() == std::string_view("benchmark_").size()) continue;
        if (reached.contains(name)) return {};
        if (std::find(functions.begin(), functions.end(), name) == functions.end()) functions.push_back(name);
    }
    return functions;
}

std::vector<std::string> find_pytest_benchmarks(std::string_view script) {
    std::vector<std::string> tests;
    std::string owner;            // the class whose body these lines are; empty: none that pytest collects
    std::size_t indentation = 0;  // of that body; 0: not seen yet
    for (const std::string& line : logical_lines(blank_strings_and_comments(script))) {
        const auto first = line.find_first_not_of(" \t\r");
        if (first == std::string::npos) continue;
        const std::string_view text = std::string_view(line).substr(first);
        if (first == 0) {
            owner = class_name(text);
            if (!owner.starts_with("Test")) owner.clear();
            indentation = 0;
        } else {
            if (owner.empty()) continue;
            if (indentation == 0) indentation = first;
            if (first != indentation) continue;
        }
        const std::string test = benchmark_test(text);
        if (test.empty()) continue;
        std::string name = owner.empty() ? test : owner + "::" + test;
        if (std::find(tests.begin(), tests.end(), name) == tests.end()) tests.push_back(std::move(name));
    }
    return tests;
}

std::string benchmark_of_test(std::string_view test) {
    constexpr std::string_view kPrefix = "test_";
    const std::size_t colons = test.rfind("::");
    const bool owned = colons != std::string_view::npos;
    std::string_view name = owned ? test.substr(colons + 2) : test;
    if (name.starts_with(kPrefix) && name.size() > kPrefix.size()) name.remove_prefix(kPrefix.size());
    return (owned ? std::string(test.substr(0, colons)) + "." : std::string()) + std::string(name);
}

bool imports_python_package(std::string_view script) {
    for (const std::string& line : logical_lines(blank_strings_and_comments(script))) {
        std::string_view text = line;
        text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
        if (!begins_with_word(text, "import") && !begins_with_word(text, "from")) continue;
        if (words_of(text).contains("inference_pio_bench")) return true;
    }
    return false;
}

}  // namespace inference_pio
