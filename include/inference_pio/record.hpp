// Record and Run: what stays of a measurement. One record is one metric of one case of one run, in the
// guide's JSON format (docs/record_format.md).
//
// Thread safety: plain values.
#pragma once

#include <cstdint>
#include <inference_pio/benchmark.hpp>
#include <inference_pio/common/hardware_analyzer.hpp>
#include <inference_pio/metric.hpp>
#include <inference_pio/parameters.hpp>
#include <inference_pio/timeline.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace inference_pio {

enum class Status { ok, unstable, failed, timed_out, out_of_memory, skipped };

[[nodiscard]] std::string_view to_string(Status status);
[[nodiscard]] Result<Status> status_from(std::string_view word);

// low <= value <= high at the given confidence.
struct Interval {
    double level = 0.95;  // 0 < level < 1
    double low = 0;
    double high = 0;
    std::string method;  // "student_t_log_process_values": see docs/record_format.md
    bool operator==(const Interval&) const = default;
};

// What a comparison is about, and may differ between two compared runs.
struct Subject {
    std::string commit;  // empty: not in a repository
    bool dirty = false;
    std::string compiler;
    std::string flags;
    std::string branch = {};  // of the working tree, or of the CI job; empty: unknown
    bool operator==(const Subject&) const = default;
};

// What surrounded the samples of a case.
struct Noise {
    std::int64_t disturbed_samples = 0;
    std::map<std::string, double> evidence;      // name with unit last -> value over the case
    std::map<std::string, std::string> missing = {};  // evidence that this machine withholds -> why
    bool operator==(const Noise&) const = default;
};

// Of what another tool measured and `history import` took in (docs/importing.md).
struct Foreign {
    std::string tool;           // "llama-bench"
    std::string version;        // of the tool, as its file says; empty: it does not
    std::string fields = "{}";  // a JSON object: what of the tool's file has no other place, as it stood there
    bool operator==(const Foreign&) const = default;
};

// The machine's own ceilings, measured once a run: records of it are of no case of the plan.
inline constexpr std::string_view kCeilingsBenchmark = "core/ceilings";

struct Record {
    std::string timestamp;             // UTC, "2026-11-24T10:00:00Z"
    std::optional<std::string> model;  // absent for benchmarks without a model
    MetricDefinition metric;
    std::optional<double> value;  // finite; absent: see status_reason
    std::string benchmark;        // "qwen3_vl_2b/performance/generation"
    std::string category;         // "performance"; empty: none
    Parameters parameters;
    std::string statistic;  // "median", "p99", "maximum"; of another tool also "mean", "single", or its own word
    std::optional<Interval> interval;
    std::int64_t sample_count = 0;
    std::int64_t process_count = 0;
    std::int64_t warmup_count = 0;
    std::vector<std::vector<double>> samples;  // by process; empty for pooled distributions of many values
    std::optional<std::string> reference;      // the case that `ratio` compares with
    std::optional<double> ratio;               // median of the pairs' ratios, > 0; absent: no pair, or none is wanted
    std::optional<Interval> ratio_interval;    // of `ratio`, over pairs; absent with fewer than 2
    std::optional<std::string> ceiling;        // the case of core/ceilings whose value `value` is a share of
    Status status = Status::ok;
    std::optional<std::string> status_reason;
    CaseFacts facts;
    Subject subject;
    std::uint64_t seed = 1;
    Noise noise;
    std::string run;  // the run's id
    std::optional<Foreign> foreign = {};  // absent: this project measured it

    // `qwen3_vl_2b/performance/generation[batch_size=1,sequence_length=128]`
    [[nodiscard]] std::string case_name() const;

    bool operator==(const Record&) const = default;
};

// The name of a case: the benchmark's, with its parameters in brackets where there are any.
[[nodiscard]] std::string case_name(std::string_view benchmark, const Parameters& parameters);

// One exemplar timeline of a case: its median sample.
struct Exemplar {
    std::string case_name;
    std::vector<Span> spans;
    std::vector<std::vector<double>> token_gaps_s = {};  // by sequence: from each token to the next
    bool operator==(const Exemplar&) const = default;
};

// A law that was fitted to a metric along one axis of a run (docs/measurement.md, section 7).
struct ScalingLaw {
    struct Parameter {  // low <= value <= high at 95 % confidence
        std::string name;
        double value = 0;
        double low = 0;
        double high = 0;
        bool operator==(const Parameter&) const = default;
    };
    struct Point {
        double x = 0;                    // the axis
        double value = 0;                // of the record
        std::optional<double> residual;  // value over what the law says, minus 1; absent: no law fits
        bool operator==(const Point&) const = default;
    };
    std::string benchmark;
    Parameters parameters;  // those that stood still
    std::string axis;       // "batch_size"
    std::string metric;     // "throughput"
    std::string unit;       // of the metric
    std::string law;        // "universal_scalability", "power", "quadratic", "line", "none"
    std::vector<Parameter> coefficients;
    std::vector<Point> points;         // at least four
    double residual_ratio = 0;         // standard deviation of the residuals
    std::optional<double> peak_at;     // where the law's maximum lies; absent: it has none
    std::optional<double> peak_value;  // there
    std::string note;                  // what the law cannot say, and why
    bool operator==(const ScalingLaw&) const = default;
};

struct Run {
    std::string id;         // "20261124T100000Z-3f9a1c"
    std::string timestamp;  // when it began, UTC
    std::string command;    // the command line that repeats it
    std::uint64_t seed = 1;
    bool complete = false;  // false: interrupted, the records are of what was measured
    Subject subject;
    SystemProfile profile;
    std::vector<Record> records;
    std::vector<Exemplar> exemplars;
    std::vector<ScalingLaw> scaling;
    std::vector<std::string> warnings;
    std::optional<Foreign> foreign = {};  // of the file as a whole; absent: this project measured it
    bool operator==(const Run&) const = default;
};

enum class Verdict { improved, equivalent, regressed, inconclusive };

[[nodiscard]] std::string_view to_string(Verdict verdict);

}  // namespace inference_pio
