#include "execution/turns.hpp"

#include <utility>

#include "execution/summary_values.hpp"

namespace inference_pio {
namespace {

VisitRequest request_of(const TurnSide& side, const TurnSettings& settings, int round) {
    return {.worker = side.worker,
            .command = side.command,
            .cpus = side.cpus,
            .limits = settings.limits,
            .sampling = settings.sampling,
            .warmup_max = settings.warmup_max,
            .definitions = side.definitions,
            .round = round,
            .deadline = std::nullopt};
}

std::optional<Error> failure_of(const VisitResult& result) {
    if (std::holds_alternative<Cancelled>(result.outcome)) return Error{ErrorKind::cancelled, "interrupted", {}};
    const Error* error = error_of(result.outcome);
    return error == nullptr ? std::nullopt : std::optional(*error);
}

// SplitMix64's finalizer (Steele, Lea and Flood, 2014): one unbiased bit of any seed.
bool first_bit(std::uint64_t seed) {
    std::uint64_t z = seed + 0x9e3779b97f4a7c15U;
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    return ((z ^ (z >> 31U)) & 1U) != 0;
}

CaseOutcome outcome_of_pair(const TurnPair& pair, const std::vector<MetricDefinition>& declared) {
    CaseOutcome outcome;
    outcome.definitions = declared;
    for (const Visit* visit : {&pair.baseline, &pair.candidate}) {
        learn_definitions(outcome, *visit);
        outcome.visits.push_back(*visit);
    }
    return outcome;
}

}  // namespace

std::vector<MetricDefinition> definitions_of_pair(const TurnPair& pair, const std::vector<MetricDefinition>& declared) {
    const CaseOutcome outcome = outcome_of_pair(pair, declared);
    std::vector<MetricDefinition> definitions;
    for (const std::string& name : measured_metrics(outcome)) {
        definitions.push_back(definition_of(name, outcome.definitions));
    }
    return definitions;
}

MeasuredPair measured_pair_of(const TurnPair& pair, const std::vector<MetricDefinition>& declared,
                              const std::string& case_name) {
    MeasuredPair measured;
    measured.case_name = case_name;
    measured.baseline_first = pair.baseline_first;
    measured.duration_s = (pair.baseline.duration + pair.candidate.duration).count();
    for (const MetricDefinition& metric : definitions_of_pair(pair, declared)) {
        if (metric.direction == Direction::neutral) continue;
        const auto baseline = value_of_visit(pair.baseline, metric);
        const auto candidate = value_of_visit(pair.candidate, metric);
        if (baseline && *baseline > 0) measured.baseline.emplace(metric.name, *baseline);
        if (candidate && *candidate > 0) measured.candidate.emplace(metric.name, *candidate);
    }
    return measured;
}

std::vector<bool> compute_turns(int pairs, std::uint64_t seed) {
    std::vector<bool> baseline_first;
    bool first = first_bit(seed);
    for (int i = 0; i < pairs; ++i) {
        baseline_first.push_back(first);
        first = !first;
    }
    return baseline_first;
}

TurnPairResult run_turn_pair(const TurnSide& baseline, const TurnSide& candidate, bool baseline_first, int round,
                             const TurnSettings& settings, const WorkerMachine& machine) {
    TurnPairResult result;
    result.pair.baseline_first = baseline_first;
    for (const bool is_baseline : {baseline_first, !baseline_first}) {
        const TurnSide& side = is_baseline ? baseline : candidate;
        const Nanoseconds begin = machine.clock.monotonic_now();
        VisitResult visited = run_visit(request_of(side, settings, round), machine, {});
        visited.visit.duration = Seconds(machine.clock.monotonic_now() - begin);
        result.failure = failure_of(visited);
        if (result.failure) {
            result.side = is_baseline ? "baseline" : "candidate";
            return result;
        }
        (is_baseline ? result.pair.baseline : result.pair.candidate) = std::move(visited.visit);
    }
    return result;
}

TurnSeries run_turns(const TurnSide& baseline, const TurnSide& candidate, const TurnSettings& settings,
                     const WorkerMachine& machine, const PairListener& listener) {
    TurnSeries series;
    int round = 0;
    for (const bool baseline_first : compute_turns(settings.pairs, settings.seed)) {
        TurnPairResult one = run_turn_pair(baseline, candidate, baseline_first, round++, settings, machine);
        series.failure = std::move(one.failure);
        series.side = std::move(one.side);
        if (series.failure) return series;
        if (listener) {
            if (auto told = listener(one.pair); !told) series.failure = std::move(told.error());
        }
        series.pairs.push_back(std::move(one.pair));
        if (series.failure) return series;
    }
    return series;
}

PairedSamples paired_samples_of(const std::vector<TurnPair>& pairs, const MetricDefinition& metric) {
    PairedSamples samples;
    samples.direction = metric.direction;
    for (const TurnPair& pair : pairs) {
        const auto baseline = value_of_visit(pair.baseline, metric);
        const auto candidate = value_of_visit(pair.candidate, metric);
        if (!baseline || !candidate) continue;
        samples.baseline.push_back(*baseline);
        samples.candidate.push_back(*candidate);
    }
    return samples;
}

}  // namespace inference_pio
