#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "statistics/relative_fit.hpp"
#include "statistics/scaling_fit.hpp"

// The law is linear in disguise: N / X = u + v N + w N (N - 1), with u = (1 - sigma) / lambda,
// v = sigma / lambda and w = kappa / lambda. That none of the three is negative is exactly what lambda > 0,
// 0 <= sigma <= 1 and kappa >= 0 say.

namespace inference_pio {
namespace {

double pairs_of(const ScalingPoint& point) { return point.x * (point.x - 1); }

using Part = std::function<double(const ScalingPoint&)>;

// A part of N / X, by point, relative to the observed N / X.
RelativeModel::Column column_of(std::span<const ScalingPoint> points, const Part& part) {
    RelativeModel::Column column;
    for (const ScalingPoint& point : points) column.values.push_back(part(point) / point.x * point.y);
    return column;
}

RelativeModel model_of(std::span<const ScalingPoint> points, const std::vector<Part>& parts) {
    RelativeModel model;
    model.offset.assign(points.size(), 0.0);
    for (const Part& part : parts) model.columns.push_back(column_of(points, part));
    return model;
}

double squares_with_sigma(std::span<const ScalingPoint> points, double sigma) {
    return minimize_relative(
               model_of(points, {[&](const ScalingPoint& p) { return 1 - sigma + sigma * p.x; }, pairs_of}))
        .squares;
}

double squares_with_kappa(std::span<const ScalingPoint> points, double kappa) {
    return minimize_relative(model_of(points, {[&](const ScalingPoint& p) { return 1 + kappa * pairs_of(p); },
                                               [&](const ScalingPoint& p) { return p.x + kappa * pairs_of(p); }}))
        .squares;
}

// Of the time of one, 1 / lambda = u + v: N / X = time + v (N - 1) + w N (N - 1) with v <= time.
double squares_with_time(std::span<const ScalingPoint> points, double time) {
    RelativeModel model = model_of(points, {[](const ScalingPoint& p) { return p.x - 1; }, pairs_of});
    model.columns.front().upper = time;
    model.offset = column_of(points, [&](const ScalingPoint&) { return time; }).values;
    return minimize_relative(model).squares;
}

void add_note(ScalingFit& fit, const std::string& note) {
    if (!fit.note.empty()) fit.note += "; ";
    fit.note += note;
}

void add_parameter(ScalingFit& fit, const std::string& name, double value, const ProfileEnds& ends) {
    fit.parameters.push_back({name, value, ends.low, ends.high});
    if (ends.open) add_note(fit, fmt::format("the points do not bound {} from above", name));
}

void add_parameters(std::span<const ScalingPoint> points, const RelativeSolution& solution, ScalingFit& fit) {
    const double limit = squares_limit(solution.squares, static_cast<int>(points.size()) - 3);
    const double time = solution.theta[0] + solution.theta[1];
    const double sigma = std::min(1.0, solution.theta[1] / time);
    const double kappa = solution.theta[2] / time;

    Profile profile;
    profile.least = solution.squares;
    profile.estimate = profile.natural = time;
    profile.squares_at = [&](double value) { return squares_with_time(points, value); };
    const ProfileEnds times = compute_profile_ends(profile, limit);
    // Where hardly any time at all is not excluded, lambda has no upper end: shown as far as others are followed.
    ProfileEnds lambdas{1 / times.high, 0, !(times.low > 1e-6 * time)};
    lambdas.high = lambdas.open ? 1e6 / time : 1 / times.low;
    add_parameter(fit, "lambda", 1 / time, lambdas);

    profile.estimate = sigma;
    profile.natural = 0.01;
    profile.highest = 1;
    profile.squares_at = [&](double value) { return squares_with_sigma(points, value); };
    add_parameter(fit, "sigma", sigma, compute_profile_ends(profile, limit));

    profile.estimate = kappa;
    profile.natural = 0;
    for (const ScalingPoint& point : points) profile.natural = std::max(profile.natural, pairs_of(point));
    profile.natural = 1 / profile.natural;
    profile.highest = std::numeric_limits<double>::infinity();
    profile.squares_at = [&](double value) { return squares_with_kappa(points, value); };
    add_parameter(fit, "kappa", kappa, compute_profile_ends(profile, limit));
}

void add_peak(ScalingFit& fit) {
    const double lambda = fit.parameters[0].value;
    const double sigma = fit.parameters[1].value;
    const FittedParameter& kappa = fit.parameters[2];
    const double peak = kappa.value > 0 ? std::sqrt((1 - sigma) / kappa.value) : 0;
    if (!(kappa.value > 0)) return add_note(fit, "no peak: kappa is 0, and throughput never falls");
    fit.peak_at = std::max(1.0, peak);
    // Divided through by N, so that a peak far away does not overflow.
    fit.peak_value = lambda / ((1 - sigma) / *fit.peak_at + sigma + kappa.value * (*fit.peak_at - 1));
    if (peak < 1) add_note(fit, "throughput is highest with one: it only falls");
    if (kappa.low == 0) add_note(fit, "the peak is uncertain: kappa may be 0, and then there is none");
}

}  // namespace

Result<ScalingFit> fit_throughput_scaling(std::span<const ScalingPoint> points) {
    if (auto checked = check_scaling_points(points); !checked) return fail(std::move(checked).error());
    if (std::any_of(points.begin(), points.end(), [](const ScalingPoint& point) { return point.x < 1; })) {
        return fail(ErrorKind::invalid_argument, "throughput scaling needs at least one sequence at every point");
    }
    const RelativeModel model = model_of(
        points, {[](const ScalingPoint&) { return 1.0; }, [](const ScalingPoint& p) { return p.x; }, pairs_of});
    const RelativeSolution solution = minimize_relative(model);
    const int degrees = static_cast<int>(points.size()) - 3;
    ScalingFit fit;
    fit.law = "universal_scalability";
    // What the time of one contributes where it contributes most.
    const auto& ones = model.columns[0].values;
    const double share = (solution.theta[0] + solution.theta[1]) * *std::max_element(ones.begin(), ones.end());
    if (share < 1e-6) {
        fit.note = "no law fits: throughput falls so fast that the throughput of one is beyond the points";
        fit.law = "none";
        fit.residual_sd = std::sqrt(solution.squares / degrees);
        return fit;
    }
    add_parameters(points, solution, fit);
    add_peak(fit);
    finish_scaling_fit(solution.ratio, degrees, fit);
    return fit;
}

}  // namespace inference_pio
