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

// `itl` is the gaps of one sequence after another, all of the same number of tokens. Empty where there are none.
std::vector<std::vector<double>> token_gaps_of(const SampleData& sample, const Parameters& parameters) {
    const auto gaps = sample.metrics.find("itl");
    if (gaps == sample.metrics.end() || gaps->second.empty()) return {};
    const Value* batch = parameters.find("batch_size");
    const auto* sequences = batch == nullptr ? nullptr : std::get_if<std::int64_t>(batch);
    const auto count = static_cast<std::size_t>(std::max<std::int64_t>(sequences == nullptr ? 1 : *sequences, 1));
    if (gaps->second.size() % count != 0) return {};
    const auto length = static_cast<std::ptrdiff_t>(gaps->second.size() / count);
    std::vector<std::vector<double>> by_sequence;
    for (auto at = gaps->second.begin(); at != gaps->second.end(); at += length) by_sequence.emplace_back(at, at + length);
    return by_sequence;
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
    const Parameters parameters = parameters_of(outcome);
    return Exemplar{case_name(outcome.id.benchmark, parameters), middle->sample->spans,
                    token_gaps_of(*middle->sample, parameters)};
}

}  // namespace inference_pio
