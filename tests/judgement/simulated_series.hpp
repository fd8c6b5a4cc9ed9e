// Series of runs with a known truth, and what someone sees who analyses them after every run.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <random>
#include <vector>

#include "judgement/series_steps.hpp"

namespace inference_pio {

// Log-normal noise between sessions, and bad runs that are slower by 10 to 50 %.
class SimulatedSeries {
public:
    explicit SimulatedSeries(std::uint64_t seed, double deviation = 0.01, double bad_share = 0.03)
        : random_(seed), deviation_(deviation), bad_share_(bad_share) {}

    // Adds runs whose level changes by `change` (of the logarithm) with each.
    SimulatedSeries& runs(std::size_t count, double change = 0) {
        for (std::size_t i = 0; i < count; ++i) {
            level_ += change;
            double value = level_ + deviation_ * normal_(random_);
            if (uniform_(random_) < bad_share_) value += std::log(1.1 + 0.4 * uniform_(random_));
            values_.push_back(0.016 * std::exp(value));
        }
        return *this;
    }
    SimulatedSeries& step(double ratio) {
        level_ += std::log(ratio);
        return *this;
    }

    [[nodiscard]] const std::vector<double>& values() const { return values_; }

private:
    std::mt19937_64 random_;
    std::normal_distribution<double> normal_;
    std::uniform_real_distribution<double> uniform_;
    double deviation_;
    double bad_share_;
    double level_ = 0;
    std::vector<double> values_;
};

struct Alarm {
    std::size_t index = 0;  // of the step
    std::size_t run = 0;    // after how many runs it was first confirmed
};

// Everything that alarms between the runs `from` and the last. A step that moves by up to 4 runs as more of them come
// in is the same alarm.
struct Watched {
    std::vector<Alarm> steps;
    std::optional<std::size_t> creep;  // after how many runs it was first seen

    [[nodiscard]] std::size_t alarms() const { return steps.size() + (creep ? 1 : 0); }

    // The runs behind the step at `index` when it was first confirmed, at most two runs beside it.
    [[nodiscard]] std::optional<std::size_t> runs_until_found(std::size_t index) const {
        for (const Alarm& alarm : steps) {
            const std::size_t apart = std::max(alarm.index, index) - std::min(alarm.index, index);
            if (apart <= 2) return alarm.run - index;
        }
        return std::nullopt;
    }
};

inline Watched watch(const std::vector<double>& values, std::size_t from, std::size_t every = 1) {
    Watched watched;
    for (std::size_t run = from; run <= values.size(); run += every) {
        const auto analysis = analyse_series({values.begin(), values.begin() + static_cast<std::ptrdiff_t>(run)});
        if (!analysis) continue;
        for (const SeriesStep& step : analysis->steps) {
            const bool known = std::any_of(watched.steps.begin(), watched.steps.end(), [&](const Alarm& alarm) {
                return std::max(alarm.index, step.index) - std::min(alarm.index, step.index) <= 4;
            });
            if (!known) watched.steps.push_back({step.index, run});
        }
        if (analysis->creep && !watched.creep) watched.creep = run;
    }
    return watched;
}

}  // namespace inference_pio
