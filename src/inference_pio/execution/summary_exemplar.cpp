// The one timeline of a case that reports draw.

#include <algorithm>

#include "execution/summary.hpp"
#include "execution/summary_values.hpp"
#include "statistics/quantile.hpp"

namespace inference_pio {
namespace {

constexpr std::string_view kWholeGeneration = "e2e_latency";

struct Candidate {
    const SampleData* sample = nullptr;
    double level = 0;
};

// Measured samples with spans, and the level of each by `metric`; those without that metric are left out.
std::vector<Candidate> candidates_by(const CaseOutcome& outcome, std::string_view metric) {
    std::vector<Candidate> candidates;
    for (const Visit& visit : outcome.visits) {
        for (const SampleData& sample : visit.samples) {
            const auto found = sample.metrics.find(metric);
            if (sample.warmup || sample.spans.empty() || found == sample.metrics.end() || found->second.empty())
                continue;
            candidates.push_back({&sample, compute_median(found->second)});
        }
    }
    return candidates;
}

}  // namespace

std::optional<Exemplar> exemplar_of(const CaseOutcome& outcome) {
    std::vector<Candidate> candidates = candidates_by(outcome, kWholeGeneration);
    for (const std::string& metric : measured_metrics(outcome)) {
        if (!candidates.empty()) break;
        candidates = candidates_by(outcome, metric);
    }
    if (candidates.empty()) return std::nullopt;
    // The lower of two middle ones; of equals, the one taken first.
    const auto middle = candidates.begin() + static_cast<std::ptrdiff_t>((candidates.size() - 1) / 2);
    std::stable_sort(candidates.begin(), candidates.end(),
                     [](const Candidate& a, const Candidate& b) { return a.level < b.level; });
    return Exemplar{case_name(outcome.id.benchmark, parameters_of(outcome)), middle->sample->spans};
}

}  // namespace inference_pio
