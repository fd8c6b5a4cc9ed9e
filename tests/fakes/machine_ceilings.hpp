// Ceilings of a machine as outcomes, for tests of what is made of them.
#pragma once

#include <string>
#include <vector>

#include "execution/case_outcome.hpp"
#include "execution/utilization.hpp"

namespace inference_pio {

// One inner list of rates a process.
inline CaseOutcome ceiling(const std::string& name, const std::string& value, std::int64_t threads,
                           const std::vector<std::vector<double>>& processes) {
    CaseOutcome outcome;
    outcome.id.benchmark = kCeilingsBenchmark;
    outcome.id.parameters = {{name, value}, {"threads", threads}};
    outcome.timestamp = "2026-11-24T10:05:00Z";
    for (const auto& rates : processes) {
        Visit& visit = outcome.visits.emplace_back();
        for (const double rate : rates) {
            SampleData sample;
            sample.metrics[std::string(ceiling_metric_of(outcome.id))] = {rate};
            visit.samples.push_back(std::move(sample));
        }
    }
    return outcome;
}

}  // namespace inference_pio
