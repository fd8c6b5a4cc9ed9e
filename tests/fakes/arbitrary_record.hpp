// RapidCheck generators of parameters, facts, profiles and records that keep their invariants, with
// hostile words: quotes, commas, line breaks, letters beyond ASCII.
#pragma once

#include <rapidcheck.h>

#include <algorithm>
#include <inference_pio/record.hpp>

namespace inference_pio::arbitrary {

inline rc::Gen<std::string> text() {
    return rc::gen::element<std::string>("plain", "with space", "comma, here", "quote \" here", "line\nbreak",
                                         "carriage\r\nreturn", "größe µs 模型", "tab\there", "'single'", "back\\slash",
                                         "", "=1+1", "null", "{\"bytes\": 3}");
}

inline rc::Gen<std::string> some_text() {
    return rc::gen::suchThat(text(), [](const std::string& one) { return !one.empty(); });
}

// A name or word of a Parameters.
inline rc::Gen<std::string> word() {
    return rc::gen::element<std::string>("batch_size", "q4_0", "größe", "with space", "a\"b", "a.b", "x", "true", "12");
}

inline rc::Gen<double> finite() {
    return rc::gen::element(0.0, -0.0, 1.0, -1.5, 45.2, 1e-300, 1.7976931348623157e308, 0.1, 5e-324, 123456789.125);
}

inline rc::Gen<double> positive() {
    return rc::gen::map(rc::gen::inRange(1, 1'000'000), [](int n) { return static_cast<double>(n) / 7919.0; });
}

inline rc::Gen<Value> value() {
    return rc::gen::oneOf(
        rc::gen::map(rc::gen::arbitrary<std::int64_t>(), [](std::int64_t v) { return Value(v); }),
        rc::gen::map(finite(), [](double v) { return Value(v); }),
        rc::gen::map(word(), [](std::string v) { return Value(std::move(v)); }),
        rc::gen::map(rc::gen::arbitrary<bool>(), [](bool v) { return Value(v); }),
        rc::gen::map(rc::gen::arbitrary<std::uint64_t>(), [](std::uint64_t v) { return Value(Bytes{v}); }));
}

inline Parameters parameters() {
    Parameters result;
    const int count = *rc::gen::inRange(0, 5);
    for (int i = 0; i < count; ++i) result.set(*word(), *value());
    return result;
}

inline std::optional<EngineFacts> engine() {
    if (!*rc::gen::arbitrary<bool>()) return std::nullopt;
    EngineFacts facts;
    facts.name = *text();
    facts.version = *text();
    facts.options = {{*text(), *text()}, {"threads", "2"}};
    facts.features = {*text(), "AVX2"};
    if (*rc::gen::arbitrary<bool>()) facts.options.clear();
    return facts;
}

// As a record holds them: found parameters are merged into the record's.
inline CaseFacts facts() {
    CaseFacts facts;
    facts.model = *text();
    facts.weights_source = *rc::gen::element<std::string>("", "synthetic", "file");
    facts.checkpoint_digest = *rc::gen::element<std::string>("", "9f86d081884c7d65");
    facts.checkpoint_file = *text();
    facts.engine = engine();
    if (*rc::gen::arbitrary<bool>()) facts.tensor_bytes = {{"q4_K", *rc::gen::inRange(0, 1'000'000)}, {*word(), 7}};
    return facts;
}

inline MetricDefinition metric() {
    MetricDefinition definition;
    definition.name = *rc::gen::element<std::string>("ttft", "itl", "peak_memory", "of/a script", "größe");
    definition.version = *rc::gen::inRange(1, 100);
    definition.unit = *text();
    definition.direction =
        *rc::gen::element(Direction::lower_is_better, Direction::higher_is_better, Direction::neutral);
    definition.reduction =
        *rc::gen::element(Reduction::median, Reduction::minimum, Reduction::maximum, Reduction::pooled);
    definition.meaning = *text();
    return definition;
}

inline void add_values(Record& record) {
    record.value = *finite();
    if (*rc::gen::arbitrary<bool>()) {
        record.interval =
            Interval{0.95, std::min(*finite(), *record.value), std::max(*finite(), *record.value), *text()};
    }
    record.samples =
        *rc::gen::container<std::vector<std::vector<double>>>(rc::gen::container<std::vector<double>>(finite()));
    record.reference = *text();
    if (*rc::gen::arbitrary<bool>()) return;
    record.ratio = *positive();
    if (*rc::gen::arbitrary<bool>()) {
        record.ratio_interval = Interval{0.95, *record.ratio * 0.9, *record.ratio * 1.25, *text()};
    }
}

// What another tool's file held, as it is printed.
inline std::optional<Foreign> foreign() {
    if (!*rc::gen::arbitrary<bool>()) return std::nullopt;
    return Foreign{
        *some_text(), *text(),
        *rc::gen::element<std::string>("{}", R"({"stddev":0.25})",
                                       R"({"größe":[1,null,{"a, \"b\"":"line\nbreak"}],"n":18446744073709551615})")};
}

