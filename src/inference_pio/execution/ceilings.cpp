#include "execution/ceilings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "discovery/printable_text.hpp"
#include "execution/summary_noise.hpp"
#include "execution/utilization.hpp"

namespace inference_pio {
namespace {

constexpr int kProcesses = 2;     // that a ceiling needs, each with a sample that nothing disturbed
constexpr int kProcessesMax = 6;  // on a machine that is never left alone
constexpr int kSamples = 2;       // of each process

CaseId ceiling_of(std::string_view parameter, std::string value, int threads) {
    CaseId id;
    id.benchmark = kCeilingsBenchmark;
    id.parameters = {{std::string(parameter), std::move(value)}, {"threads", static_cast<std::int64_t>(threads)}};
    return id;
}

CaseCommand command_of_ceiling(const CaseId& id, std::uint64_t seed) {
    CaseCommand command;
    command.benchmark = is_bandwidth(id) ? "memory_bandwidth" : "matrix_product";
    command.parameters = id.parameters;
    command.seed = seed;
    return command;
}

const CaseOutcome* find_measured(const std::vector<CaseOutcome>& known, const CaseId& id) {
    const auto found = std::find_if(known.begin(), known.end(), [&](const CaseOutcome& outcome) {
        return outcome.id == id && outcome.status == Status::ok && !outcome.visits.empty();
    });
    return found == known.end() ? nullptr : &*found;
}

Result<Visit> visit_ceiling(const CaseId& id, const CeilingsRequest& request, const WorkerProgram& program,
                            const WorkerMachine& machine) {
    const std::string metric(ceiling_metric_of(id));
    auto worker = WorkerProcess::start(machine, program, request.cpus, WorkerLimits{});
    if (!worker) return fail(std::move(worker.error()));
    auto ready = worker->prepare(command_of_ceiling(id, request.seed), {});
    if (!ready) return fail(std::move(ready.error()));
    Visit visit;
    visit.facts = std::move(ready->facts);
    for (int i = 0; i < kSamples; ++i) {
        auto sample = worker->measure();
        if (!sample) return fail(std::move(sample.error()));
        const auto found = sample->metrics.find(metric);
        if (found == sample->metrics.end() || found->second.size() != 1 || found->second.front() <= 0) {
            return fail(ErrorKind::malformed, fmt::format("the worker of the ceilings gives no {}", metric));
        }
        SampleData kept;
        kept.metrics[metric] = found->second;
        kept.evidence = std::move(sample->evidence);
        visit.samples.push_back(std::move(kept));
    }
    if (auto released = worker->release(); !released) return fail(std::move(released.error()));
    return visit;
}

// The first `before` visits are of an earlier measurement.
bool is_enough(const CaseOutcome& outcome, std::size_t before) {
    const auto first = outcome.visits.begin() + static_cast<std::ptrdiff_t>(std::min(before, outcome.visits.size()));
    const auto quiet = std::count_if(first, outcome.visits.end(), [](const Visit& visit) {
        return std::any_of(visit.samples.begin(), visit.samples.end(),
                           [](const SampleData& sample) { return !is_disturbed(sample.evidence); });
    });
    return quiet >= kProcesses || outcome.visits.end() - first >= kProcessesMax;
}

class Measurement {
public:
    Measurement(const CeilingsRequest& request, const WorkerMachine& machine, Journal& journal,
                const RunObserver& observer)
        : request_(request), machine_(machine), journal_(journal), observer_(observer) {
        for (const CaseId& id : request.needed) {
            const CaseOutcome* known = find_measured(request.known, id);
            const bool again = std::find(request.again.begin(), request.again.end(), id) != request.again.end();
            CaseOutcome& outcome = result_.outcomes.emplace_back(known != nullptr ? *known : CaseOutcome{});
            states_.push_back({known != nullptr && !again, outcome.visits.size()});
            if (known != nullptr) continue;
            outcome.id = id;
            outcome.timestamp = format_utc(machine.clock.wall_now());
        }
    }

