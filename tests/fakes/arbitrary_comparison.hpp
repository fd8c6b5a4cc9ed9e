// RapidCheck generators of comparisons and of a gate's decisions: hostile words, values that are missing, findings and
// decisions that name rows of their comparison.
#pragma once

#include "fakes/arbitrary_record.hpp"
#include "fakes/sample_comparisons.hpp"
#include "judgement/comparison.hpp"
#include "judgement/findings.hpp"

namespace inference_pio::arbitrary {

inline rc::Gen<std::string> hostile_text() {
    return rc::gen::oneOf(text(), rc::gen::just(samples::hostile_words()),
                          rc::gen::element<std::string>("]]>", "<!--", "a|b", "x\n### title", "::error::", "\xff",
                                                        "# 1", std::string(700, 'w')));
}

template <class Make>
auto maybe(Make&& make) -> std::optional<decltype(make())> {
    if (!*rc::gen::arbitrary<bool>()) return std::nullopt;
    return make();
}

inline Verdict verdict() {
    return *rc::gen::element(Verdict::improved, Verdict::equivalent, Verdict::regressed, Verdict::inconclusive);
}

inline ComparedMetric compared_metric() {
    ComparedMetric row;
    row.benchmark = *hostile_text();
    row.parameters = parameters();
    row.metric = metric();
    if (*rc::gen::arbitrary<bool>()) row.metric = *find_metric(*rc::gen::element<std::string>("decode_fast", "mbu"));
    row.statistic = *hostile_text();
    const auto ratio = [] { return *positive(); };
    row.baseline = maybe(ratio);
    row.candidate = maybe(ratio);
    row.deciding = *rc::gen::arbitrary<bool>();
    row.verdict = verdict();
    row.ratio = maybe(ratio);
    if (row.ratio && *rc::gen::arbitrary<bool>())
        row.interval = Interval{0.99, *row.ratio / 1.01, *row.ratio * 1.2, ""};
    row.p_value = maybe(ratio);
    row.smallest_effect = maybe(ratio);
    row.pairs = maybe([] { return *rc::gen::inRange(0, 30); });
    row.pairs_missing = maybe([] { return *rc::gen::inRange(1, 3000); });
    row.duration_missing_s = maybe(ratio);
    row.baseline_processes = *rc::gen::inRange(0, 3);
    row.confirmations = *rc::gen::inRange(0, 4);
    row.accepted = maybe([] { return *hostile_text(); });
    row.reason = *hostile_text();
    return row;
}

inline ComparedSide compared_side() {
    ComparedSide side{*hostile_text(), *text(), *hostile_text(), {}, {}};
    side.subject = {*hostile_text(), *rc::gen::arbitrary<bool>(), *hostile_text(), *hostile_text(), *hostile_text()};
    if (*rc::gen::arbitrary<bool>()) side.engines = {*hostile_text(), "llama_cpp 0.5.0"};
    return side;
}

inline Comparison comparison() {
    Comparison made;
    made.evidence = *rc::gen::element(EvidenceKind::stored, EvidenceKind::duet);
    made.baseline = compared_side();
    made.candidate = *rc::gen::arbitrary<bool>() ? made.baseline : compared_side();
    made.fingerprint = *hostile_text();
    const int rows = *rc::gen::inRange(0, 6);
    for (int i = 0; i < rows; ++i) made.rows.push_back(compared_metric());
    const int others = *rc::gen::inRange(0, 3);
    for (int i = 0; i < others; ++i) {
        made.unlike.push_back({*hostile_text(), *hostile_text(), *hostile_text(), *hostile_text(), *hostile_text()});
        made.warnings.push_back(*hostile_text());
        if (rows == 0) continue;
        made.findings.push_back({*rc::gen::element(Verdict::improved, Verdict::regressed),
                                 *hostile_text(),
                                 *hostile_text(),
                                 {static_cast<std::size_t>(*rc::gen::inRange(0, rows))}});
    }
    made.control = maybe([] {
        return Control{*rc::gen::inRange(0, 9), *rc::gen::arbitrary<bool>(), {*hostile_text()}, *hostile_text()};
    });
    made.correction = *rc::gen::element<std::string>("holm", "benjamini_hochberg", "");
    made.interrupted = *rc::gen::arbitrary<bool>();
    made.duration_s = *rc::gen::element(0.0, 12.5);
    return made;
}

inline GateDecision decision_on(const Comparison& comparison) {
    GateDecision made;
    made.outcome = *rc::gen::element(GateOutcome::passed, GateOutcome::regressed, GateOutcome::inconclusive,
                                     GateOutcome::nothing_compared);
    made.reason = *hostile_text();
    for (std::size_t i = 0; i < comparison.rows.size(); ++i) {
        const int kind = *rc::gen::inRange(0, 4);
        if (kind == 1) made.alarms.push_back(i);
        if (kind == 2) made.suspects.push_back(i);
        if (kind == 3) made.unsettled.push_back(i);
    }
    return made;
}

}  // namespace inference_pio::arbitrary
