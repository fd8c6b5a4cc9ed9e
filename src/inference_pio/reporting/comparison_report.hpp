// A comparison as text: for a terminal, a pull request, a CI server.
//
// Pure. Thread-safe. No text depends on the time or on the machine that makes it.
#pragma once

#include <string>

#include "judgement/comparison.hpp"
#include "judgement/findings.hpp"
#include "records/json_values.hpp"
#include "reporting/console_style.hpp"

namespace inference_pio {

// What is printed at the end of compare, duet and gate: what was compared (both subjects by name), findings, a table of
// the rows that matter (regressed, improved, unsettled deciding ones; `all`: every row), what could not be compared
// and why, the control, and the last line: the decision. Only regressed rows are red. `decision` null: compare, duet.
[[nodiscard]] std::string format_comparison(const Comparison& comparison, const GateDecision* decision, bool all,
                                            const ConsoleStyle& style);

// GitHub-flavoured Markdown for a pull-request comment or a step summary; short where nothing happened, the full table
// folded away. At most 60,000 characters (a comment holds 65,536): rows beyond are counted, regressed ones come first.
[[nodiscard]] std::string format_comparison_markdown(const Comparison& comparison, const GateDecision* decision);

// JUnit XML: a test suite for each benchmark, a test case for each deciding row and each case that could not be
// compared. Alarms are failures; suspects and unsettled rows that are to fail are errors; what could not be compared
// is skipped. Measured values are properties. `decision` null: every regressed deciding row is a failure.
[[nodiscard]] std::string format_comparison_junit(const Comparison& comparison, const GateDecision* decision);

// GitHub workflow commands, one a line: ::error for findings that alarm, ::warning for suspects, unfit machines and
// comparisons that did not take place, ::notice for improvements. Escaped as GitHub asks.
[[nodiscard]] std::string format_github_annotations(const Comparison& comparison, const GateDecision* decision);

// OpenMetrics text for GitLab's metrics report: the candidate's value of every deciding row, labelled by benchmark and
// parameters, and its ratio. Ends with "# EOF".
[[nodiscard]] std::string format_gitlab_metrics(const Comparison& comparison);

// One JSON document, schema "inference-pio/comparison/1"; its text ends with a newline.
[[nodiscard]] Json comparison_to_json(const Comparison& comparison, const GateDecision* decision);
[[nodiscard]] std::string format_comparison_json(const Comparison& comparison, const GateDecision* decision);

}  // namespace inference_pio
