// Real workers to which the machine tells nothing: samples are measured all the same, and every figure that
// is missing has its reason.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

#include "fakes/temporary_folder.hpp"
#include "test_folders.hpp"
#include "worker/worker_conversation.hpp"

namespace inference_pio {
namespace {

using testing::HasSubstr;

// What the workers that start meanwhile take for /.
class EmptyRoot {
public:
    EmptyRoot() { ::setenv("PIO_EVIDENCE_ROOT", folder_.path().c_str(), 1); }
    ~EmptyRoot() { ::unsetenv("PIO_EVIDENCE_ROOT"); }
    EmptyRoot(const EmptyRoot&) = delete;
    EmptyRoot& operator=(const EmptyRoot&) = delete;

private:
    TemporaryFolder folder_;
};

std::pair<ReadyEvent, SampleEvent> prepare_and_measure(WorkerConversation& worker, const std::string& benchmark) {
    CaseCommand subject;
    subject.benchmark = benchmark;
    auto ready = worker.expect<ReadyEvent>(PrepareCommand{subject});
    return {std::move(ready), worker.expect<SampleEvent>(MeasureCommand{})};
}

TEST(WithheldEvidence, ACompiledWorkerMeasuresAndGivesReasons) {
    const EmptyRoot nothing;
    WorkerConversation worker(
        {PIO_BINARY_DIR "/libexec/piobench-process-adapter", "--name", "s", "--", "sh", "-c", "sleep 0.02"});
    const auto [ready, sample] = prepare_and_measure(worker, "s");
    EXPECT_GE(sample.metrics.at("process_time").at(0), 0.02);
    EXPECT_GE(sample.evidence.at("wall_s"), 0.02);
    for (const char* name :
         {"steal_s", "cpu_pressure_s", "memory_pressure_s", "io_pressure_s", "instructions", "cycles", "llc_misses",
          "frequency_hz", "throttle_count", "temperature_celsius", "cpu_energy_j"}) {
        EXPECT_FALSE(sample.evidence.contains(name)) << name;
        ASSERT_TRUE(ready.missing.contains(name)) << name;
        EXPECT_FALSE(ready.missing.at(name).empty()) << name;
    }
}

TEST(WithheldEvidence, AGuideScriptMeasuresAndGivesReasons) {
    const EmptyRoot nothing;
    const TemporaryFolder folder;
    const auto script = folder.path() / "benchmark_guide.py";
    std::ofstream(script) << "def benchmark_one():\n    sum(range(1000))\n";
    WorkerConversation worker(
        {"python3", PIO_SOURCE_DIR "/python/inference_pio_bench/guide_adapter.py", script.string()});
    const auto [ready, sample] = prepare_and_measure(worker, "one");
    EXPECT_GT(sample.metrics.at("latency").at(0), 0);
    for (const char* name : {"steal_s", "cpu_pressure_s", "memory_pressure_s", "io_pressure_s"}) {
        EXPECT_FALSE(sample.evidence.contains(name)) << name;
        ASSERT_TRUE(ready.missing.contains(name)) << name;
        EXPECT_THAT(ready.missing.at(name), HasSubstr("/proc/")) << name;
    }
}

}  // namespace
}  // namespace inference_pio
