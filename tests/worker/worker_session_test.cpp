#include "worker/worker_session.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <limits>
#include <new>
#include <stdexcept>

#include "fakes/fake_system.hpp"
#include "statistics/timeline_metrics.hpp"
#include "worker/test_registry.hpp"

namespace inference_pio {
namespace {

using std::chrono::milliseconds;
using testing::ElementsAre;
using testing::HasSubstr;

class WorkerSessionTest : public testing::Test {
protected:
    template <class T>
    T expect(const Command& command) {
        Event event = session().handle(command, [&](const ProgressEvent& line) { progress.push_back(line.message); });
        if (auto* const wanted = std::get_if<T>(&event)) return *wanted;
        if (const auto* const failed = std::get_if<FailedEvent>(&event)) {
            ADD_FAILURE() << failed->error.message;
        } else {
            ADD_FAILURE() << "another event came: " << event.index();
        }
        return {};
    }
    Error expect_failure(const Command& command) { return expect<FailedEvent>(command).error; }

    WorkerSession& session() {
        if (!session_) session_.emplace(registry.benchmarks(), std::span<const ModelCard>(), services);
        return *session_;
    }

    static CaseCommand subject(const std::string& benchmark, Parameters parameters = {}) {
        CaseCommand command;
        command.benchmark = benchmark;
        command.parameters = std::move(parameters);
        return command;
    }

    void add_measure(const std::string& name, std::function<Result<void>(Sample&)> measure) {
        registry.add(name).prepare([measure](const Parameters&) -> Result<Measure> { return measure; });
    }

