#include "execution/summary_noise.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace inference_pio {
namespace {

constexpr std::string_view kDisturbedMark = "disturbed";
constexpr std::string_view kFrequency = "frequency_hz";

// Values that cannot be added over samples.
bool is_level(std::string_view name) {
    constexpr std::array<std::string_view, 4> kEndings{"_percent", "_ratio", "_hz", "_celsius"};
    return std::any_of(kEndings.begin(), kEndings.end(),
                       [&](std::string_view ending) { return name.ends_with(ending); });
}

double fastest_frequency(const CaseOutcome& outcome) {
    double fastest_hz = 0;
    for (const Visit& visit : outcome.visits) {
        for (const SampleData& sample : visit.samples) {
            const auto frequency = sample.evidence.find(kFrequency);
            if (!sample.warmup && frequency != sample.evidence.end()) {
                fastest_hz = std::max(fastest_hz, frequency->second);
            }
        }
    }
    return fastest_hz;
}

}  // namespace

bool is_disturbed(const std::map<std::string, double, std::less<>>& evidence, const DisturbanceLimits& limits,
                  double fastest_hz) {
    const auto of = [&](std::string_view name) {
        const auto found = evidence.find(name);
        return found == evidence.end() ? 0.0 : found->second;
    };
    if (of(kDisturbedMark) != 0 || of("major_faults") > limits.major_faults) return true;
    if (of("throttle_count") > limits.throttle_count) return true;
    const double frequency_hz = of(kFrequency);
    if (frequency_hz > 0 && frequency_hz < (1 - limits.frequency_drop) * fastest_hz) return true;
    const double wall_s = of("wall_s");
    return wall_s > 0 &&
           (of("steal_s") > limits.steal * wall_s || of("cpu_pressure_s") > limits.cpu_pressure * wall_s ||
            of("memory_pressure_s") > limits.memory_pressure * wall_s ||
            of("io_pressure_s") > limits.io_pressure * wall_s ||
            of("involuntary_switches") > limits.involuntary_switches_per_s * wall_s);
}

Noise noise_of(const CaseOutcome& outcome) {
    Noise noise;
    const double fastest_hz = fastest_frequency(outcome);
    for (const Visit& visit : outcome.visits) {
        for (const SampleData& sample : visit.samples) {
            if (sample.warmup) continue;
            if (is_disturbed(sample.evidence, {}, fastest_hz)) ++noise.disturbed_samples;
            for (const auto& [name, value] : sample.evidence) {
                if (name == kDisturbedMark) continue;
                const auto [entry, added] = noise.evidence.try_emplace(name, value);
                if (added) continue;
                entry->second = is_level(name) ? std::max(entry->second, value) : entry->second + value;
            }
        }
        for (const auto& [name, reason] : visit.missing) {
            noise.missing.emplace(name, reason.empty() ? "the worker gives no reason" : reason);
        }
    }
    std::erase_if(noise.missing, [&](const auto& entry) { return noise.evidence.contains(entry.first); });
    return noise;
}

}  // namespace inference_pio
