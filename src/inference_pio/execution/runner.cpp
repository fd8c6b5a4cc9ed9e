#include "execution/runner.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "common/cancellation.hpp"
#include "discovery/printable_text.hpp"

namespace inference_pio {
namespace {

// Only programs that link our library estimate their memory; a script of anyone's need not even know the
// command, so it is not made to wait for an answer.
bool tells_memory(const FoundBenchmark& benchmark) {
    return benchmark.file.kind == FileKind::source || benchmark.file.kind == FileKind::program;
}

std::string gibibytes_of(Bytes bytes) {
    return fmt::format("{:.2f} GiB ({} bytes)", static_cast<double>(bytes.count) / (1024.0 * 1024 * 1024), bytes.count);
}

// A run that stopped before the case had its precision says so in the case's status.
void mark_unfinished(CaseOutcome& outcome, const SamplingPolicy& policy) {
    const Convergence reached = compute_convergence(outcome, policy);
    if (reached.precise) return;
    outcome.status = Status::unstable;
    outcome.status_reason = "the run was interrupted; " + describe_instability(reached, policy);
}

std::string reason_of(const Error& error) {
    // A traceback has many lines; a status reason has one.
    const std::string message = one_line(error.message);
    return error.remedy.empty() ? message : fmt::format("{} ({})", message, one_line(error.remedy));
}

}  // namespace

CaseCommand command_of(const FoundBenchmark& benchmark, const CaseId& id, const RunSettings& settings) {
    CaseCommand command;
    command.benchmark = benchmark.description.name;
    command.parameters = id.parameters;
    command.seed = settings.seed;
    command.engine = settings.engine;
    command.engine_options = settings.engine_options;
    command.files = settings.files;
    command.user_checkpoint = settings.user_checkpoint;
    command.injected_slowdown = settings.injected_slowdown;
    return command;
}

Result<CasePreliminaries> ask_preliminaries(const FoundBenchmark& benchmark, const CaseCommand& command,
                                            const ProvideRule& provide, const WorkerMachine& machine,
                                            const WorkerChannel::Progress& progress) {
    CasePreliminaries known{command.files, std::nullopt};
    std::optional<WorkerProcess> worker;
    const auto start = [&]() -> Result<void> {
        auto started = WorkerProcess::start(machine, benchmark.worker, {}, WorkerLimits{});
        if (!started) return fail(std::move(started.error()));
        worker.emplace(*std::move(started));
        return {};
    };
    if (tells_memory(benchmark)) {
        if (auto started = start(); !started) return fail(std::move(started.error()));
        // An estimate is a courtesy: a benchmark that has none, or errs in it, is measured all the same.
        auto estimated = worker->estimate(command);
        if (!estimated && estimated.error().kind == ErrorKind::cancelled) return fail(std::move(estimated.error()));
        if (estimated) {
            known.memory = estimated->memory;
        } else {
            worker.reset();  // it may be gone
        }
    }
    if (benchmark.description.checkpoint_model.empty() || !provide(known.memory)) return known;
    if (!worker) {
        if (auto started = start(); !started) return fail(std::move(started.error()));
    }
    auto provided = worker->provide(command, progress);
    if (!provided) return fail(std::move(provided.error()));
    known.files = std::move(provided->files);
    return known;
}

Runner::Runner(const std::vector<FoundBenchmark>& benchmarks, const Plan& plan, const RunSettings& settings,
               const RunnerMachine& machine, Journal& journal, const RunObserver& observer)
    : benchmarks_(benchmarks),
      plan_(plan),
      settings_(settings),
      machine_(machine),
      journal_(journal),
      observer_(observer),
      first_visits_(plan.cases.size()),
      preliminaries_(plan.cases.size()) {}

const FoundBenchmark& Runner::benchmark_of(std::size_t number) const {
    return benchmarks_[plan_.cases[number].benchmark];
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
        const std::vector<std::size_t> order = plan_.order_of_round(round);
        position_.case_count = order.size();
        position_.round = round;
        for (std::size_t i = 0; step == Step::go_on && i < order.size(); ++i) {
            position_.case_number = i + 1;
            step = visit_in_round(order[i], round);
        }
    }
    if (step == Step::go_on) write(RunEnded{true});
    for (CaseState& state : states_) {
        if (!state.ended && !state.outcome.visits.empty()) mark_unfinished(state.outcome, settings_.policy);
        result_.outcomes.push_back(std::move(state.outcome));
    }
    return std::move(result_);
}

Runner::Step Runner::visit_in_round(std::size_t number, int round) {
    CaseState& state = states_[number];
    if (state.ended || state.visits_finished > round) return Step::go_on;
    // A run that was interrupted between the last visit and its judgement.
    if (state.visits_finished > 0) {
        const Convergence reached = compute_convergence(state.outcome, settings_.policy);
        if (enough(number, reached)) return judge(number);
        if (!fits_budget(state)) return end_as(number, reached);
    }
    if (!preliminaries_[number]) {
        if (const Step step = prepare_case(number); step == Step::stop || state.ended) return step;
    }
    return visit(number, round);
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

Runner::Step Runner::visit(std::size_t number, int round) {
    CaseState& state = states_[number];
    const FoundBenchmark& benchmark = benchmark_of(number);
    position_.case_name = state.outcome.id.name();
    position_.run = progress();
    if (observer_.visit_began) observer_.visit_began(position_);
    const std::string timestamp = format_utc(machine_.workers.clock.wall_now());
    if (write(VisitBegan{number, round, timestamp}) == Step::stop) return Step::stop;
    if (state.outcome.timestamp.empty()) state.outcome.timestamp = timestamp;

    VisitRequest request{benchmark.worker,
                         command_of(benchmark, state.outcome.id, settings_),
                         settings_.cpus,
                         {},
                         compute_sampling(state.outcome, settings_.policy),
                         settings_.policy.warmup_max,
                         benchmark.description.metrics,
                         round,
                         std::nullopt};
    request.command.files = preliminaries_[number]->files;
    request.limits.prepare = request.limits.measure = settings_.timeout;
    if (settings_.policy.budget) {
        request.deadline = begin_ + std::chrono::duration_cast<Nanoseconds>(*settings_.policy.budget);
    }
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
    const Convergence reached = compute_convergence(states_[number].outcome, settings_.policy);
    return enough(number, reached) ? end_as(number, reached) : Step::go_on;
}

Runner::Step Runner::end_as(std::size_t number, const Convergence& reached) {
    if (reached.precise) return end_case(number, Status::ok, {});
    return end_case(number, Status::unstable, describe_instability(reached, settings_.policy));
}

bool Runner::enough(std::size_t number, const Convergence& reached) const {
    if (!reached.enough) return false;
    return reached.processes >= settings_.policy.processes_max || span_left(number) <= Seconds{};
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
    const Seconds typical = visits_done_ == 0 ? Seconds{} : visiting_ / static_cast<double>(visits_done_);
    Seconds span{};
    for (std::size_t i = 0; i < states_.size(); ++i) {
        const CaseState& state = states_[i];
        if (state.ended) continue;
        const int visits = std::max(settings_.policy.processes_min - state.visits_finished, 0);
        progress.visits_left_min += static_cast<std::size_t>(visits);
        left += visits * (state.last_visit > Seconds{} ? state.last_visit : typical);
        span = std::max(span, span_left(i));
    }
    left = std::max(left, span);
    if (visits_done_ == 0) return progress;
    const bool bounded = settings_.policy.budget.has_value();
    progress.left = bounded ? std::min(left, std::max(*settings_.policy.budget - progress.elapsed, Seconds{})) : left;
    return progress;
}

}  // namespace inference_pio
