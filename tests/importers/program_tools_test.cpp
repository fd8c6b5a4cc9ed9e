// What becomes of the files of tools that run programs: llama-bench, Google Benchmark, hyperfine, pytest-benchmark,
// optimum-benchmark.
#include <gmock/gmock.h>

#include "importers/imported_fixture.hpp"

namespace inference_pio {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

ImportedRun only_run(const std::string& fixture) {
    auto runs = import_fixture(fixture);
    EXPECT_EQ(runs.size(), 1U);
    return std::move(runs.front());
}

TEST(LlamaBench, ATestIsARateAndATimeOfItsRepetitions) {
    const ImportedRun run = only_run("llama_bench/llama_bench_b5163.json");
    const auto prefill = records_of(run, "llama_bench.prefill_throughput/1", "mean");
    ASSERT_THAT(prefill, SizeIs(1));
    EXPECT_EQ(prefill[0].value, 7100.002165);
    EXPECT_THAT(prefill[0].samples, ElementsAre(ElementsAre(6863.1, 7147.55, 7136.37, 7115.79, 7237.21)));
    EXPECT_EQ(prefill[0].sample_count, 5);
    EXPECT_EQ(prefill[0].process_count, 1);
    EXPECT_FALSE(prefill[0].interval) << "a spread over repetitions is none over processes";
    EXPECT_EQ(foreign_fields_to_json(*prefill[0].foreign)["stddev_ts"], 140.34152);
    const auto decode = records_of(run, "llama_bench.decode_time/1", "mean");
    ASSERT_THAT(decode, SizeIs(1));
    EXPECT_EQ(decode[0].value, 1076767880.0);
    EXPECT_EQ(decode[0].metric.unit, "ns");
    EXPECT_EQ(decode[0].benchmark, "llama_bench/decode");
    EXPECT_EQ(decode[0].parameters.to_string(),
              "model=qwen2 7B Q4_K - Medium,model_size=4677120000B,n_prompt=0,n_gen=128,n_depth=0,n_batch=2048,"
              "n_ubatch=512,n_threads=8");
    EXPECT_EQ(decode[0].timestamp, "2025-04-24T11:58:51Z");
}

TEST(LlamaBench, MachineBuildAndOptionsStandWhereComparisonsLook) {
    const ImportedRun run = only_run("llama_bench/llama_bench_b5163.json");
    EXPECT_EQ(run.timestamp, "2025-04-24T11:58:50Z");
    EXPECT_EQ(run.subject.commit, "8cf427ff");
    EXPECT_EQ(run.profile.cpu.model, "AMD Ryzen 7 7800X3D 8-Core Processor");
    ASSERT_THAT(run.profile.gpus, SizeIs(1));
    EXPECT_EQ(run.profile.gpus[0].name, "NVIDIA GeForce RTX 4080");
    EXPECT_FALSE(run.profile.memory.total);
    EXPECT_EQ(run.profile.fingerprint, compute_fingerprint(run.profile));
    const EngineFacts engine = run.records[0].facts.engine.value();
    EXPECT_EQ(engine.name, "llama_cpp");
    EXPECT_EQ(engine.version, "b5163");
    EXPECT_EQ(engine.options.at("n_gpu_layers"), "99");
    EXPECT_FALSE(engine.options.contains("poll")) << "at its usual value";
    EXPECT_EQ(run.records[0].facts.weights_source, "file");
    EXPECT_THAT(run.warnings, IsEmpty());
}

TEST(LlamaBench, AnArrayAndLinesAreTheSame) {
    const ImportedRun whole = only_run("llama_bench/llama_bench_b5163.json");
    const ImportedRun lines = only_run("llama_bench/llama_bench_b5163.jsonl");
    ASSERT_EQ(whole.records.size(), lines.records.size());
    EXPECT_EQ(whole.profile, lines.profile);
    for (std::size_t i = 0; i < whole.records.size(); ++i) {
        EXPECT_EQ(whole.records[i].case_name(), lines.records[i].case_name());
        EXPECT_EQ(whole.records[i].facts, lines.records[i].facts);
    }
}

TEST(LlamaBench, AFileOfTwoBuildsHoldsTwoRuns) {
    const std::string text = fixture_text("llama_bench/llama_bench_b5163.jsonl");
    std::string other = text;
    for (std::size_t at = 0; (at = other.find("8cf427ff", at)) != std::string::npos;) other.replace(at, 8, "aaaabbbb");
    const auto runs = import_text(text + other).value();
    ASSERT_THAT(runs, SizeIs(2));
    EXPECT_EQ(runs[1].id, runs[0].id + "-2");
    EXPECT_EQ(runs[1].subject.commit, "aaaabbbb");
    EXPECT_EQ(runs[1].records[0].subject.commit, "aaaabbbb");
}

TEST(LlamaBatchedBench, ALineIsACaseOfSixValues) {
    const ImportedRun run = only_run("llama_batched_bench/llama_batched_bench_2024.jsonl");
    EXPECT_THAT(run.records, SizeIs(12));
    const auto speeds = records_of(run, "llama_batched_bench.decode_throughput/1", "single");
    ASSERT_THAT(speeds, SizeIs(2));
    EXPECT_EQ(speeds[1].value, 23.050371);
    EXPECT_EQ(speeds[1].parameters.to_string(),
              "pp=128,tg=128,pl=2,n_batch=2048,n_ubatch=512,n_threads=8,n_threads_batch=8");
    EXPECT_EQ(foreign_fields_to_json(*run.records[0].foreign), Json({{"n_kv", 256}}));
    EXPECT_THAT(run.warnings, Contains(HasSubstr("which model")));
}

TEST(GoogleBenchmark, RepetitionsAreSamplesOfOneProcess) {
    const ImportedRun run = only_run("google_benchmark/google_benchmark_1.9.5.json");
    const auto medians = records_of(run, "google_benchmark.real_time/1", "median");
    ASSERT_THAT(medians, SizeIs(3)) << "two benchmarks, and one that failed";
    EXPECT_EQ(medians[0].benchmark, "google_benchmark/sum_of_range/8");
    EXPECT_EQ(medians[0].value, 455.361763671021);
    EXPECT_THAT(medians[0].samples, ElementsAre(ElementsAre(572.3296892293739, 455.361763671021, 311.2889712274883)));
    EXPECT_EQ(medians[0].sample_count, 3);
    EXPECT_EQ(medians[0].metric.unit, "ns");
    EXPECT_FALSE(medians[0].interval);
    EXPECT_EQ(medians[2].status, Status::failed);
    EXPECT_EQ(medians[2].status_reason, "no such device");
    EXPECT_FALSE(medians[2].value);
    EXPECT_EQ(records_of(run, "google_benchmark.items/1", "mean")[1].value, 64.0);
    EXPECT_EQ(run.profile.cpu.threads, 2);
    ASSERT_THAT(run.profile.cpu.caches, SizeIs(4));
    EXPECT_EQ(run.profile.cpu.caches[3].size, Bytes{33554432});
    EXPECT_EQ(run.profile.cpu.caches[3].instances, 1);
    EXPECT_EQ(run.foreign->version, "1.9.5");
    const Json kept = foreign_fields_to_json(*run.foreign);
    EXPECT_EQ(kept["context"]["host_name"], "vm");
    EXPECT_EQ(kept["benchmarks"].size(), 4U) << "spreads of two benchmarks";
}

TEST(GoogleBenchmark, OneRepetitionIsItsOwnMedian) {
    const auto runs = import_text(R"({"context": {"num_cpus": 4}, "benchmarks": [
        {"name": "a", "run_name": "a", "run_type": "iteration", "iterations": 10, "real_time": 1.5, "cpu_time": 1.25,
         "time_unit": "us", "bytes_per_second": 2e9, "label": "x"},
        {"name": "b", "iterations": 10, "real_time": 2.5, "cpu_time": 2.25, "time_unit": "ns"}]})")
                          .value();
    const auto times = records_of(runs[0], "google_benchmark.real_time/1", "median");
    ASSERT_THAT(times, SizeIs(2));
    EXPECT_EQ(times[0].metric.unit, "us");
    EXPECT_EQ(times[0].value, 1.5);
    EXPECT_EQ(records_of(runs[0], "google_benchmark.bytes_per_second/1", "median")[0].metric.unit, "bytes/s");
    EXPECT_EQ(foreign_fields_to_json(*times[0].foreign)["label"], "x");
    EXPECT_EQ(times[1].benchmark, "google_benchmark/b") << "releases before 1.5 have no run_name";
}

