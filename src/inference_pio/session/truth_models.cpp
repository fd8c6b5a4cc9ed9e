#include "session/truth_models.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/tools/toms748_solve.hpp>
#include <cmath>

namespace inference_pio {
namespace {

TruthModel model_of(std::string name, double sigma) {
    TruthModel model;
    model.name = std::move(name);
    model.engine_options = {{"ttft_s", fmt::format("{}", kTruthTtft_s)},
                            {"itl_s", fmt::format("{}", kTruthGap_s)},
                            {"distribution", "lognormal"},
                            {"sigma", fmt::format("{}", sigma)}};
    model.sigma = sigma;
    return model;
}

constexpr double kGaps = kTruthNewTokens - 1;

double drift_at(const TruthModel& model, std::int64_t process) {
    const double last = model.run_processes - 1;
    return 1 + model.run_drift * std::min(static_cast<double>(process), last) / last;
}

// decode_fast is this quantile of a process's gaps.
constexpr double kDecile = 0.1;

// One kind of process: the logarithm of its decode_fast over the planted gap.
struct LevelShare {
    double share = 0;  // of the processes
    double mean = 0;
    double deviation = 0;  // > 0
};

// Of each place of the drift and each number of slow samples. A process of which nine tenths are slow lies
// far above any quartile and is left out, so that the shares need not add up to 1.
std::vector<LevelShare> process_levels(const TruthModel& model, std::int64_t processes, std::int64_t samples) {
    const boost::math::normal standard;
    const auto drawn = static_cast<double>(samples);
    const boost::math::binomial slow_samples(drawn, model.slow_share);
    std::vector<LevelShare> levels;
    for (std::int64_t place = 0; place < processes; ++place) {
        for (std::int64_t slow = 0; slow < samples; ++slow) {
            const double share = boost::math::pdf(slow_samples, static_cast<double>(slow));
            if (share <= 0) continue;
            const double left = drawn - static_cast<double>(slow);
            const double rank = kDecile * drawn / left;
            if (rank >= 1) break;
            const double z = boost::math::quantile(standard, rank);
            const double of_quantile =
                model.sigma * std::sqrt(rank * (1 - rank) / (kGaps * left)) / boost::math::pdf(standard, z);
            levels.push_back({share / static_cast<double>(processes),
                              std::log(drift_at(model, place)) + model.sigma * z,
                              std::hypot(of_quantile, model.process_bias)});
        }
    }
    return levels;
}

double lower_quartile(const std::vector<LevelShare>& levels) {
    const boost::math::normal standard;
    const auto below = [&](double x) {
        double share = 0;
        for (const LevelShare& level : levels) {
            share += level.share * boost::math::cdf(standard, (x - level.mean) / level.deviation);
        }
        return share - 0.25;
    };
    std::uintmax_t steps = 200;
    const auto root =
        boost::math::tools::bisect(below, -1.0, 1.0, boost::math::tools::eps_tolerance<double>(40), steps);
    return (root.first + root.second) / 2;
}

}  // namespace

std::vector<TruthModel> coverage_models() {
    constexpr double kSlight = 0.01;
    TruthModel bias = model_of("process bias 3 %", kSlight);
    bias.process_bias = 0.03;
    bias.engine_options["process_bias"] = "0.03";
    TruthModel slow = model_of("5 % of samples ten times slower", kSlight);
    slow.slow_share = 0.05;
    slow.engine_options["slow_share"] = "0.05";
    slow.engine_options["slow_factor"] = "10";
    TruthModel drift = model_of("drift of 10 % over the run", kSlight);
    drift.run_drift = 0.1;
    drift.engine_options["run_drift"] = "0.1";
    drift.engine_options["run_processes"] = fmt::format("{}", drift.run_processes);
    return {model_of("quiet", 0.002), model_of("lognormal 5 %", 0.05), std::move(bias), std::move(slow),
            std::move(drift)};
}

TruthModel warmup_model() {
    TruthModel model = model_of("warm-up of three samples, half as slow again", 0.02);
    model.warmup_samples = 3;
    model.engine_options["warmup_samples"] = "3";
    model.engine_options["warmup_factor"] = "1.5";
    return model;
}

std::vector<std::string> truth_metrics() { return {"ttft", "tpot", "decode_fast"}; }

double truth_of(const TruthModel& model, const std::string& metric, std::int64_t processes, std::int64_t samples) {
    if (metric == "decode_fast") {
        return kTruthGap_s * std::exp(lower_quartile(process_levels(model, processes, samples)));
    }
    double drift = 0;
    for (std::int64_t i = 0; i < processes; ++i) drift += drift_at(model, i) / static_cast<double>(processes);
    const boost::math::normal standard;
    const double shift = boost::math::quantile(standard, 0.5 / (1 - model.slow_share)) * model.sigma;
    if (metric == "ttft") return kTruthTtft_s * drift * std::exp(shift);
    return kTruthGap_s * drift * std::exp(model.sigma * model.sigma / 2 + shift / std::sqrt(kGaps));
}

std::optional<TruthObservation> observe_truth(const Run& run, const TruthModel& model, const std::string& metric) {
    const auto found = std::find_if(run.records.begin(), run.records.end(),
                                    [&](const Record& record) { return record.metric.name == metric; });
    if (found == run.records.end() || !found->value || !found->interval) return std::nullopt;
    const auto processes = static_cast<double>(found->process_count);
    const std::int64_t samples = std::llround(static_cast<double>(found->sample_count) / processes);
    const double truth = truth_of(model, metric, found->process_count, std::max<std::int64_t>(samples, 1));
    TruthObservation seen;
    seen.covered = found->interval->low <= truth && truth <= found->interval->high;
    seen.error = *found->value / truth - 1;
    seen.half_width =
        std::max(found->interval->high - *found->value, *found->value - found->interval->low) / *found->value;
    seen.processes = found->process_count;
    seen.warmup = static_cast<double>(found->warmup_count) / processes;
    return seen;
}

}  // namespace inference_pio
