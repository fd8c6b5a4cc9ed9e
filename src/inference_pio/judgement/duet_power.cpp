#include "judgement/duet_power.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "judgement/duet_family.hpp"
#include "statistics/quantile.hpp"
#include "statistics/random_index.hpp"
#include "statistics/sign_test.hpp"

namespace inference_pio {
namespace {

bool has_all(const MeasuredPair& pair, const std::vector<MetricDefinition>& metrics) {
    return std::all_of(metrics.begin(), metrics.end(), [&](const MetricDefinition& metric) {
        return pair.baseline.contains(metric.name) && pair.candidate.contains(metric.name);
    });
}

std::map<double, std::vector<const MeasuredPair*>> by_slowdown(const std::vector<MeasuredPair>& pairs,
                                                               const PowerOptions& options) {
    std::map<double, std::vector<const MeasuredPair*>> groups;
    for (const MeasuredPair& pair : pairs) {
        if (has_all(pair, options.metrics)) groups[pair.slowdown].push_back(&pair);
    }
    return groups;
}

std::vector<const MeasuredPair*> draw(const std::vector<const MeasuredPair*>& pairs, std::size_t count, bool in_order,
                                      RandomIndex& random) {
    std::vector<const MeasuredPair*> drawn;
    const std::size_t begin = in_order ? random.below(pairs.size() - count + 1) : 0;
    for (std::size_t i = 0; i < count; ++i) drawn.push_back(pairs[in_order ? begin + i : random.below(pairs.size())]);
    return drawn;
}

std::vector<DuetHypothesis> hypotheses_of(const std::vector<const MeasuredPair*>& pairs, std::size_t count,
                                          const PowerOptions& options) {
    std::vector<DuetHypothesis> hypotheses;
    for (const MetricDefinition& metric : options.metrics) {
        DuetHypothesis hypothesis;
        hypothesis.thresholds = options.thresholds;
        hypothesis.samples.direction = metric.direction;
        for (std::size_t i = 0; i < count; ++i) {
            hypothesis.samples.baseline.push_back(pairs[i]->baseline.at(metric.name));
            hypothesis.samples.candidate.push_back(pairs[i]->candidate.at(metric.name));
        }
        hypotheses.push_back(std::move(hypothesis));
    }
    return hypotheses;
}

bool any(const DuetFamily& family, Verdict verdict) {
    return std::any_of(family.states().begin(), family.states().end(),
                       [&](const DuetState& state) { return state.decided() && state.verdict.verdict == verdict; });
}

// Plays one duet to its end and counts it in.
Result<void> play(const std::vector<const MeasuredPair*>& pairs, const PowerOptions& options, DuetFamily family,
                  PowerPoint& point) {
    std::size_t used = 0;
    bool over = false;
    bool found = false;
    for (std::size_t k = 0; k < point.looks.size(); ++k) {
        PowerLook& look = point.looks[k];
        const auto count = std::min(static_cast<std::size_t>(look.pairs), pairs.size());
        for (std::size_t i = 0; i < count; ++i) look.duration_s += pairs[i]->duration_s / options.duets;
        if (!over) {
            if (auto looked = family.look(k, hypotheses_of(pairs, count, options)); !looked) return looked;
            used = count;
            over = family.all_decided();
            found = any(family, Verdict::regressed);
        }
        look.regressed += found ? 1 : 0;
    }
    point.regressed += found ? 1 : 0;
    point.improved += any(family, Verdict::improved) ? 1 : 0;
    const auto& states = family.states();
    point.equivalent += std::all_of(states.begin(), states.end(), [](const DuetState& state) {
        return state.decided() && state.verdict.verdict == Verdict::equivalent;
    });
    point.pairs_mean += static_cast<double>(used) / options.duets;
    for (std::size_t i = 0; i < used; ++i) point.duration_mean_s += pairs[i]->duration_s / options.duets;
    return {};
}

void describe_pairs(const std::vector<const MeasuredPair*>& pairs, const PowerOptions& options, PowerPoint& point) {
    for (const MetricDefinition& metric : options.metrics) {
        std::vector<double> differences;
        for (const MeasuredPair* pair : pairs) {
            differences.push_back(std::log(pair->candidate.at(metric.name) / pair->baseline.at(metric.name)));
        }
        point.deviations[metric.name] = robust_standard_deviation(differences);
        point.ratios[metric.name] = std::exp(compute_median(differences));
    }
}

Result<void> check(const PowerOptions& options) {
    if (options.metrics.empty()) return fail(ErrorKind::invalid_argument, "a duet needs a metric to be judged by");
    if (options.duets < 1) return fail(ErrorKind::invalid_argument, "at least one duet has to be drawn");
    if (options.pairs_max < 6) return fail(ErrorKind::invalid_argument, "a duet has at least 6 pairs");
    return {};
}

}  // namespace

Result<std::vector<PowerPoint>> compute_power(const std::vector<MeasuredPair>& pairs, const PowerOptions& options) {
    if (auto checked = check(options); !checked) return fail(std::move(checked.error()));
    const std::vector<int> looks = compute_looks(options.pairs_max);
    const auto count = static_cast<std::size_t>(looks.back());
    auto family = DuetFamily::create(1 - options.thresholds.certainty, looks);
    if (!family) return fail(std::move(family.error()));
    RandomIndex random(options.seed);
    std::vector<PowerPoint> points;
    for (const auto& [slowdown, recorded] : by_slowdown(pairs, options)) {
        if (options.in_order && recorded.size() < count) {
            return fail(ErrorKind::invalid_argument,
                        fmt::format("{} pairs at a slowdown of {:.3g} % hold no stretch of {}", recorded.size(),
                                    slowdown * 100, count));
        }
        PowerPoint point;
        point.slowdown = slowdown;
        point.pairs_recorded = static_cast<int>(recorded.size());
        point.duets = options.duets;
        for (const int look : looks) point.looks.push_back({look, 0, 0});
        for (int i = 0; i < options.duets; ++i) {
            if (auto played = play(draw(recorded, count, options.in_order, random), options, *family, point); !played) {
                return fail(std::move(played.error()));
            }
        }
        point.found = compute_share_interval(point.regressed, point.duets, 0.95);
        describe_pairs(recorded, options, point);
        points.push_back(std::move(point));
    }
    return points;
}

}  // namespace inference_pio