    CeilingsResult run(const Result<WorkerProgram>& program) {
        for (int process = 0; process < kProcessesMax && !result_.interrupted; ++process) {
            for (std::size_t i = 0; i < result_.outcomes.size() && !result_.interrupted; ++i) {
                CaseOutcome& outcome = result_.outcomes[i];
                if (states_[i].settled || outcome.status != Status::ok || is_enough(outcome, states_[i].before))
                    continue;
                tell(process, i);
                auto visit = program ? visit_ceiling(outcome.id, request_, *program, machine_)
                                     : Result<Visit>(fail(program.error()));
                take(i, std::move(visit));
            }
        }
        if (result_.interrupted) leave_out_unmeasured();
        write();
        return std::move(result_);
    }

private:
    struct State {
        bool settled = false;    // nothing is left to do: measured before, or not to be had
        std::size_t before = 0;  // visits of an earlier measurement
    };

    void tell(int process, std::size_t number) const {
        if (!observer_.step) return;
        std::string again;
        if (states_[number].before > 0) again = ", again, since a case did better";
        if (process >= kProcesses) again = ", again, since the machine was disturbed";
        observer_.step(fmt::format("measuring the machine's ceilings: {}{}",
                                   result_.outcomes[number].id.parameters.to_string(), again));
    }

    void take(std::size_t number, Result<Visit> visit) {
        CaseOutcome& outcome = result_.outcomes[number];
        if (visit) {
            outcome.visits.push_back(*std::move(visit));
            return;
        }
        const WorkerOutcome end = outcome_of(visit.error());
        if (std::holds_alternative<Cancelled>(end)) {
            result_.interrupted = true;
            return;
        }
        if (states_[number].before > 0) {  // what was known before holds
            states_[number].settled = true;
            return;
        }
        outcome.status = status_of(end);
        outcome.status_reason = one_line(visit.error().message);
        outcome.visits.clear();  // half of a ceiling is none
    }

    // Too few processes are not what was asked for: a run that goes on measures it anew.
    void leave_out_unmeasured() {
        for (std::size_t i = result_.outcomes.size(); i-- > 0;) {
            const CaseOutcome& outcome = result_.outcomes[i];
            if (outcome.status != Status::ok || states_[i].before > 0 || is_enough(outcome, 0)) continue;
            result_.outcomes.erase(result_.outcomes.begin() + static_cast<std::ptrdiff_t>(i));
            states_.erase(states_.begin() + static_cast<std::ptrdiff_t>(i));
        }
    }

    void write() {
        for (std::size_t i = 0; i < result_.outcomes.size() && !result_.journal_failure; ++i) {
            if (result_.outcomes[i].visits.size() == states_[i].before && states_[i].before > 0) continue;
            if (auto written = journal_.append(CeilingMeasured{result_.outcomes[i]}); !written) {
                result_.journal_failure = std::move(written.error());
            }
        }
    }

    const CeilingsRequest& request_;
    const WorkerMachine& machine_;
    Journal& journal_;
    const RunObserver& observer_;
    std::vector<State> states_;
    CeilingsResult result_;
};

}  // namespace

std::vector<CaseId> compute_needed_ceilings(const std::vector<CaseOutcome>& outcomes) {
    std::set<int> threads;
    std::set<std::pair<std::string, int>> products;
    for (const CaseOutcome& outcome : outcomes) {
        const std::optional<CaseCosts> costs = costs_of(outcome);
        if (!costs) continue;
        threads.insert(costs->threads);
        if (!costs->weight_type.empty()) products.emplace(costs->weight_type, costs->threads);
    }
    std::vector<CaseId> needed;
    for (const int count : threads) needed.push_back(ceiling_of("pattern", "read", count));
    if (!threads.empty()) {
        needed.push_back(ceiling_of("pattern", "copy", *threads.rbegin()));
        needed.push_back(ceiling_of("pattern", "triad", *threads.rbegin()));
    }
    for (const auto& [weight_type, count] : products) needed.push_back(ceiling_of("weight_type", weight_type, count));
    return needed;
}

CeilingsResult measure_ceilings(const CeilingsRequest& request, const Result<WorkerProgram>& program,
                                const WorkerMachine& machine, Journal& journal, const RunObserver& observer) {
    return Measurement(request, machine, journal, observer).run(program);
}

}  // namespace inference_pio
