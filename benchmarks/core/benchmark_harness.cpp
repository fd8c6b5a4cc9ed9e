// The cost of measuring: what this product itself adds to what it measures.
//
// The design promises under 100 ns for a token's stamp and under 200 µs for a command of the worker
// protocol; `piobench run core/token_stamp core/protocol_command core/evidence_reading` shows what they cost here.

#include <chrono>
#include <inference_pio/benchmark.hpp>
#include <memory>
#include <string>
#include <vector>

#include "common/child_process.hpp"
#include "protocol/codec.hpp"
#include "telemetry/evidence_reader.hpp"
#include "worker/worker_session.hpp"

using namespace inference_pio;

namespace {

constexpr Seconds kPatience{30};

Result<Measure> sample_of_nothing() {
    return [](Sample& sample) -> Result<void> {
        sample.record("latency", 0.0);
        return {};
    };
}

// A worker of this very program at the other end of real pipes.
class Partner {
public:
    static Result<Partner> start() {
        LaunchSpec spec;
        spec.argv = {"/proc/self/exe"};
        spec.event_pipe = true;
        spec.own_group = false;  // ends with this worker's group
        Result<std::unique_ptr<ChildProcess>> child = machine_launcher().launch(spec, nullptr);
        if (!child) return fail(child.error());
        return Partner(*std::move(child));
    }

    template <class Answer>
    Result<void> ask(const Command& command) {
        if (Result<void> sent = child_->send_line(encode_command(command)); !sent) return sent;
        const Result<std::optional<std::string>> line = child_->read_event(kPatience);
        if (!line) return fail(line.error());
        if (!*line) return fail(ErrorKind::crashed, "the partner ended");
        const Result<Event> event = decode_event(**line);
        if (!event) return fail(event.error());
        if (const auto* const failed = std::get_if<FailedEvent>(&*event)) return fail(failed->error);
        if (!std::holds_alternative<Answer>(*event))
            return fail(ErrorKind::mismatch, "the partner gave another answer");
        return {};
    }

private:
    explicit Partner(std::unique_ptr<ChildProcess> child) : child_(std::move(child)) {}
    std::unique_ptr<ChildProcess> child_;
};

// Times one command, answered, and checks that each answer is the right one.
template <class Answer>
Measure round_trips(std::shared_ptr<Partner> partner, Command command) {
    return [partner = std::move(partner), command = std::move(command)](Sample& sample) -> Result<void> {
        Result<void> answered;
        sample.time("latency", [&] {
            if (answered) answered = partner->ask<Answer>(command);
        });
        return answered;
    };
}

Result<Measure> prepare_protocol_command(const Parameters& parameters) {
    const auto command = parameters.get<std::string>("command");
    if (command == "none") return sample_of_nothing();  // what the partner is asked to prepare
    Result<Partner> partner = Partner::start();
    if (!partner) return fail(partner.error());
    CaseCommand subject;
    subject.benchmark = "protocol_command";
    subject.parameters.set("command", std::string("none"));
    if (Result<void> ready = partner->ask<ReadyEvent>(PrepareCommand{subject}); !ready) return fail(ready.error());
    auto shared = std::make_shared<Partner>(*std::move(partner));
    if (command == "estimate") return round_trips<EstimatedEvent>(std::move(shared), EstimateCommand{subject});
    return round_trips<SampleEvent>(std::move(shared), MeasureCommand{});
}

}  // namespace

PIO_BENCHMARK(token_stamp)
    .doc("Read the monotonic clock and keep the stamp, as engines do for every token")
    .prepare([](const Parameters& /*parameters*/) -> Result<Measure> {
        std::vector<Nanoseconds> stamps;
        stamps.reserve(4096);
        return [stamps = std::move(stamps)](Sample& sample) mutable -> Result<void> {
            sample.time("latency", [&] {
                if (stamps.size() == stamps.capacity()) stamps.clear();
                stamps.emplace_back(std::chrono::steady_clock::now().time_since_epoch());
                keep(stamps.data());
            });
            for (std::size_t i = 1; i < stamps.size(); ++i) {
                if (stamps[i] < stamps[i - 1]) return fail(ErrorKind::mismatch, "the monotonic clock went back");
            }
            return {};
        };
    });

PIO_BENCHMARK(protocol_command)
    .doc("One command to a worker process and its answer, over real pipes; measure: a sample of nothing")
    .axis("command", {"measure", "estimate"})
    .prepare(prepare_protocol_command);

PIO_BENCHMARK(evidence_reading)
    .doc("What is read around a sample: once before it and once after, never in what it times")
    .prepare([](const Parameters& /*parameters*/) -> Result<Measure> {
        auto reader = std::make_shared<EvidenceReader>(evidence_sources_from_environment());
        return [reader](Sample& sample) -> Result<void> {
            bool told = true;
            sample.time("latency", [&] {
                reader->begin();
                told = told && reader->end().evidence.contains("wall_s");
            });
            if (!told) return fail(ErrorKind::mismatch, "the evidence holds no wall time");
            return {};
        };
    });

PIO_BENCHMARK(sample_overhead)
    .doc("What a worker does around a sample: read telemetry before and after, gather metrics")
    .prepare([](const Parameters& /*parameters*/) -> Result<Measure> {
        struct Inner {
            BenchmarkRegistry registry;
            WorkerServices services;
            std::unique_ptr<WorkerSession> session;
        };
        auto inner = std::make_shared<Inner>();
        inner->registry.push_back(std::make_unique<Benchmark>());
        inner->registry[0]->name = "nothing";
        inner->registry[0]->prepare = [](Preparation&) { return sample_of_nothing(); };
        inner->session =
            std::make_unique<WorkerSession>(inner->registry, std::span<const ModelCard>(), inner->services);
        CaseCommand subject;
        subject.benchmark = "nothing";
        const auto no_progress = [](const ProgressEvent&) {};
        if (const Event ready = inner->session->handle(PrepareCommand{subject}, no_progress);
            !std::holds_alternative<ReadyEvent>(ready)) {
            return fail(ErrorKind::internal, "the sample of nothing could not be prepared");
        }
        return [inner, no_progress](Sample& sample) -> Result<void> {
            bool answered = true;
            sample.time("latency", [&] {
                const Event event = inner->session->handle(MeasureCommand{}, no_progress);
                answered = answered && std::holds_alternative<SampleEvent>(event);
            });
            if (!answered) return fail(ErrorKind::internal, "a sample of nothing failed");
            return {};
        };
    });