inline Record record() {
    Record record;
    record.timestamp = "2026-11-24T10:00:00Z";
    record.facts = facts();
    if (!record.facts.model.empty()) record.model = record.facts.model;
    record.metric = metric();
    record.benchmark = *some_text();
    record.category = *rc::gen::element<std::string>("", "unit", "integration", "performance");
    record.parameters = parameters();
    record.statistic = *rc::gen::element<std::string>("median", "fast_quartile", "maximum", "p99");
    record.metric.centre = centre_from(record.statistic);
    record.status = *rc::gen::element(Status::ok, Status::unstable, Status::failed, Status::timed_out,
                                      Status::out_of_memory, Status::skipped);
    if (*rc::gen::arbitrary<bool>()) {
        add_values(record);
    } else {
        record.status_reason = *some_text();
    }
    record.sample_count = *rc::gen::inRange(0, 1000);
    record.process_count = *rc::gen::inRange(0, 100);
    record.warmup_count = *rc::gen::inRange(0, 100);
    record.subject = {*text(), *rc::gen::arbitrary<bool>(), *text(), *text()};
    record.seed = *rc::gen::arbitrary<std::uint64_t>();
    record.noise.disturbed_samples = *rc::gen::inRange(0, 10);
    record.noise.evidence = {{*some_text(), *finite()}};
    if (*rc::gen::arbitrary<bool>()) record.noise.missing = {{*some_text(), *some_text()}};
    if (*rc::gen::arbitrary<bool>()) record.ceiling = *text();
    record.run = "20261124T100000Z-3f9a1c";
    record.foreign = foreign();
    return record;
}

inline SystemProfile profile() {
    SystemProfile profile;
    profile.fingerprint = "0123456789abcdef";
    profile.cpu.model = *text();
    profile.cpu.threads = *rc::gen::inRange(1, 400);
    if (*rc::gen::arbitrary<bool>()) profile.cpu.cores = *rc::gen::inRange(1, 200);
    if (*rc::gen::arbitrary<bool>()) profile.cpu.frequency_max_hz = *positive();
    if (*rc::gen::arbitrary<bool>()) profile.cpu.governor = *text();
    profile.cpu.caches = {{1, "data", kibibytes(48), 2}, {3, *text(), mebibytes(260), 1}};
    profile.cpu.instruction_sets = {"avx2", *text()};
    if (*rc::gen::arbitrary<bool>()) profile.memory.total = Bytes{*rc::gen::arbitrary<std::uint64_t>()};
    if (*rc::gen::arbitrary<bool>()) profile.memory.transparent_huge_pages = *text();
    if (*rc::gen::arbitrary<bool>()) profile.gpus = {{"NVIDIA", *text(), gibibytes(80), *text()}, {"AMD", "", {}, ""}};
    profile.software = {"Linux", *text(), "debian", *text(), "kvm", "none"};
    profile.build = {"GNU 12.2.0", "Release", *text(), "0.1.0"};
    profile.unavailable = {{"cpu.governor", *text()}};
    return profile;
}

inline ScalingLaw scaling_law() {
    ScalingLaw law;
    law.benchmark = *some_text();
    law.parameters = parameters();
    law.axis = *word();
    law.metric = *some_text();
    law.unit = *text();
    law.law = *rc::gen::element<std::string>("universal_scalability", "power", "none", "of another version");
    const int count = *rc::gen::inRange(0, 4);
    for (int i = 0; i < count; ++i) {
        const double value = *finite();
        law.coefficients.push_back({*text(), value, std::min(value, *finite()), std::max(value, *finite())});
        law.points.push_back({*finite(), *finite(), std::nullopt});
        if (*rc::gen::arbitrary<bool>()) law.points.back().residual = *finite();
    }
    law.residual_ratio = *finite();
    if (*rc::gen::arbitrary<bool>()) law.peak_at = law.peak_value = *finite();
    law.note = *text();
    return law;
}

inline Run run() {
    Run run;
    run.id = "20261124T100000Z-3f9a1c";
    run.timestamp = "2026-11-24T10:00:00Z";
    run.command = *text();
    run.seed = *rc::gen::arbitrary<std::uint64_t>();
    run.complete = *rc::gen::arbitrary<bool>();
    run.subject = {*text(), *rc::gen::arbitrary<bool>(), *text(), *text()};
    run.profile = profile();
    const int count = *rc::gen::inRange(0, 4);
    for (int i = 0; i < count; ++i) run.records.push_back(record());
    if (*rc::gen::arbitrary<bool>()) run.scaling = {scaling_law(), scaling_law()};
    run.exemplars = {{*text(), {{*text(), Nanoseconds(5), Nanoseconds(1'000'000'007), 3}, {"decode", {}, {}, -1}}},
                     {*text(), {}, {{*finite(), *finite()}, {}}}};
    run.warnings = {*text()};
    run.foreign = foreign();
    return run;
}

}  // namespace inference_pio::arbitrary
