#include "execution/case_value.hpp"

#include <algorithm>

#include "statistics/process_quantile.hpp"
#include "statistics/quantile.hpp"

namespace inference_pio {
namespace {

constexpr double kQuartile = 0.25;

bool has_fast_side(const MetricDefinition& metric) {
    return metric.centre == Centre::fast_quartile && metric.direction != Direction::neutral;
}

std::optional<Interval> value_or_nothing(Result<Interval> interval) {
    return interval ? std::optional(*std::move(interval)) : std::nullopt;
}

}  // namespace

std::string_view statistic_of(const MetricDefinition& metric) {
    if (metric.reduction == Reduction::maximum) return to_string(Reduction::maximum);
    return to_string(has_fast_side(metric) ? Centre::fast_quartile : Centre::median);
}

CaseValue compute_case_value(std::span<const double> process_values, const MetricDefinition& metric, double level,
                             Stopping stopping) {
    if (metric.reduction == Reduction::maximum) {
        // A high-water mark: the t interval is about a centre and says nothing of it.
        return {*std::max_element(process_values.begin(), process_values.end()), std::nullopt};
    }
    if (has_fast_side(metric)) {
        const double probability = metric.direction == Direction::lower_is_better ? kQuartile : 1 - kQuartile;
        return {compute_process_quantile(process_values, probability),
                value_or_nothing(compute_process_quantile_interval(process_values, probability, level, stopping))};
    }
    const double value = compute_median(process_values);
    return {value, value_or_nothing(compute_process_interval(process_values, value, level, stopping))};
}

}  // namespace inference_pio
