#include "importers/foreign_document.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "records/relaxed_json.hpp"

namespace inference_pio {
namespace {

// What is kept of a file nests some levels deeper in ours, which hold 64.
constexpr std::size_t kDeepestNesting = 56;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

bool is_utf_16(std::string_view text) { return text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF"); }

struct ParseFailure {
    std::size_t offset = 0;  // in the text that was given
    std::string message;
};

// The whole text as one value; what is wrong with it and where else.
tl::expected<Json, ParseFailure> parse_value_text(std::string_view text) {
    const auto strict = make_strict_json(text, kDeepestNesting);
    if (!strict) return tl::make_unexpected(ParseFailure{std::string_view::npos, strict.error().message});
    try {
        return Json::parse(strict->text);
    } catch (const Json::parse_error& error) {
        const bool at_end = error.byte > strict->text.size();
        const std::size_t offset = error.byte > 0 ? strict->original_offset(error.byte - 1) : 0;
        return tl::make_unexpected(
            ParseFailure{std::min(offset, text.size()), at_end ? "not JSON: the file ends too early" : "not JSON"});
    } catch (const Json::exception&) {
        return tl::make_unexpected(ParseFailure{0, "not JSON: a number is beyond all bounds"});
    }
}

Error failure_at(const ParseFailure& failure, std::string_view text, std::size_t first_line) {
    // What says its own place: it nests too deep.
    if (failure.offset == std::string_view::npos) return {ErrorKind::malformed, failure.message, {}};
    const TextPlace place = place_at(text, failure.offset);
    return {ErrorKind::malformed,
            fmt::format("line {}, column {}: {}", place.line + first_line - 1, place.column, failure.message),
            {}};
}

struct Line {
    std::string_view text;
    std::size_t number = 1;
};

// Those that are not blank.
std::vector<Line> lines_of(std::string_view text) {
    std::vector<Line> lines;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        if (!is_blank(text.substr(0, end))) lines.push_back({text.substr(0, end), number});
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

Result<ForeignDocument> parse_lines(const std::vector<Line>& lines) {
    ForeignDocument document;
    document.by_line = true;
    for (const Line& line : lines) {
        auto value = parse_value_text(line.text);
        if (!value && value.error().offset == std::string_view::npos) {
            return fail(ErrorKind::malformed, fmt::format("line {}: {}", line.number, value.error().message));
        }
        if (!value) return fail(failure_at(value.error(), line.text, line.number));
        document.values.push_back(*std::move(value));
        document.lines.push_back(line.number);
    }
    return document;
}

}  // namespace

Result<ForeignDocument> parse_foreign_document(std::string_view text) {
    if (is_utf_16(text)) {
        return fail(ErrorKind::malformed, "line 1, column 1: the text is UTF-16",
                    "write it as UTF-8 (PowerShell: `| Out-File -Encoding utf8`)");
    }
    if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
    if (is_blank(text)) return fail(ErrorKind::malformed, "line 1, column 1: the file is empty");
    const std::vector<Line> lines = lines_of(text);
    const bool by_line = lines.size() > 1 && parse_value_text(lines.front().text).has_value();
    if (by_line) return parse_lines(lines);
    auto value = parse_value_text(text);
    if (!value) return fail(failure_at(value.error(), text, 1));
    ForeignDocument document;
    document.values.push_back(*std::move(value));
    document.lines.push_back(lines.front().number);
    return document;
}

}  // namespace inference_pio
