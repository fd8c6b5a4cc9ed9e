#include "records/json_text.hpp"
#include "records/json_values.hpp"
#include "records/run_json.hpp"
#include "reporting/comparison_report.hpp"

namespace inference_pio {
namespace {

Json number_or_null(const std::optional<double>& number) { return number ? finite_or_null(*number) : Json(nullptr); }

Json words_or_null(const std::string& words) { return words.empty() ? Json(nullptr) : Json(words); }

template <class T>
Json value_or_null(const std::optional<T>& value) {
    return value ? Json(*value) : Json(nullptr);
}

Json interval_to_json(const std::optional<Interval>& interval) {
    if (!interval) return nullptr;
    return {{"level", finite_or_null(interval->level)},
            {"low", finite_or_null(interval->low)},
            {"high", finite_or_null(interval->high)},
            {"method", interval->method}};
}

Json side_to_json(const ComparedSide& side) {
    return {{"run", words_or_null(side.run)},
            {"timestamp", words_or_null(side.timestamp)},
            {"name", words_or_null(side.name)},
            {"subject", to_json(side.subject)},
            {"engines", side.engines}};
}

Json row_to_json(const ComparedMetric& row) {
    return {{"case", row.case_name()},
            {"benchmark", row.benchmark},
            {"parameters", to_json(row.parameters)},
            {"model", words_or_null(row.model)},
            {"metric", row.metric.name},
            {"definition", row.metric.id()},
            {"unit", row.metric.unit},
            {"direction", to_string(row.metric.direction)},
            {"statistic", row.statistic},
            {"deciding", row.deciding},
            {"verdict", to_string(row.verdict)},
            {"baseline", number_or_null(row.baseline)},
            {"candidate", number_or_null(row.candidate)},
            {"ratio", number_or_null(row.ratio)},
            {"interval", interval_to_json(row.interval)},
            {"p_value", number_or_null(row.p_value)},
            {"adjusted_p_value", number_or_null(row.adjusted_p_value)},
            {"smallest_effect", number_or_null(row.smallest_effect)},
            {"allowed", finite_or_null(row.allowed)},
            {"pairs", value_or_null(row.pairs)},
            {"pairs_missing", value_or_null(row.pairs_missing)},
            {"duration_missing_s", number_or_null(row.duration_missing_s)},
            {"baseline_processes", row.baseline_processes},
            {"candidate_processes", row.candidate_processes},
            {"baseline_engine", words_or_null(row.baseline_engine)},
            {"candidate_engine", words_or_null(row.candidate_engine)},
            {"confirmations", row.confirmations},
            {"accepted", value_or_null(row.accepted)},
            {"reason", words_or_null(row.reason)}};
}

Json unlike_to_json(const Unlike& unlike) {
    return {{"case", words_or_null(unlike.case_name)},
            {"metric", words_or_null(unlike.metric)},
            {"field", unlike.field},
            {"baseline", words_or_null(unlike.baseline)},
            {"candidate", words_or_null(unlike.candidate)}};
}

Json finding_to_json(const Finding& finding) {
    return {{"verdict", to_string(finding.verdict)},
            {"headline", finding.headline},
            {"cause", words_or_null(finding.cause)},
            {"rows", finding.rows}};
}

Json control_to_json(const std::optional<Control>& control) {
    if (!control) return nullptr;
    return {{"pairs", control->pairs},
            {"flagged", control->flagged},
            {"by", control->by},
            {"reason", words_or_null(control->reason)}};
}

Json decision_to_json(const GateDecision* decision) {
    if (decision == nullptr) return nullptr;
    return {{"outcome", to_string(decision->outcome)},
            {"reason", words_or_null(decision->reason)},
            {"alarms", decision->alarms},
            {"suspects", decision->suspects},
            {"unsettled", decision->unsettled}};
}

template <class T, class ToJson>
Json array_of(const std::vector<T>& items, ToJson&& one_to_json) {
    Json array = Json::array();
    for (const T& item : items) array.push_back(one_to_json(item));
    return array;
}

}  // namespace

Json comparison_to_json(const Comparison& comparison, const GateDecision* decision) {
    return {{"schema", "inference-pio/comparison/1"},
            {"evidence", to_string(comparison.evidence)},
            {"decision", decision_to_json(decision)},
            {"baseline", side_to_json(comparison.baseline)},
            {"candidate", side_to_json(comparison.candidate)},
            {"fingerprint", words_or_null(comparison.fingerprint)},
            {"alpha", finite_or_null(comparison.alpha)},
            {"correction", words_or_null(comparison.correction)},
            {"interrupted", comparison.interrupted},
            {"duration_s", finite_or_null(comparison.duration_s)},
            {"control", control_to_json(comparison.control)},
            {"warnings", comparison.warnings},
            {"findings", array_of(comparison.findings, finding_to_json)},
            {"unlike", array_of(comparison.unlike, unlike_to_json)},
            {"rows", array_of(comparison.rows, row_to_json)}};
}

std::string format_comparison_json(const Comparison& comparison, const GateDecision* decision) {
    return print_json_document(comparison_to_json(comparison, decision));
}

}  // namespace inference_pio
