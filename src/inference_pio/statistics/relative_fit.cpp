#include "statistics/relative_fit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/math/tools/roots.hpp>
#include <cassert>
#include <cmath>
#include <utility>

#include "statistics/interval.hpp"

namespace inference_pio {
namespace {

constexpr std::size_t kMostColumns = 3;
constexpr std::size_t kFewestPoints = 4;
constexpr std::size_t kFewestDifferent = 3;
constexpr double kSmallest = 1e-100;
constexpr double kLargest = 1e100;
constexpr double kLeastStep = 1e-6;  // by which two places differ, relatively
constexpr double kFarthest = 1e6;    // how many times the estimate an interval is followed

using Vector = std::array<double, kMostColumns>;
using Matrix = std::array<Vector, kMostColumns>;

// The squares about one theta, with their gradient and their curvature in Gauss's approximation.
struct Expansion {
    double squares = 0;
    Vector gradient{};
    Matrix curvature{};
};

// The model with each column scaled to at most 1 at every point, so that all thetas are of one size.
class ScaledProblem {
public:
    explicit ScaledProblem(const RelativeModel& model) : model_(model) {
        for (const RelativeModel::Column& column : model.columns) {
            scale_.push_back(*std::max_element(column.values.begin(), column.values.end()));
        }
    }

    [[nodiscard]] std::size_t size() const { return scale_.size(); }
    [[nodiscard]] double upper(std::size_t j) const { return model_.columns[j].upper * scale_[j]; }
    [[nodiscard]] double unscaled(std::size_t j, double theta) const { return theta / scale_[j]; }

    [[nodiscard]] double value(const Vector& theta, std::size_t point) const {
        double value = model_.offset[point];
        for (std::size_t j = 0; j < size(); ++j) value += theta[j] * column(j, point);
        return value;
    }

    // Infinite where f vanishes at a point: no step may go there.
    [[nodiscard]] double squares(const Vector& theta) const {
        double sum = 0;
        for (std::size_t i = 0; i < model_.offset.size(); ++i) {
            const double log = std::log(value(theta, i));
            sum += log * log;
        }
        return sum;
    }

    [[nodiscard]] Expansion expand(const Vector& theta) const {
        Expansion at;
        for (std::size_t i = 0; i < model_.offset.size(); ++i) {
            const double f = value(theta, i);
            const double log = std::log(f);
            at.squares += log * log;
            for (std::size_t j = 0; j < size(); ++j) {
                const double slope = column(j, i) / f;
                at.gradient[j] += slope * log;
                for (std::size_t k = 0; k <= j; ++k) at.curvature[j][k] += slope * column(k, i) / f;
            }
        }
        return at;
    }

private:
    [[nodiscard]] double column(std::size_t j, std::size_t point) const {
        return model_.columns[j].values[point] / scale_[j];
    }

