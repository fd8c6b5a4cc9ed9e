#include "contracts/command_line.hpp"

#include <algorithm>

namespace inference_pio {
namespace {

// The parameter whose placeholder begins at `at`; null for a brace that is none.
const Parameters::Entry* placeholder_at(std::string_view text, std::size_t at, const Parameters& parameters) {
    if (text[at] != '{' || (at > 0 && text[at - 1] == '$')) return nullptr;
    const std::size_t end = text.find('}', at);
    if (end == text.npos) return nullptr;
    const std::string_view name = text.substr(at + 1, end - at - 1);
    for (const Parameters::Entry& entry : parameters.entries()) {
        if (entry.first == name) return &entry;
    }
    return nullptr;
}

// The quotation marks that a character of a shell line stands within.
enum class Quotation { none, single, twofold };

// Follows the line character by character. Quotation marks within `$(…)` count like others.
class QuotationReader {
public:
    [[nodiscard]] Quotation now() const { return now_; }
    void read(char c) {
        if (escaped_) {
            escaped_ = false;
        } else if (c == '\\' && now_ != Quotation::single) {
            escaped_ = true;
        } else if (c == '\'' && now_ != Quotation::twofold) {
            now_ = now_ == Quotation::single ? Quotation::none : Quotation::single;
        } else if (c == '"' && now_ != Quotation::single) {
            now_ = now_ == Quotation::twofold ? Quotation::none : Quotation::twofold;
        }
    }

private:
    Quotation now_ = Quotation::none;
    bool escaped_ = false;
};

bool is_harmless(std::string_view value) {
    constexpr std::string_view kHarmless = "_-./:@%+";
    return !value.empty() && std::all_of(value.begin(), value.end(), [&](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               kHarmless.find(c) != kHarmless.npos;
    });
}

std::string quoted_for_shell(std::string_view value, Quotation place) {
    if (is_harmless(value)) return std::string(value);
    std::string quoted;
    for (const char c : value) {
        if (place == Quotation::twofold && (c == '"' || c == '\\' || c == '$' || c == '`')) {
            quoted += '\\';
            quoted += c;
        } else if (place != Quotation::twofold && c == '\'') {
            quoted += "'\\''";
        } else {
            quoted += c;
        }
    }
    return place == Quotation::none ? "'" + quoted + "'" : quoted;
}

template <class Quote, class Read>
std::string filled(std::string_view text, const Parameters& parameters, Quote&& quote, Read&& read) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (const Parameters::Entry* entry = placeholder_at(text, i, parameters)) {
            result += quote(to_string(entry->second));
            i = text.find('}', i);
        } else {
            read(text[i]);
            result += text[i];
        }
    }
    return result;
}

}  // namespace

bool has_placeholder(std::string_view text, std::string_view name) {
    const Parameters one{{std::string(name), std::int64_t{0}}};
    for (std::size_t at = text.find('{'); at != text.npos; at = text.find('{', at + 1)) {
        if (placeholder_at(text, at, one) != nullptr) return true;
    }
    return false;
}

bool has_placeholder(const CommandLine& command, std::string_view name) {
    return has_placeholder(command.shell, name) ||
           std::any_of(command.words.begin(), command.words.end(),
                       [&](const std::string& word) { return has_placeholder(word, name); });
}

std::string fill_placeholders(std::string_view text, const Parameters& parameters) {
    return filled(
        text, parameters, [](std::string value) { return value; }, [](char) {});
}

std::vector<std::string> argv_of(const CommandLine& command, const Parameters& parameters) {
    if (command.shell.empty()) {
        std::vector<std::string> argv;
        for (const std::string& word : command.words) argv.push_back(fill_placeholders(word, parameters));
        return argv;
    }
    QuotationReader reader;
    std::string line = filled(
        command.shell, parameters, [&](const std::string& value) { return quoted_for_shell(value, reader.now()); },
        [&](char c) { reader.read(c); });
    return {"/bin/sh", "-c", std::move(line)};
}

}  // namespace inference_pio
