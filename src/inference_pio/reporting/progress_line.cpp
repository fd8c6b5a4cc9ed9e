#include "reporting/progress_line.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "reporting/quantity_text.hpp"
#include "reporting/text_table.hpp"

namespace inference_pio {
namespace {

constexpr std::string_view kSeparator = " · ";

// The first `width` code points; the last of them is … where something was cut off.
std::string shortened(std::string_view text, std::size_t width) {
    if (display_width(text) <= width) return std::string(text);
    std::size_t end = 0;
    std::size_t shown = 0;
    while (end < text.size()) {
        std::size_t next = end + 1;
        while (next < text.size() && (static_cast<unsigned char>(text[next]) & 0xC0U) == 0x80U) ++next;
        if (shown + 1 >= width) break;
        ++shown;
        end = next;
    }
    return std::string(text.substr(0, end)) + (width > 0 ? "…" : "");
}

std::string what_now(const ProgressState& state) {
    if (!state.note.empty()) return printable(state.note);
    return state.sample > 0 ? fmt::format("sample {}", state.sample) : "preparing";
}

std::string time_text(const ProgressState& state) {
    std::string text = format_duration(state.elapsed);
    constexpr Seconds kNothing{0.05};  // as it would be printed
    if (state.left && *state.left >= kNothing) text += fmt::format(", about {} left", format_duration(*state.left));
    return text;
}

}  // namespace

std::string format_progress_line(const ProgressState& state, int width) {
    const auto columns = static_cast<std::size_t>(std::max(width, 20));
    const std::string place = fmt::format("round {}, case {}/{}", state.round + 1, state.case_number, state.case_count);
    const std::string tail = fmt::format("{}{}{}", what_now(state), kSeparator, time_text(state));
    const std::size_t fixed = display_width(place) + display_width(tail) + 2 * display_width(kSeparator);
    constexpr std::size_t kShortestName = 8;
    if (fixed + kShortestName <= columns) {
        const std::string name = shortened(printable(state.case_name), columns - fixed);
        return fmt::format("{}{}{}{}{}", place, kSeparator, name, kSeparator, tail);
    }
    return shortened(fmt::format("{}{}{}", place, kSeparator, tail), columns);
}

}  // namespace inference_pio
