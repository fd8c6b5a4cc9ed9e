// Results of llama-bench, JSON or JSONL (docs/importing.md): what each value means stands there.
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/record.hpp>
#include <inference_pio/result.hpp>
#include <vector>

#include "importers/foreign_document.hpp"

namespace inference_pio {

[[nodiscard]] bool recognises_llama_bench(const ForeignDocument& document);

// Errors: malformed, naming the field.
[[nodiscard]] Result<std::vector<Run>> read_llama_bench(const ForeignDocument& document);

}  // namespace inference_pio
