#include "common/meminfo_parser.hpp"

#include <limits>

#include "common/text_fields.hpp"

namespace inference_pio {

namespace {

// "24684084 kB"; the kernel writes no other unit.
std::optional<Bytes> parse_kibibytes(std::string_view value) {
    if (!value.ends_with("kB")) return std::nullopt;
    const std::optional<std::uint64_t> count = parse_unsigned(trim(value.substr(0, value.size() - 2)));
    if (!count || *count > std::numeric_limits<std::uint64_t>::max() / 1024) return std::nullopt;
    return kibibytes(*count);
}

}  // namespace

MemInfo parse_meminfo(std::string_view text) {
    MemInfo info;
    for (const std::string_view line : split_lines(text)) {
        const auto field = parse_field(line, ':');
        if (!field) continue;
        const auto& [key, value] = *field;
        if (key == "MemTotal") info.total = parse_kibibytes(value);
        if (key == "MemAvailable") info.available = parse_kibibytes(value);
        if (key == "SwapTotal") info.swap_total = parse_kibibytes(value);
        if (key == "SwapFree") info.swap_free = parse_kibibytes(value);
        if (key == "Hugepagesize") info.huge_page_size = parse_kibibytes(value);
        if (key == "HugePages_Total") {
            info.huge_pages_total = parse_signed(value);
            if (info.huge_pages_total && *info.huge_pages_total < 0) info.huge_pages_total.reset();
        }
    }
    return info;
}

std::optional<std::string> parse_chosen_word(std::string_view text) {
    const std::size_t open = text.find('[');
    const std::size_t close = text.find(']', open == std::string_view::npos ? 0 : open);
    if (open == std::string_view::npos || close == std::string_view::npos || close == open + 1) return std::nullopt;
    return std::string(text.substr(open + 1, close - open - 1));
}

}  // namespace inference_pio
