#include "reporting/quantity_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

namespace inference_pio {
namespace {

// A unit that is `factor` of the record's; used for values from there up.
struct Scale {
    double factor;
    std::string_view name;
};

constexpr std::array<Scale, 4> kTimes{{{1, "s"}, {1e-3, "ms"}, {1e-6, "µs"}, {1e-9, "ns"}}};
// Spellings of times; other tools write milliseconds and nanoseconds.
constexpr std::array<Scale, 5> kTimeUnits{{{1, "s"}, {1, "s/token"}, {1e-3, "ms"}, {1e-6, "us"}, {1e-9, "ns"}}};
constexpr std::array<Scale, 3> kLargeCounts{{{1e12, "T"}, {1e9, "G"}, {1e6, "M"}}};
constexpr std::array<Scale, 5> kBytes{{{0x1p40, "TiB"}, {0x1p30, "GiB"}, {0x1p20, "MiB"}, {0x1p10, "KiB"}, {1, "B"}}};
constexpr std::array<Scale, 5> kByteRates{{{1e12, "TB/s"}, {1e9, "GB/s"}, {1e6, "MB/s"}, {1e3, "kB/s"}, {1, "B/s"}}};
constexpr std::array<Scale, 4> kFlopRates{{{1e12, "TFLOP/s"}, {1e9, "GFLOP/s"}, {1e6, "MFLOP/s"}, {1, "FLOP/s"}}};

std::string format_scaled(double value, std::span<const Scale> scales) {
    for (const Scale& scale : scales) {
        // What would be rounded up to the next unit's 1 belongs there: 999.7 ms is 1.00 s.
        if (std::abs(value) >= 0.9995 * scale.factor || &scale == &scales.back()) {
            return fmt::format("{} {}", format_number(value / scale.factor), scale.name);
        }
    }
    return {};
}

}  // namespace

std::string format_number(double value) {
    const double size = std::abs(value);
    if (size == 0) return "0";
    if (size >= 999'999.5 || size < 0.00009995) return fmt::format("{:.3g}", value);
    const int digits_before = static_cast<int>(std::floor(std::log10(size * 1.0005))) + 1;
    return fmt::format("{:.{}f}", value, std::max(0, 3 - digits_before));
}

std::string format_quantity(double value, std::string_view unit) {
    const auto time =
        std::find_if(kTimeUnits.begin(), kTimeUnits.end(), [&](const Scale& one) { return one.name == unit; });
    if (time != kTimeUnits.end()) return value == 0 ? "0 s" : format_scaled(value * time->factor, kTimes);
    if (unit == "bytes") return format_scaled(value, kBytes);
    if (unit == "bytes/s") return format_scaled(value, kByteRates);
    if (unit == "flop/s") return format_scaled(value, kFlopRates);
    if (unit == "tokens/sec") return format_number(value) + " tok/s";
    if (unit == "megapixels/s") return format_number(value) + " MP/s";
    if (unit.empty() || unit == "ratio" || unit == "number") return format_number(value);
    const bool large = std::abs(value) >= 999'999.5;  // 80.7 M items/sec
    return fmt::format("{} {}", large ? format_scaled(value, kLargeCounts) : format_number(value), unit);
}

std::string format_duration(Seconds duration) {
    const double seconds = std::max(0.0, duration.count());
    if (seconds < 9.95) return fmt::format("{:.1f} s", seconds);
    const auto whole = static_cast<long long>(std::llround(seconds));
    if (whole < 3600) return fmt::format("{}:{:02}", whole / 60, whole % 60);
    return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
}

std::string format_precision(const Record& record) {
    return record.interval && record.value ? format_precision(*record.value, *record.interval) : std::string();
}

std::string format_precision(double value, const Interval& interval) {
    if (value == 0) return {};
    const double longer = std::max(interval.high - value, value - interval.low);
    const double percent = 100 * longer / std::abs(value);
    if (percent >= 1000) return "± >1000 %";
    return percent >= 9.95 ? fmt::format("± {:.0f} %", percent) : fmt::format("± {:.1f} %", percent);
}

}  // namespace inference_pio
