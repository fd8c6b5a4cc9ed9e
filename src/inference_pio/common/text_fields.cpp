#include "common/text_fields.hpp"

#include <charconv>
#include <cmath>
#include <system_error>

namespace inference_pio {

namespace {

constexpr std::string_view kBlank{" \t\r\n\v\f\0", 7};

template <class Number, class... Base>
std::optional<Number> parse_whole(std::string_view text, Base... base) {
    Number value{};
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value, base...);
    if (error != std::errc() || stop != end || text.empty()) return std::nullopt;
    return value;
}

}  // namespace

std::string_view trim(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(kBlank);
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(kBlank) - begin + 1);
}

std::vector<std::string_view> split_at(std::string_view text, char separator) {
    std::vector<std::string_view> pieces;
    for (;;) {
        const std::size_t at = text.find(separator);
        pieces.push_back(text.substr(0, at));
        if (at == std::string_view::npos) return pieces;
        text.remove_prefix(at + 1);
    }
}

std::vector<std::string_view> split_lines(std::string_view text) {
    if (text.empty()) return {};
    return split_at(text, '\n');
}

std::vector<std::string_view> split_words(std::string_view text) {
    std::vector<std::string_view> words;
    std::size_t begin = text.find_first_not_of(kBlank);
    while (begin != std::string_view::npos) {
        const std::size_t end = text.find_first_of(kBlank, begin);
        words.push_back(text.substr(begin, end == std::string_view::npos ? end : end - begin));
        begin = end == std::string_view::npos ? end : text.find_first_not_of(kBlank, end);
    }
    return words;
}

std::optional<std::pair<std::string_view, std::string_view>> parse_field(std::string_view line, char separator) {
    const std::size_t at = line.find(separator);
    if (at == std::string_view::npos) return std::nullopt;
    return std::pair(trim(line.substr(0, at)), trim(line.substr(at + 1)));
}

std::optional<std::uint64_t> parse_unsigned(std::string_view text, int base) {
    if (base == 16 && (text.starts_with("0x") || text.starts_with("0X"))) text.remove_prefix(2);
    return parse_whole<std::uint64_t>(text, base);
}

std::optional<std::int64_t> parse_signed(std::string_view text) { return parse_whole<std::int64_t>(text); }

std::optional<double> parse_decimal(std::string_view text) {
    const std::optional<double> value = parse_whole<double>(text);
    if (value && !std::isfinite(*value)) return std::nullopt;  // from_chars accepts "inf" and "nan"
    return value;
}

std::string lower_case(std::string_view text) {
    std::string lowered(text);
    for (char& letter : lowered) {
        if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
    }
    return lowered;
}

std::string collapse_spaces(std::string_view text) {
    std::string collapsed;
    for (const std::string_view word : split_words(text)) {
        if (!collapsed.empty()) collapsed += ' ';
        collapsed += word;
    }
    return collapsed;
}

}  // namespace inference_pio
