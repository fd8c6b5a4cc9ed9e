#include "statistics/rank_tests.hpp"

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <vector>

namespace inference_pio {
namespace {

constexpr std::size_t kMostExactDifferences = 50;
constexpr std::size_t kMostExactPairs = 400;

struct Ranks {
    std::vector<double> of;  // by position, from 1; ties share their mean
    double tie_sum = 0;      // of t^3 - t over groups of t equal values; 0 without ties
};

Ranks rank(const std::vector<double>& values) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    Ranks ranks{std::vector<double>(values.size())};
    for (std::size_t begin = 0; begin < order.size();) {
        std::size_t end = begin + 1;
        while (end < order.size() && values[order[end]] == values[order[begin]]) ++end;
        const double shared = static_cast<double>(begin + 1 + end) / 2;
        for (std::size_t i = begin; i < end; ++i) ranks.of[order[i]] = shared;
        const auto ties = static_cast<double>(end - begin);
        ranks.tie_sum += ties * ties * ties - ties;
        begin = end;
    }
    return ranks;
}

// Two-sided p value of `value` under weights of 0, 1, 2, ...: twice the smaller tail, itself included.
double two_sided(const std::vector<double>& weights, double value) {
    const auto at = static_cast<std::ptrdiff_t>(value);
    const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
    const double lower = std::accumulate(weights.begin(), weights.begin() + at + 1, 0.0);
    const double upper = std::accumulate(weights.begin() + at, weights.end(), 0.0);
    return std::min(1.0, 2 * std::min(lower, upper) / total);
}

double two_sided_normal(double value, double mean, double variance) {
    const double distance = std::max(0.0, std::abs(value - mean) - 0.5);
    if (distance == 0 || !(variance > 0)) return 1;
    return 2 * boost::math::cdf(boost::math::complement(boost::math::normal(), distance / std::sqrt(variance)));
}

// P(V = v) for v = 0 ... n (n + 1) / 2: each rank is positive with chance 1/2.
std::vector<double> signed_rank_chances(std::size_t n) {
    std::vector<double> chance(n * (n + 1) / 2 + 1, 0.0);
    chance[0] = 1;
    for (std::size_t one = 1; one <= n; ++one) {
        for (std::size_t sum = chance.size(); sum-- > 0;) {
            chance[sum] = (chance[sum] + (sum >= one ? chance[sum - one] : 0)) / 2;
        }
    }
    return chance;
}

// In how many orders of n and m values U is 0 ... n m: the coefficients of Gauss's binomial
// prod (1 - q^(m + i)) / (1 - q^i), built factor by factor. Whole numbers up to C(40, 20): exact.
std::vector<double> rank_sum_counts(std::size_t n, std::size_t m) {
    std::vector<double> count(n * m + 1, 0.0);
    count[0] = 1;
    for (std::size_t i = 1; i <= n; ++i) {
        for (std::size_t u = count.size(); u-- > m + i;) count[u] -= count[u - m - i];
        for (std::size_t u = i; u < count.size(); ++u) count[u] += count[u - i];
    }
    return count;
}

}  // namespace

RankTest compute_signed_rank_test(std::span<const double> differences) {
    std::vector<double> magnitudes;
    std::vector<bool> positive;
    for (const double difference : differences) {
        if (difference == 0) continue;
        magnitudes.push_back(std::abs(difference));
        positive.push_back(difference > 0);
    }
    if (magnitudes.empty()) return {};
    const Ranks ranks = rank(magnitudes);
    RankTest test;
    for (std::size_t i = 0; i < magnitudes.size(); ++i) {
        if (positive[i]) test.statistic += ranks.of[i];
    }
    test.exact =
        magnitudes.size() == differences.size() && ranks.tie_sum == 0 && magnitudes.size() <= kMostExactDifferences;
    if (test.exact) {
        test.p_value = two_sided(signed_rank_chances(magnitudes.size()), test.statistic);
        return test;
    }
    const auto n = static_cast<double>(magnitudes.size());
    const double variance = n * (n + 1) * (2 * n + 1) / 24 - ranks.tie_sum / 48;
    test.p_value = two_sided_normal(test.statistic, n * (n + 1) / 4, variance);
    return test;
}

RankTest compute_rank_sum_test(std::span<const double> first, std::span<const double> second) {
    if (first.empty() || second.empty()) return {};
    std::vector<double> all(first.begin(), first.end());
    all.insert(all.end(), second.begin(), second.end());
    const Ranks ranks = rank(all);
    const auto n = static_cast<double>(first.size());
    const auto m = static_cast<double>(second.size());
    RankTest test;
    for (std::size_t i = 0; i < first.size(); ++i) test.statistic += ranks.of[i];
    test.statistic -= n * (n + 1) / 2;
    test.exact = ranks.tie_sum == 0 && first.size() * second.size() <= kMostExactPairs;
    if (test.exact) {
        test.p_value = two_sided(rank_sum_counts(first.size(), second.size()), test.statistic);
        return test;
    }
    const double total = n + m;
    const double variance = n * m / 12 * (total + 1 - ranks.tie_sum / (total * (total - 1)));
    test.p_value = two_sided_normal(test.statistic, n * m / 2, variance);
    return test;
}

}  // namespace inference_pio
