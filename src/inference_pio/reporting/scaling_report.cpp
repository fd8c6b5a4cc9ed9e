#include "reporting/scaling_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "reporting/quantity_text.hpp"
#include "reporting/text_table.hpp"

namespace inference_pio {
namespace {

std::string paragraph(const std::string& text, std::size_t margin, Tone tone, const ConsoleStyle& style) {
    const auto width = static_cast<std::size_t>(std::max(style.width, 20));
    std::string result;
    for (const std::string& line : wrap_text(printable(text), width > margin + 10 ? width - margin : 10)) {
        result += std::string(margin, ' ') + paint(line, tone, style) + '\n';
    }
    return result;
}

std::string formula_of(const ScalingLaw& law) {
    if (law.law == "universal_scalability") return "lambda N / (1 + sigma (N-1) + kappa N (N-1))";
    if (law.law == "power") return "a n^b";
    if (law.law == "quadratic") return "a + b n + c n²";
    if (law.law == "line") return "a + b n";
    return law.law;  // "none": the note says why
}

// The unit that a parameter has: that of the metric, of the metric for each step of the axis, or none.
enum class Dimension { metric, metric_per_step, metric_per_square, none };

Dimension dimension_of(const ScalingLaw& law, std::string_view name) {
    if (name == "lambda" || name == "a") return Dimension::metric;
    if (law.law == "power" || law.law == "universal_scalability") return Dimension::none;
    if (name == "b") return Dimension::metric_per_step;
    return name == "c" ? Dimension::metric_per_square : Dimension::none;
}

std::string number_text(const ScalingLaw& law, Dimension dimension, double value) {
    if (dimension == Dimension::none) return format_number(value);
    std::string text = format_quantity(value, law.unit);
    // What an axis of lengths counts is tokens.
    const std::string step = law.axis == "sequence_length" ? "token" : law.axis;
    if (dimension == Dimension::metric_per_step) text += "/" + step;
    if (dimension == Dimension::metric_per_square) text += "/" + step + "²";
    return text;
}

std::string parameter_text(const ScalingLaw& law, const ScalingLaw::Parameter& parameter) {
    const Dimension dimension = dimension_of(law, parameter.name);
    return fmt::format("{} = {} ({} to {})", parameter.name, number_text(law, dimension, parameter.value),
                       number_text(law, dimension, parameter.low), number_text(law, dimension, parameter.high));
}

std::string parameters_text(const ScalingLaw& law) {
    std::string text;
    for (const ScalingLaw::Parameter& parameter : law.coefficients) {
        text += (text.empty() ? "" : " · ") + parameter_text(law, parameter);
    }
    return text;
}

// A place on an axis: lengths and counts are whole.
std::string place_text(double x) {
    constexpr double kLargest = 1e15;
    return x == std::floor(x) && std::abs(x) < kLargest ? fmt::format("{:.0f}", x) : format_number(x);
}

std::string heading_of(const ScalingLaw& law) {
    std::string text = fmt::format("{} over {}", law.metric, law.axis);
    if (!law.points.empty()) {
        text += fmt::format(" {} … {}", place_text(law.points.front().x), place_text(law.points.back().x));
    }
    text += fmt::format(", {} points: {}", law.points.size(), formula_of(law));
    if (!law.coefficients.empty()) text += fmt::format(", residuals {} %", format_number(100 * law.residual_ratio));
    return text;
}

std::string law_text(const ScalingLaw& law, const ConsoleStyle& style) {
    std::string text = paragraph(heading_of(law), 2, Tone::plain, style);
    if (!law.coefficients.empty()) text += paragraph(parameters_text(law), 4, Tone::faint, style);
    if (law.peak_at && law.peak_value) {
        const bool beyond = !law.points.empty() && *law.peak_at > law.points.back().x;
        text += paragraph(
            fmt::format("highest at {} = {}: {}{}", law.axis, format_number(*law.peak_at),
                        format_quantity(*law.peak_value, law.unit), beyond ? ", beyond what was measured" : ""),
            4, Tone::faint, style);
    }
    if (!law.note.empty()) {
        text += paragraph(law.note, 4, law.law == "none" ? Tone::warning : Tone::faint, style);
    }
    return text;
}

std::string place_of(const ScalingLaw& law) {
    std::string text;
    for (const auto& [name, value] : law.parameters.entries()) {
        text += fmt::format("{}{}={}", text.empty() ? "" : ", ", name, to_string(value));
    }
    return text;
}

}  // namespace

std::string format_scaling_laws(const std::vector<ScalingLaw>& laws, const ConsoleStyle& style) {
    std::string text;
    const ScalingLaw* before = nullptr;
    for (const ScalingLaw& law : laws) {
        const bool same_benchmark = before != nullptr && before->benchmark == law.benchmark;
        if (!same_benchmark) {
            if (before != nullptr) text += '\n';
            text += paint(printable("how " + law.benchmark + " scales"), Tone::strong, style) + '\n';
        }
        if (!same_benchmark || before->parameters != law.parameters) {
            const std::string place = place_of(law);
            if (!place.empty()) text += paragraph("at " + place, 2, Tone::faint, style);
        }
        text += law_text(law, style);
        before = &law;
    }
    return text;
}

}  // namespace inference_pio
