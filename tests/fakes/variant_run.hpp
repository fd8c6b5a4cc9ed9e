// A run that compared variants of a model with the original: seven of them, the original neither first nor last,
// by hand. Its quality is told by a second benchmark where the weights are a user's.
#pragma once

#include <inference_pio/record.hpp>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "fakes/reported_run.hpp"

namespace inference_pio {

struct VariantFigures {
    std::string variant;
    double size, ttft, prefill, decode, memory, mbu;
    double prefill_ratio, decode_ratio, memory_ratio;  // over the original's; 0: it is the original
    std::map<std::string, std::int64_t> tensor_bytes;
};

inline std::vector<VariantFigures> variant_figures() {
    return {
        {"q8_0", 640e6, 0.71, 351, 52.1, 890e6, 0.61, 0.8, 0.57, 0.6, {{"q8_0", 639'000'000}, {"f32", 100'000}}},
        {"q4_k_m",
         400e6,
         0.66,
         390,
         71.2,
         610e6,
         0.55,
         0.72,
         0.433,
         0.41,
         {{"q4_K", 336'000'000}, {"q6_K", 64'000'000}, {"f32", 100'000}}},
        {"original", 1.2e9, 0.91, 280, 30.2, 1.48e9, 0.64, 0, 0, 0, {{"f16", 1'199'000'000}, {"f32", 100'000}}},
        {"q4_0", 360e6, 0.6, 425, 70.3, 570e6, 0.52, 0.66, 0.44, 0.39, {{"q4_0", 300'000'000}, {"q6_K", 60'000'000}}},
        {"kv_q8_0", 1.2e9, 0.92, 277, 31, 1.45e9, 0.64, 1.02, 0.98, 0.98, {{"f16", 1'199'000'000}}},
        {"depth_25", 900e6, 0.68, 372, 40.4, 1.14e9, 0.63, 0.75, 0.75, 0.77, {{"f16", 900'000'000}}},
        {"q4_0+depth_25", 270e6, 0.45, 560, 92.5, 450e6, 0.52, 0.5, 0.326, 0.3, {{"q4_0", 270'000'000}}}};
}

inline Parameters variant_parameters(const std::string& model, const std::string& variant) {
    return {{"model", model},
            {"variant", variant},
            {"sequence_length", std::int64_t{256}},
            {"new_tokens", std::int64_t{32}},
            {"threads", std::int64_t{2}}};
}

inline Record with_metric(Record record, const std::string& name, const std::string& unit, Direction direction) {
    record.metric = {name, 1, unit, direction, Reduction::maximum, "of this test"};
    record.statistic = "maximum";
    return record;
}

inline void set_ratio(Record& record, double ratio, double share) {
    record.ratio = ratio;
    if (share > 0) {
        record.ratio_interval = Interval{0.95, ratio / (1 + share), ratio * (1 + share), "student_t_log_pair_ratios"};
    }
}

inline void add_variant(Run& run, const std::string& model, const std::string& weights, const VariantFigures& figures) {
    const std::string benchmark = "core/optimization";
    const Parameters parameters = variant_parameters(model, figures.variant);
    const auto with = [&](std::string_view metric, double value, double half_width) {
        return measured(benchmark, parameters, metric, value, half_width);
    };
    std::vector<Record> records = {
        with("ttft", figures.ttft, 0.012),
        with("prefill_throughput", figures.prefill, 0.02),
        with("decode_throughput", figures.decode, 0.009),
        with("prefill_fast", 256 / figures.prefill, 0.02),
        with("decode_fast", 1 / figures.decode, 0.009),
        with("peak_memory", figures.memory, 0),
        with("mbu", figures.mbu, 0.009),
        with_metric(with("latency", figures.size, 0), "checkpoint_size", "bytes", Direction::lower_is_better)};
    for (Record& record : records) {
        record.model = record.facts.model = model;
        record.facts.weights_source = weights;
        record.facts.tensor_bytes = figures.tensor_bytes;
        record.facts.engine = EngineFacts{"llama_cpp", "0.5.0", {}, {}};
        if (figures.decode_ratio > 0) {
            record.reference = case_name(benchmark, variant_parameters(model, "original"));
            if (record.metric.name == "prefill_fast") set_ratio(record, figures.prefill_ratio, 0.11);
            if (record.metric.name == "decode_fast") set_ratio(record, figures.decode_ratio, 0.04);
            if (record.metric.name == "peak_memory") set_ratio(record, figures.memory_ratio, 0);
        }
        run.records.push_back(std::move(record));
    }
}

inline void add_quality(Run& run, const std::string& variant, double divergence, double agreement, double perplexity) {
    const Parameters parameters{{"model", std::string("qwen3_0_6b")}, {"variant", variant}};
    for (const auto& [name, unit, value] :
         {std::tuple{"kl_divergence", "nats", divergence}, std::tuple{"top1_agreement", "ratio", agreement},
          std::tuple{"perplexity", "ratio", perplexity}}) {
        Record record = with_metric(measured("core/optimization_quality", parameters, "latency", value, 0), name, unit,
                                    Direction::neutral);
        record.model = record.facts.model = "qwen3_0_6b";
        record.facts.weights_source = "file";
        run.records.push_back(std::move(record));
    }
}

// `weights`: "file" or "synthetic".
inline Run variant_run(const std::string& weights) {
    Run run = reported_run();
    run.records.clear();
    run.warnings.clear();
    for (const VariantFigures& figures : variant_figures()) add_variant(run, "qwen3_0_6b", weights, figures);
    return run;
}

// Of every variant but the original, of which there is nothing to say, and q4_0+depth_25.
inline void add_known_quality(Run& run) {
    add_quality(run, "q8_0", 0.0011, 0.981, 12.41);
    add_quality(run, "q4_k_m", 0.0312, 0.924, 12.97);
    add_quality(run, "q4_0", 0.0853, 0.877, 14.02);
    add_quality(run, "kv_q8_0", 0.00043, 0.992, 12.4);
    add_quality(run, "depth_25", 1.93, 0.412, 96.4);
}

}  // namespace inference_pio
