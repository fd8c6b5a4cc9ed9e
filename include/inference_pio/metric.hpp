// Metric definitions: what a number means, in which unit, and which way is better.
//
// The meaning of every metric of the catalogue is written in docs/measurement.md. A changed meaning
// is a new version, so that old records stay comparable only with their own kind.
//
// Thread safety: the catalogue is immutable.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace inference_pio {

enum class Direction { lower_is_better, higher_is_better, neutral };

[[nodiscard]] std::string_view to_string(Direction direction);
[[nodiscard]] Direction direction_from(std::string_view word);  // `neutral` for an unknown word

// How the samples of one process become the one value that this process contributes.
// `pooled` metrics are distributions: all samples of a case are pooled and reported by quantiles.
// `lower_decile`: the quantile 0.1, for series of many values.
enum class Reduction { median, minimum, lower_decile, maximum, pooled };

[[nodiscard]] std::string_view to_string(Reduction reduction);
[[nodiscard]] Reduction reduction_from(std::string_view word);  // `median` for an unknown word

// How the values of the processes become the value of the case. Interference only ever adds time, and a
// machine has states that last for minutes: the quartile on the fast side is the same in most of them, so
// metrics of the engine's speed are reported by it. What a user feels is reported by the median.
enum class Centre { median, fast_quartile };

[[nodiscard]] std::string_view to_string(Centre centre);
[[nodiscard]] Centre centre_from(std::string_view word);  // `median` for an unknown word

struct MetricDefinition {
    std::string name;  // snake_case, no unit in it: "ttft"
    int version = 1;   // >= 1
    std::string unit;  // as in records: "s", "tokens/sec", "bytes", "ratio"
    Direction direction = Direction::neutral;
    Reduction reduction = Reduction::median;
    std::string meaning;  // one line
    Centre centre = Centre::median;  // with a direction; of no meaning where `reduction` is maximum or pooled

    // "ttft/1", what a record's `definition` says.
    [[nodiscard]] std::string id() const { return name + "/" + std::to_string(version); }

    bool operator==(const MetricDefinition&) const = default;
};

// All definitions that the project itself gives meaning to, in the order in which reports show them.
[[nodiscard]] std::span<const MetricDefinition> metric_catalogue();

// Null for a name that is not in the catalogue.
[[nodiscard]] const MetricDefinition* find_metric(std::string_view name);

}  // namespace inference_pio
