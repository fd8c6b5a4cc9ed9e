// Metrics from what a program prints: lines such as `Latency: 0.1234s`.
//
// A line is a name, a colon, a number and perhaps a unit. Units are brought to those of records:
//     12 ms -> 0.012 s      1.5 GiB -> bytes      97 % -> ratio      45.2 tok/s -> tokens/sec
// A unit may also stand in brackets after the name: `Latency (ms): 12`. Numbers may have exponents and
// thousands separated by commas. Times and bytes are better when lower, rates when higher; of other
// units, which are one word apart from the number, nothing is known. A name that the catalogue gives
// another unit gets its unit appended, since `Throughput: 9 images/s` is no `throughput/1`. Lines that do
// not fit are not metrics.
//
// python/inference_pio_bench/output_metrics.py follows the same rules; both are tested against
// tests/fixtures/output_metrics.json.
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/metric.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace inference_pio {

struct OutputMetric {
    MetricDefinition definition;  // the catalogue's own where the name and the unit are there
    double value = 0;             // finite

    bool operator==(const OutputMetric&) const = default;
};

// Nothing for a line that is no metric.
[[nodiscard]] std::optional<OutputMetric> parse_metric_line(std::string_view line);

struct OutputSeries {
    MetricDefinition definition;
    std::vector<double> values;  // one for each line of this name, in order
};

// Metrics by name. Of a text without end only the first kMostOutputMetrics names are taken, and of each
// name the first kMostOutputValues values.
inline constexpr std::size_t kMostOutputMetrics = 256;
inline constexpr std::size_t kMostOutputValues = 100'000;
[[nodiscard]] std::map<std::string, OutputSeries> parse_output_metrics(std::string_view text);

}  // namespace inference_pio
