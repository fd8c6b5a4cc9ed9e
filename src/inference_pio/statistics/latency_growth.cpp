#include <algorithm>
#include <array>
#include <cmath>

#include "statistics/interval.hpp"
#include "statistics/relative_fit.hpp"
#include "statistics/scaling_fit.hpp"

namespace inference_pio {
namespace {

constexpr std::size_t kFewestForQuadratic = 6;
// With six points AICc asks for squares 150 times smaller before it pays for a third part: a power law that
// misses by 10 % would be preferred to a sum that misses by 1 %. Residuals twice as large decide by
// themselves; on points of a true power law that happens in at most 3 of 100 fits (by simulation).
constexpr double kPlainlyWorse = 2;

struct LogLine {
    double mean_x = 0;
    double mean_y = 0;
    double spread = 0;  // sum of (ln x - mean)^2, > 0
    double slope = 0;
    double squares = 0;

    [[nodiscard]] double at(double log_x) const { return mean_y + slope * (log_x - mean_x); }
};

LogLine fit_log_line(std::span<const ScalingPoint> points) {
    LogLine line;
    const auto n = static_cast<double>(points.size());
    for (const ScalingPoint& point : points) {
        line.mean_x += std::log(point.x) / n;
        line.mean_y += std::log(point.y) / n;
    }
    double products = 0;
    for (const ScalingPoint& point : points) {
        const double dx = std::log(point.x) - line.mean_x;
        line.spread += dx * dx;
        products += dx * (std::log(point.y) - line.mean_y);
    }
    line.slope = products / line.spread;
    for (const ScalingPoint& point : points) {
        const double residual = std::log(point.y) - line.at(std::log(point.x));
        line.squares += residual * residual;
    }
    return line;
}

// e^x, kept finite: an intercept far outside of the points can be known to no power of ten.
double finite_exp(double x) { return std::exp(std::clamp(x, -700.0, 700.0)); }

ScalingFit fit_power(std::span<const ScalingPoint> points, const LogLine& line) {
    const auto n = static_cast<double>(points.size());
    const int degrees = static_cast<int>(points.size()) - 2;
    const double deviation = std::max(std::sqrt(line.squares / degrees), kSmallestRelativeError);
    const double t = student_t_factor(degrees, 0.95);
    const double log_a = line.at(0);
    const double log_a_error = t * deviation * std::sqrt(1 / n + line.mean_x * line.mean_x / line.spread);
    const double slope_error = t * deviation / std::sqrt(line.spread);
    ScalingFit fit;
    fit.law = "power";
    fit.parameters = {{"a", finite_exp(log_a), finite_exp(log_a - log_a_error), finite_exp(log_a + log_a_error)},
                      {"b", line.slope, line.slope - slope_error, line.slope + slope_error}};
    std::vector<double> ratio;
    for (const ScalingPoint& point : points) {
        ratio.push_back(std::exp(std::log(point.y) - line.at(std::log(point.x))));
    }
    finish_scaling_fit(ratio, degrees, fit);
    return fit;
}

// Of a law with `parameters` and a variance, all on the scale of ln t. Points that follow two laws exactly
// must not be judged by rounding errors: hence the smallest error.
double aicc(double squares, std::size_t points, int parameters) {
    const auto n = static_cast<double>(points);
    const double k = parameters + 1;
    const double variance = std::max(squares / n, kSmallestRelativeError * kSmallestRelativeError);
    return n * std::log(variance) + 2 * k + 2 * k * (k + 1) / (n - k - 1);
}

// Does a + b n + c n^2 describe the points better than a power law?
//
// A part that is 0 need not be paid for: so the law stands for itself and for what is left of it without
// one part. Without two parts it is a power law of known b (0, 1, 2), which then speaks for the power law:
// t = b n is not taken for a sum.
bool quadratic_is_better(std::span<const ScalingPoint> points, double power_squares) {
    const RelativeModel model = polynomial_model(points, 2);
    const double squares = minimize_relative(model).squares;
    const auto n = static_cast<double>(points.size());
    const double deviation = std::max(std::sqrt(squares / (n - 3)), kSmallestRelativeError);
    if (std::sqrt(power_squares / (n - 2)) > kPlainlyWorse * deviation) return true;
    double quadratic = aicc(squares, points.size(), 3);
    double power = aicc(power_squares, points.size(), 2);
    for (std::size_t part = 0; part < model.columns.size(); ++part) {
        const RelativeModel two_parts = hold_column(model, part, 0);
        quadratic = std::min(quadratic, aicc(minimize_relative(two_parts).squares, points.size(), 2));
        RelativeModel one_part = model;
        one_part.columns = {model.columns[part]};
        power = std::min(power, aicc(minimize_relative(one_part).squares, points.size(), 1));
    }
    return quadratic < power;
}

}  // namespace

Result<ScalingFit> fit_latency_growth(std::span<const ScalingPoint> points) {
    if (auto checked = check_scaling_points(points); !checked) return fail(std::move(checked).error());
    const LogLine power = fit_log_line(points);
    if (points.size() < kFewestForQuadratic) {
        // Both have two parameters, so that the smaller squares decide, as AICc would; with four points it
        // would divide by nothing even here, with five for the quadratic law.
        const double line_squares = minimize_relative(polynomial_model(points, 1)).squares;
        if (line_squares < power.squares) return fit_polynomial(points, 1, "line");
        return fit_power(points, power);
    }
    if (quadratic_is_better(points, power.squares)) return fit_polynomial(points, 2, "quadratic");
    return fit_power(points, power);
}

}  // namespace inference_pio
