#include "engines/engine_registry.hpp"

#include <fmt/format.h>

#include "common/clock.hpp"
#include "engines/llama_cpp/llama_cpp_engine.hpp"
#include "engines/simulated/simulated_engine.hpp"

namespace inference_pio {

Result<std::unique_ptr<Engine>> make_engine(std::string_view name) {
    if (name == "llama_cpp") return std::make_unique<LlamaCppEngine>();
    if (name == "simulated") return std::make_unique<SimulatedEngine>(machine_clock());
    return fail(ErrorKind::not_found, fmt::format("no engine is named '{}'", name),
                "the engines are llama_cpp and simulated");
}

std::vector<EngineFacts> facts_of_all_engines() {
    return {LlamaCppEngine().facts(), SimulatedEngine(machine_clock()).facts()};
}

}  // namespace inference_pio
