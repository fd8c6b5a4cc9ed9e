// Runs as a store sees them: small, with every kind of record, and different enough from each other.
#pragma once

#include <fmt/format.h>

#include <inference_pio/record.hpp>
#include <string>
#include <vector>

namespace inference_pio {

struct RunTraits {
    std::string id = "20261101T100000Z-000001";
    std::string timestamp = "2026-11-01T10:00:00Z";
    std::string commit = "c0ffee0000000000000000000000000000000001";
    std::string branch = "main";
    bool dirty = false;
    bool complete = true;
    std::string fingerprint = "0123456789abcdef";
    std::string engine_version = "0.5.0";
    std::string compiler = "GNU 12.2.0";
    std::string benchmark = "qwen3_0_6b/performance/generation";
    std::string checkpoint = "9f86d081884c7d65";
    int cases = 2;
    double factor = 1;  // on all values
};

// The n-th run of a long row: ids and timestamps grow with n.
inline RunTraits traits_of(int n) {
    RunTraits traits;
    traits.timestamp =
        fmt::format("2026-{:02}-{:02}T{:02}:{:02}:00Z", 1 + n / 40320 % 12, 1 + n / 1440 % 28, n / 60 % 24, n % 60);
    traits.id = fmt::format("2026{:02}{:02}T{:02}{:02}00Z-{:06x}", 1 + n / 40320 % 12, 1 + n / 1440 % 28, n / 60 % 24,
                            n % 60, n);
    traits.commit = fmt::format("{:040x}", 0xabc000 + n);
    return traits;
}

inline Record sample_record(const RunTraits& traits, int batch_size, std::string_view metric, double value) {
    Record record;
    record.timestamp = traits.timestamp;
    record.model = record.facts.model = "qwen3_0_6b";
    record.metric = *find_metric(metric);
    record.value = value * traits.factor;
    record.benchmark = traits.benchmark;
    record.category = "performance";
    record.parameters = {{"batch_size", std::int64_t{batch_size}}, {"weight_type", std::string("q4_0")}};
    record.statistic = to_string(record.metric.centre);
    record.interval = Interval{0.95, *record.value * 0.99, *record.value * 1.01, "student_t_log_process_values"};
    record.sample_count = 40;
    record.process_count = 8;
    record.warmup_count = 4;
    record.samples = {{*record.value, *record.value}, {*record.value}};
    record.facts.weights_source = "synthetic";
    record.facts.checkpoint_digest = traits.checkpoint;
    EngineFacts engine;
    engine.name = "llama_cpp";
    engine.version = traits.engine_version;
    engine.options = {{"threads", "2"}, {"flash_attention", "auto"}};
    engine.features = {"AVX2", "FMA"};
    record.facts.engine = engine;
    record.subject = {traits.commit, traits.dirty, traits.compiler, "-O3", traits.branch};
    record.noise.disturbed_samples = 3;
    record.noise.evidence = {{"steal_s", 0.4}};
    record.run = traits.id;
    return record;
}

inline SystemProfile sample_profile(const std::string& fingerprint) {
    SystemProfile profile;
    profile.fingerprint = fingerprint;
    profile.cpu.model = "AMD EPYC";
    profile.cpu.cores = 2;
    profile.cpu.threads = 2;
    profile.memory.total = gibibytes(24);
    profile.software.system = "Linux";
    return profile;
}

// For each case decode_fast and ttft, one metric that the machine withholds, and once the machine's ceiling.
inline inference_pio::Run sample_run(const RunTraits& traits = {}) {
    inference_pio::Run run;
    run.id = traits.id;
    run.timestamp = traits.timestamp;
    run.command = "piobench run 'qwen3_0_6b/*'";
    run.seed = 7;
    run.complete = traits.complete;
    run.subject = {traits.commit, traits.dirty, traits.compiler, "-O3", traits.branch};
    run.profile = sample_profile(traits.fingerprint);
    run.warnings = {"the machine was busy"};
    for (int i = 0; i < traits.cases; ++i) {
        run.records.push_back(sample_record(traits, i + 1, "decode_fast", 0.01 + 0.001 * i));
        run.records.push_back(sample_record(traits, i + 1, "ttft", 0.2 + 0.1 * i));
        Record withheld = sample_record(traits, i + 1, "energy", 1);
        withheld.value.reset();
        withheld.interval.reset();
        withheld.samples.clear();
        withheld.status_reason = "no RAPL";
        run.records.push_back(std::move(withheld));
    }
    RunTraits own = traits;
    own.benchmark = std::string(kCeilingsBenchmark);
    own.checkpoint.clear();
    run.records.push_back(sample_record(own, 1, "peak_bandwidth", 4e10));
    for (Record& record : run.records) record.seed = run.seed;
    return run;
}

// What a store promises to give back of a run.
inline inference_pio::Run as_stored(inference_pio::Run run) {
    run.exemplars.clear();
    run.scaling.clear();
    run.foreign.reset();
    for (Record& record : run.records) {
        record.foreign.reset();
        record.samples.clear();
        record.noise.evidence.clear();
        record.noise.missing.clear();
        record.subject = run.subject;
        record.seed = run.seed;
        record.run = run.id;
    }
    return run;
}

}  // namespace inference_pio
