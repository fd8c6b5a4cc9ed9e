// A run as reports see it: generations of a model that varies and of one that does not, an operator with
// its own metric, a case that did not settle, one that failed and a script with words of its own.
#pragma once

#include <fmt/format.h>

#include <inference_pio/record.hpp>

namespace inference_pio {

inline Record measured(const std::string& benchmark, Parameters parameters, std::string_view metric, double value,
                       double half_width) {
    Record record;
    record.timestamp = "2026-11-24T10:00:00Z";
    record.benchmark = benchmark;
    record.parameters = std::move(parameters);
    record.metric = *find_metric(metric);
    record.value = value;
    record.statistic = record.metric.reduction == Reduction::maximum ? "maximum" : to_string(record.metric.centre);
    if (half_width > 0) {
        record.interval =
            Interval{0.95, value * (1 - half_width), value * (1 + half_width), "student_t_log_process_values"};
    }
    record.sample_count = 40;
    record.process_count = 8;
    record.warmup_count = 8;
    record.samples = {{value, value}, {value}};
    record.run = "20261124T100000Z-3f9a1c";
    record.noise = {3, {{"steal_s", 0.4}, {"wall_s", 80}}};
    return record;
}

struct Figures {
    double ttft, tpot, prefill, decode, memory;
};

inline void add_generation(Run& run, const std::string& model, const std::string& weights, const Parameters& parameters,
                           const Figures& figures, Status status = Status::ok, const std::string& reason = {}) {
    const std::string benchmark = model + "/performance/generation";
    std::vector<Record> records = {measured(benchmark, parameters, "ttft", figures.ttft, 0.012),
                                   measured(benchmark, parameters, "tpot", figures.tpot, 0.0081),
                                   measured(benchmark, parameters, "prefill_throughput", figures.prefill, 0.02),
                                   measured(benchmark, parameters, "decode_throughput", figures.decode, 0.009),
                                   measured(benchmark, parameters, "peak_memory", figures.memory, 0),
                                   measured(benchmark, parameters, "weights_memory", figures.memory / 2, 0)};
    for (const char* withheld : {"energy", "energy_per_token", "gpu_peak_memory"}) {
        Record record = measured(benchmark, parameters, withheld, 0, 0);
        record.value.reset();
        record.samples.clear();
        record.sample_count = record.process_count = record.warmup_count = 0;
        record.status_reason = record.metric.reduction == Reduction::maximum ? "no GPU" : "no RAPL; no GPU";
        record.noise.missing[withheld] = *record.status_reason;
        records.push_back(std::move(record));
    }
    for (Record& record : records) {
        record.model = record.facts.model = model;
        record.category = "performance";
        record.facts.weights_source = weights;
        record.facts.checkpoint_digest = "9f86d081884c7d65";
        if (weights == "file") record.facts.checkpoint_file = "gemma-3-270m.gguf";
        record.facts.engine = EngineFacts{"llama_cpp", "0.5.0", {{"flash_attention", "auto"}}, {"AVX512", "REPACK"}};
        record.status = status;
        if (!reason.empty()) record.status_reason = reason;
        run.records.push_back(std::move(record));
    }
}

inline Parameters generation_parameters(std::int64_t batch, std::int64_t length) {
    return {{"batch_size", batch},
            {"sequence_length", length},
            {"new_tokens", std::int64_t{32}},
            {"threads", std::int64_t{2}},
            {"weight_type", std::string("q4_0")}};
}

inline Run reported_run() {
    Run run;
    run.id = "20261124T100000Z-3f9a1c";
    run.timestamp = "2026-11-24T10:00:00Z";
    run.command = "piobench run --seed 1";
    run.complete = true;
    run.profile.fingerprint = "4f1c09b2a7d35e68";
    run.profile.cpu.model = "AMD EPYC 9B14";
    run.profile.cpu.cores = 2;
    run.profile.cpu.threads = run.profile.cpu.threads_available = 2;
    run.profile.memory.total = mebibytes(7782);
    run.profile.software.virtualisation = "kvm";

    add_generation(run, "qwen3_0_6b", "synthetic", generation_parameters(1, 128),
                   {0.3124, 0.01634, 401.2, 61.2, 642e6});
    add_generation(run, "qwen3_0_6b", "synthetic", generation_parameters(1, 1024),
                   {2.871, 0.01811, 356.6, 55.23, 811e6});
    add_generation(run, "qwen3_0_6b", "synthetic", generation_parameters(4, 128), {1.24, 0.0302, 410, 132.44, 733e6},
                   Status::unstable, "± 3.1 % reached where ± 2 % was wanted; about 9 more processes would do");
    add_generation(run, "gemma3_270m", "file", generation_parameters(1, 128), {0.0912, 0.00831, 1403, 120.3, 402e6});

    Record failed = measured("qwen3_vl_2b/performance/generation", generation_parameters(8, 4096), "ttft", 1, 0);
    failed.value.reset();
    failed.samples.clear();
    failed.sample_count = failed.process_count = 0;
    failed.status = Status::out_of_memory;
    failed.status_reason = "the case needs 9.1 GiB, 6.9 GiB are available";
    failed.noise = {};
    run.records.push_back(failed);

    for (const std::int64_t rows : {1024, 4096}) {
        const Parameters parameters{{"rows", rows}, {"weight_type", std::string("q4_0")}};
        const auto size = static_cast<double>(rows);
        run.records.push_back(measured("core/matrix_product", parameters, "peak_memory", 21e6, 0));
        run.records.push_back(measured("core/matrix_product", parameters, "latency", 3.1e-7 * size, 0.004));
        run.records.push_back(measured("core/matrix_product", parameters, "compute_throughput", 41.3e9, 0.004));
        run.records.push_back(measured("core/matrix_product", parameters, "memory_throughput", 11.7e9, 0.004));
    }
    Record script = measured("scripts/thing", {}, "latency", 0.1234, 0.35);
    script.metric.name = "score\x1b[31m";
    script.metric.unit = "points";
    run.records.push_back(script);
    run.warnings = {"the processor's governor is powersave: clocks may vary"};
    return run;
}

}  // namespace inference_pio
