#include "reporting/markdown_text.hpp"

#include <algorithm>

#include "reporting/outside_words.hpp"

namespace inference_pio {
namespace {

std::string_view prose_of(char c) {
    switch (c) {
        case '&':
            return "&amp;";
        case '<':
            return "&lt;";
        case '>':
            return "&gt;";
        case '|':
            return "&#124;";
        case '\\':
            return "&#92;";
        case '`':
            return "&#96;";
        // An invisible blank behind them: GitHub looks for mentions and references after entities are resolved.
        case '@':
            return "@&#8203;";
        case '#':
            return "#&#8203;";
        case '*':
            return "\\*";
        case '_':
            return "\\_";
        case '[':
            return "\\[";
        case ']':
            return "\\]";
        case '~':
            return "\\~";
        case '$':  // GitHub sets what stands between two of them as a formula
            return "&#36;";
        default:
            return {};
    }
}

std::string code_of(std::string_view text, std::size_t most, bool in_table) {
    const std::string clean = clean_words(text, most);
    if (clean.empty()) return {};
    std::size_t longest = 0;
    std::size_t run = 0;
    std::size_t backslashes = 0;
    std::string body;
    for (const char c : clean) {
        run = c == '`' ? run + 1 : 0;
        longest = std::max(longest, run);
        // Tables are cut at bars before code is looked for; there two backslashes are one, and escape no bar.
        if (in_table && c == '|') body += backslashes % 2 == 0 ? "\\" : "\\\\";
        backslashes = c == '\\' ? backslashes + 1 : 0;
        body += c;
    }
    // A fence is longer than any run of backticks inside; blanks beside it are dropped when both ends have one.
    const std::string fence(longest + 1, '`');
    const bool pad = clean.front() == '`' || clean.back() == '`' || clean.front() == ' ' || clean.back() == ' ';
    const std::string blank = pad ? " " : "";
    return fence + blank + body + blank + fence;
}

}  // namespace

std::string markdown_prose(std::string_view text, std::size_t most) {
    std::string escaped;
    for (const char c : clean_words(text, most)) {
        const std::string_view replacement = prose_of(c);
        if (replacement.empty()) {
            escaped += c;
        } else {
            escaped += replacement;
        }
    }
    return escaped;
}

std::string markdown_code(std::string_view text, std::size_t most) { return code_of(text, most, false); }

std::string markdown_code_cell(std::string_view text, std::size_t most) { return code_of(text, most, true); }

std::string markdown_block(std::string_view text) {
    std::string body;
    std::size_t longest = 2;
    std::size_t run = 0;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        body += clean_words(text.substr(0, end)) + '\n';
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    for (const char c : body) {
        run = c == '`' ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    const std::string fence(longest + 1, '`');
    return fence + '\n' + body + fence + '\n';
}

std::string markdown_row(const std::vector<std::string>& cells) {
    std::string row = "|";
    for (const std::string& cell : cells) row += " " + cell + (cell.empty() ? "|" : " |");
    return row + '\n';
}

bool BoundedText::add(std::string_view piece) {
    if (text_.size() + piece.size() > most_) return false;
    text_ += piece;
    return true;
}

void BoundedText::reserve(std::ptrdiff_t bytes) { most_ -= static_cast<std::size_t>(bytes); }

}  // namespace inference_pio
