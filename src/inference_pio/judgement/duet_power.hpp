// What duets would have said of pairs whose truth is known: duets are drawn from recorded pairs and judged as they
// would have been live, look by look (docs/measurement.md, section 4).
//
// Pure. Thread-safe. The same seed gives the same duets on every machine.
#pragma once

#include <cstdint>
#include <inference_pio/metric.hpp>
#include <inference_pio/result.hpp>
#include <map>
#include <string>
#include <vector>

#include "configuration/gate_rules.hpp"
#include "judgement/measured_pair.hpp"
#include "statistics/binomial_interval.hpp"

namespace inference_pio {

struct PowerOptions {
    std::vector<MetricDefinition> metrics;  // the deciding ones: the family of one duet
    GateThresholds thresholds;
    int duets = 1000;    // >= 1
    int pairs_max = 24;  // of one duet, >= 6
    // Pairs are drawn one by one, each as likely as the others, with replacement; or, where this is true, a stretch of
    // pairs that followed each other, from a random place, so that states of the machine that last are kept.
    bool in_order = false;
    std::uint64_t seed = 1;
};

struct PowerLook {
    int pairs = 0;
    int regressed = 0;      // duets that had found a slowdown by then
    double duration_s = 0;  // mean time that so many pairs took
    bool operator==(const PowerLook&) const = default;
};

// What came out for one injected slowdown.
struct PowerPoint {
    double slowdown = 0;
    int pairs_recorded = 0;
    int duets = 0;
    int regressed = 0;           // some metric, by the last look: found; without a slowdown a false alarm
    int improved = 0;            // some metric: false in any case
    int equivalent = 0;          // all metrics, which is right without a slowdown
    ShareInterval found;         // of `regressed`, exact, 95 %
    double pairs_mean = 0;       // until all metrics were decided, or pairs_max
    double duration_mean_s = 0;  // of those
    std::vector<PowerLook> looks;
    std::map<std::string, double> deviations;  // metric -> robust standard deviation of a pair's log ratio
    std::map<std::string, double> ratios;      // metric -> median of the pairs' ratios
    bool operator==(const PowerPoint&) const = default;
};

// One point for each slowdown in `pairs`, ascending. Pairs that lack a metric are left out. Errors: invalid_argument
// where an option is out of range, there are no metrics, or a slowdown has fewer pairs than pairs_max in order.
[[nodiscard]] Result<std::vector<PowerPoint>> compute_power(const std::vector<MeasuredPair>& pairs,
                                                            const PowerOptions& options);

}  // namespace inference_pio
