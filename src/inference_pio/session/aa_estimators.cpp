#include "session/aa_estimators.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "judgement/paired_verdict.hpp"
#include "statistics/quantile.hpp"
#include "statistics/sign_test.hpp"

namespace inference_pio {
namespace {

double estimate(AaEstimator::Kind kind, const std::vector<double>& values) {
    switch (kind) {
        case AaEstimator::Kind::minimum:
            return *std::min_element(values.begin(), values.end());
        case AaEstimator::Kind::p10:
            return compute_quantile(values, 0.1);
        case AaEstimator::Kind::mean:
            return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
        case AaEstimator::Kind::median:
            break;
    }
    return compute_median(values);
}

// The pairs of one estimator, series by series.
std::map<int, PairedSamples> by_series(const std::vector<AaPair>& pairs, const std::string& estimator) {
    std::map<int, PairedSamples> series;
    for (const AaPair& pair : pairs) {
        const auto baseline = pair.baseline.find(estimator);
        const auto candidate = pair.candidate.find(estimator);
        if (baseline == pair.baseline.end() || candidate == pair.candidate.end()) continue;
        series[pair.series].baseline.push_back(baseline->second);
        series[pair.series].candidate.push_back(candidate->second);
    }
    return series;
}

bool is_flagged(const PairedSamples& samples) {
    const auto verdict = compute_paired_verdict(samples, VerdictPolicy{});
    return verdict && (verdict->verdict == Verdict::regressed || verdict->verdict == Verdict::improved);
}

}  // namespace

const std::vector<AaEstimator>& aa_estimators() {
    using Kind = AaEstimator::Kind;
    static const std::vector<AaEstimator> kEstimators = {
        {"decode_fast", "p10 of token gaps", "decode_fast", Kind::p10},
        {"decode_median", "median token gap", "decode_fast", Kind::median},
        {"decode_minimum", "fastest token gap", "decode_fast", Kind::minimum},
        {"decode_mean", "mean token gap", "decode_fast", Kind::mean},
        {"prefill_fast", "fastest prefill", "prefill_fast", Kind::minimum},
        {"prefill_median", "median prefill", "prefill_fast", Kind::median},
        {"prefill_mean", "mean prefill", "prefill_fast", Kind::mean},
        {"ttft", "median TTFT", "ttft", Kind::median},
        {"e2e_latency", "median end-to-end latency", "e2e_latency", Kind::median},
        {"latency", "median latency", "latency", Kind::median},
        {"latency_minimum", "smallest latency", "latency", Kind::minimum},
    };
    return kEstimators;
}

std::map<std::string, double> compute_aa_values(const Visit& visit) {
    std::map<std::string, double> result;
    for (const AaEstimator& estimator : aa_estimators()) {
        std::vector<double> values;
        for (const SampleData& sample : visit.samples) {
            const auto found = sample.metrics.find(estimator.metric);
            if (sample.warmup || found == sample.metrics.end()) continue;
            values.insert(values.end(), found->second.begin(), found->second.end());
        }
        const bool positive = std::all_of(values.begin(), values.end(), [](double value) { return value > 0; });
        if (!values.empty() && positive) result[estimator.name] = estimate(estimator.kind, values);
    }
    return result;
}

std::vector<AaResult> summarise_aa(const std::vector<AaPair>& pairs, int pairs_of_series) {
    std::vector<AaResult> results;
    for (const AaEstimator& estimator : aa_estimators()) {
        AaResult result{estimator.name, estimator.meaning};
        std::vector<double> ratios;
        for (const auto& [number, samples] : by_series(pairs, estimator.name)) {
            for (std::size_t i = 0; i < samples.baseline.size(); ++i) {
                ratios.push_back(std::log(samples.candidate[i] / samples.baseline[i]));
            }
            if (static_cast<int>(samples.baseline.size()) < pairs_of_series) continue;
            ++result.series;
            result.flagged += is_flagged(samples) ? 1 : 0;
        }
        if (ratios.empty()) continue;
        result.pairs = static_cast<int>(ratios.size());
        result.deviation = robust_standard_deviation(ratios);
        result.bias = std::expm1(compute_median(ratios));
        results.push_back(std::move(result));
    }
    return results;
}

}  // namespace inference_pio
