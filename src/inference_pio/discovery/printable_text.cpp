#include "discovery/printable_text.hpp"

#include <algorithm>
#include <vector>

namespace inference_pio {
namespace {

constexpr std::size_t kTailCharacters = 600;

// The length of the well-formed UTF-8 sequence at the front of `bytes`; 0: there is none.
std::size_t utf8_length(std::string_view bytes) {
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(bytes[i]); };
    const unsigned char lead = at(0);
    std::size_t length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if ((lead >= 0x80 && lead < 0xC2) || lead > 0xF4 || bytes.size() < length) return 0;
    for (std::size_t i = 1; i < length; ++i) {
        if ((at(i) & 0xC0U) != 0x80) return 0;
    }
    if (length == 1) return 1;
    const bool overlong = (lead == 0xE0 && at(1) < 0xA0) || (lead == 0xF0 && at(1) < 0x90);
    const bool outside = (lead == 0xED && at(1) > 0x9F) || (lead == 0xF4 && at(1) > 0x8F);
    return overlong || outside ? 0 : length;
}

// The length of "\x1b[31m" at the front of `bytes`; 0: there is no such sequence.
std::size_t escape_length(std::string_view bytes) {
    if (!bytes.starts_with("\x1b[")) return 0;
    std::size_t i = 2;
    while (i < bytes.size() && (bytes[i] < 0x40 || bytes[i] > 0x7e)) ++i;
    return std::min(i + 1, bytes.size());
}

}  // namespace

std::string printable_text(std::string_view bytes) {
    std::string text;
    text.reserve(bytes.size());
    while (!bytes.empty()) {
        std::size_t length = escape_length(bytes);
        if (length == 0) {
            length = utf8_length(bytes);
            const char c = bytes.front();
            const bool control = length <= 1 && (static_cast<unsigned char>(c) < 0x20 || c == 0x7f);
            if (c == '\t' || c == '\r') {
                text += c == '\t' ? ' ' : '\n';
            } else if (length == 0 || (control && c != '\n')) {
                text += '?';
            } else {
                text += bytes.substr(0, length);
            }
            length = std::max<std::size_t>(length, 1);
        }
        bytes.remove_prefix(length);
    }
    return text;
}

std::string one_line(std::string_view text) {
    const std::string clean = printable_text(text);
    std::string line;
    for (std::size_t begin = 0; begin < clean.size();) {
        const std::size_t end = std::min(clean.find('\n', begin), clean.size());
        std::string_view part = std::string_view(clean).substr(begin, end - begin);
        part.remove_prefix(std::min(part.find_first_not_of(' '), part.size()));
        if (const auto last = part.find_last_not_of(' '); last != std::string_view::npos) {
            line += line.empty() ? "" : " | ";
            line += part.substr(0, last + 1);
        }
        begin = end + 1;
    }
    return line;
}

std::string output_tail(std::string_view bytes, int lines) {
    const std::string text = printable_text(bytes);
    std::vector<std::string> kept;
    std::size_t end = text.size();
    while (end > 0 && kept.size() < static_cast<std::size_t>(std::max(lines, 0))) {
        const auto newline = text.rfind('\n', end - 1);
        const std::size_t begin = newline == std::string::npos ? 0 : newline + 1;
        std::string line = text.substr(begin, end - begin);
        line.erase(line.find_last_not_of(" \n") + 1);
        if (!line.empty()) kept.push_back(std::move(line));
        end = newline == std::string::npos ? 0 : newline;
    }
    std::string tail;
    for (auto line = kept.rbegin(); line != kept.rend(); ++line) tail += (tail.empty() ? "" : " | ") + *line;
    if (tail.size() <= kTailCharacters) return tail;
    std::size_t begin = tail.size() - kTailCharacters;
    while (begin < tail.size() && (static_cast<unsigned char>(tail[begin]) & 0xC0U) == 0x80) ++begin;
    return "…" + tail.substr(begin);
}

}  // namespace inference_pio
