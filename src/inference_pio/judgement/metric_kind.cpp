#include "judgement/metric_kind.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace inference_pio {
namespace {

constexpr std::array<std::string_view, 9> kTimes{"s", "sec", "second", "ms", "us", "µs", "ns", "min", "h"};
constexpr std::array<std::string_view, 2> kRates{"fps", "Hz"};
constexpr std::array<std::string_view, 4> kCounts{"bytes", "tokens", "nats", "number"};

template <std::size_t N>
bool is_one_of(const std::array<std::string_view, N>& words, std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

bool is_speed(std::string_view unit) {
    if (is_one_of(kRates, unit)) return true;
    const auto slash = unit.find('/');
    if (slash == std::string_view::npos) return is_one_of(kTimes, unit);
    return is_one_of(kTimes, unit.substr(0, slash)) || is_one_of(kTimes, unit.substr(slash + 1));
}

}  // namespace

MetricKind metric_kind(const MetricDefinition& metric) {
    if (is_speed(metric.unit)) return MetricKind::speed;
    // Of the catalogue's shares one is counted; the others divide by a time.
    if (is_one_of(kCounts, metric.unit) || metric.name == "top1_agreement") return MetricKind::exact;
    return MetricKind::other;
}

}  // namespace inference_pio
