#include "common/oom_counters.hpp"

#include <charconv>

#include "common/files.hpp"

namespace inference_pio {
namespace {

// Calls `visit` with each line, without newline, until it returns true.
template <class Visit>
void for_each_line(std::string_view text, Visit&& visit) {
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        if (visit(text.substr(0, end))) return;
        text.remove_prefix(std::min(end + 1, text.size()));
    }
}

}  // namespace

std::optional<std::uint64_t> parse_oom_kills(std::string_view text) {
    constexpr std::string_view kName = "oom_kill ";
    std::optional<std::uint64_t> kills;
    for_each_line(text, [&](std::string_view line) {
        if (!line.starts_with(kName)) return false;
        std::uint64_t number = 0;
        const auto parsed = std::from_chars(line.data() + kName.size(), line.data() + line.size(), number);
        if (parsed.ec == std::errc()) kills = number;
        return true;
    });
    return kills;
}

std::optional<std::filesystem::path> parse_memory_cgroup(std::string_view text) {
    std::optional<std::filesystem::path> unified;
    std::optional<std::filesystem::path> memory;
    for_each_line(text, [&](std::string_view line) {  // "4:memory:/a/b", "0::/a/b"
        const std::size_t first = line.find(':');
        const std::size_t second = first == line.npos ? line.npos : line.find(':', first + 1);
        if (second == line.npos || second + 1 >= line.size() || line[second + 1] != '/') return false;
        const std::string_view controllers = line.substr(first + 1, second - first - 1);
        const std::filesystem::path folder(line.substr(second + 2));
        if (controllers.empty()) unified = folder;
        if (("," + std::string(controllers) + ",").find(",memory,") != std::string::npos) memory = "memory" / folder;
        return memory.has_value();
    });
    return memory ? memory : unified;
}

std::uint64_t read_oom_kills() {
    std::uint64_t kills = 0;
    const auto add = [&](const std::filesystem::path& file) {
        if (const auto text = try_read_file(file)) kills += parse_oom_kills(*text).value_or(0);
    };
    add("/proc/vmstat");
    if (const auto own = try_read_file("/proc/self/cgroup")) {
        if (const auto folder = parse_memory_cgroup(*own)) {
            add("/sys/fs/cgroup" / *folder / "memory.events");
            add("/sys/fs/cgroup" / *folder / "memory.oom_control");
        }
    }
    return kills;
}

}  // namespace inference_pio
