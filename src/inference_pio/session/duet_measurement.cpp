#include "session/duet_measurement.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

#include "judgement/comparison.hpp"
#include "judgement/metric_kind.hpp"
#include "statistics/random_index.hpp"

namespace inference_pio {
namespace {

// Pairs come by two: A B B A, so that drift over the four processes cancels.
constexpr int kPairsOfBlock = 2;

class DuetRounds {
public:
    DuetRounds(const std::vector<DuetCase>& cases, const DuetPlan& plan, const DuetListeners& listeners,
               const WorkerMachine& machine)
        : cases_(cases),
          plan_(plan),
          listeners_(listeners),
          machine_(machine),
          begin_(machine.clock.monotonic_now()),
          random_(plan.seed),
          looks_(compute_looks(plan.pairs_max)) {
        for (const DuetCase& one : cases) {
            DuetCaseResult result;
            result.id = one.id;
            measurement_.cases.push_back(std::move(result));
        }
    }

    DuetMeasurement run() {
        std::vector<std::size_t> open(cases_.size());
        std::iota(open.begin(), open.end(), std::size_t{0});
        auto family = DuetFamily::create(1 - plan_.rules.general.certainty, looks_);
        if (!family) return stopped_by(std::move(family.error()));
        std::size_t next_look = 0;
        for (int pairs = 0; next_look < looks_.size() && !open.empty() && !ended(); pairs += kPairsOfBlock) {
            random_.shuffle(std::span(open));
            for (const std::size_t i : open) {
                if (!measure_block(i, pairs)) break;
            }
            if (!ended() && pairs + kPairsOfBlock < looks_[next_look]) {
                drop_failed(open);
                continue;
            }
            // An end that the user or the clock brought is a look too: of what there is, at the next look's bound.
            if (auto looked = look(*family, next_look++); !looked) return stopped_by(std::move(looked.error()));
            drop_decided(open);
            drop_failed(open);
        }
        measurement_.out_of_time = measurement_.out_of_time && !open.empty();
        measurement_.duration_s = spent().count();
        return std::move(measurement_);
    }

private:
    [[nodiscard]] Seconds spent() const { return machine_.clock.monotonic_now() - begin_; }
    [[nodiscard]] bool ended() const {
        return measurement_.interrupted || measurement_.out_of_time || measurement_.stopped.has_value();
    }

    DuetMeasurement stopped_by(Error error) {
        measurement_.stopped = std::move(error);
        return std::move(measurement_);
    }

    // False: the whole measurement has come to an end.
    bool measure_block(std::size_t i, int pairs_before) {
        TurnSettings settings;
        settings.sampling = {1, plan_.samples};
        settings.limits.prepare = settings.limits.measure = plan_.timeout;
        const std::vector<bool> turns = compute_turns(pairs_before + kPairsOfBlock, plan_.seed + i);
        for (int pair = pairs_before; pair < pairs_before + kPairsOfBlock; ++pair) {
            if (plan_.budget && spent() >= *plan_.budget) {
                measurement_.out_of_time = true;
                return false;
            }
            say(i, pair);
            const auto one = run_turn_pair(cases_[i].baseline, cases_[i].candidate,
                                           turns[static_cast<std::size_t>(pair)], pair, settings, machine_);
            if (one.failure) return note_failure(measurement_.cases[i], one);
            if (!note_pair(i, one.pair)) return false;
        }
        return true;
    }

    bool note_failure(DuetCaseResult& result, const TurnPairResult& one) {
        if (one.failure->kind == ErrorKind::cancelled) {
            measurement_.interrupted = true;
            return false;
        }
        result.failure = one.failure;
        result.failed_side = one.side.value_or("");
        return true;
    }

    bool note_pair(std::size_t i, const TurnPair& pair) {
        DuetCaseResult& result = measurement_.cases[i];
        const auto& declared = cases_[i].candidate.definitions;
        if (result.pairs.empty()) {
            result.definitions = definitions_of_pair(pair, declared);
            result.baseline = pair.baseline.facts;
            result.candidate = pair.candidate.facts;
        }
        result.pairs.push_back(measured_pair_of(pair, declared, result.id.name()));
        result.pairs.back().slowdown = cases_[i].candidate.command.injected_slowdown;
        if (!listeners_.pair) return true;
        auto told = listeners_.pair(result.pairs.back());
        if (!told) measurement_.stopped = std::move(told.error());
        return !measurement_.stopped;
    }

