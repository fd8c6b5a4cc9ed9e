#include "records/relaxed_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace inference_pio {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool begins_token(char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '+'; }
bool continues_token(char c) { return begins_token(c) || c == '.'; }

// What the word stands for; empty for any other.
std::string_view number_word(std::string_view token) {
    const bool negative = token.starts_with('-');
    if (negative || token.starts_with('+')) token.remove_prefix(1);
    if (token == "NaN" || token == "nan" || token == "NAN") return "NaN";
    if (token == "Infinity" || token == "inf" || token == "Inf" || token == "INF") {
        return negative ? "-Infinity" : "Infinity";
    }
    return {};
}

bool is_beyond_a_double(std::string_view token) {
    double number = 0;
    const char* end = token.data() + token.size();
    const auto [stop, error] = std::from_chars(token.data(), end, number);
    return stop == end && error == std::errc::result_out_of_range;
}

class Strictness {
public:
    Strictness(std::string_view text, std::size_t deepest) : text_(text), deepest_(deepest) {}

    Result<StrictJsonText> run() {
        strict_.text.reserve(text_.size());
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (c == '"') {
                copy(end_of_string());
            } else if (begins_token(c)) {
                copy_token();
            } else {
                if ((c == '[' || c == '{') && ++depth_ > deepest_) return too_deep();
                if ((c == ']' || c == '}') && depth_ > 0) --depth_;
                copy(at_ + 1);
            }
        }
        return std::move(strict_);
    }

private:
    [[nodiscard]] tl::unexpected<Error> too_deep() const {
        const TextPlace place = place_at(text_, at_);
        return fail(ErrorKind::malformed, fmt::format("line {}, column {}: JSON nested deeper than {} levels",
                                                      place.line, place.column, deepest_));
    }

    [[nodiscard]] std::size_t end_of_string() const {
        std::size_t end = at_ + 1;
        while (end < text_.size() && text_[end] != '"') end += text_[end] == '\\' ? 2 : 1;
        return std::min(end + 1, text_.size());
    }

    void copy(std::size_t end) {
        strict_.text.append(text_.substr(at_, end - at_));
        at_ = end;
    }

    void copy_token() {
        std::size_t end = at_;
        while (end < text_.size() && continues_token(text_[end])) ++end;
        const std::string_view token = text_.substr(at_, end - at_);
        const std::string_view word = number_word(token);
        if (word.empty() && !is_beyond_a_double(token)) return copy(end);
        const std::string quoted = fmt::format("\"{}\"", word.empty() ? token : word);
        strict_.replacements.push_back(
            {strict_.text.size(), quoted.size() > token.size() ? quoted.size() - token.size() : 0});
        strict_.text += quoted;
        at_ = end;
    }

    std::string_view text_;
    std::size_t deepest_;
    std::size_t at_ = 0;
    std::size_t depth_ = 0;
    StrictJsonText strict_;
};

}  // namespace

TextPlace place_at(std::string_view text, std::size_t offset) {
    const std::string_view before = text.substr(0, std::min(offset, text.size()));
    const auto lines = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
    const std::size_t line_break = before.rfind('\n');
    return {lines + 1, line_break == std::string_view::npos ? before.size() + 1 : before.size() - line_break};
}

std::size_t StrictJsonText::original_offset(std::size_t offset) const {
    std::size_t grown = 0;
    for (const Replacement& replacement : replacements) {
        if (replacement.begin >= offset) break;
        grown += replacement.growth;
    }
    return offset > grown ? offset - grown : 0;
}

Result<StrictJsonText> make_strict_json(std::string_view text, std::size_t deepest) {
    return Strictness(text, deepest).run();
}

}  // namespace inference_pio
