// Imports of one tool compare with each other where the machine and the definitions agree, and never with ours.
#include <gmock/gmock.h>

#include "importers/imported_fixture.hpp"
#include "judgement/comparability.hpp"

namespace inference_pio {
namespace {

using ::testing::Contains;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

ImportedRun first_run(const std::string& fixture) { return import_fixture(fixture).front(); }

TEST(ComparableImports, TwoVersionsOfATool) {
    const std::vector<std::pair<std::string, std::string>> versions{
        {"google_benchmark/google_benchmark_1.7.1.json", "google_benchmark/google_benchmark_1.9.5.json"},
        {"pytest_benchmark/pytest_benchmark_4.0.0.json", "pytest_benchmark/pytest_benchmark_5.3.1.json"},
        {"vllm/vllm_bench_serve_0.8.5.json", "vllm/vllm_bench_serve_0.12.0.json"},
        {"vllm/vllm_bench_latency_0.8.5.json", "vllm/vllm_bench_latency_0.12.0.json"},
        {"aiperf/aiperf_0.3.0.json", "aiperf/aiperf_0.13.0.json"},
        {"llama_bench/llama_bench_b5163.json", "llama_bench/llama_bench_b5163.jsonl"},
    };
    for (const auto& [old, fresh] : versions) {
        const MatchedRecords matched = match_records(first_run(old), first_run(fresh));
        EXPECT_THAT(matched.pairs, Not(IsEmpty())) << old;
        for (const Unlike& unlike : matched.unlike) EXPECT_THAT(unlike.field, Not(HasSubstr("fingerprint"))) << old;
    }
}

TEST(ComparableImports, DefinitionsThatChangedAreRefusedByName) {
    const MatchedRecords matched =
        match_records(first_run("aiperf/aiperf_0.3.0.json"), first_run("aiperf/aiperf_0.13.0.json"));
    EXPECT_THAT(matched.unlike, Contains(AllOf(Field(&Unlike::metric, "aiperf.inter_token_latency"),
                                               Field(&Unlike::field, "definition"),
                                               Field(&Unlike::baseline, "aiperf.inter_token_latency/1 (ms)"),
                                               Field(&Unlike::candidate, "aiperf.inter_token_latency/2 (ms)"))));
}

TEST(ComparableImports, TwoMachinesAreRefused) {
    for (const auto& [fixture, from, to] : std::vector<std::tuple<std::string, std::string, std::string>>{
             {"llama_bench/llama_bench_b5163.json", "RTX 4080", "RTX 4090"},
             {"llama_bench/llama_bench_b5163.json", "7800X3D", "9800X3D"},
             {"pytest_benchmark/pytest_benchmark_5.3.1.json", "\"AMD EPYC\"", "\"AMD EPYC 9654\""},
             {"google_benchmark/google_benchmark_1.9.5.json", "\"vm\"", "\"other\""},
         }) {
        std::string text = fixture_text(fixture);
        for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
            text.replace(at, from.size(), to);
        }
        const MatchedRecords matched = match_records(first_run(fixture), import_text(text).value().front());
        EXPECT_THAT(matched.pairs, IsEmpty()) << fixture << " " << to;
        EXPECT_THAT(matched.unlike, Contains(Field(&Unlike::field, HasSubstr("fingerprint")))) << fixture;
    }
}

TEST(ComparableImports, NothingOfOursIsOfTheSameKind) {
    for (const std::string& name : fixture_names()) {
        ImportedRun imported = first_run(name);
        ImportedRun ours = imported;
        // Even of the same benchmark, parameters and machine.
        for (Record& record : ours.records) {
            record.foreign.reset();
            record.metric.name = record.metric.name.substr(record.metric.name.find('.') + 1);
        }
        const MatchedRecords matched = match_records(imported, ours);
        for (const RecordPair& pair : matched.pairs) {
            EXPECT_FALSE(imported.records[pair.baseline].value && ours.records[pair.candidate].value) << name;
        }
    }
}

}  // namespace
}  // namespace inference_pio
