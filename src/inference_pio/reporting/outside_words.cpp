#include "reporting/outside_words.hpp"

#include <cstdint>
#include <vector>

namespace inference_pio {
namespace {

struct CodePoint {
    std::uint32_t number = 0;
    std::size_t length = 0;  // bytes; 0: not UTF-8
};

// The code point at the front of `bytes`, which is not empty.
CodePoint front_of(std::string_view bytes) {
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
    const unsigned lead = at(0);
    if (lead < 0x80) return {lead, 1};
    const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || bytes.size() < length) return {};
    std::uint32_t number = lead & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        if ((at(i) & 0xC0U) != 0x80U) return {};
        number = (number << 6U) | (at(i) & 0x3FU);
    }
    const bool overlong = (length == 3 && number < 0x800) || (length == 4 && number < 0x10000);
    const bool outside = number > 0x10FFFF || (number >= 0xD800 && number <= 0xDFFF);
    return overlong || outside ? CodePoint{} : CodePoint{number, length};
}

bool is_harmless(std::uint32_t c) {
    const bool control = c < 0x20 || (c >= 0x7F && c < 0xA0);
    const bool separator = c == 0x2028 || c == 0x2029;
    // Text after such a mark is shown in another order than it is read.
    const bool turns = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x200E || c == 0x200F;
    return !control && !separator && !turns && c != 0xFFFE && c != 0xFFFF;
}

std::vector<std::string_view> clean_letters(std::string_view text) {
    std::vector<std::string_view> letters;
    while (!text.empty()) {
        const CodePoint point = front_of(text);
        const std::size_t length = point.length == 0 ? 1 : point.length;
        letters.push_back(point.length > 0 && is_harmless(point.number) ? text.substr(0, length) : "?");
        text.remove_prefix(length);
    }
    return letters;
}

}  // namespace

std::string clean_words(std::string_view text) {
    std::string clean;
    clean.reserve(text.size());
    for (const std::string_view letter : clean_letters(text)) clean += letter;
    return clean;
}

std::string clean_words(std::string_view text, std::size_t most) {
    constexpr std::string_view kCut = "...";
    const std::vector<std::string_view> letters = clean_letters(text);
    if (letters.size() <= most) return clean_words(text);
    const std::size_t tail = (most - kCut.size()) / 2;
    const std::size_t head = most - kCut.size() - tail;
    std::string clean;
    for (std::size_t i = 0; i < head; ++i) clean += letters[i];
    clean += kCut;
    for (std::size_t i = letters.size() - tail; i < letters.size(); ++i) clean += letters[i];
    return clean;
}

std::string clean_token(std::string_view text) {
    std::string token;
    for (const char c : clean_words(text)) {
        if (c != ' ' || !(token.empty() || token.back() == ' ')) token += c;
    }
    while (token.ends_with(' ')) token.pop_back();
    return token;
}

}  // namespace inference_pio
