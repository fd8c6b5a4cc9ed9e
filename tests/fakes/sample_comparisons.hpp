// Comparisons as compare, duet and gate make them, for tests of their reports: one in which nothing happened, one with
// a regression among many rows, a duet on an unfit machine that was interrupted, and a hostile one.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "judgement/comparison.hpp"
#include "judgement/findings.hpp"

namespace inference_pio::samples {

struct Judged {
    Comparison comparison;
    GateDecision decision;
};

inline ComparedMetric row(const std::string& benchmark, Parameters parameters, const std::string& metric,
                          double baseline, double ratio) {
    ComparedMetric row;
    row.benchmark = benchmark;
    row.parameters = std::move(parameters);
    row.model = benchmark.substr(0, benchmark.find('/'));
    row.metric = *find_metric(metric);
    row.statistic = row.metric.centre == Centre::fast_quartile ? "fast_quartile" : "median";
    row.baseline_engine = "llama_cpp 0.5.0";
    row.candidate_engine = "llama_cpp 0.6.0";
    row.baseline = baseline;
    row.candidate = baseline * ratio;
    row.deciding = metric == "decode_fast" || metric == "prefill_fast" || metric == "peak_memory";
    row.verdict = Verdict::equivalent;
    row.ratio = ratio;
    if (metric != "peak_memory") row.interval = Interval{0.999, ratio * 0.988, ratio * 1.012, "welch"};
    row.p_value = 0.8;
    row.adjusted_p_value = 1;
    row.smallest_effect = 0.021;
    row.baseline_processes = 8;
    row.candidate_processes = 8;
    row.reason = "within what is allowed";
    return row;
}

inline void judged(ComparedMetric& row, Verdict verdict, double p_value) {
    row.verdict = verdict;
    row.p_value = p_value;
    row.adjusted_p_value = std::min(1.0, 12 * p_value);
    row.reason = "said by the test";
}

inline Parameters generation(int batch_size, const std::string& weight_type = "q4_0") {
    return {{"batch_size", std::int64_t{batch_size}},
            {"new_tokens", std::int64_t{32}},
            {"threads", std::int64_t{2}},
            {"weight_type", weight_type}};
}

inline void name_sides(Comparison& comparison) {
    comparison.baseline.run = "20261120T100000Z-3f9a1c";
    comparison.baseline.timestamp = "2026-11-20T10:00:00Z";
    comparison.baseline.name = "release-1.4";
    comparison.baseline.subject = {"4a1b2c3d4e5f60718293a4b5c6d7e8f901234567", false, "GNU 12.2.0", "-O3", "main"};
    comparison.baseline.engines = {"llama_cpp 0.5.0"};
    comparison.candidate = comparison.baseline;
    comparison.candidate.run = "20261124T101500Z-77aa00";
    comparison.candidate.timestamp = "2026-11-24T10:15:00Z";
    comparison.candidate.name = "";
    comparison.candidate.subject.commit = "9f8e7d6c5b4a39281706f5e4d3c2b1a098765432";
    comparison.fingerprint = "0123456789abcdef";
    comparison.alpha = 0.05;
    comparison.correction = "holm";
}

inline Judged nothing_happened() {
    Judged made;
    name_sides(made.comparison);
    for (const int batch : {1, 4}) {
        for (const auto& [metric, value] :
             {std::pair{"prefill_fast", 0.312}, std::pair{"decode_fast", 0.0163}, std::pair{"peak_memory", 6.4e8}}) {
            const double ratio = std::string(metric) == "peak_memory" ? 1.0 : 1.004;
            made.comparison.rows.push_back(
                row("qwen3_0_6b/performance/generation", generation(batch), metric, value * batch, ratio));
        }
        made.comparison.rows.push_back(
            row("qwen3_0_6b/performance/generation", generation(batch), "ttft", 0.33 * batch, 0.997));
    }
    made.decision = {GateOutcome::passed, "6 deciding comparisons, none worse", {}, {}, {}};
    return made;
}

inline void add_regression(Comparison& comparison) {
    ComparedMetric slower = row("qwen3_0_6b/performance/generation", generation(1), "decode_fast", 0.0163, 1.0314);
    slower.interval = Interval{0.9991, 1.019, 1.044, "welch"};
    slower.confirmations = 1;
    judged(slower, Verdict::regressed, 2e-7);
    ComparedMetric rate = row("qwen3_0_6b/performance/generation", generation(1), "decode_throughput", 61.2, 0.9702);
    rate.interval = Interval{0.9991, 0.951, 0.988, "welch"};
    judged(rate, Verdict::regressed, 3e-6);
    comparison.rows.insert(comparison.rows.begin() + 2, {slower, rate});
}

inline Judged one_regression() {
    Judged made = nothing_happened();
    Comparison& comparison = made.comparison;
    comparison.rows.erase(comparison.rows.begin() + 1);  // the steady row in the place of which it comes
    add_regression(comparison);                          // at 2 and 3
    for (const char* type : {"q4_0", "q8_0", "f16"}) {
        for (const char* metric : {"prefill_fast", "decode_fast"}) {
            comparison.rows.push_back(
                row("gemma3_270m/performance/generation", generation(1, type), metric, 0.0083, 1.001));
        }
    }
    ComparedMetric faster = row("core/resize", {{"image_size", std::int64_t{896}}}, "latency", 0.00214, 0.871);
    faster.deciding = true;
    judged(faster, Verdict::improved, 1e-9);
    ComparedMetric accepted = row("qwen3_vl_2b/performance/generation", generation(1), "peak_memory", 1.9e9, 1.12);
    accepted.accepted = "the projector is kept in memory since the new cache";
    judged(accepted, Verdict::regressed, 0);
    ComparedMetric open = row("qwen3_vl_2b/performance/generation", generation(1), "prefill_fast", 1.31, 1.006);
    open.interval = Interval{0.9991, 0.991, 1.021, "welch"};
    open.smallest_effect = 0.034;
    judged(open, Verdict::inconclusive, 0.3);
    ComparedMetric failed = row("qwen3_vl_2b/performance/generation", generation(1), "decode_fast", 0.031, 1);
    failed.candidate.reset();
    failed.ratio.reset();
    failed.interval.reset();
    judged(failed, Verdict::inconclusive, 1);
    failed.reason = "the candidate has no value: the worker crashed (signal 11)";
    for (const ComparedMetric& one : {faster, accepted, open, failed}) comparison.rows.push_back(one);
    const std::size_t first = comparison.rows.size() - 4;
    comparison.findings = {
        {Verdict::regressed, "decode_fast of qwen3_0_6b: 1 of 2 cases 3.1 % slower", "only batch_size=1", {2}},
        {Verdict::improved, "latency of core/resize: 1 of 1 cases 13 % faster", "only this benchmark", {first}}};
    for (int batch = 1; batch <= 8; batch *= 2) {
        for (const char* metric : {"decode_fast", "decode_throughput"}) {
            comparison.unlike.push_back({case_name("qwen3_4b/performance/generation", generation(batch)), metric,
                                         "checkpoint.digest", "9f86d081884c7d65", "60303ae22b998861"});
        }
    }
    comparison.unlike.push_back({"core/matmul[rows=4096]", "", "missing", "ok", "missing"});
    comparison.warnings = {"the candidate's run was interrupted: it has fewer processes"};
    made.decision = {
        GateOutcome::regressed, "1 comparison got worse by more than is allowed, confirmed once", {2}, {}, {first + 2}};
    return made;
}

inline Judged unfit_duet() {
    Judged made;
    Comparison& comparison = made.comparison;
    comparison.evidence = EvidenceKind::duet;
    comparison.baseline.name = "build/base";
    comparison.candidate.name = "build/candidate";
    for (ComparedSide* side : {&comparison.baseline, &comparison.candidate}) {
        side->subject = {"4a1b2c3d4e5f60718293a4b5c6d7e8f901234567", false, "GNU 12.2.0", "-O3", "fix-attention"};
        side->engines = {"llama_cpp 0.6.0"};
    }
    comparison.candidate.subject.dirty = true;
    comparison.candidate.subject.compiler = "Clang 16.0.6";
    comparison.fingerprint = "0123456789abcdef";
    comparison.correction = "holm";
    comparison.duration_s = 187.4;
    comparison.interrupted = true;
    for (const char* metric : {"prefill_fast", "decode_fast"}) {
        ComparedMetric open = row("qwen3_0_6b/performance/generation", generation(1), metric, 0.0163, 1.012);
        open.pairs = 12;
        open.baseline_processes = open.candidate_processes = 12;
        open.smallest_effect = 0.043;
        open.pairs_missing = 14;
        open.duration_missing_s = 200;
        judged(open, Verdict::inconclusive, 0.04);
        comparison.rows.push_back(open);
    }
    comparison.control =
        Control{12, true, {"decode_fast 1.8 % slower (0.9 to 2.9 %)"}, "the same build differs from itself"};
    made.decision = {
        GateOutcome::inconclusive, "the machine is unfit: the same build differs from itself", {}, {}, {0, 1}};
    return made;
}

// Words that every format has to escape or to bound.
inline const std::string& hostile_words() {
    static const std::string words =
        "a|b \\| <b>&amp;</b> `` ` @someone #12 ]]> \"quoted\" 'x' %0A::error::no\r\nline\x1b[31m \x7f \xff\xfe "
        "\xe2\x80\xae rtl {x=\"1\"} -- $x$ *b* _i_ [l](u) ~~s~~ \xef\xbf\xbf end";
    return words;
}

inline Judged hostile(std::size_t rows) {
    Judged made = one_regression();
    Comparison& comparison = made.comparison;
    const std::string& words = hostile_words();
    comparison.rows.clear();
    comparison.findings.clear();
    made.decision = {GateOutcome::regressed, hostile_words(), {}, {}, {}};
    for (std::size_t i = 0; i < rows; ++i) {
        ComparedMetric bad = row(words, {{"text " + std::to_string(i % 3), words}, {"n", static_cast<std::int64_t>(i)}},
                                 "decode_fast", 0.0163, 1.2);
        bad.metric.name = i % 2 == 0 ? words : "decode fast";
        bad.metric.unit = i % 5 == 0 ? words : "s";
        bad.metric.meaning = words;
        bad.deciding = true;
        judged(bad, Verdict::regressed, 1e-9);
        bad.reason = words;
        bad.accepted = i % 7 == 0 ? std::optional(words) : std::nullopt;
        comparison.rows.push_back(bad);
        if (i % 7 != 0) made.decision.alarms.push_back(i);
        comparison.findings.push_back({Verdict::regressed, words + std::to_string(i), words, {i}});
        comparison.unlike.push_back({words + std::to_string(i), words, words, words, std::to_string(i)});
        comparison.warnings.push_back(words + std::to_string(i));
    }
    for (ComparedSide* side : {&comparison.baseline, &comparison.candidate}) {
        side->name = words;
        side->subject = {words, true, words, words, words};
        side->engines.assign(50, words);
    }
    comparison.candidate.subject.flags += "!";
    comparison.fingerprint = words;
    comparison.correction = words;
    comparison.control = Control{3, false, {words}, words};
    return made;
}

}  // namespace inference_pio::samples