TEST(GoogleBenchmark, AggregatesAloneAreReadToo) {
    const auto runs = import_text(R"({"context": {"num_cpus": 4}, "benchmarks": [
        {"name": "a_mean", "run_name": "a", "run_type": "aggregate", "aggregate_name": "mean", "repetitions": 5,
         "real_time": 1.5, "cpu_time": 1.25, "time_unit": "ns"},
        {"name": "a_BigO", "run_name": "a", "run_type": "aggregate", "aggregate_name": "BigO", "big_o": "N",
         "real_coefficient": 2.0, "cpu_coefficient": 2.0, "time_unit": "ns"}]})")
                          .value();
    ASSERT_THAT(runs[0].records, SizeIs(2));
    EXPECT_EQ(runs[0].records[0].sample_count, 5);
    EXPECT_THAT(runs[0].records[0].samples, IsEmpty());
    EXPECT_EQ(foreign_fields_to_json(*runs[0].foreign)["benchmarks"][0]["aggregate_name"], "BigO");
}

TEST(GoogleBenchmark, OneMachineHasOneFingerprintAndAnotherHasAnother) {
    const ImportedRun old = only_run("google_benchmark/google_benchmark_1.7.1.json");
    EXPECT_EQ(old.profile.fingerprint, only_run("google_benchmark/google_benchmark_1.9.5.json").profile.fingerprint);
    for (const auto& [from, to] :
         std::vector<std::pair<std::string, std::string>>{{"\"host_name\": \"vm\"", "\"host_name\": \"vm2\""},
                                                          {"\"num_cpus\": 2", "\"num_cpus\": 4"},
                                                          {"524288", "1048576"}}) {
        std::string text = fixture_text("google_benchmark/google_benchmark_1.7.1.json");
        ASSERT_NE(text.find(from), std::string::npos) << from;
        text.replace(text.find(from), from.size(), to);
        EXPECT_NE(import_text(text).value()[0].profile.fingerprint, old.profile.fingerprint) << to;
    }
}

