// python/inference_pio_bench/guide_adapter.py, as a real process.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "common/files.hpp"
#include "fakes/temporary_folder.hpp"
#include "test_folders.hpp"
#include "worker/worker_conversation.hpp"

namespace inference_pio {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

// The script of the guide's section 3, with a model that only sleeps.
constexpr const char* kGuideScript = R"(import time

class Model:
    def infer(self, data):
        time.sleep(0.002)

def load_model():
    return Model()

dummy_input = real_input = None

def benchmark_inference():
    """Times one inference.

    More words.
    """
    # 1. Setup
    model = load_model()

    # 2. Warmup
    model.infer(dummy_input)

    # 3. Measurement
    start = time.perf_counter()
    model.infer(real_input)
    end = time.perf_counter()

    # 4. Reporting
    print(f"Latency: {end - start:.4f}s")
)";

class GuideAdapterTest : public testing::Test {
protected:
    WorkerConversation adapter_of(const std::string& text, const std::string& file = "benchmark_guide.py") {
        const auto path = folder_.path() / file;
        std::filesystem::create_directories(path.parent_path());
        std::ofstream(path) << text;
        return WorkerConversation(
            {"python3", PIO_SOURCE_DIR "/python/inference_pio_bench/guide_adapter.py", path.string()});
    }

    TemporaryFolder folder_;
};

TEST_F(GuideAdapterTest, RunsTheGuidesScript) {
    WorkerConversation worker = adapter_of(kGuideScript);
    const auto described = worker.expect<DescribedEvent>(DescribeCommand{});
    ASSERT_EQ(described.benchmarks.size(), 1U);
    EXPECT_EQ(described.benchmarks[0].name, "inference");
    EXPECT_EQ(described.benchmarks[0].doc, "Times one inference.");
    const SampleEvent sample = sample_in(worker.measure("inference"));
    ASSERT_EQ(sample.metrics.at("latency").size(), 1U);
    EXPECT_GE(sample.metrics.at("latency")[0], 0.002);
    EXPECT_LT(sample.metrics.at("latency")[0], sample.evidence.at("wall_s")) << "the printed one, not that of the call";
    EXPECT_TRUE(sample.definitions.empty());
    EXPECT_EQ(worker.end().code, 0);
}

TEST_F(GuideAdapterTest, DescribesWithoutImporting) {
    const auto trace = folder_.path() / "imported";
    WorkerConversation worker =
        adapter_of("open('" + trace.string() +
                   "', 'w')\ndef benchmark_a(): pass\ndef other(): pass\nasync def benchmark_b(): pass\n");
    const auto described = worker.expect<DescribedEvent>(DescribeCommand{});
    ASSERT_EQ(described.benchmarks.size(), 2U);
    EXPECT_EQ(described.benchmarks[1].name, "b");
    EXPECT_FALSE(std::filesystem::exists(trace));
    worker.measure("a");
    EXPECT_TRUE(std::filesystem::exists(trace));
}

TEST_F(GuideAdapterTest, TimesCallsThatPrintNoLatency) {
    WorkerConversation worker =
        adapter_of("import time\ndef benchmark_a():\n    time.sleep(0.01)\n    print('Hits: 3')\n");
    const SampleEvent sample = sample_in(worker.measure("a"));
    EXPECT_GE(sample.metrics.at("latency").at(0), 0.01);
    EXPECT_THAT(sample.metrics.at("hits"), ElementsAre(3));
    ASSERT_EQ(sample.definitions.size(), 1U);
    EXPECT_EQ(sample.definitions[0].unit, "number");
}

TEST_F(GuideAdapterTest, OutputOfChildProcessesCountsToo) {
    WorkerConversation worker = adapter_of(
        "import subprocess, os\ndef benchmark_a():\n    print('first')\n"
        "    subprocess.run(['echo', 'TTFT: 12 ms'])\n    os.write(1, b'Score: 5\\n')\n");
    const SampleEvent sample = sample_in(worker.measure("a"));
    EXPECT_THAT(sample.metrics.at("ttft"), ElementsAre(0.012));
    EXPECT_THAT(sample.metrics.at("score"), ElementsAre(5));
    const SampleEvent second = sample_in(worker.ask(MeasureCommand{}));
    EXPECT_THAT(second.metrics.at("ttft"), ElementsAre(0.012)) << "each sample has its own output";
}

TEST_F(GuideAdapterTest, ExceptionsFailWithTheirTraceback) {
    WorkerConversation worker = adapter_of("def inner():\n    return 1 / 0\ndef benchmark_a():\n    inner()\n");
    const Error error = error_in(worker.measure("a"));
    EXPECT_EQ(error.kind, ErrorKind::internal);
    EXPECT_THAT(error.message, HasSubstr("ZeroDivisionError"));
    EXPECT_THAT(error.message, HasSubstr("in inner"));
    EXPECT_THAT(error.message, Not(HasSubstr("worker.py"))) << "our own frames help nobody";
    EXPECT_TRUE(std::holds_alternative<FailedEvent>(worker.ask(MeasureCommand{}))) << "and the worker goes on";
}

