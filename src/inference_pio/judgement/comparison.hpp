// A comparison of a baseline with a candidate: what was compared, what could not be, and what came out.
// Reports are made of it and of nothing else.
//
// Thread safety: plain values.
#pragma once

#include <cstdint>
#include <inference_pio/metric.hpp>
#include <inference_pio/parameters.hpp>
#include <inference_pio/record.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace inference_pio {

// One metric of one case, on both sides.
struct ComparedMetric {
    std::string benchmark;
    Parameters parameters;
    std::string model;  // empty: none
    MetricDefinition metric;
    std::string statistic;           // as in records: "fast_quartile", "median", "p99"
    std::string baseline_engine;     // "llama_cpp 0.5.0"; empty: none
    std::string candidate_engine;
    std::optional<double> baseline;  // in the metric's unit; absent: nothing was measured there
    std::optional<double> candidate;

    // The metrics on which the verdict on a case rests (is_deciding()); the others are judged and shown as well, but
    // never alarm.
    bool deciding = false;
    Verdict verdict = Verdict::inconclusive;
    std::optional<double> ratio;              // candidate over baseline, > 0
    std::optional<Interval> interval;         // of the ratio, at the family-corrected level
    std::optional<double> p_value;            // of "the difference lies within the allowed one", two-sided
    std::optional<double> adjusted_p_value;   // in its family
    std::optional<double> standard_error;     // of ln ratio, of stored runs; absent: exact, or not known
    std::optional<double> degrees_of_freedom; // of standard_error; absent: as many as the normal distribution has
    std::optional<double> smallest_effect;    // share that could have been shown with power 0.8
    double allowed = 0.01;                    // delta that it was judged with
    std::int64_t baseline_processes = 0;
    std::int64_t candidate_processes = 0;
    std::optional<int> pairs;                 // of a duet
    std::optional<int> pairs_missing;         // that would settle it
    std::optional<double> duration_missing_s; // that they would take
    int confirmations = 0;                    // fresh measurements that said the same
    std::optional<std::string> accepted;      // the reason with which this change was accepted: it does not alarm
    std::string reason;                       // one line for people

    [[nodiscard]] std::string case_name() const { return inference_pio::case_name(benchmark, parameters); }
    bool operator==(const ComparedMetric&) const = default;
};

// Something that both sides have, or that one of them has, but that cannot be compared.
struct Unlike {
    std::string case_name;
    std::string metric;  // "ttft"; empty: the whole case
    std::string field;   // that differs: "checkpoint.digest", "definition", "fingerprint: cpu.model"; "missing"
    std::string baseline;
    std::string candidate;
    bool operator==(const Unlike&) const = default;
};

// What is compared, named.
struct ComparedSide {
    std::string run;        // the run's id; empty for a build
    std::string timestamp;  // UTC; empty for a build
    std::string name;       // what the user called it: a tag, a revision, a build folder
    Subject subject;
    std::vector<std::string> engines;  // "llama_cpp 0.5.0", with the library's digest where that is known
    std::string tool = {};             // that measured it and wrote the file that was imported; empty: this project
    bool operator==(const ComparedSide&) const = default;
};

// Rows that moved together, as one thing to look at.
struct Finding {
    Verdict verdict = Verdict::regressed;  // regressed or improved
    std::string headline;           // "decode_fast of qwen3_0_6b: 4 of 4 cases 3.1 to 4.8 % slower"
    std::string cause;              // what they have in common: "only this model", "every case of engine …"
    std::vector<std::size_t> rows;  // indices into Comparison::rows, at least one
    bool operator==(const Finding&) const = default;
};

// The same build on both sides, measured along with the duet.
struct Control {
    int pairs = 0;
    bool flagged = false;         // the machine is unfit: it shows a difference where there is none
    std::vector<std::string> by;  // metrics that flagged it, with their ratios, for people
    std::string reason;           // one line
    bool operator==(const Control&) const = default;
};

enum class EvidenceKind { stored, duet };

[[nodiscard]] std::string_view to_string(EvidenceKind kind);

struct Comparison {
    EvidenceKind evidence = EvidenceKind::stored;
    ComparedSide baseline;
    ComparedSide candidate;
    std::string fingerprint;  // of the machine, the same on both sides; empty where they differ
    std::vector<ComparedMetric> rows;  // by case in the candidate's order, then by the catalogue's order of metrics
    std::vector<Unlike> unlike;
    std::vector<Finding> findings;  // the gravest first
    std::optional<Control> control;
    double alpha = 0.05;            // of the whole family
    std::string correction;         // "holm", "benjamini_hochberg"
    bool interrupted = false;
    double duration_s = 0;          // spent on measuring; 0 for stored runs
    std::vector<std::string> warnings;
    bool operator==(const Comparison&) const = default;
};

// What executed a case, for people: "llama_cpp 0.5.0"; empty: nothing did.
[[nodiscard]] std::string engine_text(const std::optional<EngineFacts>& engine);

// Whether the metric is one of those on which a verdict rests, in a case that has `all` of these metrics: the steady
// ones (prefill_fast, decode_fast, peak_memory); in a case without a steady time, its own times and rates in the
// place of those (`latency` of a unit benchmark), but for load_time, which says more of the disk's cache. Metrics
// without a direction never are.
[[nodiscard]] bool is_deciding(const MetricDefinition& metric, const std::vector<MetricDefinition>& all);

}  // namespace inference_pio
