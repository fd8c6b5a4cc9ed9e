// Engines by name.
#pragma once

#include <inference_pio/engine.hpp>
#include <memory>
#include <string_view>
#include <vector>

namespace inference_pio {

// "llama_cpp" or "simulated". Errors: not_found, listing the names that exist.
[[nodiscard]] Result<std::unique_ptr<Engine>> make_engine(std::string_view name);

// The facts of every engine of this build, for `describe`.
[[nodiscard]] std::vector<EngineFacts> facts_of_all_engines();

}  // namespace inference_pio
