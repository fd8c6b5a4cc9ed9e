// The worker protocol, version 1, as values. docs/worker_protocol.md is its description for authors
// of workers in other languages; codec.hpp turns values into lines and back.
//
// Thread safety: plain values.
#pragma once

#include <cstdint>
#include <inference_pio/benchmark.hpp>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace inference_pio {

inline constexpr int kProtocolVersion = 1;

// --- commands ---------------------------------------------------------------------------------------

struct DescribeCommand {
    bool operator==(const DescribeCommand&) const = default;
};

// One case: what `provide`, `estimate` and `prepare` are about.
struct CaseCommand {
    std::string benchmark;  // its own name, without suite: "generation"
    Parameters parameters;
    std::uint64_t seed = 1;
    std::string engine = "llama_cpp";
    std::map<std::string, std::string> engine_options;
    std::map<std::string, std::string> files;  // "model", "projector", "prompt", "images" -> path
    bool user_checkpoint = false;              // files["model"] is the user's own
    double injected_slowdown = 0;
    bool operator==(const CaseCommand&) const = default;
};

// Makes the files that the case needs (a synthesized checkpoint) in a process of their own, so that
// making them is not in the peak memory of the process that measures.
struct ProvideCommand {
    CaseCommand subject;
    bool operator==(const ProvideCommand&) const = default;
};

// How much memory the case will need. Allocates nothing.
struct EstimateCommand {
    CaseCommand subject;
    bool operator==(const EstimateCommand&) const = default;
};

struct PrepareCommand {
    CaseCommand subject;
    bool operator==(const PrepareCommand&) const = default;
};

struct MeasureCommand {
    bool operator==(const MeasureCommand&) const = default;
};

struct ReleaseCommand {
    bool operator==(const ReleaseCommand&) const = default;
};

using Command =
    std::variant<DescribeCommand, ProvideCommand, EstimateCommand, PrepareCommand, MeasureCommand, ReleaseCommand>;

// --- events -----------------------------------------------------------------------------------------

struct DescribedBenchmark {
    std::string name;
    std::string doc;
    std::vector<Axis> axes;
    std::vector<MetricDefinition> metrics;
    std::string checkpoint_model;                     // not empty: ask `provide` before `prepare`
    std::optional<Parameters::Entry> reference = {};  // axis and value that its other values are compared with
    bool deterministic = false;                       // one sample of one process says all
    bool sample_is_process = false;                   // each sample is a fresh process of what is measured
    bool operator==(const DescribedBenchmark&) const = default;
};

struct DescribedEvent {
    int protocol = kProtocolVersion;
    std::vector<DescribedBenchmark> benchmarks;
    std::vector<EngineFacts> engines;
    bool operator==(const DescribedEvent&) const = default;
};

struct ProvidedEvent {
    std::map<std::string, std::string> files;  // to be handed to `prepare`
    bool operator==(const ProvidedEvent&) const = default;
};

struct EstimatedEvent {
    std::optional<Bytes> memory;  // absent: the benchmark does not know
    bool operator==(const EstimatedEvent&) const = default;
};

struct ReadyEvent {
    CaseFacts facts;
    std::map<std::string, double, std::less<>> metrics;  // taken once a process
    // Metrics and evidence that this worker would give if the machine let it: name -> why not.
    std::map<std::string, std::string> missing = {};
    bool operator==(const ReadyEvent&) const = default;
};

struct SampleEvent {
    std::map<std::string, std::vector<double>, std::less<>> metrics;  // one value or a series
    // Of metrics that only this execution found out: neither described nor in the catalogue.
    std::vector<MetricDefinition> definitions;
    std::vector<Span> spans;
    std::map<std::string, double, std::less<>> evidence;  // of this sample, names with unit last
    std::string output_digest;
    std::map<std::string, std::uint64_t, std::less<>> repetitions;
    bool operator==(const SampleEvent&) const = default;
};

struct ReleasedEvent {
    std::optional<Bytes> children_peak_memory;  // the largest reaped descendant (ru_maxrss), where there was one
    bool operator==(const ReleasedEvent&) const = default;
};

struct FailedEvent {
    Error error;
    bool operator==(const FailedEvent&) const = default;
};

struct ProgressEvent {
    std::string message;
    bool operator==(const ProgressEvent&) const = default;
};

using Event = std::variant<DescribedEvent, ProvidedEvent, EstimatedEvent, ReadyEvent, SampleEvent, ReleasedEvent,
                           FailedEvent, ProgressEvent>;

}  // namespace inference_pio
