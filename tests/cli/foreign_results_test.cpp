// Results of other tools, imported, listed, drawn and compared through the real binary.
#include <gmock/gmock.h>

#include "cli/piobench_process.hpp"
#include "test_folders.hpp"

namespace inference_pio {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class ForeignResults : public ::testing::Test {
protected:
    static std::string fixture(const std::string& name) { return PIO_TEST_DATA_DIR "/importers/" + name; }

    [[nodiscard]] Finished piobench(std::vector<std::string> arguments) const {
        arguments.insert(arguments.end(), {"--results-dir", "results"});
        return box_.run(std::move(arguments));
    }

    [[nodiscard]] nlohmann::json listed() const {
        return nlohmann::json::parse(piobench({"history", "list", "--json"}).output).at("runs");
    }

    // Imports both, the older one first; gives their ids.
    std::pair<std::string, std::string> import_both(const std::string& old, const std::string& fresh) {
        std::pair<std::string, std::string> ids;
        for (const auto& [file, id] : {std::pair{fixture(old), &ids.first}, std::pair{fixture(fresh), &ids.second}}) {
            const Finished imported = piobench({"history", "import", file});
            EXPECT_EQ(imported.exit_code, 0) << imported.errors;
            EXPECT_THAT(imported.output, HasSubstr("1 run imported"));
            for (const auto& run : listed()) {
                if (run.at("run") != ids.first) *id = run.at("run");
            }
        }
        return ids;
    }

    [[nodiscard]] std::string fingerprint_of(const std::string& id) const {
        for (const auto& run : listed()) {
            if (run.at("run") == id) return run.at("fingerprint");
        }
        return {};
    }

