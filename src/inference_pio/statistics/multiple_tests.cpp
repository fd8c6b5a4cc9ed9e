#include "statistics/multiple_tests.hpp"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace inference_pio {
namespace {

// Positions by rising p value.
std::vector<std::size_t> order_of(std::span<const double> p_values) {
    std::vector<std::size_t> order(p_values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return p_values[a] < p_values[b]; });
    return order;
}

}  // namespace

std::vector<double> holm_adjust(std::span<const double> p_values) {
    const std::vector<std::size_t> order = order_of(p_values);
    std::vector<double> adjusted(p_values.size());
    double largest = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
        const auto remaining = static_cast<double>(order.size() - i);
        largest = std::max(largest, std::min(1.0, remaining * p_values[order[i]]));
        adjusted[order[i]] = largest;
    }
    return adjusted;
}

std::vector<double> benjamini_hochberg_adjust(std::span<const double> p_values) {
    const std::vector<std::size_t> order = order_of(p_values);
    std::vector<double> adjusted(p_values.size());
    const auto total = static_cast<double>(order.size());
    double smallest = 1;
    for (std::size_t i = order.size(); i-- > 0;) {
        // The quotient first: for the largest p value it is exactly 1.
        smallest = std::min(smallest, total / static_cast<double>(i + 1) * p_values[order[i]]);
        adjusted[order[i]] = smallest;
    }
    return adjusted;
}

}  // namespace inference_pio
