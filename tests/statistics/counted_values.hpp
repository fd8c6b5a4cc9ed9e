// Values whose ranks are known at a glance.
#pragma once

#include <cstddef>
#include <numeric>
#include <vector>

namespace inference_pio {

// 1, 2, …, n.
inline std::vector<double> one_to(int n) {
    std::vector<double> values(static_cast<std::size_t>(n));
    std::iota(values.begin(), values.end(), 1.0);
    return values;
}

}  // namespace inference_pio
