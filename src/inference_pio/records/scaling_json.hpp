// JSON of a run's scaling laws: the array `scaling` of run.json (docs/record_format.md).
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/record.hpp>

#include "records/json_values.hpp"

namespace inference_pio {

[[nodiscard]] Json to_json(const ScalingLaw& law);

// Errors: malformed, naming the field.
[[nodiscard]] Result<ScalingLaw> scaling_law_from_json(const Json& json);

}  // namespace inference_pio
