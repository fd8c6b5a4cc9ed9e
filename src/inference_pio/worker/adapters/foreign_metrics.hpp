// What another tool's output says, as metrics: values in the units of records, definitions that name the tool.
//
// `llama_bench.pp512` is no `prefill_throughput` of ours: what another tool measured has a name of its own, so that
// unlike things are never compared.
//
// Thread safety: plain values; a collection belongs to one thread.
#pragma once

#include <inference_pio/benchmark.hpp>
#include <inference_pio/metric.hpp>
#include <inference_pio/result.hpp>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "records/json_values.hpp"

namespace inference_pio {

struct ForeignMetric {
    MetricDefinition definition;
    std::vector<double> values;  // at least one, finite

    bool operator==(const ForeignMetric&) const = default;
};

// "google_benchmark" and "Bytes/Frame" -> "google_benchmark.bytes_frame": a name that is_metric_name(), whatever the
// text is. A long one is cut, with a digest of the whole at its end. Pure.
[[nodiscard]] std::string foreign_metric_name(std::string_view tool, std::string_view text);

// The metrics of one execution, in the order in which they were seen first: the first is the one that a case is known
// by.
class ForeignMetrics {
public:
    explicit ForeignMetrics(std::string tool) : tool_(std::move(tool)) {}

    // One more value of what the tool calls `key`; `kind` says unit, direction and meaning. A value that is not finite
    // is no value. Two keys never share a name.
    void add(std::string_view key, MetricDefinition kind, double value);

    [[nodiscard]] bool empty() const { return metrics_.empty(); }
    [[nodiscard]] std::vector<ForeignMetric> take() { return std::move(metrics_); }

private:
    std::string tool_;
    std::vector<ForeignMetric> metrics_;
    std::map<std::string, std::size_t, std::less<>> places_;  // by key
};

// The document in `output`, before and behind which the program may have printed lines of its own. NaN and infinities,
// which some tools write, become texts. Errors: malformed, naming `source`.
[[nodiscard]] Result<Json> parse_foreign_json(std::string_view output, std::string_view source);

// The number under `key`; absent where there is none. Pure.
[[nodiscard]] std::optional<double> number_in(const Json& object, std::string_view key);
// The text under `key`; empty where there is none. Pure.
[[nodiscard]] std::string text_in(const Json& object, std::string_view key);

void record_foreign(std::vector<ForeignMetric> metrics, Sample& sample);

}  // namespace inference_pio
