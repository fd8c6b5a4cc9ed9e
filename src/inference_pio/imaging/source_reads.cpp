#include "imaging/source_reads.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace inference_pio {
namespace {

constexpr std::uint64_t kLine = 64;

std::vector<bool> used_pixels(int source, int target, int taps) {
    std::vector<bool> used(static_cast<std::size_t>(source), taps == 0);
    if (taps == 0) return used;
    for (std::int64_t x = 0; x < target; ++x) {
        const double centre = (static_cast<double>(x) + 0.5) * source / target - 0.5;
        const std::int64_t first =
            taps == 1 ? x * source / target : static_cast<std::int64_t>(std::floor(centre)) - (taps / 2 - 1);
        for (std::int64_t i = first; i < first + taps; ++i) {
            used[static_cast<std::size_t>(std::clamp<std::int64_t>(i, 0, source - 1))] = true;
        }
    }
    return used;
}

}  // namespace

Bytes compute_source_reads(ImageSize source, std::size_t pixel_bytes, ImageSize target, int taps) {
    const std::vector<bool> rows = used_pixels(source.height, target.height, taps);
    const std::vector<bool> columns = used_pixels(source.width, target.width, taps);
    const std::uint64_t row_bytes = static_cast<std::uint64_t>(source.width) * pixel_bytes;
    std::vector<bool> lines((row_bytes + kLine - 1) / kLine);
    for (std::size_t x = 0; x < columns.size(); ++x) {
        if (!columns[x]) continue;
        const std::size_t last = ((x + 1) * pixel_bytes - 1) / kLine;
        for (std::size_t line = x * pixel_bytes / kLine; line <= last; ++line) lines[line] = true;
    }
    const auto row_count = static_cast<std::uint64_t>(std::count(rows.begin(), rows.end(), true));
    const auto line_count = static_cast<std::uint64_t>(std::count(lines.begin(), lines.end(), true));
    // The last line of a row may hold less than 64 of its bytes.
    return Bytes{row_count * std::min(line_count * kLine, row_bytes)};
}

}  // namespace inference_pio
