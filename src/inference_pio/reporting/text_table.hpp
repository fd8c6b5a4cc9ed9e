// Text in columns: alignment, tones, wrapping, and words that came from outside.
//
// Widths are counted in code points of UTF-8, one column each.
//
// Pure. Thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "reporting/console_style.hpp"

namespace inference_pio {

enum class Tone { plain, strong, faint, warning, failure };

enum class Align { left, right };

struct Cell {
    std::string text;
    Tone tone = Tone::plain;
    bool operator==(const Cell&) const = default;
};

struct TextColumn {
    std::string header;  // may have several lines; the last one stands nearest to the rows
    Align align = Align::left;
    int gap = 2;  // columns before it
    bool operator==(const TextColumn&) const = default;
};

struct TextTable {
    std::vector<TextColumn> columns;
    std::vector<std::vector<Cell>> rows;  // each as long as `columns`
    bool operator==(const TextTable&) const = default;
};

[[nodiscard]] std::size_t display_width(std::string_view text);

// Without control characters, each of which becomes '?': a worker's words must not steer the terminal.
[[nodiscard]] std::string printable(std::string_view text);

// `text` in its tone, where the style has colours.
[[nodiscard]] std::string paint(std::string_view text, Tone tone, const ConsoleStyle& style);

// Lines of at most `width` columns, broken at blanks; a longer word has a line to itself.
[[nodiscard]] std::vector<std::string> wrap_text(std::string_view text, std::size_t width);

// `text`, printable, wrapped to the style's width, each line in the tone and behind `margin` blanks; ends with a
// newline. However narrow the terminal, lines are at least 10 columns wide.
[[nodiscard]] std::string format_paragraph(std::string_view text, std::size_t margin, Tone tone,
                                           const ConsoleStyle& style);

// The columns that the table needs, indentation of its first column included.
[[nodiscard]] std::size_t width_of(const TextTable& table);

// Header lines, then rows; no line ends with blanks, each ends with a newline.
[[nodiscard]] std::string format_text_table(const TextTable& table, const ConsoleStyle& style);

}  // namespace inference_pio