    // The family is that of the first look: what joins or leaves later would change what alpha was shared among.
    Result<void> look(DuetFamily& family, std::size_t number) {
        std::vector<DuetHypothesis> hypotheses;
        if (places_by_case_.empty()) {
            places_by_case_.resize(cases_.size());
            for (std::size_t i = 0; i < cases_.size(); ++i) {
                for (auto& [place, hypothesis] : deciding_hypotheses(measurement_.cases[i], i, plan_.rules)) {
                    places_by_case_[i].push_back(measurement_.places.size());
                    measurement_.places.push_back(std::move(place));
                }
            }
        }
        for (const DuetPlace& place : measurement_.places) {
            const DuetCaseResult& result = measurement_.cases[place.of_case];
            DuetHypothesis hypothesis;
            hypothesis.samples = paired_samples_of(result.pairs, place.metric);
            hypothesis.thresholds = thresholds_for(plan_.rules, place.metric.name, result.id.name());
            hypothesis.exact = metric_kind(place.metric) == MetricKind::exact;
            hypotheses.push_back(std::move(hypothesis));
        }
        auto looked = family.look(number, hypotheses);
        if (looked) measurement_.states = family.states();
        return looked;
    }

    void drop_decided(std::vector<std::size_t>& open) const {
        std::erase_if(open, [&](std::size_t i) {
            const auto& places = places_by_case_[i];
            return std::all_of(places.begin(), places.end(),
                               [&](std::size_t place) { return measurement_.states[place].decided(); });
        });
    }

    void drop_failed(std::vector<std::size_t>& open) const {
        std::erase_if(open, [&](std::size_t i) { return measurement_.cases[i].failure.has_value(); });
    }

    void say(std::size_t i, int pair) const {
        if (!listeners_.step) return;
        const auto decided = std::count_if(measurement_.states.begin(), measurement_.states.end(),
                                           [](const DuetState& state) { return state.decided(); });
        std::string line = fmt::format("duet: pair {} of at most {}, {}", pair + 1, looks_.back(), cases_[i].id.name());
        if (!measurement_.states.empty())
            line += fmt::format("; {} of {} decided", decided, measurement_.states.size());
        listeners_.step(line);
    }

    const std::vector<DuetCase>& cases_;
    const DuetPlan& plan_;
    const DuetListeners& listeners_;
    const WorkerMachine& machine_;
    Nanoseconds begin_;
    RandomIndex random_;
    std::vector<int> looks_;
    std::vector<std::vector<std::size_t>> places_by_case_;
    DuetMeasurement measurement_;
};

}  // namespace

DuetMeasurement measure_duet(const std::vector<DuetCase>& cases, const DuetPlan& plan, const DuetListeners& listeners,
                             const WorkerMachine& machine) {
    return DuetRounds(cases, plan, listeners, machine).run();
}

std::vector<std::pair<DuetPlace, DuetHypothesis>> deciding_hypotheses(const DuetCaseResult& result, std::size_t of_case,
                                                                      const GateRules& rules) {
    std::vector<std::pair<DuetPlace, DuetHypothesis>> hypotheses;
    for (const MetricDefinition& metric : result.definitions) {
        if (!is_deciding(metric, result.definitions)) continue;
        DuetHypothesis hypothesis;
        hypothesis.samples = paired_samples_of(result.pairs, metric);
        if (hypothesis.samples.baseline.empty()) continue;
        hypothesis.thresholds = thresholds_for(rules, metric.name, result.id.name());
        hypothesis.exact = metric_kind(metric) == MetricKind::exact;
        hypotheses.emplace_back(DuetPlace{of_case, metric}, std::move(hypothesis));
    }
    return hypotheses;
}

PairedSamples paired_samples_of(const std::vector<MeasuredPair>& pairs, const MetricDefinition& metric) {
    PairedSamples samples;
    samples.direction = metric.direction;
    for (const MeasuredPair& pair : pairs) {
        const auto baseline = pair.baseline.find(metric.name);
        const auto candidate = pair.candidate.find(metric.name);
        if (baseline == pair.baseline.end() || candidate == pair.candidate.end()) continue;
        samples.baseline.push_back(baseline->second);
        samples.candidate.push_back(candidate->second);
    }
    return samples;
}

}  // namespace inference_pio
