#include "reporting/text_table.hpp"

#include <algorithm>

namespace inference_pio {
namespace {

std::string_view escape_of(Tone tone) {
    switch (tone) {
        case Tone::strong:
            return "\x1b[1m";
        case Tone::faint:
            return "\x1b[2m";
        case Tone::warning:
            return "\x1b[33m";
        case Tone::failure:
            return "\x1b[31m";
        case Tone::plain:
            break;
    }
    return {};
}

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines;
    for (;;) {
        const std::size_t end = text.find('\n');
        lines.emplace_back(text.substr(0, end));
        if (end == std::string_view::npos) return lines;
        text.remove_prefix(end + 1);
    }
}

std::vector<std::size_t> column_widths(const TextTable& table) {
    std::vector<std::size_t> widths;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        std::size_t width = 0;
        for (const std::string& line : lines_of(table.columns[i].header)) width = std::max(width, display_width(line));
        for (const auto& row : table.rows) width = std::max(width, display_width(row[i].text));
        widths.push_back(width);
    }
    return widths;
}

// One line. Blanks wait until something follows them, so that none end it.
std::string format_row(const TextTable& table, const std::vector<std::size_t>& widths, const std::vector<Cell>& cells,
                       const ConsoleStyle& style) {
    std::string line;
    std::size_t blanks = 0;
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const std::size_t padding = widths[i] - display_width(cells[i].text);
        const bool right = table.columns[i].align == Align::right;
        blanks += static_cast<std::size_t>(table.columns[i].gap) + (right ? padding : 0);
        if (!cells[i].text.empty()) {
            line.append(blanks, ' ');
            line += paint(cells[i].text, cells[i].tone, style);
            blanks = 0;
        }
        if (!right) blanks += padding;
    }
    return line + '\n';
}

}  // namespace

std::size_t display_width(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string printable(std::string_view text) {
    std::string result(text);
    for (std::size_t i = 0; i < result.size(); ++i) {
        const auto c = static_cast<unsigned char>(result[i]);
        // U+0080 … U+009F, two bytes in UTF-8, steer terminals too.
        const bool c1 = c == 0xC2U && i + 1 < result.size() && static_cast<unsigned char>(result[i + 1]) < 0xA0U;
        if (c < 0x20 || c == 0x7F) result[i] = '?';
        if (c1) result.replace(i, 2, "?");
    }
    return result;
}

std::string paint(std::string_view text, Tone tone, const ConsoleStyle& style) {
    if (!style.colours || tone == Tone::plain || text.empty()) return std::string(text);
    return std::string(escape_of(tone)) + std::string(text) + "\x1b[0m";
}

std::vector<std::string> wrap_text(std::string_view text, std::size_t width) {
    std::vector<std::string> lines;
    std::string line;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        const std::string_view word = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (word.empty()) continue;
        if (!line.empty() && display_width(line) + 1 + display_width(word) > width) {
            lines.push_back(std::move(line));
            line.clear();
        }
        line += (line.empty() ? "" : " ") + std::string(word);
    }
    if (!line.empty()) lines.push_back(std::move(line));
    return lines;
}

std::string format_paragraph(std::string_view text, std::size_t margin, Tone tone, const ConsoleStyle& style) {
    constexpr std::size_t kNarrowest = 10;
    const auto width = static_cast<std::size_t>(std::max(style.width, 20));
    const std::size_t left = width > margin + kNarrowest ? width - margin : kNarrowest;
    std::string result;
    for (const std::string& line : wrap_text(printable(text), left)) {
        result += std::string(margin, ' ') + paint(line, tone, style) + '\n';
    }
    return result;
}

std::size_t width_of(const TextTable& table) {
    std::size_t sum = 0;
    const std::vector<std::size_t> widths = column_widths(table);
    for (std::size_t i = 0; i < widths.size(); ++i) sum += widths[i] + static_cast<std::size_t>(table.columns[i].gap);
    return sum;
}

std::string format_text_table(const TextTable& table, const ConsoleStyle& style) {
    const std::vector<std::size_t> widths = column_widths(table);
    std::size_t header_height = 0;
    for (const TextColumn& column : table.columns) {
        header_height = std::max(header_height, lines_of(column.header).size());
    }
    std::string text;
    for (std::size_t height = header_height; height > 0; --height) {
        std::vector<Cell> cells;
        for (const TextColumn& column : table.columns) {
            const std::vector<std::string> lines = lines_of(column.header);
            cells.push_back({height > lines.size() ? std::string() : lines[lines.size() - height], Tone::faint});
        }
        std::string line = format_row(table, widths, cells, style);
        if (line != "\n") text += line;
    }
    for (const auto& row : table.rows) text += format_row(table, widths, row, style);
    return text;
}

}  // namespace inference_pio
