#include "execution/scaling.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "statistics/scaling_fit.hpp"

namespace inference_pio {
namespace {

using Fit = Result<ScalingFit> (*)(std::span<const ScalingPoint>);

struct Question {
    std::string_view metric;
    std::string_view axis;
    Fit fit;
};

constexpr std::array<Question, 7> kQuestions{{{"throughput", "batch_size", fit_throughput_scaling},
                                              {"throughput", "threads", fit_throughput_scaling},
                                              {"decode_throughput", "batch_size", fit_throughput_scaling},
                                              {"decode_throughput", "threads", fit_throughput_scaling},
                                              {"ttft", "sequence_length", fit_latency_growth},
                                              {"peak_memory", "sequence_length", fit_memory_growth},
                                              {"kv_cache_memory", "sequence_length", fit_memory_growth}}};

std::optional<double> number_of(const Parameters& parameters, std::string_view axis) {
    const Value* value = parameters.find(axis);
    if (value == nullptr) return std::nullopt;
    if (const auto* integer = std::get_if<std::int64_t>(value)) return static_cast<double>(*integer);
    if (const auto* real = std::get_if<double>(value)) return *real;
    return std::nullopt;
}

Parameters without(const Parameters& parameters, std::string_view axis) {
    Parameters rest;
    for (const auto& [name, value] : parameters.entries()) {
        if (name != axis) rest.set(name, value);
    }
    return rest;
}

// Records of one benchmark and metric that differ along the axis alone.
struct Line {
    const Record* first = nullptr;
    Parameters rest;
    std::vector<ScalingPoint> points;
};

std::vector<Line> lines_of(const std::vector<Record>& records, const Question& question) {
    std::vector<Line> lines;
    for (const Record& record : records) {
        if (record.metric.name != question.metric || !record.value) continue;
        const auto x = number_of(record.parameters, question.axis);
        if (!x) continue;
        Parameters rest = without(record.parameters, question.axis);
        auto line = std::find_if(lines.begin(), lines.end(), [&](const Line& other) {
            return other.first->benchmark == record.benchmark && other.first->metric == record.metric &&
                   other.first->statistic == record.statistic && other.rest == rest;
        });
        if (line == lines.end()) line = lines.insert(line, Line{&record, std::move(rest), {}});
        line->points.push_back({*x, *record.value});
    }
    for (Line& line : lines) {
        std::sort(line.points.begin(), line.points.end(),
                  [](const ScalingPoint& a, const ScalingPoint& b) { return a.x < b.x; });
    }
    return lines;
}

ScalingLaw law_of(const Line& line, const Question& question) {
    ScalingLaw law;
    law.benchmark = line.first->benchmark;
    law.parameters = line.rest;
    law.axis = question.axis;
    law.metric = question.metric;
    law.unit = line.first->metric.unit;
    for (const ScalingPoint& point : line.points) law.points.push_back({point.x, point.y, std::nullopt});
    auto fit = question.fit(line.points);
    if (!fit) {
        law.law = "none";
        law.note = std::move(fit.error().message);
        return law;
    }
    law.law = std::move(fit->law);
    law.coefficients = std::move(fit->parameters);
    for (std::size_t i = 0; i < fit->residuals.size() && i < law.points.size(); ++i) {
        law.points[i].residual = fit->residuals[i];
    }
    law.residual_ratio = fit->residual_sd;
    law.peak_at = fit->peak_at;
    law.peak_value = fit->peak_value;
    law.note = std::move(fit->note);
    return law;
}

}  // namespace

std::vector<ScalingLaw> compute_scaling_laws(const std::vector<Record>& records) {
    std::vector<ScalingLaw> found;
    for (const Question& question : kQuestions) {
        for (const Line& line : lines_of(records, question)) {
            if (line.points.size() >= kScalingPointsMin) found.push_back(law_of(line, question));
        }
    }
    const auto place = [&](const ScalingLaw& law) {
        return std::find_if(records.begin(), records.end(),
                            [&](const Record& record) { return record.benchmark == law.benchmark; });
    };
    std::stable_sort(found.begin(), found.end(),
                     [&](const ScalingLaw& a, const ScalingLaw& b) { return place(a) < place(b); });
    // Laws of the same cases stand together.
    std::vector<ScalingLaw> laws;
    while (!found.empty()) {
        const ScalingLaw first = found.front();
        const auto others = std::stable_partition(found.begin(), found.end(), [&](const ScalingLaw& law) {
            return law.benchmark == first.benchmark && law.parameters == first.parameters;
        });
        std::move(found.begin(), others, std::back_inserter(laws));
        found.erase(found.begin(), others);
    }
    return laws;
}

}  // namespace inference_pio
