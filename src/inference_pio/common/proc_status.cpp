#include "common/proc_status.hpp"

#include <fmt/format.h>

#include <charconv>

#include "common/files.hpp"

namespace inference_pio {

std::optional<Bytes> parse_status_memory(std::string_view text, std::string_view field) {
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        const std::string_view line = text.substr(at, end - at);
        at = end + 1;
        if (!line.starts_with(field) || line.size() <= field.size() || line[field.size()] != ':') continue;
        const std::size_t digits = line.find_first_of("0123456789", field.size());
        if (digits == line.npos || !line.ends_with(" kB")) return std::nullopt;
        std::uint64_t kib = 0;
        const auto parsed = std::from_chars(line.data() + digits, line.data() + line.size(), kib);
        if (parsed.ec != std::errc()) return std::nullopt;
        return kibibytes(kib);
    }
    return std::nullopt;
}

std::optional<Bytes> read_resident_memory() {
    const auto text = try_read_file("/proc/self/status");
    return text ? parse_status_memory(*text, "VmRSS") : std::nullopt;
}

std::optional<Bytes> read_peak_resident_memory(pid_t process) {
    const auto text = try_read_file(fmt::format("/proc/{}/status", process));
    return text ? parse_status_memory(*text, "VmHWM") : std::nullopt;
}

}  // namespace inference_pio