    const RelativeModel& model_;
    std::vector<double> scale_;
};

// The step of the free thetas: (curvature, its diagonal raised by `damping`) step = -gradient, by Cholesky's
// decomposition of the matrix scaled to a unit diagonal. The others stay.
Vector damped_step(const Expansion& at, const std::array<bool, kMostColumns>& free, std::size_t size, double damping) {
    Vector root{};
    Matrix lower{};
    Vector step{};
    for (std::size_t j = 0; j < size; ++j) {
        if (!free[j]) continue;
        root[j] = std::sqrt(at.curvature[j][j]);
        double rest = -at.gradient[j] / root[j];
        double diagonal = 1 + damping;
        for (std::size_t k = 0; k < j; ++k) {
            if (!free[k]) continue;
            double entry = at.curvature[j][k] / (root[j] * root[k]);
            for (std::size_t m = 0; m < k; ++m) entry -= lower[j][m] * lower[k][m];
            lower[j][k] = entry / lower[k][k];
            diagonal -= lower[j][k] * lower[j][k];
            rest -= lower[j][k] * step[k];
        }
        // Two columns that are alike to the last digit leave nothing but the damping.
        lower[j][j] = std::sqrt(std::max(diagonal, damping));
        step[j] = rest / lower[j][j];
    }
    for (std::size_t j = size; j-- > 0;) {
        if (!free[j]) continue;
        for (std::size_t k = j + 1; k < size; ++k) step[j] -= lower[k][j] * step[k];
        step[j] /= lower[j][j];
    }
    for (std::size_t j = 0; j < size; ++j) {
        if (free[j]) step[j] /= root[j];
    }
    return step;
}

Vector minimize(const ScaledProblem& problem) {
    constexpr int kMostSteps = 200;
    constexpr double kLeastDamping = 1e-14;
    constexpr double kMostDamping = 1e12;
    const std::size_t size = problem.size();
    Vector theta{};
    for (std::size_t j = 0; j < size; ++j) theta[j] = std::min(problem.upper(j) / 2, 1 / static_cast<double>(size));
    double damping = 1e-3;
    if (!std::isfinite(problem.squares(theta))) return theta;  // every part vanishes at some point
    Expansion at = problem.expand(theta);
    for (int i = 0; i < kMostSteps && damping < kMostDamping; ++i) {
        std::array<bool, kMostColumns> free{};
        for (std::size_t j = 0; j < size; ++j) {
            const bool held_low = theta[j] <= 0 && at.gradient[j] >= 0;
            const bool held_high = theta[j] >= problem.upper(j) && at.gradient[j] <= 0;
            free[j] = !held_low && !held_high && at.curvature[j][j] > 0;
        }
        const Vector step = damped_step(at, free, size, damping);
        Vector trial = theta;
        for (std::size_t j = 0; j < size; ++j) trial[j] = std::clamp(theta[j] + step[j], 0.0, problem.upper(j));
        const double squares = problem.squares(trial);
        // Written so that a NaN counts as no gain.
        if (!(squares < at.squares)) {
            damping *= 10;
            continue;
        }
        const bool settled = squares > at.squares * (1 - 1e-14);
        theta = trial;
        at = problem.expand(theta);
        damping = std::max(damping / 10, kLeastDamping);
        if (settled) break;
    }
    return theta;
}

double follow(const Profile& profile, double limit, double direction, bool& open) {
    // Of the root, so that it is nearly a line in the parameter where points fit exactly.
    // Kept finite, for the solver, where the law would vanish at a point.
    const auto excess = [&](double value) {
        return std::min(std::sqrt(profile.squares_at(value)), 1e6) - std::sqrt(limit);
    };
    const double size = std::max(profile.estimate, profile.natural);
    const double last = direction > 0 ? std::min(profile.highest, kFarthest * size) : 0.0;
    double inner = profile.estimate;
    double inner_excess = std::sqrt(profile.least) - std::sqrt(limit);
    double step = std::max(profile.estimate, profile.natural * 1e-3) * 1e-3;
    while (true) {
        const double outer = direction > 0 ? std::min(inner + step, last) : std::max(inner - step, last);
        const double outer_excess = excess(outer);
        if (outer_excess > 0) {
            const double from = profile.estimate;
            const auto close = [from](double a, double b) {
                return std::abs(a - b) <= 1e-3 * std::min(std::abs(a - from), std::abs(b - from));
            };
            std::uintmax_t most_steps = 60;
            const auto [a, b] = direction > 0 ? boost::math::tools::toms748_solve(excess, inner, outer, inner_excess,
                                                                                  outer_excess, close, most_steps)
                                              : boost::math::tools::toms748_solve(excess, outer, inner, outer_excess,
                                                                                  inner_excess, close, most_steps);
            return direction > 0 ? b : a;
        }
        if (outer == last) {
            open = direction > 0 && last < profile.highest;
            return last;
        }
        inner = outer;
        inner_excess = outer_excess;
        step *= 3;
    }
}

}  // namespace

RelativeSolution minimize_relative(const RelativeModel& model) {
    assert(!model.columns.empty() && model.columns.size() <= kMostColumns);
    const ScaledProblem problem(model);
    const Vector theta = minimize(problem);
    RelativeSolution solution;
    solution.squares = problem.squares(theta);
    for (std::size_t j = 0; j < problem.size(); ++j) solution.theta.push_back(problem.unscaled(j, theta[j]));
    for (std::size_t i = 0; i < model.offset.size(); ++i) solution.ratio.push_back(problem.value(theta, i));
    return solution;
}

RelativeModel hold_column(const RelativeModel& model, std::size_t index, double value) {
    RelativeModel held = model;
    for (std::size_t i = 0; i < held.offset.size(); ++i) held.offset[i] += value * model.columns[index].values[i];
    held.columns.erase(held.columns.begin() + static_cast<std::ptrdiff_t>(index));
    return held;
}

ProfileEnds compute_profile_ends(const Profile& profile, double limit) {
    ProfileEnds ends;
    bool unused = false;
    ends.low = profile.estimate > 0 ? follow(profile, limit, -1, unused) : 0.0;
    ends.high = profile.estimate < profile.highest ? follow(profile, limit, 1, ends.open) : profile.highest;
    return ends;
}

double squares_limit(double least, int degrees) {
    const double t = student_t_factor(degrees, 0.95);
    return least + t * t * std::max(least / degrees, kSmallestRelativeError * kSmallestRelativeError);
}

RelativeModel polynomial_model(std::span<const ScalingPoint> points, int highest_power) {
    RelativeModel model;
    model.offset.assign(points.size(), 0.0);
    for (int power = 0; power <= highest_power; ++power) {
        RelativeModel::Column column;
        for (const ScalingPoint& point : points) column.values.push_back(std::pow(point.x, power) / point.y);
        model.columns.push_back(std::move(column));
    }
    return model;
}

ScalingFit fit_polynomial(std::span<const ScalingPoint> points, int highest_power, std::string law) {
    const RelativeModel model = polynomial_model(points, highest_power);
    const RelativeSolution solution = minimize_relative(model);
    const int degrees = static_cast<int>(points.size()) - (highest_power + 1);
    const double limit = squares_limit(solution.squares, degrees);
    ScalingFit fit;
    fit.law = std::move(law);
    for (std::size_t j = 0; j < model.columns.size(); ++j) {
        Profile profile;
        profile.squares_at = [&](double value) { return minimize_relative(hold_column(model, j, value)).squares; };
        profile.estimate = solution.theta[j];
        profile.least = solution.squares;
        const auto& values = model.columns[j].values;
        profile.natural = 1 / *std::max_element(values.begin(), values.end());
        const ProfileEnds ends = compute_profile_ends(profile, limit);
        fit.parameters.push_back({std::string(1, static_cast<char>('a' + j)), profile.estimate, ends.low, ends.high});
    }
    std::vector<double> ratio;
    for (const double one : solution.ratio) ratio.push_back(1 / one);
    finish_scaling_fit(ratio, degrees, fit);
    return fit;
}

Result<void> check_scaling_points(std::span<const ScalingPoint> points) {
    if (points.size() < kFewestPoints) {
        return fail(ErrorKind::invalid_argument,
                    fmt::format("a scaling law needs {} points and has {}", kFewestPoints, points.size()));
    }
    std::vector<double> places;
    for (const ScalingPoint& point : points) {
        for (const double one : {point.x, point.y}) {
            if (!(one >= kSmallest && one <= kLargest)) {
                return fail(
                    ErrorKind::invalid_argument,
                    fmt::format("a scaling law needs positive finite points, not ({:g}, {:g})", point.x, point.y));
            }
        }
        places.push_back(point.x);
    }
    std::sort(places.begin(), places.end());
    std::size_t different = 1;
    for (std::size_t i = 1; i < places.size(); ++i) {
        if (places[i] > places[i - 1] * (1 + kLeastStep)) ++different;
    }
    if (different < kFewestDifferent) {
        return fail(
            ErrorKind::invalid_argument,
            fmt::format("a scaling law needs {} different places on its axis and has {}", kFewestDifferent, different));
    }
    return {};
}

void finish_scaling_fit(std::span<const double> ratio, int degrees, ScalingFit& fit) {
    double squares = 0;
    fit.residuals.clear();
    for (const double one : ratio) {
        squares += std::log(one) * std::log(one);
        fit.residuals.push_back(one - 1);
    }
    fit.residual_sd = std::sqrt(squares / degrees);
    if (fit.residual_sd <= kMostResidualSd) return;
    fit.note = fmt::format("no law fits: the nearest, {}, leaves residuals of {:.0f} %, more than {:.0f} %", fit.law,
                           100 * fit.residual_sd, 100 * kMostResidualSd);
    fit.law = "none";
    fit.parameters.clear();
    fit.residuals.clear();
    fit.peak_at.reset();
    fit.peak_value.reset();
}

}  // namespace inference_pio
