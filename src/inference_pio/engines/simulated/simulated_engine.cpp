#include "engines/simulated/simulated_engine.hpp"

#include <unistd.h>

#include <algorithm>
#include <utility>

#include "engines/prompt_tokens.hpp"
#include "engines/simulated/process_counter.hpp"
#include "engines/simulated/simulation.hpp"

namespace inference_pio {
namespace {

constexpr double kTokenizeShare = 0.01;
constexpr double kSamplingShare = 0.01;
constexpr std::size_t kBytesPerToken = 4;
constexpr std::uint32_t kVocabulary = 32'000;

Nanoseconds from_seconds(double seconds) { return Nanoseconds(static_cast<std::int64_t>(seconds * 1e9 + 0.5)); }

std::int32_t mix(std::uint32_t a, std::uint32_t b) {
    std::uint32_t h = a * 0x9e3779b1U ^ (b + 0x7f4a7c15U);
    h = (h ^ (h >> 15U)) * 0x85ebca6bU;
    return static_cast<std::int32_t>((h ^ (h >> 13U)) % kVocabulary);
}

std::vector<std::int32_t> tokenize_bytes(const std::string& text) {
    std::vector<std::int32_t> ids;
    ids.reserve(text.size() / kBytesPerToken + 1);
    for (std::size_t begin = 0; begin < text.size(); begin += kBytesPerToken) {
        std::uint32_t word = 0;
        for (std::size_t i = begin; i < std::min(begin + kBytesPerToken, text.size()); ++i) {
            word = word << 8U | static_cast<unsigned char>(text[i]);
        }
        ids.push_back(mix(word, 0));
    }
    return ids;
}

class SimulatedModel final : public LoadedModel {
public:
    SimulatedModel(Clock& clock, LoadOptions load, SimulationOptions options)
        : clock_(clock), load_(std::move(load)), options_(std::move(options)), simulation_(options_) {}

    Result<Timeline> generate(const GenerationRequest& request) override;
    Result<std::vector<std::int32_t>> tokenize(const std::string& text) override { return tokenize_bytes(text); }
    [[nodiscard]] EngineMemory memory() const override { return {}; }
    [[nodiscard]] std::string architecture() const override { return "simulated"; }
    [[nodiscard]] std::map<std::string, std::string> effective_options() const override {
        return to_engine_options(options_);
    }

private:
    Result<Timeline> begin_timeline(const GenerationRequest& request) const;
    // The stamp of an instant: planted, or slept for.
    Nanoseconds reach(Nanoseconds instant);
    [[nodiscard]] Nanoseconds stretched(double seconds) const {
        return from_seconds(seconds * (1 + load_.injected_slowdown));
    }

    Clock& clock_;
    LoadOptions load_;
    SimulationOptions options_;
    Simulation simulation_;
};

Result<Timeline> SimulatedModel::begin_timeline(const GenerationRequest& request) const {
    if (auto fits = check_request(request, load_); !fits) return fail(std::move(fits).error());
    Timeline timeline;
    const Tokenizer tokenizer = [](const std::string& text, bool) -> Result<std::vector<std::int32_t>> {
        return tokenize_bytes(text);
    };
    for (const SequenceRequest& sequence : request.sequences) {
        auto prompt = compute_prompt_tokens(sequence, load_.depth == 0, tokenizer);
        if (!prompt) return fail(std::move(prompt).error());
        const auto count = static_cast<std::int64_t>(prompt->size());
        if (auto fits = check_context(count, request, load_); !fits) return fail(std::move(fits).error());
        SequenceTimeline& one = timeline.sequences.emplace_back();
        one.prompt_tokens = count;
        std::uint32_t state = 1;
        for (const std::int32_t id : *prompt)
            state = static_cast<std::uint32_t>(mix(state, static_cast<std::uint32_t>(id)));
        for (std::int64_t i = 0; i < request.new_tokens; ++i) {
            one.tokens.push_back(mix(state, static_cast<std::uint32_t>(i)));
        }
        one.token_available.reserve(one.tokens.size());
    }
    return timeline;
}

Nanoseconds SimulatedModel::reach(Nanoseconds instant) {
    if (!options_.sleeping) return instant;
    const Nanoseconds now = clock_.monotonic_now();
    if (now < instant) clock_.sleep_for(instant - now);
    return clock_.monotonic_now();
}

Result<Timeline> SimulatedModel::generate(const GenerationRequest& request) {
    auto begun = begin_timeline(request);
    if (!begun) return begun;
    Timeline timeline = *std::move(begun);
    simulation_.begin_sample();
    // Instants are added up from the start, so that a sleep's overrun is not handed on to the next.
    const Nanoseconds start = clock_.monotonic_now();
    timeline.submitted = start;
    const Nanoseconds ttft = stretched(simulation_.next_ttft_s());
    const double share = static_cast<double>(ttft.count());
    timeline.tokenized = reach(start + Nanoseconds(static_cast<std::int64_t>(share * kTokenizeShare)));
    timeline.prefill_begin = timeline.tokenized;
    timeline.prefilled = reach(start + Nanoseconds(static_cast<std::int64_t>(share * (1 - kSamplingShare))));
    Nanoseconds instant = start + ttft;
    Nanoseconds stamp = reach(instant);
    timeline.sampling.push_back(stamp - timeline.prefilled);
    for (SequenceTimeline& one : timeline.sequences) one.token_available.push_back(stamp);
    for (std::int64_t i = 1; i < request.new_tokens; ++i) {
        const Nanoseconds gap = stretched(simulation_.next_gap_s());
        instant += gap;
        stamp = reach(instant);
        timeline.sampling.push_back(
            Nanoseconds(static_cast<std::int64_t>(static_cast<double>(gap.count()) * kSamplingShare)));
        for (SequenceTimeline& one : timeline.sequences) one.token_available.push_back(stamp);
    }
    return timeline;
}

}  // namespace

EngineFacts SimulatedEngine::facts() const { return {"simulated", "1", to_engine_options(SimulationOptions{}), {}}; }

Result<std::unique_ptr<LoadedModel>> SimulatedEngine::load(const std::filesystem::path& /*checkpoint*/,
                                                           const LoadOptions& options) {
    auto process = static_cast<std::uint64_t>(getpid());
    if (const std::string counter = process_counter_of(options.engine_options); !counter.empty()) {
        auto place = take_process_number(counter);
        if (!place) return fail(std::move(place).error());
        process = *place;
    }
    auto parsed = parse_simulation_options(options.engine_options, process);
    if (!parsed) return fail(std::move(parsed).error());
    return std::make_unique<SimulatedModel>(clock_, options, *std::move(parsed));
}

}  // namespace inference_pio