    Sandbox box_;
};

TEST_F(ForeignResults, PytestBenchmarksAreListedDrawnAndCompared) {
    const auto [old, fresh] =
        import_both("pytest_benchmark/pytest_benchmark_4.0.0.json", "pytest_benchmark/pytest_benchmark_5.3.1.json");
    const Finished list = piobench({"history", "list"});
    EXPECT_THAT(list.output, HasSubstr("pytest-benchmark-"));
    EXPECT_THAT(list.output, HasSubstr("AMD EPYC"));
    EXPECT_EQ(fingerprint_of(old), fingerprint_of(fresh));

    const Finished shown =
        piobench({"history", "show", "pytest_benchmark/*test_sort*", "--fingerprint", fingerprint_of(old), "--json"});
    ASSERT_EQ(shown.exit_code, 0) << shown.errors;
    const auto series = nlohmann::json::parse(shown.output).at("series");
    ASSERT_FALSE(series.empty());
    EXPECT_EQ(series.at(0).at("points").size(), 2U);
    EXPECT_THAT(
        piobench({"history", "show", "pytest_benchmark/*test_sort*", "--fingerprint", fingerprint_of(old)}).output,
        HasSubstr("pytest_benchmark.time"));

    const Finished compared = piobench({"compare", old, fresh, "--json"});
    EXPECT_EQ(compared.exit_code, 4) << "one process a side settles nothing: " << compared.errors;
    const auto document = nlohmann::json::parse(compared.output);
    EXPECT_GT(document.at("rows").size(), 10U);
    EXPECT_TRUE(document.at("unlike").empty()) << document.at("unlike");
    EXPECT_THAT(piobench({"compare", old, fresh, "--all"}).output, HasSubstr("pytest_benchmark.time"));
}

TEST_F(ForeignResults, HyperfinesProcessesGiveVerdicts) {
    const auto [old, fresh] = import_both("hyperfine/hyperfine_1.15.0.json", "hyperfine/hyperfine_2.0.0.json");
    // The newer format says the system, the older does not: another machine, as far as anybody knows.
    const Finished refused = piobench({"compare", old, fresh});
    EXPECT_EQ(refused.exit_code, 5) << refused.output;
    EXPECT_THAT(refused.output + refused.errors, HasSubstr("software.system"));

    const std::string path = box_.path("slower.json").string();
    const Finished made =
        box_.shell("python3 -c \"import json; d = json.load(open('" + fixture("hyperfine/hyperfine_1.15.0.json") +
                   "')); r = d['results'][1]; f = 2.0; r['times'] = [t * f for t in r['times']]; "
                   "[r.__setitem__(k, r[k] * f) for k in ('mean', 'median', 'min', 'max')]; json.dump(d, "
                   "open('slower.json', 'w'))\"");
    ASSERT_EQ(made.exit_code, 0) << made.errors;
    const Finished slower = piobench({"compare", old, path, "--json"});
    EXPECT_EQ(slower.exit_code, 1) << slower.output << slower.errors;
    const auto document = nlohmann::json::parse(slower.output);
    int regressed = 0;
    for (const auto& row : document.at("rows")) {
        if (row.at("verdict") != "regressed") continue;
        ++regressed;
        EXPECT_EQ(row.at("metric"), "hyperfine.wall_time");
        EXPECT_EQ(row.at("statistic"), "median");
    }
    EXPECT_EQ(regressed, 1) << slower.output;
}

TEST_F(ForeignResults, LlamaBenchComparesFromItsFilesToo) {
    const Finished compared = box_.run({"compare", fixture("llama_bench/llama_bench_b5163.json"),
                                        fixture("llama_bench/llama_bench_b5163.jsonl"), "--json"});
    EXPECT_EQ(compared.exit_code, 4) << compared.errors;
    const auto document = nlohmann::json::parse(compared.output);
    ASSERT_EQ(document.at("rows").size(), 4U);
    EXPECT_EQ(document.at("rows").at(0).at("metric"), "llama_bench.prefill_throughput");
    EXPECT_NEAR(document.at("rows").at(0).at("ratio").get<double>(), 7263.609157 / 7100.002165, 1e-12);
}

TEST_F(ForeignResults, UnlikeOnesAreRefused) {
    const auto [vllm, guidellm] = import_both("vllm/vllm_bench_serve_0.12.0.json", "guidellm/guidellm_0.3.1.json");
    const Finished compared = piobench({"compare", vllm, guidellm, "--json"});
    EXPECT_EQ(compared.exit_code, 5) << compared.output;
    EXPECT_TRUE(nlohmann::json::parse(compared.output).at("rows").empty());

    // A run of ours, against one of another tool.
    const Finished run = box_.shell(
        "$PIOBENCH run qwen3_0_6b/performance/generation --engine simulated --quick --param batch_size=1 "
        "--param sequence_length=128 --param new_tokens=32 --param depth=0 --results-dir results");
    ASSERT_EQ(run.exit_code, 0) << run.errors;
    const Finished ours = piobench({"compare", vllm, "latest", "--json"});
    EXPECT_EQ(ours.exit_code, 5) << ours.output;
    EXPECT_TRUE(nlohmann::json::parse(ours.output).at("rows").empty());
}

TEST_F(ForeignResults, ImportingAgainChangesNothingAndTheStoreIsRebuiltFromFiles) {
    const std::string file = fixture("google_benchmark/google_benchmark_1.9.5.json");
    const std::string copy = box_.write("another_name.txt", "").string();
    ASSERT_EQ(box_.shell("cp '" + file + "' another_name.txt").exit_code, 0);
    EXPECT_EQ(piobench({"history", "import", file}).exit_code, 0);
    EXPECT_EQ(piobench({"history", "import", copy}).output, "0 runs imported, 1 there already\n");
    const auto before = listed();
    EXPECT_EQ(piobench({"history", "rebuild"}).exit_code, 0);
    EXPECT_EQ(listed(), before);
    const Finished valid = box_.shell(PIO_SOURCE_DIR "/scripts/validate-records results/*/results.json");
    EXPECT_EQ(valid.exit_code, 0) << valid.output << valid.errors;
    EXPECT_EQ(piobench({"report", before.at(0).at("run").get<std::string>()}).exit_code, 0);
}

TEST_F(ForeignResults, AllFixturesAreValidRecords) {
    const Finished imported =
        box_.shell("find " PIO_TEST_DATA_DIR
                   "/importers -name '*.json*' -exec $PIOBENCH history import --results-dir results {} +");
    EXPECT_EQ(imported.exit_code, 0) << imported.errors;
    const Finished valid = box_.shell(PIO_SOURCE_DIR "/scripts/validate-records results/*/results.json");
    EXPECT_EQ(valid.exit_code, 0) << valid.output << valid.errors;
}

TEST_F(ForeignResults, WhatTheFileDoesNotSayIsWarnedOf) {
    const Finished imported = piobench({"history", "import", fixture("hyperfine/hyperfine_1.15.0.json")});
    EXPECT_THAT(imported.errors, HasSubstr("the time of its last change"));
    EXPECT_THAT(imported.errors, HasSubstr("which machine"));
}

TEST_F(ForeignResults, OfNoKnownFormatIsNamedWithThoseThatAre) {
    box_.write("notes.json", "{\"some\": \"notes\"}\n");
    box_.write("broken.json", "{\n  \"results\": [\n    {\"command\": \"x\", }\n  ]\n}\n");
    const Finished imported = piobench({"history", "import", "notes.json", "broken.json"});
    EXPECT_EQ(imported.exit_code, 3);
    EXPECT_THAT(imported.errors, HasSubstr("notes.json: it is of no format that is known here"));
    EXPECT_THAT(imported.errors, HasSubstr("hyperfine: JSON (--export-json)"));
    EXPECT_THAT(imported.errors, HasSubstr("broken.json: line 3, column 22: not JSON"));
    EXPECT_THAT(imported.output, HasSubstr("0 runs imported"));
}

}  // namespace
}  // namespace inference_pio
