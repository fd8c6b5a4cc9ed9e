// Words as GitHub-flavoured Markdown: nothing in them is markup, mentions a person or refers to an issue.
//
// Pure. Thread-safe.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace inference_pio {

// Prose: what would be markup is escaped, '@' and '#' do not begin a mention or a reference. At most `most` code points
// of `text` are kept. Fit for table cells.
[[nodiscard]] std::string markdown_prose(std::string_view text, std::size_t most = 300);

// A span of code that shows exactly `text` (cleaned, at most `most` code points), fit for a table's cell, where a '|'
// is escaped, or for elsewhere. Empty for an empty text.
[[nodiscard]] std::string markdown_code(std::string_view text, std::size_t most = 160);
[[nodiscard]] std::string markdown_code_cell(std::string_view text, std::size_t most = 160);

// A block of code that shows `text` line by line, each cleaned. Ends with a newline.
[[nodiscard]] std::string markdown_block(std::string_view text);

// "| a | b |\n".
[[nodiscard]] std::string markdown_row(const std::vector<std::string>& cells);

// Text of a bounded length, in bytes: a piece that would not fit is left out whole.
class BoundedText {
public:
    explicit BoundedText(std::size_t most) : most_(most) {}

    // False: left out.
    bool add(std::string_view piece);

    // Later pieces may use `bytes` less, or (negative) more again: what closes a construct must always fit.
    void reserve(std::ptrdiff_t bytes);

    [[nodiscard]] const std::string& text() const { return text_; }

private:
    std::size_t most_;
    std::string text_;
};

}  // namespace inference_pio
