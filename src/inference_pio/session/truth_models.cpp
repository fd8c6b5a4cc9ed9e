#include "session/truth_models.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/distributions/normal.hpp>
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

}  // namespace

std::vector<TruthModel> coverage_models() {
    constexpr double kSlight = 0.01;
    TruthModel bias = model_of("process bias 3 %", kSlight);
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

double truth_of(const TruthModel& model, const std::string& metric, std::int64_t processes) {
    double places = 0;
    const double last = model.run_processes - 1;
    for (std::int64_t i = 0; i < processes; ++i) places += std::min(static_cast<double>(i), last) / last;
    const double drift = 1 + model.run_drift * places / static_cast<double>(processes);
    const boost::math::normal standard;
    const double shift = boost::math::quantile(standard, 0.5 / (1 - model.slow_share)) * model.sigma;
    if (metric == "ttft") return kTruthTtft_s * drift * std::exp(shift);
    if (metric == "decode_fast") return kTruthGap_s * drift * std::exp(shift);
    const double gaps = kTruthNewTokens - 1;
    return kTruthGap_s * drift * std::exp(model.sigma * model.sigma / 2 + shift / std::sqrt(gaps));
}

std::optional<TruthObservation> observe_truth(const Run& run, const TruthModel& model, const std::string& metric) {
    const auto found = std::find_if(run.records.begin(), run.records.end(),
                                    [&](const Record& record) { return record.metric.name == metric; });
    if (found == run.records.end() || !found->value || !found->interval) return std::nullopt;
    const double truth = truth_of(model, metric, found->process_count);
    TruthObservation seen;
    seen.covered = found->interval->low <= truth && truth <= found->interval->high;
    seen.error = *found->value / truth - 1;
    seen.half_width =
        std::max(found->interval->high - *found->value, *found->value - found->interval->low) / *found->value;
    seen.processes = found->process_count;
    seen.warmup = static_cast<double>(found->warmup_count) / static_cast<double>(found->process_count);
    return seen;
}

}  // namespace inference_pio
