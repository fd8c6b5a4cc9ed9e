// The text of /proc/meminfo, and the word that a kernel setting puts into brackets.
//
// Pure. Thread-safe.
#pragma once

#include <cstdint>
#include <inference_pio/units.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace inference_pio {

struct MemInfo {
    std::optional<Bytes> total;
    std::optional<Bytes> available;  // kernels before 3.14 do not say
    std::optional<Bytes> swap_total;
    std::optional<Bytes> huge_page_size;
    std::optional<std::int64_t> huge_pages_total;
    std::optional<Bytes> swap_free;
    bool operator==(const MemInfo&) const = default;
};

// Total: a line that is broken leaves its value absent.
[[nodiscard]] MemInfo parse_meminfo(std::string_view text);

// "always [madvise] never" -> "madvise"; nothing without brackets.
[[nodiscard]] std::optional<std::string> parse_chosen_word(std::string_view text);

}  // namespace inference_pio