TEST(Hyperfine, EachRunIsAProcess) {
    for (const char* fixture : {"hyperfine/hyperfine_1.15.0.json", "hyperfine/hyperfine_2.0.0.json"}) {
        const ImportedRun run = only_run(fixture);
        const auto medians = records_of(run, "hyperfine.wall_time/1", "median");
        ASSERT_THAT(medians, SizeIs(2)) << fixture;
        EXPECT_EQ(medians[0].case_name(), "hyperfine/sleep 0.005[delay=0.005]");
        EXPECT_EQ(medians[0].metric.unit, "s");
        EXPECT_EQ(medians[0].samples.size(), static_cast<std::size_t>(medians[0].process_count));
        EXPECT_GE(medians[0].process_count, 4);
        ASSERT_TRUE(medians[0].interval) << "processes give an interval as ours";
        EXPECT_EQ(medians[0].interval->method, "student_t_log_process_values");
        const auto means = records_of(run, "hyperfine.wall_time/1", "mean");
        EXPECT_THAT(means[0].samples, IsEmpty()) << "they stand with the median";
        EXPECT_FALSE(means[0].interval);
        EXPECT_THAT(records_of(run, "hyperfine.user_time/1", "mean"), SizeIs(2));
        EXPECT_THAT(run.warnings, Contains(HasSubstr("which machine")));
    }
}

TEST(Hyperfine, OfEitherFormatKeepsWhatHasNoPlace) {
    const ImportedRun first = only_run("hyperfine/hyperfine_1.15.0.json");
    EXPECT_THAT(foreign_fields_to_json(*first.records[0].foreign)["exit_codes"], ElementsAre(0, 0, 0, 0, 0));
    EXPECT_THAT(first.warnings, Contains(HasSubstr("the time of its last change")));
    const ImportedRun second = only_run("hyperfine/hyperfine_2.0.0.json");
    EXPECT_EQ(second.foreign->version, "2.0.0");
    EXPECT_EQ(second.timestamp, "2026-11-30T06:22:30Z");
    EXPECT_EQ(second.profile.cpu.architecture, "x86_64");
    EXPECT_EQ(foreign_fields_to_json(*second.records[0].foreign)["measurements"][0]["exit_code"], 0);
    EXPECT_EQ(records_of(second, "hyperfine.peak_memory/1", "maximum")[0].value, 4104192.0);
}

// Formats that no captured file has, written after their releases.
TEST(Hyperfine, OldAndNewFieldsOfFormatOneAreRead) {
    const auto runs = import_text(R"({"results": [
        {"command": "x", "mean": 0.5, "stddev": null, "user": 0.1, "system": 0.0, "min": 0.5, "max": 0.5, "times": [0.5]},
        {"command": "y", "mean": 0.6, "median": 0.6, "times": [0.5, 0.7], "memory_usage_byte": [100, 300],
         "exit_codes": [0, 1]}]})")
                          .value();
    const auto means = records_of(runs[0], "hyperfine.wall_time/1", "mean");
    EXPECT_THAT(means[0].samples, ElementsAre(ElementsAre(0.5))) << "no median: the samples stand with the mean";
    EXPECT_FALSE(means[0].interval) << "of one process";
    const auto memory = records_of(runs[0], "hyperfine.peak_memory/1", "maximum");
    ASSERT_THAT(memory, SizeIs(1));
    EXPECT_EQ(memory[0].value, 300.0);
    EXPECT_THAT(memory[0].samples, ElementsAre(ElementsAre(100.0), ElementsAre(300.0)));
}

