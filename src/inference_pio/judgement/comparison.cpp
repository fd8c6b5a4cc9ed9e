#include "judgement/comparison.hpp"

#include <algorithm>

#include "contracts/words.hpp"
#include "judgement/metric_kind.hpp"

namespace inference_pio {
namespace {

constexpr WordTable<EvidenceKind, 2> kEvidenceKinds{{
    {EvidenceKind::stored, "stored"},
    {EvidenceKind::duet, "duet"},
}};

bool is_steady_time(const MetricDefinition& metric) {
    return metric.name == "prefill_fast" || metric.name == "decode_fast";
}

}  // namespace

std::string_view to_string(EvidenceKind kind) { return word_of(kEvidenceKinds, kind); }

bool is_deciding(const MetricDefinition& metric, const std::vector<MetricDefinition>& all) {
    if (metric.direction == Direction::neutral) return false;
    if (is_steady_time(metric) || metric.name == "peak_memory") return true;
    if (std::any_of(all.begin(), all.end(), is_steady_time)) return false;
    return metric_kind(metric) == MetricKind::speed && metric.name != "load_time";
}

std::string engine_text(const std::optional<EngineFacts>& engine) {
    if (!engine) return {};
    return engine->version.empty() ? engine->name : engine->name + " " + engine->version;
}

}  // namespace inference_pio
