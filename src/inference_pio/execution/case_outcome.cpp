#include "execution/case_outcome.hpp"

#include <algorithm>

namespace inference_pio {

void learn_definitions(CaseOutcome& outcome, const Visit& visit) {
    for (const SampleData& sample : visit.samples) {
        for (const MetricDefinition& definition : sample.definitions) {
            const bool known =
                std::any_of(outcome.definitions.begin(), outcome.definitions.end(),
                            [&](const MetricDefinition& other) { return other.name == definition.name; });
            if (!known) outcome.definitions.push_back(definition);
        }
    }
}

}  // namespace inference_pio
