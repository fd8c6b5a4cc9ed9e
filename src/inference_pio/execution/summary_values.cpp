#include "execution/summary_values.hpp"

#include <algorithm>
#include <set>

#include "statistics/quantile.hpp"

namespace inference_pio {
namespace {

constexpr std::string_view kPeakMemory = "peak_memory";

std::size_t catalogue_rank(std::string_view name) {
    const auto catalogue = metric_catalogue();
    const auto found = std::find_if(catalogue.begin(), catalogue.end(),
                                    [&](const auto& definition) { return definition.name == name; });
    return static_cast<std::size_t>(found - catalogue.begin());
}

bool knows_peak_memory(const CaseOutcome& outcome) {
    return std::any_of(outcome.visits.begin(), outcome.visits.end(),
                       [](const Visit& visit) { return visit.peak_memory.has_value(); });
}

// Values that a process has once: its memory, or what it recorded while it prepared.
MetricValuesByProcess once_a_process(const CaseOutcome& outcome, const std::string& metric) {
    MetricValuesByProcess result;
    for (const Visit& visit : outcome.visits) {
        if (metric == kPeakMemory && knows_peak_memory(outcome)) {
            if (visit.peak_memory) result.values.push_back({static_cast<double>(visit.peak_memory->count)});
        } else if (const auto found = visit.process_metrics.find(metric); found != visit.process_metrics.end()) {
            result.values.push_back({found->second});
        }
    }
    result.samples = result.values;
    return result;
}

}  // namespace

double reduce(const std::vector<double>& values, Reduction reduction) {
    switch (reduction) {
        case Reduction::minimum:
            return *std::min_element(values.begin(), values.end());
        case Reduction::maximum:
            return *std::max_element(values.begin(), values.end());
        case Reduction::lower_decile:
            return compute_quantile(values, 0.1);
        case Reduction::median:
        case Reduction::pooled:
            break;
    }
    return compute_median(values);
}

double reduce_process(const std::vector<double>& values, Reduction reduction) {
    if (reduction != Reduction::minimum || values.size() <= kFastestOf) return reduce(values, reduction);
    return *std::min_element(values.begin(), values.begin() + kFastestOf);
}

MetricDefinition definition_of(std::string_view metric, const std::vector<MetricDefinition>& declared) {
    const auto found = std::find_if(declared.begin(), declared.end(),
                                    [&](const MetricDefinition& definition) { return definition.name == metric; });
    if (found != declared.end()) return *found;
    if (const MetricDefinition* known = find_metric(metric)) return *known;
    MetricDefinition unknown;
    unknown.name = metric;
    return unknown;
}

void sort_metric_names(std::vector<std::string>& names) {
    std::sort(names.begin(), names.end(), [](const std::string& a, const std::string& b) {
        const std::size_t rank_a = catalogue_rank(a);
        const std::size_t rank_b = catalogue_rank(b);
        return rank_a != rank_b ? rank_a < rank_b : a < b;
    });
}

std::vector<std::string> measured_metrics(const CaseOutcome& outcome) {
    std::set<std::string, std::less<>> seen;
    for (const Visit& visit : outcome.visits) {
        for (const auto& entry : visit.process_metrics) seen.insert(entry.first);
        for (const SampleData& sample : visit.samples) {
            if (sample.warmup) continue;
            for (const auto& [name, values] : sample.metrics) {
                if (!values.empty()) seen.insert(name);
            }
        }
    }
    if (knows_peak_memory(outcome)) seen.emplace(kPeakMemory);
    std::vector<std::string> names(seen.begin(), seen.end());
    sort_metric_names(names);
    return names;
}

CaseFacts facts_of(const CaseOutcome& outcome) {
    const auto known = std::find_if(outcome.visits.begin(), outcome.visits.end(),
                                    [](const Visit& visit) { return visit.facts != CaseFacts{}; });
    return known == outcome.visits.end() ? CaseFacts{} : known->facts;
}

Parameters parameters_of(const CaseOutcome& outcome) {
    Parameters parameters = outcome.id.parameters;
    const CaseFacts facts = facts_of(outcome);
    for (const auto& [name, value] : facts.parameters.entries()) parameters.set(name, value);
    return parameters;
}

MetricValuesByProcess values_of_metric(const CaseOutcome& outcome, const MetricDefinition& definition) {
    MetricValuesByProcess result;
    // What the parent read of the ended process is the truth about its memory, whatever a sample says.
    if (definition.name == kPeakMemory && knows_peak_memory(outcome)) return once_a_process(outcome, definition.name);
    for (const Visit& visit : outcome.visits) {
        std::vector<double> values;
        std::vector<double> samples;
        for (const SampleData& sample : visit.samples) {
            if (sample.warmup) ++result.warmup_count;
            const auto found = sample.metrics.find(definition.name);
            if (sample.warmup || found == sample.metrics.end() || found->second.empty()) continue;
            values.insert(values.end(), found->second.begin(), found->second.end());
            samples.push_back(reduce(found->second, definition.reduction));
            if (found->second.size() > 1) result.series = true;
        }
        if (values.empty()) continue;
        result.values.push_back(std::move(values));
        result.samples.push_back(std::move(samples));
    }
    return result.empty() ? once_a_process(outcome, definition.name) : result;
}

std::optional<double> value_of_visit(const Visit& visit, const MetricDefinition& definition) {
    CaseOutcome alone;
    alone.visits.push_back(visit);
    const MetricValuesByProcess values = values_of_metric(alone, definition);
    if (values.empty()) return std::nullopt;
    return reduce_process(values.values.front(), definition.reduction);
}

}  // namespace inference_pio
