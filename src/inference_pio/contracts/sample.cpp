#include <algorithm>
#include <inference_pio/benchmark.hpp>

namespace inference_pio {

void Sample::record(std::string_view metric, double value) { values_[std::string(metric)] = {value}; }

void Sample::record(std::string_view metric, std::vector<double> values) {
    values_[std::string(metric)] = std::move(values);
}

void Sample::define(MetricDefinition definition) {
    const auto same_name = [&](const MetricDefinition& other) { return other.name == definition.name; };
    const auto found = std::find_if(definitions_.begin(), definitions_.end(), same_name);
    if (found == definitions_.end()) {
        definitions_.push_back(std::move(definition));
    } else {
        *found = std::move(definition);
    }
}

void Sample::record(Timeline timeline) { timeline_ = std::move(timeline); }

}  // namespace inference_pio
