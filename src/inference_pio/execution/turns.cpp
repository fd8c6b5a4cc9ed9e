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

}  // namespace

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
