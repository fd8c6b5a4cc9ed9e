// What becomes of the files of tools that ask a server: vllm, guidellm, AIPerf.
#include <gmock/gmock.h>

#include "importers/imported_fixture.hpp"

namespace inference_pio {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

ImportedRun only_run(const std::string& fixture) {
    auto runs = import_fixture(fixture);
    EXPECT_EQ(runs.size(), 1U);
    return std::move(runs.front());
}

Record only_record(const ImportedRun& run, const std::string& definition, const std::string& statistic) {
    const std::vector<Record> found = records_of(run, definition, statistic);
    EXPECT_EQ(found.size(), 1U) << definition << " " << statistic;
    return found.empty() ? Record{} : found.front();
}

TEST(VllmServe, LatenciesAreDistributionsAndTheRestIsThereOnce) {
    const ImportedRun run = only_run("vllm/vllm_bench_serve_0.8.5.json");
    const Record mean = only_record(run, "vllm.ttft/1", "mean");
    EXPECT_EQ(mean.value, 26.460184833354106);
    EXPECT_EQ(mean.metric.unit, "ms");
    EXPECT_EQ(mean.metric.direction, Direction::lower_is_better);
    EXPECT_EQ(mean.metric.reduction, Reduction::pooled);
    EXPECT_EQ(mean.sample_count, 6);
    EXPECT_FALSE(mean.interval) << "a spread over requests is none over processes";
    EXPECT_EQ(only_record(run, "vllm.e2el/1", "p99").value, 63.46327924998149);
    const Record rate = only_record(run, "vllm.output_throughput/1", "single");
    EXPECT_EQ(rate.metric.unit, "tokens/sec");
    EXPECT_EQ(rate.metric.direction, Direction::higher_is_better);
    EXPECT_EQ(mean.case_name(),
              "vllm_bench/serve[model=tiny-model,endpoint_type=openai,num_prompts=6,request_rate=inf,burstiness=1,"
              "max_concurrency=2]");
    EXPECT_EQ(run.timestamp, "2026-11-30T06:11:51Z");
    EXPECT_THAT(run.warnings, Contains(HasSubstr("no time zone")));
    EXPECT_THAT(run.warnings, Contains(HasSubstr("which machine")));
    const Json kept = foreign_fields_to_json(*run.records.front().foreign);
    EXPECT_EQ(kept["std_ttft_ms"], 2.1098579890161244);
    EXPECT_EQ(kept["ttfts"].size(), 6U);
}

TEST(VllmServe, ResultsThatWereAppendedAreCasesOfOneRun) {
    const std::string one = print_json(parse_json(fixture_text("vllm/vllm_bench_serve_0.12.0.json")).value());
    std::string two = one;
    two.replace(two.find("\"num_prompts\":6"), 15, "\"num_prompts\":7");
    const auto runs = import_text(one + "\n" + two + "\n").value();
    ASSERT_EQ(runs.size(), 1U);
    EXPECT_EQ(runs[0].records.size(), 2 * only_run("vllm/vllm_bench_serve_0.12.0.json").records.size());
}

TEST(VllmLatency, HasItsIterationsAsSamplesAndNoTime) {
    const ImportedRun run = only_run("vllm/vllm_bench_latency_0.8.5.json");
    const Record mean = only_record(run, "vllm.batch_latency/1", "mean");
    ASSERT_EQ(mean.samples.size(), 1U) << "one process";
    EXPECT_EQ(mean.samples[0].size(), 5U);
    EXPECT_EQ(mean.samples[0][3], 0.004722386999901573);
    EXPECT_EQ(only_record(run, "vllm.batch_latency/1", "p90").value, 0.005003376600006959);
    EXPECT_EQ(run.timestamp, kModifiedAt);
    EXPECT_THAT(run.warnings, Contains(HasSubstr("the time of its last change")));
    EXPECT_THAT(run.warnings, Contains(HasSubstr("which model")));
}

TEST(Guidellm, TheMeaningOfATokensTimeChangedWithTheFormat) {
    const ImportedRun old = only_run("guidellm/guidellm_0.3.1.json");
    const ImportedRun fresh = only_run("guidellm/guidellm_0.8.1.json");
    EXPECT_EQ(only_record(old, "guidellm.time_per_output_token/1", "mean").value, 3.799736499786377);
    EXPECT_EQ(only_record(fresh, "guidellm.time_per_output_token/2", "mean").value, 8.327192730373806);
    EXPECT_THAT(records_of(fresh, "guidellm.time_per_output_token/1", "mean"), IsEmpty());
    EXPECT_EQ(only_record(old, "guidellm.time_to_first_token/1", "mean").metric.unit, "ms");
    EXPECT_EQ(only_record(fresh, "guidellm.time_to_first_token/1", "p99.9").sample_count, 6);
    EXPECT_EQ(old.foreign->version, "");
    EXPECT_EQ(fresh.foreign->version, "0.8.1");
    EXPECT_EQ(fresh.timestamp, "2026-11-30T06:00:27Z");
    EXPECT_EQ(only_record(fresh, "guidellm.request_latency/1", "mean").parameters.to_string(),
              "model=tiny-model,strategy=concurrent,streams=2,prompt_tokens=16,output_tokens=6,requests=successful");
    // An interval over requests is none over processes: it is kept with the mean.
    const Record mean = only_record(fresh, "guidellm.request_latency/1", "mean");
    EXPECT_FALSE(mean.interval);
    EXPECT_TRUE(foreign_fields_to_json(*mean.foreign).contains("mean_ci"));
    // Nothing went wrong, so nothing was measured of what went wrong.
    for (const Record& record : fresh.records) {
        const Value* requests = record.parameters.find("requests");
        EXPECT_TRUE(requests == nullptr || to_string(*requests) == "successful");
    }
}

TEST(Aiperf, GapsAreCountedOtherwiseSinceTheFormatHasAVersion) {
    const ImportedRun old = only_run("aiperf/aiperf_0.3.0.json");
    const ImportedRun fresh = only_run("aiperf/aiperf_0.13.0.json");
    EXPECT_EQ(only_record(old, "aiperf.inter_token_latency/1", "mean").value, 2.434867733333333);
    EXPECT_EQ(only_record(fresh, "aiperf.inter_token_latency/2", "mean").value, 2.3327502666666664);
    EXPECT_EQ(only_record(old, "aiperf.time_to_first_token/1", "p50").parameters,
              only_record(fresh, "aiperf.time_to_first_token/1", "p50").parameters);
    EXPECT_EQ(only_record(fresh, "aiperf.request_throughput/1", "single").metric.unit, "requests/sec");
    EXPECT_EQ(fresh.foreign->version, "0.13.0");
    EXPECT_EQ(fresh.timestamp, "2026-11-30T06:06:18Z");
    // Points in time are no measurements.
    EXPECT_THAT(records_of(old, "aiperf.min_request_timestamp/1", "single"), IsEmpty());
    EXPECT_TRUE(foreign_fields_to_json(*old.foreign).contains("min_request_timestamp"));
    EXPECT_TRUE(foreign_fields_to_json(*fresh.foreign)["input_config"].contains("phases"));
}

TEST(Aiperf, TheServersGpusAreTheMachine) {
    Json json = parse_json(fixture_text("aiperf/aiperf_0.13.0.json")).value();
    json["telemetry_data"]["endpoints"]["a"]["gpus"]["0"] = {{"gpu_index", 0}, {"gpu_name", "NVIDIA H100"}};
    const auto runs = import_text(print_json(json)).value();
    ASSERT_EQ(runs[0].profile.gpus.size(), 1U);
    EXPECT_EQ(runs[0].profile.gpus[0].name, "NVIDIA H100");
    EXPECT_NE(runs[0].profile.fingerprint, only_run("aiperf/aiperf_0.13.0.json").profile.fingerprint);
}

}  // namespace
}  // namespace inference_pio
