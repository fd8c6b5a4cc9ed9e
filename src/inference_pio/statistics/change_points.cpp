#include "statistics/change_points.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "statistics/random_index.hpp"

namespace inference_pio {
namespace {

constexpr std::size_t kMostValues = 2000;

// A segment is [begin, end). `at` is where it is split best; the statistic is negative where it cannot be.
struct Split {
    std::size_t segment = 0;
    std::size_t at = 0;
    double statistic = -1;
};

// Distances between all values, by position in the series, and their sums over rectangles.
class Distances {
public:
    Distances(std::span<const double> values, double exponent) : n_(values.size()), of_(n_ * n_) {
        for (std::size_t i = 0; i < n_; ++i) {
            for (std::size_t j = 0; j < n_; ++j) {
                of_[i * n_ + j] = std::pow(std::abs(values[i] - values[j]), exponent);
            }
        }
    }

    [[nodiscard]] double of(std::size_t i, std::size_t j) const { return of_[i * n_ + j]; }

private:
    std::size_t n_;
    std::vector<double> of_;
};

// The best split of the segment whose values stand in `order` (positions in the series).
class SplitSearch {
public:
    SplitSearch(const Distances& distances, std::size_t smallest) : distances_(distances), smallest_(smallest) {}

    [[nodiscard]] Split search(std::span<const std::size_t> order) {
        const std::size_t size = order.size();
        if (size < 2 * smallest_) return {};
        sum_up(order);
        Split best;
        for (std::size_t at = smallest_; at + smallest_ <= size; ++at) {
            for (std::size_t end = at + smallest_; end <= size; ++end) {
                const double statistic = statistic_of(at, end);
                if (statistic > best.statistic) best = {0, at, statistic};
            }
        }
        return best;
    }

private:
    // square_(i, j): the sum of distances between the first i and the first j values of the segment.
    void sum_up(std::span<const std::size_t> order) {
        width_ = order.size() + 1;
        square_.assign(width_ * width_, 0.0);
        for (std::size_t i = 1; i < width_; ++i) {
            double row = 0;
            for (std::size_t j = 1; j < width_; ++j) {
                row += distances_.of(order[i - 1], order[j - 1]);
                square_[i * width_ + j] = square_[(i - 1) * width_ + j] + row;
            }
        }
    }

    // Q of [0, at) against [at, end). Every pair within a side stands twice in its square.
    [[nodiscard]] double statistic_of(std::size_t at, std::size_t end) const {
        const auto n = static_cast<double>(at);
        const auto m = static_cast<double>(end - at);
        const double within_first = square_[at * width_ + at];
        const double between = square_[at * width_ + end] - within_first;
        const double within_second = square_[end * width_ + end] - 2 * between - within_first;
        const double energy = 2 * between / (n * m) - within_first / (n * (n - 1)) - within_second / (m * (m - 1));
        return n * m / (n + m) * energy;
    }

    const Distances& distances_;
    std::size_t smallest_;
    std::size_t width_ = 0;
    std::vector<double> square_;
};

class Bisection {
public:
    Bisection(std::span<const double> values, const ChangePointOptions& options)
        : options_(options),
          distances_(values, options.exponent),
          search_(distances_, options.smallest_segment),
          random_(options.seed),
          borders_{0, values.size()},
          order_(values.size()) {
        for (std::size_t i = 0; i < order_.size(); ++i) order_[i] = i;
        splits_.push_back(search_.search(order_));
    }

    [[nodiscard]] std::vector<ChangePoint> run() {
        std::vector<ChangePoint> changes;
        while (true) {
            const Split best = best_split();
            // Nothing to split, or nothing but equal values.
            if (!(best.statistic > 0)) break;
            const std::optional<double> p = test(best.statistic);
            if (!p) break;
            const std::size_t index = borders_[best.segment] + best.at;
            changes.push_back({index, best.statistic, *p});
            divide(best.segment, index);
        }
        std::sort(changes.begin(), changes.end(),
                  [](const ChangePoint& a, const ChangePoint& b) { return a.index < b.index; });
        return changes;
    }

private:
    [[nodiscard]] std::span<const std::size_t> segment(std::size_t i) const {
        return std::span(order_).subspan(borders_[i], borders_[i + 1] - borders_[i]);
    }

