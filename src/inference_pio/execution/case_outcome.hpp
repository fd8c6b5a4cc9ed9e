// What is known of a case once it was visited: raw samples by process, as the journal holds them.
//
// Thread safety: plain values.
#pragma once

#include <inference_pio/record.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace inference_pio {

// One case of a plan: a benchmark at one point of its axes.
struct CaseId {
    std::string benchmark;  // "qwen3_0_6b/performance/generation"
    std::string category;   // "performance"; empty: none
    std::string model;      // the suite where it is a model's; empty: core and others
    Parameters parameters;

    [[nodiscard]] std::string name() const { return case_name(benchmark, parameters); }
    bool operator==(const CaseId&) const = default;
};

struct SampleData {
    bool warmup = false;  // measured, kept, not summarised
    std::map<std::string, std::vector<double>, std::less<>> metrics;
    std::vector<Span> spans;
    std::map<std::string, double, std::less<>> evidence;
    std::string output_digest;
    std::vector<MetricDefinition> definitions = {};  // of metrics that only this sample found out
    bool operator==(const SampleData&) const = default;
};

// One process that measured a case.
struct Visit {
    int round = 0;  // from 0
    int turn = -1;  // visits of one turn were made one right after the other, to be compared; -1: of none
    CaseFacts facts;
    std::map<std::string, double, std::less<>> process_metrics;  // load_time, weights_memory, …
    std::map<std::string, std::string> missing;  // metrics and evidence that the worker could not read -> why
    std::vector<SampleData> samples;             // in order of time
    Seconds duration{};                          // from its start to its end; 0: unknown
    std::optional<Bytes> peak_memory;            // known once the process ended in order
    std::optional<Error> failure;                // what ended it before its time
    bool operator==(const Visit&) const = default;
};

struct CaseOutcome {
    CaseId id;
    std::vector<MetricDefinition> definitions;  // declared by the benchmark or found out by samples
    std::vector<Visit> visits;                  // in order of time
    Status status = Status::ok;
    std::string status_reason;  // empty for ok
    std::string timestamp;      // UTC, of its first visit
    std::map<std::string, std::string> ceilings = {};  // metric -> the case whose value its values are shares of
    bool operator==(const CaseOutcome&) const = default;
};

// Adds the definitions that the samples of `visit` brought along and that the outcome does not have yet.
void learn_definitions(CaseOutcome& outcome, const Visit& visit);

}  // namespace inference_pio
