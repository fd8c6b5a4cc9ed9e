#include "configuration/text_limits.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace inference_pio {
namespace {

// Where the string that begins at `at` ends: one after its last quotation mark. The end of the text where it is not
// closed: the parser refuses it there, and sees nothing behind it.
std::size_t end_of_string(std::string_view text, std::size_t at) {
    const char mark = text[at];
    const std::string three(3, mark);
    const bool many_lines = text.substr(at, 3) == three;
    for (std::size_t i = at + (many_lines ? 3 : 1); i < text.size(); ++i) {
        if (text[i] == '\\' && mark == '"') {
            ++i;
        } else if (!many_lines && text[i] == '\n') {
            break;
        } else if (!many_lines && text[i] == mark) {
            return i + 1;
        } else if (many_lines && text.substr(i, 3) == three) {
            // Up to two marks before the closing three belong to the string.
            i += 3;
            for (int more = 0; more < 2 && i < text.size() && text[i] == mark; ++more) ++i;
            return i;
        }
    }
    return text.size();
}

}  // namespace

Result<void> check_text_limits(std::string_view text, const std::string& file) {
    if (text.size() > kConfigurationBytesMax) {
        return fail(ErrorKind::malformed, fmt::format("{} is longer than {} KiB", file, kConfigurationBytesMax >> 10U),
                    "name a file that is a configuration");
    }
    int parts = 1;
    for (std::size_t i = 0; i < text.size();) {
        const char c = text[i];
        if (c == '"' || c == '\'') {
            i = end_of_string(text, i);
            continue;
        }
        if (c == '#') i = std::min(text.find('\n', i), text.size());
        if (c == '.' && ++parts > kKeyPartsMax) {
            const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(i), '\n');
            return fail(ErrorKind::malformed,
                        fmt::format("{}:{}: a key of more than {} parts", file, line, kKeyPartsMax),
                        "no key of a configuration has more than three");
        }
        // What separates keys from values, and values from each other. (In comments dots are not looked at.)
        if (c == '\n' || c == '#' || c == '=' || c == ',' || c == '[' || c == ']' || c == '{' || c == '}') parts = 1;
        if (c != '#') ++i;
    }
    return {};
}

}  // namespace inference_pio
