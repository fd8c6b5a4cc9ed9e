#include "execution/summary_noise.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace inference_pio {
namespace {

// Values that cannot be added over samples.
bool is_level(std::string_view name) {
    constexpr std::array<std::string_view, 4> kEndings{"_percent", "_ratio", "_hz", "_celsius"};
    return std::any_of(kEndings.begin(), kEndings.end(),
                       [&](std::string_view ending) { return name.ends_with(ending); });
}

}  // namespace

Noise noise_of(const CaseOutcome& outcome) {
    Noise noise;
    for (const Visit& visit : outcome.visits) {
        for (const SampleData& sample : visit.samples) {
            if (sample.warmup) continue;
            for (const auto& [name, value] : sample.evidence) {
                if (name == kDisturbedMark) {
                    if (value != 0) ++noise.disturbed_samples;
                    continue;
                }
                const auto [entry, added] = noise.evidence.try_emplace(name, value);
                if (added) continue;
                entry->second = is_level(name) ? std::max(entry->second, value) : entry->second + value;
            }
        }
    }
    return noise;
}

}  // namespace inference_pio
