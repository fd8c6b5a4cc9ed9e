// Two sides of a comparison, sampled in turns: pair by pair in fresh processes, in time order A B B A,
// one worker alive at a time, so that drift and what the machine does besides meet both sides alike
// (docs/measurement.md, section 2). A side is a program with a case: two builds, a variant and its
// reference, a case and itself.
//
// Thread safety: one series at a time; the schedule is pure.
#pragma once

#include <cstdint>
#include <functional>
#include <inference_pio/result.hpp>
#include <optional>
#include <string>
#include <vector>

#include "discovery/found_benchmark.hpp"
#include "execution/visit.hpp"
#include "execution/worker_process.hpp"
#include "judgement/measured_pair.hpp"
#include "judgement/paired_verdict.hpp"

namespace inference_pio {

// For each pair whether the baseline comes first: A B B A A B B A …, or the other way round, as the seed
// says; the same on every machine. `pairs` >= 0.
[[nodiscard]] std::vector<bool> compute_turns(int pairs, std::uint64_t seed);

struct TurnSide {
    WorkerProgram worker;
    CaseCommand command;  // with the provided files
    std::vector<MetricDefinition> definitions;
    std::vector<int> cpus = {};
};

struct TurnSettings {
    int pairs = 12;                // >= 1
    VisitSampling sampling{1, 4};  // of each process: the same on both sides
    int warmup_max = 1;            // >= sampling.warmup; equal: both sides always do the same work
    WorkerLimits limits = {};
    std::uint64_t seed = 1;
};

struct TurnPair {
    bool baseline_first = true;
    Visit baseline;
    Visit candidate;
};

struct TurnSeries {
    std::vector<TurnPair> pairs;      // whole ones, in time order
    std::optional<Error> failure;     // what ended the series before its time; kind cancelled: the user
    std::optional<std::string> side;  // which side failed: "baseline", "candidate"
};

struct TurnPairResult {
    TurnPair pair;                    // whole exactly where there is no failure
    std::optional<Error> failure;     // of a side; kind cancelled: the user
    std::optional<std::string> side;  // which one: "baseline", "candidate"
};

// One pair, numbered `round` (>= 0). settings.pairs and settings.seed say nothing here.
[[nodiscard]] TurnPairResult run_turn_pair(const TurnSide& baseline, const TurnSide& candidate, bool baseline_first,
                                           int round, const TurnSettings& settings, const WorkerMachine& machine);

// Called after each pair. An Error ends the series: it is of the listener (a full disk), not of a side.
using PairListener = std::function<Result<void>(const TurnPair&)>;

// Pairs until there are settings.pairs of them, or one fails.
[[nodiscard]] TurnSeries run_turns(const TurnSide& baseline, const TurnSide& candidate, const TurnSettings& settings,
                                   const WorkerMachine& machine, const PairListener& listener);

// A whole pair by its values: of every metric with a direction that a process measured, and whose value is positive;
// distributions by their median. Pure.
[[nodiscard]] MeasuredPair measured_pair_of(const TurnPair& pair, const std::vector<MetricDefinition>& declared,
                                            const std::string& case_name);

// What the values of `pair` mean: declared, found out by its samples, or of the catalogue; in the catalogue's order,
// then by name. Pure.
[[nodiscard]] std::vector<MetricDefinition> definitions_of_pair(const TurnPair& pair,
                                                                const std::vector<MetricDefinition>& declared);

// The values of one metric, pair by pair; pairs in which a side has none are left out. Pure.
[[nodiscard]] PairedSamples paired_samples_of(const std::vector<TurnPair>& pairs, const MetricDefinition& metric);

}  // namespace inference_pio
