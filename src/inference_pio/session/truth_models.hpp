// The planted truths of `piobench self-test truth`: noise models of the simulated engine, what a run on
// each must give back, and what became of a run. docs/measurement.md, section 6.
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/record.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace inference_pio {

struct TruthModel {
    std::string name;  // "process bias 3 %"
    std::map<std::string, std::string> engine_options;
    double sigma = 0;         // of the noise's logarithm
    double slow_share = 0;    // of the samples
    double process_bias = 0;  // standard deviation of the logarithm of a process's level
    double run_drift = 0;
    int run_processes = 16;
    int warmup_samples = 0;
};

// What every model plants, in seconds.
inline constexpr double kTruthTtft_s = 0.2;
inline constexpr double kTruthGap_s = 0.02;
inline constexpr int kTruthNewTokens = 32;

// The five models of coverage: quiet; lognormal 5 %; process bias 3 %; 5 % of samples ten times slower;
// drift of 10 % over the run.
[[nodiscard]] std::vector<TruthModel> coverage_models();

// Three slow samples at the start of each process.
[[nodiscard]] TruthModel warmup_model();

// The metrics whose coverage is counted: ttft, tpot, decode_fast.
[[nodiscard]] std::vector<std::string> truth_metrics();

// The planted value of `metric` in a run of `processes` >= 1 processes of about `samples` >= 1 samples each.
// Of ttft and tpot the median of the distribution:
//   - a drift's is its average over time;
//   - slow samples are part of the distribution: with a share p of them its median is the quantile
//     0.5 / (1 - p) of the others;
//   - tpot is a mean of gaps, whose mean is exp(sigma² / 2) times their median.
// Of decode_fast, the lower decile of a process's gaps, the lower quartile over processes
// (Centre::fast_quartile): of the mixture of normal distributions, on the logarithmic scale, that the deciles of
// processes have at each place of the drift and with each number of slow samples (the quantile q of N values has the
// variance q (1 - q) / (N f²), f the density there).
[[nodiscard]] double truth_of(const TruthModel& model, const std::string& metric, std::int64_t processes,
                              std::int64_t samples);

// One metric of one run.
struct TruthObservation {
    bool covered = false;   // low <= truth <= high
    double error = 0;       // value / truth - 1
    double half_width = 0;  // of the interval, over the value
    std::int64_t processes = 0;
    double warmup = 0;  // samples found to be warm-up, on average over the processes

    bool operator==(const TruthObservation&) const = default;
};

// Nothing where the run has no value or no interval of the metric.
[[nodiscard]] std::optional<TruthObservation> observe_truth(const Run& run, const TruthModel& model,
                                                            const std::string& metric);

}  // namespace inference_pio
