#include "checkpoints/cache_limit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cstdlib>
#include <string>
#include <system_error>
#include <tuple>
#include <utility>

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

constexpr const char* kLimitVariable = "PIO_CHECKPOINT_CACHE_LIMIT";

constexpr std::array<std::pair<std::string_view, double>, 10> kUnits{{
    {"", 1},
    {"b", 1},
    {"kib", 1024.0},
    {"mib", 1024.0 * 1024},
    {"gib", 1024.0 * 1024 * 1024},
    {"tib", 1024.0 * 1024 * 1024 * 1024},
    {"kb", 1e3},
    {"mb", 1e6},
    {"gb", 1e9},
    {"tb", 1e12},
}};

}  // namespace

Result<Bytes> parse_byte_size(std::string_view text) {
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
    std::string unit;
    for (const char* c = end; c != text.data() + text.size(); ++c) {
        if (*c != ' ') unit += static_cast<char>(std::tolower(static_cast<unsigned char>(*c)));
    }
    const auto found = std::find_if(kUnits.begin(), kUnits.end(), [&](const auto& row) { return row.first == unit; });
    constexpr double kLargest = 1e18;
    if (error != std::errc{} || found == kUnits.end() || !(number >= 0) || number * found->second > kLargest) {
        return fail(ErrorKind::invalid_argument, fmt::format("'{}' is no number of bytes", text),
                    "write bytes, or a number with KiB, MiB, GiB or TiB");
    }
    return Bytes{static_cast<std::uint64_t>(number * found->second)};
}

Result<Bytes> read_cache_limit() {
    const char* text = std::getenv(kLimitVariable);
    if (text == nullptr || *text == '\0') return kDefaultCacheLimit;
    auto limit = parse_byte_size(text);
    if (!limit)
        return fail(limit.error().kind, fmt::format("{}: {}", kLimitVariable, limit.error().message),
                    limit.error().remedy);
    return limit;
}

std::vector<CachedFile> list_cached_files(const fs::path& folder) {
    std::vector<CachedFile> files;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        if (entry.path().extension() != ".gguf" || !entry.is_regular_file(error)) continue;
        // A file may go between the listing and the look at it.
        const std::uint64_t size = entry.file_size(error);
        if (error) continue;
        const fs::file_time_type last_used = entry.last_write_time(error);
        if (!error) files.push_back({entry.path(), Bytes{size}, last_used});
    }
    std::sort(files.begin(), files.end(), [](const CachedFile& a, const CachedFile& b) {
        return std::tie(a.last_used, a.path) < std::tie(b.last_used, b.path);
    });
    return files;
}

std::vector<CachedFile> compute_evictions(const std::vector<CachedFile>& files, const fs::path& kept, Bytes incoming,
                                          Bytes limit) {
    Bytes held = incoming;
    for (const CachedFile& file : files) held = held + file.size;
    std::vector<CachedFile> evicted;
    for (const CachedFile& file : files) {
        if (held <= limit) break;
        if (file.path == kept) continue;
        held = Bytes{held.count - file.size.count};
        evicted.push_back(file);
    }
    return evicted;
}

}  // namespace inference_pio
