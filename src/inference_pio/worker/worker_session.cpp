#include "worker/worker_session.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <new>

#include "protocol/metric_rules.hpp"
#include "statistics/timeline_metrics.hpp"

namespace inference_pio {
namespace {

// Threads that the case computes with: what its axis says, else every processor it may use.
int threads_of(const Parameters& parameters) {
    const Value* const value = parameters.find("threads");
    const auto* const threads = value == nullptr ? nullptr : std::get_if<std::int64_t>(value);
    return threads != nullptr && *threads > 0 ? static_cast<int>(*threads) : read_allowed_processors();
}

Result<SampleEvent> sample_event_of(const Sample& sample) {
    SampleEvent event;
    event.metrics = sample.values();
    if (sample.timeline()) {
        Result<MetricValues> metrics = compute_generation_metrics(*sample.timeline());
        if (!metrics) return fail(metrics.error());
        event.metrics.merge(*metrics);  // what the benchmark recorded itself comes first
        event.spans = spans_of(*sample.timeline());
    }
    event.definitions = sample.definitions();
    event.output_digest = sample.output_digest();
    for (const auto& [metric, count] : sample.repetitions().by_metric) {
        if (count > 1) event.repetitions[metric] = count;
    }
    return event;
}

std::size_t new_tokens_of(const Sample& sample) {
    std::size_t tokens = 0;
    if (!sample.timeline()) return tokens;
    for (const SequenceTimeline& sequence : sample.timeline()->sequences) tokens += sequence.tokens.size();
    return tokens;
}

// Metrics that come from outside of the sample; what the benchmark recorded itself stays.
void add_metrics_of(const SampleEvidence& surrounded, std::size_t new_tokens, int threads, MetricValues& metrics) {
    const auto add = [&](const char* name, double value) { metrics.try_emplace(name, std::vector{value}); };
    if (const auto utilization = compute_cpu_utilization(surrounded.evidence, threads)) {
        add("cpu_utilization", *utilization);
    }
    if (surrounded.energy_j) add("energy", *surrounded.energy_j);
    if (surrounded.energy_j && new_tokens > 0) {
        add("energy_per_token", *surrounded.energy_j / static_cast<double>(new_tokens));
    }
    if (surrounded.gpu_memory) add("gpu_peak_memory", static_cast<double>(surrounded.gpu_memory->count));
}

// Runs what an author wrote: exceptions end here.
template <class Body>
Result<Event> guarded(Body&& body) {
    try {
        return body();
    } catch (const std::bad_alloc&) {
        return fail(ErrorKind::out_of_memory, "an allocation failed", "free some memory, or choose a smaller case");
    } catch (const std::exception& error) {
        return fail(ErrorKind::internal, fmt::format("the benchmark threw an exception: {}", error.what()));
    } catch (...) {
        return fail(ErrorKind::internal, "the benchmark threw something that is no exception");
    }
}

}  // namespace

struct WorkerSession::Handler {
    WorkerSession& session;
    const SendProgress& send_progress;

