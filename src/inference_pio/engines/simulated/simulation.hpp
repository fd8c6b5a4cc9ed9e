// The simulated engine's law of time: durations of a known distribution.
//
// Pure and deterministic for options, seed and process number, on every machine. A duration is
//   base × bias(process) × (1 + drift × sample) × (warm-up factor, in the first samples) × noise × tail
//        × (slow factor, in a slow sample) × (1 + run_drift × place of the process in the run)
// and every `stall_every`-th token gap of a process is longer by `stall_s`. Noise has the median 1.
//
// Thread safety: a Simulation belongs to one thread.
#pragma once

#include <cstdint>
#include <inference_pio/result.hpp>
#include <map>
#include <string>

namespace inference_pio {

struct SimulationOptions {
    double ttft_s = 0.05;                   // median time to first token, > 0
    double itl_s = 0.01;                    // median gap between tokens, > 0
    std::string distribution = "constant";  // or "lognormal"
    double sigma = 0.05;                    // of the lognormal noise's logarithm, >= 0
    double tail_share = 0;                  // of the durations, 0 … 1 …
    double tail_factor = 1;                 // … that are longer by this factor, >= 1
    std::int64_t stall_every = 0;           // token gaps of a process; 0: never
    double stall_s = 0;                     // >= 0
    double drift = 0;        // share by which each sample of a process is slower than its first, per sample
    double slow_share = 0;   // of the samples, 0 … 1 …
    double slow_factor = 1;  // … that are slower as a whole by this factor, >= 1
    // By how much the last of the first `run_processes` processes of a run is slower than the first: in
    // even steps, and no further after it. Process numbers have to be places in the run (process_counter).
    double run_drift = 0;
    std::int64_t run_processes = 16;  // >= 2
    double process_bias = 0;          // sigma of a lognormal factor, one for each process
    std::int64_t warmup_samples = 0;  // of a process …
    double warmup_factor = 1;         // … that are slower by this factor, >= 1
    bool sleeping = false;            // false: stamps are planted
    std::uint64_t seed = 1;
    std::uint64_t process = 0;

    bool operator==(const SimulationOptions&) const = default;
};

// `process` is the number of a process that does not say its own. Errors: invalid_argument.
[[nodiscard]] Result<SimulationOptions> parse_simulation_options(const std::map<std::string, std::string>& options,
                                                                 std::uint64_t process);

// The option process_counter: a file that numbers the processes of a run. Empty: not given.
[[nodiscard]] std::string process_counter_of(const std::map<std::string, std::string>& options);

// Without seed, process and process_counter, which are not part of what is compared.
[[nodiscard]] std::map<std::string, std::string> to_engine_options(const SimulationOptions& options);

class Simulation {
public:
    explicit Simulation(const SimulationOptions& options);

    void begin_sample();                 // before the first duration of each sample
    [[nodiscard]] double next_ttft_s();  // > 0
    [[nodiscard]] double next_gap_s();   // > 0

private:
    [[nodiscard]] double uniform();  // (0, 1)
    [[nodiscard]] double normal();
    [[nodiscard]] double factor();

    SimulationOptions options_;
    std::uint64_t state_;
    double bias_ = 1;
    double slow_ = 1;
    std::int64_t sample_ = -1;
    std::int64_t gaps_ = 0;
};

}  // namespace inference_pio
