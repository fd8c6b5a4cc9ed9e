// An engine whose timelines have a known truth (simulation.hpp), for proofs of the harness. It needs
// no checkpoint and computes nothing.
//
// Of a TTFT 1 % is tokenization, 98 % prefill and 1 % the first sampling; of a token gap 1 % is
// sampling. All sequences of a batch get their tokens at the same instant. Token ids depend on the
// prompt alone. Planted stamps lie in the future and nothing waits for them; `mode=sleeping` sleeps
// until each one and stamps what the clock then says.
//
// Without the options `process` and `process_counter` a process's own id tells its noise from that of others.
//
// Thread safety: as Engine.
#pragma once

#include <inference_pio/engine.hpp>

#include "common/clock.hpp"

namespace inference_pio {

class SimulatedEngine final : public Engine {
public:
    // `clock` outlives the engine and the models that it loads.
    explicit SimulatedEngine(Clock& clock) : clock_(clock) {}

    [[nodiscard]] EngineFacts facts() const override;
    [[nodiscard]] Result<std::unique_ptr<LoadedModel>> load(const std::filesystem::path& checkpoint,
                                                            const LoadOptions& options) override;

private:
    Clock& clock_;
};

}  // namespace inference_pio
