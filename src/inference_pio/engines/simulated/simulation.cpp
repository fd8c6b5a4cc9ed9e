#include "engines/simulated/simulation.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "engines/engine_options.hpp"

namespace inference_pio {
namespace {

constexpr double kLongest_s = 1e6;
constexpr std::string_view kProcessCounter = "process_counter";

// SplitMix64 (Steele, Lea and Flood, 2014). The standard library's distributions differ between
// implementations; planted truths must not.
std::uint64_t next_random(std::uint64_t& state) {
    state += 0x9e3779b97f4a7c15U;
    std::uint64_t z = state;
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31U);
}

}  // namespace

Result<SimulationOptions> parse_simulation_options(const std::map<std::string, std::string>& options,
                                                   std::uint64_t process) {
    EngineOptionReader read("simulated", options);
    const std::int64_t most = std::numeric_limits<std::int64_t>::max();
    SimulationOptions parsed;
    parsed.ttft_s = read.real("ttft_s", parsed.ttft_s, 1e-9, kLongest_s);
    parsed.itl_s = read.real("itl_s", parsed.itl_s, 1e-9, kLongest_s);
    parsed.distribution = read.word("distribution", parsed.distribution, {"constant", "lognormal"});
    parsed.sigma = read.real("sigma", parsed.sigma, 0, 10);
    parsed.tail_share = read.real("tail_share", parsed.tail_share, 0, 1);
    parsed.tail_factor = read.real("tail_factor", parsed.tail_factor, 1, 1e6);
    parsed.stall_every = read.integer("stall_every", parsed.stall_every, 0, most);
    parsed.stall_s = read.real("stall_s", parsed.stall_s, 0, kLongest_s);
    parsed.drift = read.real("drift", parsed.drift, 0, 1e3);
    parsed.slow_share = read.real("slow_share", parsed.slow_share, 0, 1);
    parsed.slow_factor = read.real("slow_factor", parsed.slow_factor, 1, 1e6);
    parsed.run_drift = read.real("run_drift", parsed.run_drift, 0, 1e3);
    parsed.run_processes = read.integer("run_processes", parsed.run_processes, 2, most);
    parsed.process_bias = read.real("process_bias", parsed.process_bias, 0, 10);
    parsed.warmup_samples = read.integer("warmup_samples", parsed.warmup_samples, 0, most);
    parsed.warmup_factor = read.real("warmup_factor", parsed.warmup_factor, 1, 1e6);
    parsed.sleeping = read.word("mode", "planted", {"planted", "sleeping"}) == "sleeping";
    parsed.seed = static_cast<std::uint64_t>(read.integer("seed", 1, 0, most));
    parsed.process = static_cast<std::uint64_t>(read.integer("process", static_cast<std::int64_t>(process), 0, most));
    (void)read.text(kProcessCounter, {});
    if (auto finished = read.finish(); !finished) return fail(std::move(finished).error());
    return parsed;
}

std::string process_counter_of(const std::map<std::string, std::string>& options) {
    const auto found = options.find(std::string(kProcessCounter));
    return found == options.end() ? std::string() : found->second;
}

std::map<std::string, std::string> to_engine_options(const SimulationOptions& options) {
    return {{"ttft_s", option_text(options.ttft_s)},
            {"itl_s", option_text(options.itl_s)},
            {"distribution", options.distribution},
            {"sigma", option_text(options.sigma)},
            {"tail_share", option_text(options.tail_share)},
            {"tail_factor", option_text(options.tail_factor)},
            {"stall_every", std::to_string(options.stall_every)},
            {"stall_s", option_text(options.stall_s)},
            {"drift", option_text(options.drift)},
            {"slow_share", option_text(options.slow_share)},
            {"slow_factor", option_text(options.slow_factor)},
            {"run_drift", option_text(options.run_drift)},
            {"run_processes", std::to_string(options.run_processes)},
            {"process_bias", option_text(options.process_bias)},
            {"warmup_samples", std::to_string(options.warmup_samples)},
            {"warmup_factor", option_text(options.warmup_factor)},
            {"mode", options.sleeping ? "sleeping" : "planted"}};
}

Simulation::Simulation(const SimulationOptions& options) : options_(options), state_(options.seed) {
    // Mixes the process number in, so that neighbouring numbers give unrelated streams.
    state_ = next_random(state_) ^ options.process;
    state_ = next_random(state_);
    bias_ = std::exp(options_.process_bias * normal());
    const auto last = static_cast<std::uint64_t>(options_.run_processes - 1);
    const auto place = static_cast<double>(std::min(options_.process, last)) / static_cast<double>(last);
    bias_ *= 1 + options_.run_drift * place;
}

void Simulation::begin_sample() {
    ++sample_;
    slow_ = options_.slow_share > 0 && uniform() < options_.slow_share ? options_.slow_factor : 1;
}

double Simulation::uniform() { return (static_cast<double>(next_random(state_) >> 11U) + 0.5) * 0x1.0p-53; }

double Simulation::normal() {  // Box and Muller, 1958
    const double radius = std::sqrt(-2 * std::log(uniform()));
    return radius * std::cos(2 * std::numbers::pi * uniform());
}

double Simulation::factor() {
    double factor = bias_ * slow_ * (1 + options_.drift * static_cast<double>(sample_));
    if (sample_ < options_.warmup_samples) factor *= options_.warmup_factor;
    if (options_.distribution == "lognormal") factor *= std::exp(options_.sigma * normal());
    if (options_.tail_share > 0 && uniform() < options_.tail_share) factor *= options_.tail_factor;
    return factor;
}

double Simulation::next_ttft_s() { return options_.ttft_s * factor(); }

double Simulation::next_gap_s() {
    double gap_s = options_.itl_s * factor();
    ++gaps_;
    if (options_.stall_every > 0 && gaps_ % options_.stall_every == 0) gap_s += options_.stall_s;
    return gap_s;
}

}  // namespace inference_pio
