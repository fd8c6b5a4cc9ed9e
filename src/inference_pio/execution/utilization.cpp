#include "execution/utilization.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <utility>

#include "execution/case_value.hpp"
#include "execution/summary_values.hpp"

namespace inference_pio {
namespace {

constexpr std::string_view kPattern = "pattern";
constexpr std::string_view kWeightType = "weight_type";

// A metric that is `factor` times another one of the same sample, or `factor` over it.
struct Derivation {
    std::string_view metric;
    std::string_view source;
    double amount = 0;     // bytes or operations; 0: the case has no such phase
    bool is_time = false;  // of the source: amount over it, else amount times it
    bool of_memory = false;
};

std::array<Derivation, 6> derivations_of(const CaseCosts& costs) {
    const auto batch = static_cast<double>(std::max<std::int64_t>(costs.batch_size, 1));
    const bool has_phases = costs.prefill_flops > 0 || costs.decode_step_flops > 0;
    const double whole = has_phases ? 0 : 1;
    return {{{"mbu", "decode_throughput", costs.decode_step_bytes / batch, false, true},
             {"decode_mfu", "decode_throughput", costs.decode_step_flops / batch, false, false},
             {"mfu", "prefill_time", costs.prefill_flops, true, false},
             {"prefill_mbu", "prefill_time", costs.prefill_bytes, true, true},
             {"mbu", "memory_throughput", whole, false, true},
             {"mfu", "compute_throughput", whole, false, false}}};
}

// Whether any sample has the metric now.
bool derive(const Derivation& derivation, const Result<Ceiling>& ceiling, Visit& visit) {
    if (!(derivation.amount > 0)) return false;
    bool derived = false;
    for (SampleData& sample : visit.samples) {
        const auto source = sample.metrics.find(derivation.source);
        if (source == sample.metrics.end() || source->second.size() != 1 || source->second.front() <= 0) continue;
        if (!ceiling) {
            visit.missing.emplace(derivation.metric, ceiling.error().message);
            return false;
        }
        const double measured = source->second.front();
        const double rate = derivation.is_time ? derivation.amount / measured : derivation.amount * measured;
        if (!std::isfinite(rate / ceiling->rate)) continue;
        sample.metrics[std::string(derivation.metric)] = {rate / ceiling->rate};
        derived = true;
    }
    return derived;
}

// What the case's record of the share will say.
double reported_share(const CaseOutcome& outcome, const std::string& metric) {
    const MetricDefinition definition = definition_of(metric, outcome.definitions);
    std::vector<double> process_values;
    for (const Visit& visit : outcome.visits) {
        if (const auto value = value_of_visit(visit, definition)) process_values.push_back(*value);
    }
    if (process_values.empty()) return 0;
    return compute_case_value(process_values, definition, 0.95, Stopping::fixed).value;
}

void take_out(const std::string& metric, double share, CaseOutcome& outcome) {
    const std::string reason =
        fmt::format("the case reached {:.0f} % of {}: the machine was slower when that was measured; run it again",
                    100 * share, outcome.ceilings.at(metric));
    for (Visit& visit : outcome.visits) {
        bool had_it = false;
        for (SampleData& sample : visit.samples) had_it = sample.metrics.erase(metric) > 0 || had_it;
        if (had_it) visit.missing.emplace(metric, reason);
    }
    outcome.ceilings.erase(metric);
}

}  // namespace

std::optional<CaseCosts> costs_of(const CaseOutcome& outcome) {
    for (const Visit& visit : outcome.visits) {
        if (visit.facts.costs) return visit.facts.costs;
    }
    return std::nullopt;
}

bool is_bandwidth(const CaseId& ceiling) { return ceiling.parameters.find(kPattern) != nullptr; }

std::string_view ceiling_metric_of(const CaseId& ceiling) {
    return is_bandwidth(ceiling) ? "peak_bandwidth" : "peak_flops";
}

Ceilings::Ceilings(const std::vector<CaseOutcome>& measured, std::string absent)
    : measured_(measured), absent_(std::move(absent)) {}

Result<Ceiling> Ceilings::read_bandwidth(int threads) const {
    auto found = fastest(kPattern, std::string("read"), threads);
    if (found) return found;
    return fail(ErrorKind::unsupported, fmt::format("no memory bandwidth of {} thread{} to compare with: {}", threads,
                                                    threads == 1 ? "" : "s", found.error().message));
}

Result<Ceiling> Ceilings::flops(std::string_view weight_type, int threads) const {
    auto found = fastest(kWeightType, std::string(weight_type), threads);
    if (found) return found;
    return fail(ErrorKind::unsupported,
                fmt::format("no compute peak of {} with {} thread{} to compare with: {}", weight_type, threads,
                            threads == 1 ? "" : "s", found.error().message));
}

Result<Ceiling> Ceilings::fastest(std::string_view name, const Value& value, int threads) const {
    for (const CaseOutcome& outcome : measured_) {
        const Value* of_name = outcome.id.parameters.find(name);
        const Value* of_threads = outcome.id.parameters.find("threads");
        if (of_name == nullptr || *of_name != value) continue;
        if (of_threads == nullptr || *of_threads != Value(static_cast<std::int64_t>(threads))) continue;
        if (outcome.status != Status::ok) return fail(ErrorKind::unsupported, outcome.status_reason);
        double best = 0;
        for (const Visit& visit : outcome.visits) {
            for (const SampleData& sample : visit.samples) {
                const auto found = sample.metrics.find(ceiling_metric_of(outcome.id));
                if (found == sample.metrics.end()) continue;
                for (const double one : found->second) best = std::max(best, one);
            }
        }
        if (best > 0) return Ceiling{outcome.id.name(), best};
    }
    return fail(ErrorKind::unsupported, absent_);
}

std::vector<CaseId> compute_surpassed_ceilings(const std::vector<CaseOutcome>& with_shares,
                                               const std::vector<CaseOutcome>& measured) {
    std::set<std::string> surpassed;
    for (const CaseOutcome& outcome : with_shares) {
        for (const auto& [metric, ceiling] : outcome.ceilings) {
            if (reported_share(outcome, metric) > 1) surpassed.insert(ceiling);
        }
    }
    std::vector<CaseId> ids;
    for (const CaseOutcome& outcome : measured) {
        if (surpassed.count(outcome.id.name()) > 0) ids.push_back(outcome.id);
    }
    return ids;
}

CaseOutcome with_utilization(CaseOutcome outcome, const Ceilings& ceilings) {
    for (Visit& visit : outcome.visits) {
        const std::optional<CaseCosts>& costs = visit.facts.costs;
        if (!costs) continue;
        const Result<Ceiling> bandwidth = ceilings.read_bandwidth(costs->threads);
        const Result<Ceiling> flops = ceilings.flops(costs->weight_type, costs->threads);
        for (const Derivation& derivation : derivations_of(*costs)) {
            const Result<Ceiling>& ceiling = derivation.of_memory ? bandwidth : flops;
            if (derive(derivation, ceiling, visit)) outcome.ceilings[std::string(derivation.metric)] = ceiling->name;
        }
    }
    return outcome;
}

CaseOutcome without_impossible_shares(CaseOutcome outcome) {
    const std::map<std::string, std::string> ceilings = outcome.ceilings;
    for (const auto& entry : ceilings) {
        const double share = reported_share(outcome, entry.first);
        if (share > kShareMost) take_out(entry.first, share, outcome);
    }
    return outcome;
}

}  // namespace inference_pio
