#include "common/cpu_list_parser.hpp"

#include <cstdint>

#include "common/text_fields.hpp"

namespace inference_pio {

std::optional<int> count_cpu_list(std::string_view text) {
    constexpr std::uint64_t kLargestNumber = 1U << 20U;  // far above any kernel's NR_CPUS
    std::uint64_t count = 0;
    for (const std::string_view piece : split_at(trim(text), ',')) {
        const std::size_t dash = piece.find('-');
        const auto first = parse_unsigned(piece.substr(0, dash));
        const auto last = dash == std::string_view::npos ? first : parse_unsigned(piece.substr(dash + 1));
        if (!first || !last || *last < *first || *last > kLargestNumber) return std::nullopt;
        count += *last - *first + 1;
        if (count > kLargestNumber) return std::nullopt;  // ranges that overlap without end
    }
    return static_cast<int>(count);
}

}  // namespace inference_pio
