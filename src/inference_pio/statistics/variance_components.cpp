#include "statistics/variance_components.hpp"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace inference_pio {

Result<VarianceComponents> compute_variance_components(std::span<const std::vector<double>> processes) {
    VarianceComponents components;
    double count = 0;
    double squared_sizes = 0;
    double sum = 0;
    for (const std::vector<double>& process : processes) {
        if (process.empty()) continue;
        const auto size = static_cast<double>(process.size());
        ++components.processes;
        count += size;
        squared_sizes += size * size;
        for (const double value : process) sum += value;
    }
    if (components.processes < 2) {
        return fail(ErrorKind::invalid_argument, "variance components need samples of at least two processes");
    }
    const double groups = components.processes;
    if (count == groups) {
        return fail(ErrorKind::invalid_argument, "variance components need a process with at least two samples");
    }
    const double mean = sum / count;
    double squares_within = 0;
    double squares_between = 0;
    for (const std::vector<double>& process : processes) {
        if (process.empty()) continue;
        const auto size = static_cast<double>(process.size());
        double level = 0;
        for (const double value : process) level += value / size;
        for (const double value : process) squares_within += (value - level) * (value - level);
        squares_between += size * (level - mean) * (level - mean);
    }
    components.within = squares_within / (count - groups);
    // What one process contributes to the mean square between processes; the size itself if all are equal.
    const double typical_size = (count - squared_sizes / count) / (groups - 1);
    const double mean_square_between = squares_between / (groups - 1);
    components.between = std::max(0.0, (mean_square_between - components.within) / typical_size);
    if (!std::isfinite(components.within) || !std::isfinite(components.between)) {
        return fail(ErrorKind::invalid_argument, "variance components need finite values that can be squared");
    }
    return components;
}

int compute_optimal_samples(const VarianceComponents& components, double load_s, double sample_s, int least, int most) {
    assert(1 <= least && least <= most && load_s >= 0 && sample_s >= 0);
    if (!(components.between > 0) || !(sample_s > 0)) return most;
    const double samples = std::ceil(std::sqrt(load_s / sample_s * (components.within / components.between)));
    // Written so that a NaN (no cost times endless ratio) cannot pass: it becomes `least`.
    if (!(samples > least)) return least;
    return samples >= most ? most : static_cast<int>(samples);
}

}  // namespace inference_pio