    TestRegistry registry;
    WorkerServices services;
    std::vector<std::string> progress;

private:
    std::optional<WorkerSession> session_;
};

TEST_F(WorkerSessionTest, DescribesWhatIsRegistered) {
    registry.add("one")
        .doc("First")
        .axis("count", {1, 2})
        .checkpoint("model")
        .reference("count", std::int64_t{2})
        .prepare(nothing_to_measure);
    registry.add("two").prepare(nothing_to_measure);
    services.engine_facts = [] { return std::vector<EngineFacts>{{"engine", "1", {}, {}}}; };
    const auto described = expect<DescribedEvent>(DescribeCommand{});
    ASSERT_EQ(described.benchmarks.size(), 2U);
    EXPECT_EQ(described.benchmarks[0].doc, "First");
    EXPECT_EQ(described.benchmarks[0].reference, (Parameters::Entry{"count", std::int64_t{2}}));
    EXPECT_FALSE(described.benchmarks[1].reference);
    EXPECT_EQ(described.benchmarks[0].axes[0].values.size(), 2U);
    EXPECT_EQ(described.benchmarks[0].checkpoint_model, "model");
    EXPECT_EQ(described.engines[0].name, "engine");
}

TEST_F(WorkerSessionTest, RefusesToDescribeANonsensicalRegistry) {
    EXPECT_EQ(expect_failure(DescribeCommand{}).kind, ErrorKind::malformed);
}

TEST_F(WorkerSessionTest, PreparesMeasuresAndReleases) {
    auto alive = std::make_shared<int>(1);
    registry.add("b").axis("count", {1}).prepare([alive](Preparation& preparation) -> Result<Measure> {
        preparation.progress("loading");
        preparation.facts.model = preparation.files.at("model").string();
        preparation.process_metrics["load_time"] = 0.5;
        return [alive, count = preparation.parameters.get<int>("count")](Sample& sample) -> Result<void> {
            sample.record("latency", count * 2.0);
            sample.set_output_digest("digest");
            return {};
        };
    });
    CaseCommand command = subject("b", {{"count", std::int64_t{21}}});
    command.files = {{"model", "/m"}};
    const auto ready = expect<ReadyEvent>(PrepareCommand{command});
    EXPECT_EQ(ready.facts.model, "/m");
    EXPECT_EQ(ready.metrics.at("load_time"), 0.5);
    EXPECT_THAT(progress, ElementsAre("loading"));
    const auto sample = expect<SampleEvent>(MeasureCommand{});
    EXPECT_THAT(sample.metrics.at("latency"), ElementsAre(42));
    EXPECT_EQ(sample.output_digest, "digest");
    EXPECT_TRUE(sample.evidence.contains("wall_s"));
    EXPECT_TRUE(sample.metrics.contains("cpu_utilization"));
    EXPECT_GT(alive.use_count(), 2);
    expect<ReleasedEvent>(ReleaseCommand{});
    EXPECT_EQ(alive.use_count(), 2) << "releasing destroys the measure";
    expect<ReadyEvent>(PrepareCommand{command});
}

TEST_F(WorkerSessionTest, CommandsOutOfOrderFailAndHarmNothing) {
    registry.add("b").prepare(nothing_to_measure);
    EXPECT_EQ(expect_failure(MeasureCommand{}).kind, ErrorKind::invalid_argument);
    EXPECT_EQ(expect_failure(PrepareCommand{subject("missing")}).kind, ErrorKind::not_found);
    expect<ReadyEvent>(PrepareCommand{subject("b")});
    EXPECT_EQ(expect_failure(PrepareCommand{subject("b")}).kind, ErrorKind::invalid_argument);
    expect<SampleEvent>(MeasureCommand{});
    expect<ReleasedEvent>(ReleaseCommand{});
    expect<ReleasedEvent>(ReleaseCommand{});
}

TEST_F(WorkerSessionTest, WhatABenchmarkThrowsIsAFailedEvent) {
    add_measure("memory", [](Sample&) -> Result<void> { throw std::bad_alloc(); });
    add_measure("exception", [](Sample&) -> Result<void> { throw std::runtime_error("my reason"); });
    add_measure("number", [](Sample&) -> Result<void> { throw 7; });
    add_measure("error", [](Sample&) -> Result<void> { return fail(ErrorKind::mismatch, "wrong output", "fix it"); });
    registry.add("early").prepare([](const Parameters& p) -> Result<Measure> {
        static_cast<void>(p.get<int>("not_there"));
        return nothing_to_measure(p);
    });
    const auto error_of = [&](const std::string& name) {
        expect<ReadyEvent>(PrepareCommand{subject(name)});
        Error error = expect_failure(MeasureCommand{});
        expect<ReleasedEvent>(ReleaseCommand{});
        return error;
    };
    EXPECT_EQ(error_of("memory").kind, ErrorKind::out_of_memory);
    EXPECT_EQ(error_of("exception").kind, ErrorKind::internal);
    EXPECT_THAT(error_of("exception").message, HasSubstr("my reason"));
    EXPECT_EQ(error_of("number").kind, ErrorKind::internal);
    EXPECT_EQ(error_of("error"), (Error{ErrorKind::mismatch, "wrong output", "fix it"}));
    EXPECT_EQ(expect_failure(PrepareCommand{subject("early")}).kind, ErrorKind::internal);
}

TEST_F(WorkerSessionTest, NotFiniteValuesAreMalformedAndNamed) {
    add_measure("nan", [](Sample& sample) -> Result<void> {
        sample.record("latency", std::numeric_limits<double>::quiet_NaN());
        return {};
    });
    expect<ReadyEvent>(PrepareCommand{subject("nan")});
    const Error error = expect_failure(MeasureCommand{});
    EXPECT_EQ(error.kind, ErrorKind::malformed);
    EXPECT_THAT(error.message, HasSubstr("latency"));

    registry.add("process").prepare([](Preparation& preparation) -> Result<Measure> {
        preparation.process_metrics["load_time"] = std::numeric_limits<double>::infinity();
        return nothing_to_measure(preparation.parameters);
    });
    expect<ReleasedEvent>(ReleaseCommand{});
    EXPECT_THAT(expect_failure(PrepareCommand{subject("process")}).message, HasSubstr("load_time"));
}

TEST_F(WorkerSessionTest, TimelinesBecomeMetricsAndSpans) {
    Timeline timeline;
    timeline.submitted = milliseconds{1000};
    timeline.tokenized = milliseconds{1010};
    timeline.prefill_begin = milliseconds{1010};
    timeline.prefilled = milliseconds{1090};
    timeline.sequences = {
        {.prompt_tokens = 8, .tokens = {1, 2}, .token_available = {milliseconds{1100}, milliseconds{1150}}}};
    timeline.sampling = {milliseconds{10}, milliseconds{5}};
    add_measure("generation", [timeline](Sample& sample) -> Result<void> {
        sample.record(timeline);
        sample.record("ttft", 9.0);
        return {};
    });
    expect<ReadyEvent>(PrepareCommand{subject("generation")});
    const auto sample = expect<SampleEvent>(MeasureCommand{});
    EXPECT_EQ(sample.spans, spans_of(timeline));
    EXPECT_EQ(sample.metrics.at("tpot"), compute_generation_metrics(timeline)->at("tpot"));
    EXPECT_THAT(sample.metrics.at("ttft"), ElementsAre(9)) << "what the benchmark says itself comes first";
}

TEST_F(WorkerSessionTest, TimelinesThatMakeNoSenseFail) {
    add_measure("generation", [](Sample& sample) -> Result<void> {
        sample.record(Timeline{});
        return {};
    });
    expect<ReadyEvent>(PrepareCommand{subject("generation")});
    EXPECT_EQ(expect_failure(MeasureCommand{}).kind, ErrorKind::malformed);
}

// A kernel, a driver and folders that tell nothing, or whatever a test puts there.
EvidenceSources no_sources(const FakeSystem& system) {
    EvidenceSources sources;
    sources.root = system.root();
    sources.nvml_libraries = {"libno-such-driver-anywhere.so.1"};
    return sources;
}

TEST_F(WorkerSessionTest, WithoutAccessToAnythingSamplesAreMeasuredAndReasonsGiven) {
    const FakeSystem nothing;
    services.evidence = no_sources(nothing);
    registry.add("b").prepare(nothing_to_measure);
    const auto ready = expect<ReadyEvent>(PrepareCommand{subject("b")});
    for (const char* name : {"steal_s", "cpu_pressure_s", "memory_pressure_s", "io_pressure_s", "instructions",
                             "cycles", "llc_misses", "frequency_hz", "throttle_count", "temperature_celsius",
                             "cpu_energy_j", "gpu_energy_j", "energy", "energy_per_token", "gpu_peak_memory"}) {
        EXPECT_TRUE(ready.missing.contains(name)) << name;
    }
    for (const auto& [name, reason] : ready.missing) EXPECT_FALSE(reason.empty()) << name;
    const auto sample = expect<SampleEvent>(MeasureCommand{});
    EXPECT_THAT(sample.metrics.at("latency"), ElementsAre(1));
    EXPECT_GT(sample.evidence.at("wall_s"), 0);
    for (const auto& [name, value] : sample.evidence) EXPECT_FALSE(ready.missing.contains(name)) << name;
}

TEST_F(WorkerSessionTest, EnergyIsAMetricAndOverTheNewTokensAnother) {
    const FakeSystem system;
    system.write("/sys/class/powercap/intel-rapl:0/name", "package-0");
    system.write("/sys/class/powercap/intel-rapl:0/energy_uj", "1000000");
    services.evidence = no_sources(system);
    Timeline timeline;
    timeline.prefilled = milliseconds{90};
    timeline.sequences = {
        {.prompt_tokens = 8, .tokens = {1, 2}, .token_available = {milliseconds{100}, milliseconds{150}}}};
    timeline.sampling = {milliseconds{10}, milliseconds{5}};
    add_measure("generation", [&](Sample& sample) -> Result<void> {
        system.write("/sys/class/powercap/intel-rapl:0/energy_uj", "4000000");
        sample.record(timeline);
        return {};
    });
    const auto ready = expect<ReadyEvent>(PrepareCommand{subject("generation")});
    EXPECT_FALSE(ready.missing.contains("energy"));
    const auto sample = expect<SampleEvent>(MeasureCommand{});
    EXPECT_THAT(sample.metrics.at("energy"), ElementsAre(3));
    EXPECT_THAT(sample.metrics.at("energy_per_token"), ElementsAre(1.5));
    EXPECT_EQ(sample.evidence.at("cpu_energy_j"), 3);
    const auto second = expect<SampleEvent>(MeasureCommand{});
    EXPECT_FALSE(second.metrics.contains("energy")) << "a counter that stands still tells nothing";
}

TEST_F(WorkerSessionTest, RepetitionsAreRememberedAndReported) {
    add_measure("short", [](Sample& sample) -> Result<void> {
        sample.time("latency", [] { keep(1); });
        return {};
    });
    expect<ReadyEvent>(PrepareCommand{subject("short")});
    const auto first = expect<SampleEvent>(MeasureCommand{});
    EXPECT_GT(first.repetitions.at("latency"), 1U);
    EXPECT_GE(expect<SampleEvent>(MeasureCommand{}).repetitions.at("latency"), first.repetitions.at("latency"));
}

TEST_F(WorkerSessionTest, InjectedSlowdownReachesTheSample) {
    add_measure("busy", [](Sample& sample) -> Result<void> {
        const auto begin = std::chrono::steady_clock::now();
        sample.time("latency", [] {
            const auto until = std::chrono::steady_clock::now() + milliseconds{4};
            while (std::chrono::steady_clock::now() < until) {
            }
        });
        const auto spent = std::chrono::steady_clock::now() - begin;
        // Twice the body's own 4 ms at least, inside the metric.
        if (spent < milliseconds{8} || sample.values().at("latency")[0] < 0.008) {
            return fail(ErrorKind::mismatch, "not slowed down");
        }
        return {};
    });
    CaseCommand command = subject("busy");
    command.injected_slowdown = 1.0;
    expect<ReadyEvent>(PrepareCommand{command});
    expect<SampleEvent>(MeasureCommand{});
}

TEST_F(WorkerSessionTest, ProvidesAndEstimates) {
    registry.add("b").prepare(nothing_to_measure).memory_estimate([](const Parameters& p) -> Result<Bytes> {
        return mebibytes(p.get<std::uint64_t>("size"));
    });
    registry.add("unknowing").prepare(nothing_to_measure);
    EXPECT_EQ(expect<EstimatedEvent>(EstimateCommand{subject("b", {{"size", std::int64_t{3}}})}).memory, mebibytes(3));
    EXPECT_EQ(expect<EstimatedEvent>(EstimateCommand{subject("unknowing")}).memory, std::nullopt);
    CaseCommand command = subject("b");
    command.files = {{"prompt", "p.txt"}};
    EXPECT_EQ(expect<ProvidedEvent>(ProvideCommand{command}).files, command.files) << "nothing to add without engines";
    services.provide = [](const Benchmark&, const CaseCommand&, const WorkerServices::Progress& line) {
        line("making it");
        return Result<WorkerServices::Files>(WorkerServices::Files{{"model", "made"}});
    };
    EXPECT_EQ(expect<ProvidedEvent>(ProvideCommand{command}).files.at("model"), "made");
    EXPECT_THAT(progress, ElementsAre("making it"));
}

TEST_F(WorkerSessionTest, MetricsThatOnlyTheRunFindsOutAreDefined) {
    add_measure("script", [](Sample& sample) -> Result<void> {
        sample.define({.name = "accuracy", .unit = "ratio", .meaning = "first"});
        sample.define({.name = "accuracy", .unit = "ratio", .meaning = "second"});
        sample.record("accuracy", 0.5);
        return {};
    });
    expect<ReadyEvent>(PrepareCommand{subject("script")});
    const auto sample = expect<SampleEvent>(MeasureCommand{});
    ASSERT_EQ(sample.definitions.size(), 1U);
    EXPECT_EQ(sample.definitions[0].meaning, "second");
}

TEST_F(WorkerSessionTest, ReapedChildrenAreInThePeakMemory) {
    add_measure("forks", [](Sample& sample) -> Result<void> {
        const pid_t child = ::fork();
        if (child == 0) ::_exit(0);
        ::waitpid(child, nullptr, 0);
        sample.record("latency", 1.0);
        return {};
    });
    expect<ReadyEvent>(PrepareCommand{subject("forks")});
    expect<SampleEvent>(MeasureCommand{});
    const auto released = expect<ReleasedEvent>(ReleaseCommand{});
    ASSERT_TRUE(released.children_peak_memory);
    EXPECT_GT(*released.children_peak_memory, kibibytes(100));
}

}  // namespace
}  // namespace inference_pio
