// The measuring part of a duet: rounds over all cases, in each the two sides of a case in turns (A B B A), looks at
// the whole family as pairs come in, and an end as soon as every case is decided.
//
// Thread safety: one measurement at a time in a process.
#pragma once

#include <functional>
#include <inference_pio/result.hpp>
#include <inference_pio/units.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "configuration/gate_rules.hpp"
#include "execution/turns.hpp"
#include "judgement/duet_family.hpp"
#include "judgement/measured_pair.hpp"

namespace inference_pio {

struct DuetCase {
    CaseId id;
    TurnSide baseline;
    TurnSide candidate;
};

struct DuetPlan {
    GateRules rules;
    int pairs_max = 24;                  // of each case, >= 6
    int samples = 4;                     // of each process, beside one of warm-up, >= 1
    Seconds timeout{120};                // of one prepare and of one sample
    std::optional<Seconds> budget = {};  // no pair begins after it
    std::uint64_t seed = 1;
};

struct DuetCaseResult {
    CaseId id;
    std::vector<MetricDefinition> definitions;  // of what was measured; empty before the first pair
    std::vector<MeasuredPair> pairs;
    CaseFacts baseline;
    CaseFacts candidate;
    std::optional<Error> failure;  // what ended it: of the side below
    std::string failed_side;       // "baseline", "candidate"
};

// Where in the family a metric of a case stands.
struct DuetPlace {
    std::size_t of_case = 0;  // index into the cases
    MetricDefinition metric;
};

struct DuetMeasurement {
    std::vector<DuetCaseResult> cases;  // in the order of the plan
    std::vector<DuetPlace> places;      // hypothesis i of the family is of places[i]; empty without a pair
    std::vector<DuetState> states;      // as many
    bool interrupted = false;           // by the user
    bool out_of_time = false;           // the budget ended before every case was decided
    std::optional<Error> stopped;       // by the listener: a full disk
    double duration_s = 0;
};

// Both are called from the measuring thread. An Error of the first ends the measurement; what was measured stays.
struct DuetListeners {
    std::function<Result<void>(const MeasuredPair&)> pair;  // may be empty
    std::function<void(std::string_view)> step;             // may be empty; a line for people
};

// `cases`: at least one. A case whose side fails is left from then on; the others go on.
[[nodiscard]] DuetMeasurement measure_duet(const std::vector<DuetCase>& cases, const DuetPlan& plan,
                                           const DuetListeners& listeners, const WorkerMachine& machine);

// The deciding metrics of a case's pairs as hypotheses, with the thresholds of their rules. Pure.
[[nodiscard]] std::vector<std::pair<DuetPlace, DuetHypothesis>> deciding_hypotheses(const DuetCaseResult& result,
                                                                                    std::size_t of_case,
                                                                                    const GateRules& rules);

// One metric of the pairs of a case; pairs in which a side has none are left out. Pure.
[[nodiscard]] PairedSamples paired_samples_of(const std::vector<MeasuredPair>& pairs, const MetricDefinition& metric);

}  // namespace inference_pio
