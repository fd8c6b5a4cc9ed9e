#include "workloads/case_axes.hpp"

#include <utility>

#include "engines/available_cores.hpp"

namespace inference_pio {

Axis integer_axis(std::string name, const std::vector<std::int64_t>& values) {
    return {std::move(name), ValueType::integer, {values.begin(), values.end()}};
}

Axis word_axis(std::string name, const std::vector<std::string>& values) {
    return {std::move(name), ValueType::word, {values.begin(), values.end()}};
}

Axis threads_axis() { return integer_axis("threads", {read_available_cores()}); }

}  // namespace inference_pio