TEST_F(GuideAdapterTest, KindsOfFailureAreToldApart) {
    WorkerConversation worker = adapter_of(
        "import sys\ndef benchmark_memory(): raise MemoryError()\ndef benchmark_exit(): sys.exit(4)\n"
        "def benchmark_module(): import no_such_module_anywhere\ndef benchmark_arguments(x): pass\n"
        "def benchmark_nan():\n    print('x: 1')\n");
    const auto error_of = [&](const std::string& name) {
        Error error = error_in(worker.measure(name));
        worker.ask(ReleaseCommand{});
        return error;
    };
    EXPECT_EQ(error_of("memory").kind, ErrorKind::out_of_memory);
    EXPECT_THAT(error_of("exit").message, HasSubstr("sys.exit(4)"));
    EXPECT_EQ(error_of("module").kind, ErrorKind::not_found);
    EXPECT_EQ(error_of("arguments").kind, ErrorKind::invalid_argument);
    EXPECT_EQ(error_of("missing").kind, ErrorKind::not_found);
    EXPECT_TRUE(std::holds_alternative<SampleEvent>(worker.measure("nan")));
}

TEST_F(GuideAdapterTest, ScriptsThatCannotBeReadOrImportedSaySo) {
    WorkerConversation broken = adapter_of("def benchmark_a(:\n");
    EXPECT_EQ(error_in(broken.ask(DescribeCommand{})).kind, ErrorKind::malformed);
    WorkerConversation raising = adapter_of("def benchmark_a(): pass\nraise RuntimeError('at import')\n");
    EXPECT_TRUE(std::holds_alternative<DescribedEvent>(raising.ask(DescribeCommand{})));
    EXPECT_THAT(error_in(raising.measure("a")).message, HasSubstr("at import"));
    WorkerConversation empty = adapter_of("x = 1\n");
    EXPECT_EQ(error_in(empty.ask(DescribeCommand{})).kind, ErrorKind::malformed);
}

TEST_F(GuideAdapterTest, ImportsFromItsFolderAndItsRepository) {
    std::filesystem::create_directories(folder_.path() / ".git");
    std::filesystem::create_directories(folder_.path() / "package");
    std::ofstream(folder_.path() / "package/part.py") << "VALUE = 7\n";
    std::filesystem::create_directories(folder_.path() / "benchmarks/core");
    std::ofstream(folder_.path() / "benchmarks/core/beside.py") << "VALUE = 5\n";
    WorkerConversation worker = adapter_of(
        "import beside\nfrom package.part import VALUE\ndef benchmark_a():\n    print(f'Sum: {beside.VALUE + "
        "VALUE}')\n",
        "benchmarks/core/benchmark_imports.py");
    EXPECT_THAT(sample_in(worker.measure("a")).metrics.at("sum"), ElementsAre(12));
}

TEST_F(GuideAdapterTest, NothingThatAScriptDoesReachesTheProtocol) {
    WorkerConversation worker = adapter_of(
        "import os, sys\nprint('{\"event\":\"party\"}')\ndef benchmark_a():\n"
        "    assert 'PIO_EVENT_FD' not in os.environ\n    assert sys.stdin.read() == ''\n    "
        "print('{\"event\":\"party\"}')\n");
    sample_in(worker.measure("a"));
    EXPECT_EQ(worker.end().code, 0);
}

TEST_F(GuideAdapterTest, FloodsStayBounded) {
    WorkerConversation worker = adapter_of(
        "def benchmark_a():\n    for i in range(2000):\n        print('x' * 10000)\n    print('TTFT: 5 ms')\n");
    EXPECT_THAT(sample_in(worker.measure("a")).metrics.at("ttft"), ElementsAre(0.005));
    EXPECT_LT(worker.process().peak_resident().value_or(Bytes{}), mebibytes(200));
}

TEST_F(GuideAdapterTest, GoesOnAfterWhatItDoesNotUnderstand) {
    WorkerConversation worker = adapter_of("def benchmark_a(): pass\n");
    for (const char* line : {"nonsense", "[]", "{}", R"({"do":7})", R"({"do":"dance"})", ""}) {
        EXPECT_TRUE(std::holds_alternative<FailedEvent>(worker.ask(std::string(line)))) << line;
    }
    EXPECT_EQ(error_in(worker.ask(MeasureCommand{})).kind, ErrorKind::invalid_argument);
    CaseCommand subject;
    subject.benchmark = "a";
    subject.files = {{"prompt", "p"}};
    EXPECT_EQ(worker.expect<ProvidedEvent>(ProvideCommand{subject}).files, subject.files);
    EXPECT_EQ(worker.expect<EstimatedEvent>(EstimateCommand{subject}).memory, std::nullopt);
    EXPECT_TRUE(std::holds_alternative<SampleEvent>(worker.measure("a")));
    EXPECT_EQ(error_in(worker.measure("a")).kind, ErrorKind::invalid_argument) << "prepared already";
}

}  // namespace
}  // namespace inference_pio
