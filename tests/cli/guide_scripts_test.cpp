// Scripts in the guide's style, discovered and run by the real binary.
#include <gmock/gmock.h>

#include "cli/piobench_process.hpp"

namespace inference_pio {
namespace {

// The guide's section 3, whole: nothing calls the function.
constexpr const char* kOnlyDefines = R"(import time

def load_model():
    return lambda text: sum(i * i for i in range(20000))

def benchmark_inference():
    # 1. Setup
    model = load_model()
    # 2. Warmup
    model("warm")
    # 3. Measurement
    start = time.perf_counter()
    model("real")
    end = time.perf_counter()
    # 4. Reporting
    print(f"Latency: {end - start:.4f}s")
)";

TEST(GuideScript, ThatOnlyDefinesItsFunctionGivesALatencyInSeconds) {
    Sandbox box;
    box.write("mine/benchmark_inference.py", kOnlyDefines);
    const Finished run = box.run({"run", "--path", "mine", "--quick", "--results-dir", "results"});
    EXPECT_EQ(run.exit_code, 0) << run.errors;
    const auto record = find_record(box.records(), "latency");
    ASSERT_TRUE(record.is_object()) << run.output;
    EXPECT_EQ(record.at("unit"), "s");
    EXPECT_EQ(record.at("status"), "ok");
    EXPECT_GT(record.at("value").get<double>(), 0.0);
    EXPECT_GE(record.at("process_count").get<int>(), 2);
}

TEST(GuideScript, ThatRunsOnImportGivesALatencyInSeconds) {
    Sandbox box;
    box.write("mine/benchmark_inference.py",
              "import time\nstart = time.perf_counter()\nsum(range(1000))\nprint(f'Latency: 0.1234s')\n");
    const Finished run = box.run({"run", "--path", "mine", "--quick", "--results-dir", "results"});
    EXPECT_EQ(run.exit_code, 0) << run.errors;
    const auto record = find_record(box.records(), "latency");
    ASSERT_TRUE(record.is_object()) << run.output;
    EXPECT_EQ(record.at("unit"), "s");
    EXPECT_DOUBLE_EQ(record.at("value").get<double>(), 0.1234);
    EXPECT_TRUE(find_record(box.records(), "process_time").is_object());
}

TEST(GuideScript, ListingDoesNotExecuteIt) {
    Sandbox box;
    box.write("mine/benchmark_touch.py", "open('touched', 'w').close()\nprint('Latency: 1s')\n");
    box.write("mine/benchmark_define.py", "open('touched', 'w').close()\ndef benchmark_it():\n    pass\n");
    const Finished list = box.run({"list", "--path", "mine", "--json"});
    EXPECT_EQ(list.exit_code, 0) << list.errors;
    const auto document = nlohmann::json::parse(list.output, nullptr, false);
    ASSERT_FALSE(document.is_discarded());
    EXPECT_EQ(document.at("benchmarks").size(), 2U);
    EXPECT_FALSE(std::filesystem::exists(box.path("touched")));
    EXPECT_FALSE(std::filesystem::exists(box.path("mine/touched")));
}

TEST(GuideScript, MemoryOfAChildThatAScriptStartsIsInItsPeak) {
    Sandbox box;
    box.write("mine/benchmark_child.py",
              "import subprocess, sys\n"
              "subprocess.run([sys.executable, '-c', 'b = bytearray(200 << 20); b[::4096] = b\"x\" * len(b[::4096])'], "
              "check=True)\n"
              "print('Latency: 1s')\n");
    const Finished run = box.run({"run", "--path", "mine", "--quick", "--results-dir", "results"});
    EXPECT_EQ(run.exit_code, 0) << run.errors;
    const auto record = find_record(box.records(), "peak_memory");
    ASSERT_TRUE(record.is_object());
    EXPECT_GT(record.at("value").get<double>(), 200.0 * (1 << 20));
    EXPECT_LT(record.at("value").get<double>(), 320.0 * (1 << 20));
}

TEST(CppBenchmark, OfAnotherFolderIsCompiledOnDemandAndRunAgainAfterAChange) {
    Sandbox box;
    const std::string source =
        "#include <inference_pio/benchmark.hpp>\n"
        "using namespace inference_pio;\n"
        "PIO_BENCHMARK(answer).doc(\"d\").axis(\"n\", {1, 2}).prepare([](const Parameters& p) -> Result<Measure> {\n"
        "    const double n = p.get<double>(\"n\");\n"
        "    return [n](Sample& sample) -> Result<void> { sample.record(\"latency\", FACTOR * n); return {}; };\n"
        "});\n";
    box.write("mine/benchmark_answer.cpp", "#define FACTOR 3\n" + source);
    const Finished first = box.run({"run", "--path", "mine", "--quick", "--results-dir", "first"});
    EXPECT_EQ(first.exit_code, 0) << first.errors;
    EXPECT_DOUBLE_EQ(find_record(box.records("first"), "latency").at("value").get<double>(), 3.0);

    box.write("mine/benchmark_answer.cpp", "#define FACTOR 5\n" + source);
    const Finished second = box.run({"run", "--path", "mine", "--quick", "--results-dir", "second"});
    EXPECT_EQ(second.exit_code, 0) << second.errors;
    EXPECT_DOUBLE_EQ(find_record(box.records("second"), "latency").at("value").get<double>(), 5.0);
}

TEST(CppBenchmark, ThatDoesNotCompileIsARecordAndTheOthersGoOn) {
    Sandbox box;
    box.write("mine/benchmark_broken.cpp", "this is no program\n");
    box.write("mine/benchmark_fine.py", "print('Latency: 2s')\n");
    const Finished run = box.run({"run", "--path", "mine", "--quick", "--results-dir", "results"});
    EXPECT_EQ(run.exit_code, 3);
    EXPECT_THAT(run.errors + run.output, ::testing::HasSubstr("benchmark_broken.cpp"));
    EXPECT_DOUBLE_EQ(find_record(box.records(), "latency", "fine").at("value").get<double>(), 2.0);
}

}  // namespace
}  // namespace inference_pio
