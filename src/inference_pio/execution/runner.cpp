#include "execution/runner.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "common/cancellation.hpp"
#include "discovery/printable_text.hpp"
#include "execution/convergence.hpp"

namespace inference_pio {
namespace {

std::string gibibytes_of(Bytes bytes) {
    return fmt::format("{:.2f} GiB ({} bytes)", static_cast<double>(bytes.count) / (1024.0 * 1024 * 1024), bytes.count);
}

std::string reason_of(const Error& error) {
    // A traceback has many lines; a status reason has one.
    const std::string message = one_line(error.message);
    return error.remedy.empty() ? message : fmt::format("{} ({})", message, one_line(error.remedy));
}

}  // namespace

Runner::Runner(const std::vector<FoundBenchmark>& benchmarks, const Plan& plan, const RunSettings& settings,
               const RunnerMachine& machine, Journal& journal, const RunObserver& observer)
    : benchmarks_(benchmarks),
      plan_(plan),
      settings_(settings),
      machine_(machine),
      journal_(journal),
      observer_(observer),
      whole_processes_(policy_of_whole_processes(settings.policy)),
      variants_(plan.cases.size()),
      first_visits_(plan.cases.size()),
      preliminaries_(plan.cases.size()) {
    for (std::size_t i = 0; i < plan.cases.size(); ++i) {
        if (plan.cases[i].reference) variants_[*plan.cases[i].reference].push_back(i);
    }
}

const FoundBenchmark& Runner::benchmark_of(std::size_t number) const {
    return benchmarks_[plan_.cases[number].benchmark];
}

const SamplingPolicy& Runner::policy_of_case(std::size_t number) const {
    return benchmark_of(number).description.sample_is_process ? whole_processes_ : settings_.policy;
}

RunnerResult Runner::run(std::vector<CaseState> states) {
    begin_ = machine_.workers.clock.monotonic_now();
    states_ = std::move(states);
    states_.resize(plan_.cases.size());
    for (std::size_t i = 0; i < states_.size(); ++i) {
        states_[i].outcome.id = plan_.cases[i].id;
        if (states_[i].outcome.definitions.empty())
            states_[i].outcome.definitions = benchmark_of(i).description.metrics;
    }
    Step step = Step::go_on;
    for (int round = 0; step == Step::go_on && any_left(); ++round) {
        const std::vector<VisitBlock> blocks = compute_round(plan_, round);
        position_.case_count = position_.case_number = 0;
        for (const VisitBlock& block : blocks) position_.case_count += block.cases.size();
        position_.round = round;
        for (std::size_t i = 0; step == Step::go_on && i < blocks.size(); ++i) step = visit_block(blocks[i], round);
    }
    if (step == Step::go_on) write(RunEnded{true});
    for (std::size_t i = 0; i < states_.size(); ++i) {
        CaseState& state = states_[i];
        if (!state.ended && !state.outcome.visits.empty()) {
            mark_unfinished(state.outcome, policy_of_case(i), "the run was interrupted");
        }
        result_.outcomes.push_back(std::move(state.outcome));
    }
    return std::move(result_);
}

Runner::Step Runner::visit_block(const VisitBlock& block, int round) {
    // No file is made between visits that are to be compared.
    for (const std::size_t number : block.cases) {
        if (!block.reference || preliminaries_[number] || !is_due(number, block, round)) continue;
        if (prepare_case(number) == Step::stop) return Step::stop;
    }
    for (const std::size_t number : block.cases) {
        ++position_.case_number;
        if (!is_due(number, block, round)) continue;
        if (visit_in_round(number, block, round) == Step::stop) return Step::stop;
    }
    return end_references();
}

// Once a round; a reference once in every block in which another case was visited, or will be.
bool Runner::is_due(std::size_t number, const VisitBlock& block, int round) const {
    const auto has_turn = [&](std::size_t one) {
        const std::vector<Visit>& visits = states_[one].outcome.visits;
        return std::any_of(visits.begin(), visits.end(), [&](const Visit& visit) { return visit.turn == block.turn; });
    };
    const CaseState& state = states_[number];
    if (state.ended) return false;
    if (block.reference != number) return state.visits_finished <= round;
    if (has_turn(number)) return false;
    if (state.outcome.visits.empty()) return true;
    return std::any_of(block.cases.begin(), block.cases.end(), [&](std::size_t other) {
        return other != number && (has_turn(other) || is_due(other, block, round));
    });
}

Runner::Step Runner::visit_in_round(std::size_t number, const VisitBlock& block, int round) {
    CaseState& state = states_[number];
    // A run that was interrupted between the last visit and its judgement.
    if (state.visits_finished > 0 && !is_reference(number)) {
        const Convergence reached = compute_convergence(state.outcome, policy_of_case(number));
        if (enough(number, reached)) return judge(number);
        if (!fits_budget(state)) return end_as(number, reached);
    }
    if (!preliminaries_[number]) {
        if (const Step step = prepare_case(number); step == Step::stop || state.ended) return step;
    }
    return visit(number, round, block.turn);
}

// A reference has as many visits as its variants need, and ends when they have.
Runner::Step Runner::end_references() {
    for (std::size_t i = 0; i < states_.size(); ++i) {
        const auto ended = [&](std::size_t variant) { return states_[variant].ended; };
        if (!is_reference(i) || states_[i].ended || states_[i].outcome.visits.empty()) continue;
        if (!std::all_of(variants_[i].begin(), variants_[i].end(), ended)) continue;
        const Convergence reached = compute_convergence(states_[i].outcome, policy_of_case(i));
        if (end_as(i, reached) == Step::stop) return Step::stop;
    }
    return Step::go_on;
}

// Skips the case where it needs more memory than there is, before anything is made for it; else provides its files.
Runner::Step Runner::prepare_case(std::size_t number) {
    CaseState& state = states_[number];
    position_.case_name = state.outcome.id.name();
    position_.run = progress();
    const FoundBenchmark& benchmark = benchmark_of(number);
    const auto available = machine_.available_memory ? machine_.available_memory() : std::nullopt;
    const auto fits = [&](const std::optional<Bytes>& memory) {
        return !memory || !available || *memory <= *available;
    };
    auto known = ask_preliminaries(benchmark, command_of(benchmark, state.outcome.id, settings_), fits,
                                   machine_.workers, [&](std::string_view line) {
                                       if (observer_.worker_says) observer_.worker_says(position_, line);
                                   });
    if (!known) {
        const WorkerOutcome outcome = outcome_of(known.error());
        if (std::holds_alternative<Cancelled>(outcome)) return interrupt(number, {});
        return fail_case(number, known.error(), status_of(outcome));
    }
    preliminaries_[number] = *known;
    if (!fits(known->memory)) {
        return end_case(number, Status::skipped,
                        fmt::format("needs about {} of memory, {} are available", gibibytes_of(*known->memory),
                                    gibibytes_of(*available)));
    }
    return Step::go_on;
}

VisitRequest Runner::request_of(std::size_t number, int round, int turn) const {
    const CaseState& state = states_[number];
    const FoundBenchmark& benchmark = benchmark_of(number);
    const SamplingPolicy& policy = policy_of_case(number);
    VisitRequest request{benchmark.worker,
                         command_of(benchmark, state.outcome.id, settings_),
                         settings_.cpus,
                         {},
                         compute_sampling(state.outcome, policy),
                         policy.warmup_max,
                         benchmark.description.metrics,
                         round,
                         std::nullopt};
    request.turn = turn;
    if (benchmark.description.deterministic) {
        request.sampling = {0, 1};
        request.warmup_max = 0;
    } else if (benchmark.description.sample_is_process) {
        // A process does not warm up the next one, but the first finds the machine's caches cold.
        request.sampling = {state.outcome.visits.empty() ? 1 : 0, 1};
        request.warmup_max = request.sampling.warmup;
    } else if (turn >= 0) {  // both sides of a pair do the same
        request.sampling = {policy.warmup_min, policy.samples_per_process};
        request.warmup_max = policy.warmup_min;
    }
    request.command.files = preliminaries_[number]->files;
    request.limits.prepare = request.limits.measure = settings_.timeout;
    if (policy.budget) request.deadline = begin_ + std::chrono::duration_cast<Nanoseconds>(*policy.budget);
    return request;
}

Runner::Step Runner::visit(std::size_t number, int round, int turn) {
    CaseState& state = states_[number];
    position_.case_name = state.outcome.id.name();
    position_.run = progress();
    if (observer_.visit_began) observer_.visit_began(position_);
    const std::string timestamp = format_utc(machine_.workers.clock.wall_now());
    if (write(VisitBegan{number, round, timestamp, turn}) == Step::stop) return Step::stop;
    if (state.outcome.timestamp.empty()) state.outcome.timestamp = timestamp;

    const VisitRequest request = request_of(number, round, turn);
    int samples = 0;
    VisitListener listener;
    listener.ready = [&](const ReadyEvent& ready) {
        return journal_.append(VisitReady{number, ready.facts, ready.metrics, ready.missing});
    };
    listener.sample = [&](const SampleData& sample) {
        if (observer_.sample_taken) observer_.sample_taken(position_, ++samples, sample);
        return journal_.append(SampleTaken{number, sample});
    };
    listener.worker_says = [&](std::string_view line) {
        if (observer_.worker_says) observer_.worker_says(position_, line);
    };
    const Nanoseconds visit_begin = machine_.workers.clock.monotonic_now();
    if (!first_visits_[number]) first_visits_[number] = visit_begin;
    VisitResult result = run_visit(request, machine_.workers, listener);
    if (result.listener_failure) {
        result_.journal_failure = std::move(result.listener_failure);
        learn_definitions(state.outcome, result.visit);
        state.outcome.visits.push_back(std::move(result.visit));
        return Step::stop;
    }
    if (std::holds_alternative<Cancelled>(result.outcome)) return interrupt(number, std::move(result.visit));

    state.last_visit = Seconds(machine_.workers.clock.monotonic_now() - visit_begin);
    result.visit.duration = state.last_visit;
    visiting_ += state.last_visit;
    ++visits_done_;
    ++state.visits_finished;
    learn_definitions(state.outcome, result.visit);
    state.outcome.visits.push_back(std::move(result.visit));
    if (const Error* error = error_of(result.outcome)) return fail_case(number, *error, status_of(result.outcome));
    const Visit& ended = state.outcome.visits.back();
    const auto warmups =
        std::count_if(ended.samples.begin(), ended.samples.end(), [](const auto& s) { return s.warmup; });
    if (write(VisitEnded{number, static_cast<int>(warmups), ended.peak_memory, state.last_visit}) == Step::stop) {
        return Step::stop;
    }
    return judge(number);
}

Runner::Step Runner::judge(std::size_t number) {
    if (is_reference(number)) return Step::go_on;
    if (benchmark_of(number).description.deterministic) return end_case(number, Status::ok, {});
    const Convergence reached = compute_convergence(states_[number].outcome, policy_of_case(number));
    return enough(number, reached) ? end_as(number, reached) : Step::go_on;
}

Runner::Step Runner::end_as(std::size_t number, const Convergence& reached) {
    if (reached.precise) return end_case(number, Status::ok, {});
    return end_case(number, Status::unstable, describe_instability(reached, policy_of_case(number)));
}

bool Runner::enough(std::size_t number, const Convergence& reached) const {
    if (!reached.enough) return false;
    return reached.processes >= policy_of_case(number).processes_max || span_left(number) <= Seconds{};
}

Seconds Runner::span_left(std::size_t number) const {
    if (!first_visits_[number]) return settings_.policy.span_min;
    return settings_.policy.span_min - Seconds(machine_.workers.clock.monotonic_now() - *first_visits_[number]);
}

Runner::Step Runner::fail_case(std::size_t number, const Error& error, Status status) {
    if (write(VisitFailed{number, error}) == Step::stop) return Step::stop;
    return end_case(number, status, reason_of(error));
}

Runner::Step Runner::end_case(std::size_t number, Status status, std::string reason) {
    CaseState& state = states_[number];
    state.ended = true;
    state.outcome.status = status;
    state.outcome.status_reason = std::move(reason);
    if (state.outcome.timestamp.empty()) state.outcome.timestamp = format_utc(machine_.workers.clock.wall_now());
    if (observer_.case_ended) observer_.case_ended(state.outcome, progress());
    return write(CaseEnded{number, status, state.outcome.status_reason});
}

// What an interrupted visit measured is kept; the journal's replay keeps the same.
Runner::Step Runner::interrupt(std::size_t number, Visit visit) {
    result_.interrupted = true;
    const bool measured =
        std::any_of(visit.samples.begin(), visit.samples.end(), [](const auto& s) { return !s.warmup; });
    if (measured) {
        learn_definitions(states_[number].outcome, visit);
        states_[number].outcome.visits.push_back(std::move(visit));
    }
    if (write(VisitFailed{number, {ErrorKind::cancelled, "interrupted", {}}}) == Step::go_on) write(RunEnded{false});
    return Step::stop;
}

Runner::Step Runner::write(const JournalEntry& entry) {
    if (auto written = journal_.append(entry); !written) {
        result_.journal_failure = std::move(written.error());
        return Step::stop;
    }
    return Step::go_on;
}

bool Runner::any_left() const {
    return std::any_of(states_.begin(), states_.end(), [](const CaseState& state) { return !state.ended; });
}

Seconds Runner::elapsed() const { return Seconds(machine_.workers.clock.monotonic_now() - begin_); }

bool Runner::fits_budget(const CaseState& state) const {
    return !settings_.policy.budget || elapsed() + state.last_visit <= *settings_.policy.budget;
}

RunProgress Runner::progress() const {
    RunProgress progress{visits_done_, 0, elapsed(), std::nullopt};
    Seconds left{};
    Seconds unseen{};  // each case is visited once, whatever the budget
    const Seconds typical = visits_done_ == 0 ? Seconds{} : visiting_ / static_cast<double>(visits_done_);
    Seconds span{};
    for (std::size_t i = 0; i < states_.size(); ++i) {
        const CaseState& state = states_[i];
        if (state.ended) continue;
        // A visit to a reference makes pairs with two of its variants.
        const auto each_round = static_cast<int>(std::max<std::size_t>((variants_[i].size() + 1) / 2, 1));
        const int visits = std::max(policy_of_case(i).processes_min * each_round - state.visits_finished, 0);
        progress.visits_left_min += static_cast<std::size_t>(visits);
        left += visits * (state.last_visit > Seconds{} ? state.last_visit : typical);
        if (state.visits_finished == 0) unseen += typical;
        span = std::max(span, span_left(i));
    }
    left = std::max(left, span);
    if (visits_done_ == 0) return progress;
    progress.left = left;
    if (const auto& budget = settings_.policy.budget) {
        progress.left = std::max(unseen, std::min(left, *budget - progress.elapsed));
    }
    return progress;
}

}  // namespace inference_pio