TEST(PytestBenchmark, RoundsAreSamplesOfOneProcess) {
    const ImportedRun run = only_run("pytest_benchmark/pytest_benchmark_5.3.1.json");
    const auto medians = records_of(run, "pytest_benchmark.time/1", "median");
    ASSERT_THAT(medians, SizeIs(3));
    EXPECT_EQ(medians[1].benchmark, "pytest_benchmark/test_bench.py::test_sort[100]");
    EXPECT_EQ(medians[1].value, 7.978999997249048e-07);
    ASSERT_THAT(medians[1].samples, SizeIs(1));
    EXPECT_EQ(medians[1].samples[0].size(), 7U);
    EXPECT_EQ(medians[1].sample_count, 7);
    EXPECT_FALSE(medians[1].interval);
    EXPECT_THAT(records_of(run, "pytest_benchmark.time/1", "q1"), SizeIs(3));
    EXPECT_EQ(records_of(run, "pytest_benchmark.ops/1", "single")[1].value, 1203177.0754002845);
    EXPECT_EQ(run.subject.commit, "ecc1e2f853b3d6c4c4e95a9813c8219041ca4dc6");
    EXPECT_EQ(run.subject.branch, "master");
    EXPECT_EQ(run.profile.cpu.model, "AMD EPYC");
    EXPECT_EQ(run.profile.cpu.vendor, "AuthenticAMD");
    EXPECT_EQ(run.profile.cpu.threads, 2);
    EXPECT_THAT(run.profile.cpu.instruction_sets, Contains("avx2"));
    EXPECT_EQ(run.foreign->version, "5.3.1");
    EXPECT_EQ(run.timestamp, "2026-11-30T05:59:03Z");
    EXPECT_THAT(run.warnings, IsEmpty());
    const Json kept = foreign_fields_to_json(*records_of(run, "pytest_benchmark.time/1", "minimum")[2].foreign);
    EXPECT_EQ(kept["extra_info"]["words"], 50);
    EXPECT_TRUE(kept["stats"].contains("stddev"));
}

TEST(OptimumBenchmark, APartOfTheRunIsMeasuredByKind) {
    const ImportedRun run = only_run("optimum_benchmark/optimum_benchmark_0.6.0.json");
    const auto prefill = records_of(run, "optimum_benchmark.prefill_latency/1", "p50");
    ASSERT_THAT(prefill, SizeIs(1));
    EXPECT_EQ(prefill[0].value, 0.006238093000092704);
    EXPECT_THAT(prefill[0].samples, ElementsAre(SizeIs(3)));
    EXPECT_EQ(records_of(run, "optimum_benchmark.decode_throughput/1", "single")[0].metric.unit, "tokens/s");
    EXPECT_EQ(records_of(run, "optimum_benchmark.prefill_throughput/1", "single")[0].metric.unit, "samples/s");
    EXPECT_EQ(records_of(run, "optimum_benchmark.prefill_memory_max_ram/1", "single")[0].metric.unit, "MB");
    EXPECT_EQ(prefill[0].case_name(),
              "optimum_benchmark/tiny_llama[model=./tiny,backend=pytorch,device=cpu,task=text-generation,batch_size=1,"
              "sequence_length=16,new_tokens=4]");
    EXPECT_EQ(run.profile.cpu.model, "AMD EPYC");
    EXPECT_EQ(run.profile.memory.total, Bytes{25276063744});
    EXPECT_EQ(run.foreign->version, "0.6.0");
    const ImportedRun other = only_run("optimum_benchmark/optimum_benchmark_0.5.0.dev0.json");
    ASSERT_THAT(other.profile.gpus, SizeIs(1));
    EXPECT_EQ(other.profile.gpus[0].name, "Tesla T4");
    EXPECT_THAT(records_of(other, "optimum_benchmark.forward_throughput/1", "single"), Not(IsEmpty()));
}

TEST(OptimumBenchmark, AReportAloneKnowsNeitherModelNorMachine) {
    const ImportedRun whole = only_run("optimum_benchmark/optimum_benchmark_0.6.0.json");
    const ImportedRun report = only_run("optimum_benchmark/optimum_benchmark_0.6.0_report.json");
    EXPECT_EQ(report.records.size(), whole.records.size());
    EXPECT_THAT(report.warnings, Contains(HasSubstr("which model")));
    EXPECT_NE(report.profile.fingerprint, whole.profile.fingerprint);
}

}  // namespace
}  // namespace inference_pio
