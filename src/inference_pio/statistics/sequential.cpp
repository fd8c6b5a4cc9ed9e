#include "statistics/sequential.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/quadrature/gauss.hpp>
#include <cmath>
#include <cstddef>

namespace inference_pio {
namespace {

constexpr int kMostLooks = 50;
constexpr double kSmallestAlpha = 1e-12;

const boost::math::normal kNormal;

double upper_tail(double z) { return boost::math::cdf(boost::math::complement(kNormal, z)); }

double upper_quantile(double tail) { return boost::math::quantile(boost::math::complement(kNormal, tail)); }

struct Nodes {
    std::vector<double> at;
    std::vector<double> weight;
};

// Gauss-Legendre with ten nodes on each panel no wider than the step's standard deviation: the densities
// are as smooth as the normal's, so that this is exact to rounding.
Nodes nodes_up_to(double end) {
    using Rule = boost::math::quadrature::gauss<double, 10>;
    const auto panels = static_cast<int>(std::ceil(end));
    const double half = end / panels / 2;
    Nodes nodes;
    for (int panel = 0; panel < panels; ++panel) {
        const double centre = (2 * panel + 1) * half;
        for (std::size_t i = 0; i < Rule::abscissa().size(); ++i) {
            for (const double sign : {-1.0, 1.0}) {
                nodes.at.push_back(centre + sign * half * Rule::abscissa()[i]);
                nodes.weight.push_back(half * Rule::weights()[i]);
            }
        }
    }
    return nodes;
}

// The chance that a sum of 1, 2, ... `steps` standard normal steps ever leaves (-end, end).
//
// The density of the sums still inside is symmetric, so that its right half is enough. The exits are
// added up rather than taken from 1: a small chance keeps its digits.
double chance_of_leaving(double end, int steps) {
    const Nodes nodes = nodes_up_to(end);
    const std::size_t n = nodes.at.size();
    std::vector<double> kernel(n * n);
    std::vector<double> density(n);
    std::vector<double> exit(n);
    for (std::size_t i = 0; i < n; ++i) {
        density[i] = boost::math::pdf(kNormal, nodes.at[i]);
        exit[i] = 2 * nodes.weight[i] * (upper_tail(end - nodes.at[i]) + upper_tail(end + nodes.at[i]));
        for (std::size_t j = 0; j < n; ++j) {
            kernel[i * n + j] = nodes.weight[j] * (boost::math::pdf(kNormal, std::abs(nodes.at[i] - nodes.at[j])) +
                                                   boost::math::pdf(kNormal, nodes.at[i] + nodes.at[j]));
        }
    }
    double left = 2 * upper_tail(end);
    std::vector<double> next(n);
    for (int step = 2; step <= steps; ++step) {
        for (std::size_t i = 0; i < n; ++i) left += exit[i] * density[i];
        if (step == steps) break;
        for (std::size_t i = 0; i < n; ++i) {
            double sum = 0;
            for (std::size_t j = 0; j < n; ++j) sum += kernel[i * n + j] * density[j];
            next[i] = sum;
        }
        density.swap(next);
    }
    return left;
}

// C with chance_of_leaving(C sqrt(K), K) = alpha. The last look alone leaves no more than all looks do,
// and all looks no more than twice as much as the last (reflection): two ends that enclose C.
double solve_constant(int looks, double alpha) {
    double low = upper_quantile(alpha / 2);
    double high = upper_quantile(alpha / 4);
    if (looks == 1) return low;
    while (high - low > 1e-11 * high) {
        const double middle = low + (high - low) / 2;
        (chance_of_leaving(middle * std::sqrt(looks), looks) > alpha ? low : high) = middle;
    }
    return high;
}

}  // namespace

Result<std::vector<SequentialLook>> compute_obrien_fleming(int looks, double alpha) {
    if (looks < 1 || looks > kMostLooks) {
        return fail(ErrorKind::invalid_argument,
                    fmt::format("the number of looks must lie between 1 and {}, not be {}", kMostLooks, looks));
    }
    if (!(alpha >= kSmallestAlpha && alpha < 1)) {
        return fail(ErrorKind::invalid_argument,
                    fmt::format("alpha must lie between {:g} and 1, not be {:g}", kSmallestAlpha, alpha));
    }
    const double constant = solve_constant(looks, alpha);
    std::vector<SequentialLook> bounds;
    for (int look = 1; look <= looks; ++look) {
        const double z = constant * std::sqrt(static_cast<double>(looks) / look);
        bounds.push_back({z, 2 * upper_tail(z)});
    }
    return bounds;
}

}  // namespace inference_pio