    [[nodiscard]] Split best_split() const {
        Split best;
        for (std::size_t i = 0; i < splits_.size(); ++i) {
            if (splits_[i].statistic > best.statistic) best = {i, splits_[i].at, splits_[i].statistic};
        }
        return best;
    }

    // The p value of `statistic`, absent where it exceeds the threshold: then the search ends, and the
    // remaining permutations are spared.
    [[nodiscard]] std::optional<double> test(double statistic) {
        // Sums in another order differ in their last digits: such a tie counts as reached.
        const double reached = statistic * (1 - 1e-9);
        const auto p_of = [&](int extreme) { return (1.0 + extreme) / (1.0 + options_.permutations); };
        int extreme = 0;
        std::vector<std::size_t> shuffled;
        for (int round = 0; round < options_.permutations; ++round) {
            bool exceeded = false;
            // Every segment is shuffled, also after one has exceeded: the stream of draws stays in step.
            for (std::size_t i = 0; i < splits_.size(); ++i) {
                const auto values = segment(i);
                shuffled.assign(values.begin(), values.end());
                random_.shuffle(std::span(shuffled));
                exceeded = exceeded || search_.search(shuffled).statistic >= reached;
            }
            if (exceeded && p_of(++extreme) > options_.p_threshold) return std::nullopt;
        }
        return p_of(extreme);
    }

    void divide(std::size_t at_segment, std::size_t index) {
        const auto offset = static_cast<std::ptrdiff_t>(at_segment);
        borders_.insert(borders_.begin() + offset + 1, index);
        splits_[at_segment] = search_.search(segment(at_segment));
        splits_.insert(splits_.begin() + offset + 1, search_.search(segment(at_segment + 1)));
    }

    ChangePointOptions options_;
    Distances distances_;
    SplitSearch search_;
    RandomIndex random_;
    std::vector<std::size_t> borders_;  // of the segments: 0, changes, size
    std::vector<std::size_t> order_;    // 0, 1, 2, ...: the segments' positions
    std::vector<Split> splits_;         // the best of each segment
};

Result<void> check(std::span<const double> values, const ChangePointOptions& options) {
    const auto refuse = [](std::string why) { return fail(ErrorKind::invalid_argument, std::move(why)); };
    if (!(options.exponent > 0 && options.exponent < 2)) {
        return refuse(fmt::format("the exponent of distances must lie between 0 and 2, not be {:g}", options.exponent));
    }
    if (options.smallest_segment < 2) return refuse("a segment needs at least two values");
    if (!(options.p_threshold > 0 && options.p_threshold < 1)) {
        return refuse(fmt::format("the p threshold must lie between 0 and 1, not be {:g}", options.p_threshold));
    }
    if (options.permutations < 1 || 1 / (1.0 + options.permutations) > options.p_threshold) {
        return refuse(
            fmt::format("{} permutations cannot show a p value of {:g}", options.permutations, options.p_threshold));
    }
    if (values.size() > kMostValues) {
        return refuse(fmt::format("a series of {} values is longer than {}", values.size(), kMostValues));
    }
    if (values.empty()) return {};
    const auto [lowest, highest] = std::minmax_element(values.begin(), values.end());
    const bool finite = std::all_of(values.begin(), values.end(), [](double one) { return std::isfinite(one); });
    // Room for the sums of n^2 distances, n <= 2,000.
    if (!finite || !(std::pow(*highest - *lowest, options.exponent) < 1e300)) {
        return refuse("change points need finite values whose distances are finite too");
    }
    return {};
}

}  // namespace

Result<std::vector<ChangePoint>> compute_change_points(std::span<const double> values,
                                                       const ChangePointOptions& options) {
    if (auto checked = check(values, options); !checked) return fail(std::move(checked).error());
    return Bisection(values, options).run();
}

}  // namespace inference_pio
