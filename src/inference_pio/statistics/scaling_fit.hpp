// Scaling laws: how throughput grows with the number of sequences at once, and how latency and memory grow
// with the length of a sequence (docs/measurement.md, section 7).
//
// Every law is fitted to the logarithms, by least squares on ln y: an error of 3 % counts the same at every
// point. Every interval is at 95 %: Student's t for the power law, which is a line in the logarithms; the
// profile likelihood with the F distribution for the others (Bates and Watts, "Nonlinear Regression
// Analysis and Its Applications", 1988, section 6.1), which keeps what it should cover where a parameter
// lies at its bound. Clocks have a last digit, so that no interval is narrower than relative errors of
// 1e-9 would make it, not even where points follow a law exactly.
//
// Pure. Thread-safe. Below a millisecond or a few.
#pragma once

#include <inference_pio/record.hpp>
#include <inference_pio/result.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace inference_pio {

struct ScalingPoint {
    double x = 0;  // the axis: sequences at once, or tokens
    double y = 0;  // the metric
    bool operator==(const ScalingPoint&) const = default;
};

using FittedParameter = ScalingLaw::Parameter;

struct ScalingFit {
    std::string law;                          // "universal_scalability", "power", "quadratic", "line", "none"
    std::vector<FittedParameter> parameters;  // empty for "none"
    std::vector<double> residuals;            // by point: observed / fitted - 1; empty for "none"
    double residual_sd = 0;                   // relative; with "none" that of the law that came nearest
    std::optional<double> peak_at;            // where throughput is highest, by the law
    std::optional<double> peak_value;         // and what it is there
    std::string note;                         // why no law, why no peak, what the points leave open; or empty
    bool operator==(const ScalingFit&) const = default;
};

// A law whose residuals' relative standard deviation is larger does not describe its points: "none".
inline constexpr double kMostResidualSd = 0.10;

// The errors of all three: invalid_argument with fewer than four points, with fewer than three different x
// (by a millionth), or where an x or y is not in [1e-100, 1e100].

// "universal_scalability": X(N) = lambda N / (1 + sigma (N - 1) + kappa N (N - 1)), with lambda > 0 the
// throughput of one, 0 <= sigma <= 1 what is done one after another, kappa >= 0 what all spend on each
// other. The peak is at sqrt((1 - sigma) / kappa), never below 1; absent where kappa is 0. N >= 1, else
// invalid_argument. Source: Gunther, "Guerrilla Capacity Planning" (2007), chapter 4 and section 5.5.
[[nodiscard]] Result<ScalingFit> fit_throughput_scaling(std::span<const ScalingPoint> points);

// "power": t = a n^b, or "quadratic": t = a + b n + c n^2 with a, b, c >= 0, whichever has the smaller AICc
// (Hurvich and Tsai, Biometrika 76, 1989) on ln t; a quadratic law without one of its parts pays for two,
// and t = b n counts as a power law. A power law whose residuals are twice the quadratic's is never taken:
// with six points AICc would. With fewer than six the AICc of three parameters does not exist (its last term
// divides by nothing), and the "line" t = a + b n stands in for the quadratic law.
[[nodiscard]] Result<ScalingFit> fit_latency_growth(std::span<const ScalingPoint> points);

// "line": m = a + b n with a, b >= 0; b is bytes a token.
[[nodiscard]] Result<ScalingFit> fit_memory_growth(std::span<const ScalingPoint> points);

}  // namespace inference_pio
