#include "statistics/interval.hpp"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <vector>

namespace inference_pio {
namespace {

struct Ends {
    double low = 0;
    double high = 0;
};

// Two passes: the one-pass formula loses everything where the values differ in their last digits only.
Ends student_t_ends(std::span<const double> values, double level, Stopping stopping) {
    const auto n = static_cast<double>(values.size());
    double mean = 0;
    for (const double value : values) mean += value / n;
    double squares = 0;
    for (const double value : values) squares += (value - mean) * (value - mean);
    const double widening = stopping == Stopping::sequential ? std::sqrt(1 + 2 / n) : 1;
    const double half_width =
        widening * student_t_factor(n - 1, level) * std::sqrt(squares / (n - 1) / n);
    return {mean - half_width, mean + half_width};
}

std::string_view method_of(bool logarithmic, Stopping stopping) {
    if (stopping == Stopping::fixed) return logarithmic ? kLogProcessValues : kProcessValues;
    return logarithmic ? kSequentialLogProcessValues : kSequentialProcessValues;
}

}  // namespace

double student_t_factor(double degrees, double level) {
    const boost::math::students_t distribution(degrees);
    return boost::math::quantile(distribution, 0.5 + level / 2);
}

Result<Interval> compute_process_interval(std::span<const double> process_values, double value, double level,
                                          Stopping stopping) {
    if (process_values.size() < 2) {
        return fail(ErrorKind::invalid_argument, "an interval needs values of at least two processes");
    }
    const bool logarithmic =
        std::all_of(process_values.begin(), process_values.end(), [](double one) { return one > 0; });
    std::vector<double> values(process_values.begin(), process_values.end());
    if (logarithmic) {
        std::transform(values.begin(), values.end(), values.begin(), [](double one) { return std::log(one); });
    }
    Ends ends = student_t_ends(values, level, stopping);
    if (logarithmic) ends = {std::exp(ends.low), std::exp(ends.high)};
    if (!std::isfinite(ends.low) || !std::isfinite(ends.high)) {
        return fail(ErrorKind::invalid_argument, "the processes lie too far apart for an interval");
    }
    return Interval{level, std::min(ends.low, value), std::max(ends.high, value),
                    std::string(method_of(logarithmic, stopping))};
}

}  // namespace inference_pio
