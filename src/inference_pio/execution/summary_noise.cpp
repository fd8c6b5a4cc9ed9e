#include "execution/summary_noise.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace inference_pio {
namespace {

constexpr std::string_view kDisturbedMark = "disturbed";

// Values that cannot be added over samples.
bool is_level(std::string_view name) {
    constexpr std::array<std::string_view, 4> kEndings{"_percent", "_ratio", "_hz", "_celsius"};
    return std::any_of(kEndings.begin(), kEndings.end(),
                       [&](std::string_view ending) { return name.ends_with(ending); });
}

}  // namespace

bool is_disturbed(const std::map<std::string, double, std::less<>>& evidence, const DisturbanceLimits& limits) {
    const auto of = [&](std::string_view name) {
        const auto found = evidence.find(name);
        return found == evidence.end() ? 0.0 : found->second;
    };
    if (of(kDisturbedMark) != 0 || of("major_faults") > limits.major_faults) return true;
    const double wall_s = of("wall_s");
    return wall_s > 0 &&
           (of("steal_s") > limits.steal * wall_s || of("cpu_pressure_s") > limits.cpu_pressure * wall_s ||
            of("memory_pressure_s") > limits.memory_pressure * wall_s ||
            of("io_pressure_s") > limits.io_pressure * wall_s ||
            of("involuntary_switches") > limits.involuntary_switches_per_s * wall_s);
}

Noise noise_of(const CaseOutcome& outcome) {
    Noise noise;
    for (const Visit& visit : outcome.visits) {
        for (const SampleData& sample : visit.samples) {
            if (sample.warmup) continue;
            if (is_disturbed(sample.evidence)) ++noise.disturbed_samples;
            for (const auto& [name, value] : sample.evidence) {
                if (name == kDisturbedMark) continue;
                const auto [entry, added] = noise.evidence.try_emplace(name, value);
                if (added) continue;
                entry->second = is_level(name) ? std::max(entry->second, value) : entry->second + value;
            }
        }
    }
    return noise;
}

}  // namespace inference_pio
