// Least squares on logarithms for laws that are sums of positive parts, and profile likelihood intervals:
// what the laws of scaling_fit.hpp have in common.
//
// f(x) = offset(x) + sum_j theta_j column_j(x), 0 <= theta_j <= upper_j, minimising sum (ln f)^2. Offset
// and columns are nowhere negative and are given relative to the observed values, so that f is to come
// near 1 at every point.
//
// Pure. Thread-safe.
#pragma once

#include <functional>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "statistics/scaling_fit.hpp"

namespace inference_pio {

// A relative error that no clock and no counter undercuts.
inline constexpr double kSmallestRelativeError = 1e-9;

struct RelativeModel {
    struct Column {
        std::vector<double> values;  // by point: the part at theta = 1 / the observed value
        double upper = std::numeric_limits<double>::infinity();
    };
    std::vector<double> offset;  // by point: what is fixed / the observed value
    std::vector<Column> columns;
};

struct RelativeSolution {
    std::vector<double> theta;
    double squares = 0;         // sum of (ln f)^2
    std::vector<double> ratio;  // by point: f
};

// The minimum, by Levenberg's and Marquardt's method with steps projected into the bounds. One to three
// columns, each positive at one point or more. Where the sum of all parts vanishes at a point, the squares
// are infinite.
[[nodiscard]] RelativeSolution minimize_relative(const RelativeModel& model);

// The model with column `index` held at `value`: one column fewer, and all of it in the offset.
[[nodiscard]] RelativeModel hold_column(const RelativeModel& model, std::size_t index, double value);

// What the interval of one parameter, >= 0, is computed from.
struct Profile {
    std::function<double(double)> squares_at;  // the least squares with the parameter held at a value
    double estimate = 0;
    double least = 0;    // the squares at the estimate
    double natural = 1;  // > 0: a size to begin with where the estimate is 0
    double highest = std::numeric_limits<double>::infinity();
};

struct ProfileEnds {
    double low = 0;
    double high = 0;
    bool open = false;  // the points do not bound it from above; `high` is as far as was looked
};

// The values around the estimate whose squares stay within `limit`, a little outwards of the exact ends.
[[nodiscard]] ProfileEnds compute_profile_ends(const Profile& profile, double limit);

// The most that the squares of a value inside the 95 % interval may be: least (1 + F / degrees), with F
// the 0.95 quantile of F(1, degrees), and no less than what relative errors of 1e-9 would give.
[[nodiscard]] double squares_limit(double least, int degrees);

// Columns x^power / y for the powers 0, 1, ..., without an offset.
[[nodiscard]] RelativeModel polynomial_model(std::span<const ScalingPoint> points, int highest_power);

// The parameters "a", "b", "c" of a polynomial model with their intervals, and its residuals, into a fit.
[[nodiscard]] ScalingFit fit_polynomial(std::span<const ScalingPoint> points, int highest_power, std::string law);

// The errors of points that scaling_fit.hpp states.
[[nodiscard]] Result<void> check_scaling_points(std::span<const ScalingPoint> points);

// Residuals and their standard deviation into `fit`; where they are too large, "none" with the reason, and
// no parameters. `ratio` by point: observed / fitted. `degrees`: points less parameters, >= 1.
void finish_scaling_fit(std::span<const double> ratio, int degrees, ScalingFit& fit);

}  // namespace inference_pio
