#include "execution/reference_ratio.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "execution/summary_values.hpp"
#include "statistics/interval.hpp"
#include "statistics/quantile.hpp"

namespace inference_pio {
namespace {

constexpr double kLevel = 0.95;

std::ptrdiff_t measured_samples(const Visit& visit) {
    return std::count_if(visit.samples.begin(), visit.samples.end(), [](const auto& sample) { return !sample.warmup; });
}

Visit cut_to(Visit visit, std::ptrdiff_t samples) {
    while (measured_samples(visit) > samples) visit.samples.pop_back();
    return visit;
}

// The last one of the turn: a visit that was interrupted was made again.
const Visit* find_turn(const CaseOutcome& outcome, int turn) {
    const auto found = std::find_if(outcome.visits.rbegin(), outcome.visits.rend(),
                                    [&](const Visit& visit) { return visit.turn == turn; });
    return found == outcome.visits.rend() ? nullptr : &*found;
}

bool is_compared(const Record& record) {
    return record.metric.direction != Direction::neutral && record.metric.reduction != Reduction::pooled;
}

bool was_measured(const CaseOutcome& outcome) {
    return std::any_of(outcome.visits.begin(), outcome.visits.end(),
                       [](const Visit& visit) { return measured_samples(visit) > 0; });
}

}  // namespace

std::optional<ReferenceRatio> compute_reference_ratio(const CaseOutcome& outcome, const CaseOutcome& reference,
                                                      const MetricDefinition& metric) {
    std::vector<double> ratios;
    for (const Visit& visit : outcome.visits) {
        if (visit.turn < 0 || &visit != find_turn(outcome, visit.turn)) continue;
        const Visit* const other = find_turn(reference, visit.turn);
        if (other == nullptr) continue;
        const std::ptrdiff_t samples = std::min(measured_samples(visit), measured_samples(*other));
        const auto value = value_of_visit(cut_to(visit, samples), metric);
        const auto base = value_of_visit(cut_to(*other, samples), metric);
        if (!value || !base || !(*value > 0) || !(*base > 0) || !std::isnormal(*value / *base)) continue;
        ratios.push_back(*value / *base);
    }
    if (ratios.empty()) return std::nullopt;
    ReferenceRatio result{compute_median(ratios), std::nullopt, static_cast<int>(ratios.size())};
    if (auto interval = compute_process_interval(ratios, result.ratio, kLevel)) {
        result.interval = *std::move(interval);
        result.interval->method = kLogPairRatios;
    }
    return result;
}

void add_ratios(std::vector<Record>& records, const CaseOutcome& outcome, const CaseOutcome& reference) {
    const std::string name = case_name(reference.id.benchmark, parameters_of(reference));
    const bool measured = was_measured(reference);
    for (Record& record : records) {
        if (!is_compared(record) || !record.value) continue;
        record.reference = name;
        if (const auto ratio = compute_reference_ratio(outcome, reference, record.metric)) {
            record.ratio = ratio->ratio;
            record.ratio_interval = ratio->interval;
        } else if (!measured) {
            const std::string reason = fmt::format("not compared: {} was not measured", name);
            record.status_reason = record.status_reason ? *record.status_reason + "; " + reason : reason;
        }
    }
}

}  // namespace inference_pio