    Result<Event> operator()(const DescribeCommand&) const { return session.describe(); }
    Result<Event> operator()(const ProvideCommand& command) const {
        return session.provide(command.subject, send_progress);
    }
    Result<Event> operator()(const EstimateCommand& command) const { return session.estimate(command.subject); }
    Result<Event> operator()(const PrepareCommand& command) const {
        return session.prepare(command.subject, send_progress);
    }
    Result<Event> operator()(const MeasureCommand&) const { return session.measure(); }
    Result<Event> operator()(const ReleaseCommand&) const { return session.release(); }
};

WorkerSession::WorkerSession(const BenchmarkRegistry& benchmarks, std::span<const ModelCard> models,
                             const WorkerServices& services)
    : benchmarks_(benchmarks), models_(models), services_(services) {}

Event WorkerSession::handle(const Command& command, const SendProgress& send_progress) {
    Result<Event> event = guarded([&] { return std::visit(Handler{*this, send_progress}, command); });
    return event ? *std::move(event) : FailedEvent{std::move(event).error()};
}

Result<Event> WorkerSession::describe() const {
    if (Result<void> checked = check_registry(benchmarks_, models_); !checked) return fail(checked.error());
    DescribedEvent event;
    for (const auto& benchmark : benchmarks_) {
        event.benchmarks.push_back({benchmark->name, benchmark->doc, benchmark->axes, benchmark->metrics,
                                    benchmark->checkpoint_model, benchmark->reference, benchmark->deterministic,
                                    benchmark->sample_is_process});
    }
    if (services_.engine_facts) event.engines = services_.engine_facts();
    return event;
}

Result<const Benchmark*> WorkerSession::find(const CaseCommand& subject) const {
    for (const auto& benchmark : benchmarks_) {
        if (benchmark->name == subject.benchmark) return benchmark.get();
    }
    return fail(ErrorKind::not_found, fmt::format("this worker has no benchmark named \"{}\"", subject.benchmark),
                "`describe` names the ones that it has");
}

Result<Event> WorkerSession::provide(const CaseCommand& subject, const SendProgress& send_progress) const {
    const Result<const Benchmark*> benchmark = find(subject);
    if (!benchmark) return fail(benchmark.error());
    ProvidedEvent event{subject.files};
    if (services_.provide) {
        const auto progress = [&](std::string_view message) { send_progress({std::string(message)}); };
        Result<WorkerServices::Files> files = services_.provide(**benchmark, subject, progress);
        if (!files) return fail(files.error());
        event.files = *std::move(files);
    }
    return event;
}

Result<Event> WorkerSession::estimate(const CaseCommand& subject) const {
    const Result<const Benchmark*> benchmark = find(subject);
    if (!benchmark) return fail(benchmark.error());
    EstimatedEvent event;
    if ((*benchmark)->memory_estimate) {
        const Result<Bytes> memory = (*benchmark)->memory_estimate(subject.parameters);
        if (!memory) return fail(memory.error());
        event.memory = *memory;
    }
    return event;
}

Result<Event> WorkerSession::prepare(const CaseCommand& subject, const SendProgress& send_progress) {
    if (prepared_) return fail(ErrorKind::invalid_argument, "a case is prepared already", "send release first");
    const Result<const Benchmark*> benchmark = find(subject);
    if (!benchmark) return fail(benchmark.error());
    Preparation preparation;
    preparation.parameters = subject.parameters;
    preparation.seed = subject.seed;
    preparation.engine = subject.engine;
    preparation.engine_options = subject.engine_options;
    preparation.files.insert(subject.files.begin(), subject.files.end());
    preparation.user_checkpoint = subject.user_checkpoint;
    preparation.injected_slowdown = subject.injected_slowdown;
    // By value: the benchmark may keep it for its samples.
    preparation.progress = [send_progress](std::string_view message) { send_progress({std::string(message)}); };
    if (!evidence_) evidence_.emplace(services_.evidence);  // counters follow the threads that the case starts
    Result<Measure> measure = (*benchmark)->prepare(preparation);
    if (!measure) return fail(measure.error());
    if (Result<void> checked = check_metrics(preparation.process_metrics); !checked) return fail(checked.error());
    prepared_.emplace(Prepared{*std::move(measure), {}, subject.injected_slowdown, threads_of(subject.parameters)});
    return ReadyEvent{std::move(preparation.facts), std::move(preparation.process_metrics), evidence_->missing()};
}

Result<Event> WorkerSession::measure() {
    if (!prepared_) return fail(ErrorKind::invalid_argument, "no case is prepared", "send prepare first");
    Sample sample(prepared_->repetitions);
    sample.set_injected_slowdown(prepared_->injected_slowdown);
    evidence_->begin();
    const Result<void> measured = prepared_->measure(sample);
    SampleEvidence surrounded = evidence_->end();
    if (!measured) return fail(measured.error());

    Result<SampleEvent> event = sample_event_of(sample);
    if (!event) return fail(event.error());
    add_metrics_of(surrounded, new_tokens_of(sample), prepared_->threads, event->metrics);
    event->evidence = std::move(surrounded.evidence);
    if (Result<void> checked = check_metrics(event->metrics); !checked) return fail(checked.error());
    return *std::move(event);
}

Result<Event> WorkerSession::release() {
    prepared_.reset();
    ReleasedEvent event;
    rusage children{};
    if (::getrusage(RUSAGE_CHILDREN, &children) == 0 && children.ru_maxrss > 0) {
        event.children_peak_memory = kibibytes(static_cast<std::uint64_t>(children.ru_maxrss));
    }
    return event;
}

}  // namespace inference_pio
