// Writes a synthesized checkpoint of a model to a file, by asking a benchmark program of that model:
// the parent links no engine.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <inference_pio/result.hpp>
#include <inference_pio/units.hpp>
#include <string>
#include <string_view>

#include "session/session_machine.hpp"

namespace inference_pio {

struct SynthesizeOptions {
    std::string model;                 // "qwen3_0_6b"
    std::string weight_type = "q4_0";  // as in the weight_type axis
    std::int64_t layers = 0;           // of the model, from the first; 0: all
    std::uint64_t seed = 1;
    bool projector = false;  // the model's vision projector, in weight_type, and not the model
    std::filesystem::path output;
};

struct SynthesizeResult {
    std::filesystem::path file;
    Bytes size;
};

// The file appears whole. Errors: not_found (a model without benchmarks, listing the ones that have
// some), whatever the worker answered, io.
[[nodiscard]] Result<SynthesizeResult> synthesize_session(const SynthesizeOptions& options,
                                                          const std::function<void(std::string_view)>& step,
                                                          const SessionMachine& machine);

}  // namespace inference_pio
