// How a compared metric is said in words, the same in every report: "3.1 % slower (1.9 to 4.4 %), 24 pairs".
//
// A change is said by what it means, never by a bare sign: a time that grows and a throughput that drops are both
// "slower", memory that grows is "more". Its share is |candidate / baseline - 1|, which anyone can compute again
// from the two values beside it.
//
// Words of cases and reasons are left as they are: each format escapes them in its own way.
//
// Pure. Thread-safe.
#pragma once

#include <string>
#include <string_view>

#include "judgement/comparison.hpp"

namespace inference_pio {

// "0.04 %", "3.1 %", "12 %", "120 %".
[[nodiscard]] std::string share_text(double share);

// What a ratio of a metric is called: "slower", "faster", "more", "less", "higher", "lower".
[[nodiscard]] std::string_view change_word(const MetricDefinition& metric, double ratio);

// "3.1 % slower"; "unchanged" for less than 0.005 %; empty without a ratio.
[[nodiscard]] std::string change_text(const ComparedMetric& row);

// "1.9 to 4.4 %" where all of the interval says the same as the ratio, "0.4 % faster to 1.4 % slower" where not; empty
// without an interval, and for one of a single point.
[[nodiscard]] std::string interval_text(const ComparedMetric& row);

// "3.1 % slower (1.9 to 4.4 %)"; empty without a ratio.
[[nodiscard]] std::string effect_text(const ComparedMetric& row);

// What it rests on: "24 pairs", "8 processes each", "8 and 12 processes"; empty where nothing was measured.
[[nodiscard]] std::string evidence_text(const ComparedMetric& row);

// Of an inconclusive row: "an effect of 2.4 % or more would have been seen; about 12 more pairs (3:20) would settle
// it"; empty where nothing is known, and for the other verdicts.
[[nodiscard]] std::string doubt_text(const ComparedMetric& row);

// "16.3 ms", "401 tok/s"; "none" where nothing was measured.
[[nodiscard]] std::string baseline_text(const ComparedMetric& row);
[[nodiscard]] std::string candidate_text(const ComparedMetric& row);

// "regressed, confirmed once", "regressed, accepted", "inconclusive".
[[nodiscard]] std::string verdict_text(const ComparedMetric& row);

// All of it: "16.3 ms -> 16.8 ms, 3.1 % slower (1.9 to 4.4 %), 24 pairs"; the reason where there is no ratio.
[[nodiscard]] std::string row_sentence(const ComparedMetric& row);

// "1 pair", "3 pairs".
[[nodiscard]] std::string counted(std::size_t number, std::string_view noun);

}  // namespace inference_pio
