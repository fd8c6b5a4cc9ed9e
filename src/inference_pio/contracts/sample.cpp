#include <inference_pio/benchmark.hpp>

namespace inference_pio {

void Sample::record(std::string_view metric, double value) { values_[std::string(metric)] = {value}; }

void Sample::record(std::string_view metric, std::vector<double> values) {
    values_[std::string(metric)] = std::move(values);
}

void Sample::record(Timeline timeline) { timeline_ = std::move(timeline); }

}  // namespace inference_pio
