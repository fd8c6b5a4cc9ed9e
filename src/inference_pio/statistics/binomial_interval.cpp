#include "statistics/binomial_interval.hpp"

#include <boost/math/special_functions/beta.hpp>

namespace inference_pio {

ShareInterval compute_share_interval(std::int64_t found, std::int64_t all, double level) {
    const double tail = (1 - level) / 2;
    const auto k = static_cast<double>(found);
    const auto n = static_cast<double>(all);
    ShareInterval interval;
    if (found > 0) interval.low = boost::math::ibeta_inv(k, n - k + 1, tail);
    if (found < all) interval.high = boost::math::ibeta_inv(k + 1, n - k, 1 - tail);
    return interval;
}

}  // namespace inference_pio
