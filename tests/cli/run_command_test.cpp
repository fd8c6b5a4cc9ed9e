// The main job on the simulated engine: results, exit codes, interruptions, broken disks.
#include <gmock/gmock.h>

#include <fstream>

#include "cli/piobench_process.hpp"
#include "test_folders.hpp"

namespace inference_pio {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

const std::vector<std::string> kSimulated = {
    "run", "qwen3_0_6b/performance/generation", "--engine", "simulated", "--quick", "--results-dir", "results"};

std::vector<std::string> simulated(std::initializer_list<std::string> more) {
    std::vector<std::string> arguments = kSimulated;
    arguments.insert(arguments.end(), more);
    return arguments;
}

std::size_t count_lines_with(const fs::path& file, const std::string& part) {
    std::ifstream in(file);
    std::size_t count = 0;
    for (std::string line; std::getline(in, line);) count += line.find(part) != std::string::npos ? 1 : 0;
    return count;
}

TEST(Run, LeavesTheFourFilesAndTheModelsCopies) {
    Sandbox box;
    const Finished run = box.run(simulated({}));
    ASSERT_EQ(run.exit_code, 0) << run.errors;
    const fs::path folder = box.run_folder();
    for (const char* file : {"results.json", "results.csv", "run.json", "journal.ndjson"}) {
        EXPECT_TRUE(fs::exists(folder / file)) << file;
    }
    EXPECT_THAT(run.output, HasSubstr("results.json"));
    EXPECT_THAT(run.output, HasSubstr("generation"));
    bool copied = false;
    for (const auto& entry : fs::recursive_directory_iterator(box.path("results"))) {
        copied = copied ||
                 (entry.path().string().find("qwen3_0_6b") != std::string::npos && entry.path().extension() == ".csv");
    }
    EXPECT_TRUE(copied);
}

TEST(Run, ItsRecordsFollowTheSchemaAndTheGuidesKeysComeFirst) {
    Sandbox box;
    ASSERT_EQ(box.run(simulated({})).exit_code, 0);
    const fs::path results = box.run_folder() / "results.json";
    const Finished check =
        box.shell(std::string("python3 ") + PIO_SOURCE_DIR + "/scripts/validate-records " + results.string());
    EXPECT_EQ(check.exit_code, 0) << check.output << check.errors;
    const auto records = nlohmann::ordered_json::parse(std::ifstream(results));
    ASSERT_FALSE(records.empty());
    std::vector<std::string> keys;
    for (const auto& [key, value] : records.front().items()) keys.push_back(key);
    keys.resize(6);
    EXPECT_THAT(keys, ::testing::ElementsAre("timestamp", "model", "metric", "value", "unit", "hardware"));
}

TEST(Run, TheSimulatedTruthComesBack) {
    Sandbox box;
    ASSERT_EQ(box.run(simulated({"--engine-option", "ttft_s=0.25", "--engine-option", "itl_s=0.02"})).exit_code, 0);
    const auto ttft = find_record(box.records(), "ttft");
    ASSERT_TRUE(ttft.is_object());
    EXPECT_NEAR(ttft.at("value").get<double>(), 0.25, 0.25 * 0.005);
    EXPECT_NEAR(find_record(box.records(), "tpot").at("value").get<double>(), 0.02, 0.02 * 0.005);
}

TEST(Run, JsonIsOneDocumentAndNothingElse) {
    Sandbox box;
    const Finished run = box.run(simulated({"--json"}));
    EXPECT_EQ(run.exit_code, 0);
    const auto document = nlohmann::json::parse(run.output, nullptr, false);
    ASSERT_FALSE(document.is_discarded()) << run.output.substr(0, 500);
    EXPECT_FALSE(document.at("records").empty());
}

TEST(Run, TheSameSeedVisitsCasesInTheSameOrder) {
    Sandbox box;
    const auto order = [&](const std::string& results) {
        EXPECT_EQ(box.run({"run", "qwen3_0_6b/performance/generation", "--engine", "simulated", "--quick", "--seed",
                           "7", "--param", "sequence_length=16,32,64,128", "--results-dir", results})
                      .exit_code,
                  0);
        std::vector<std::string> cases;
        std::ifstream in(box.run_folder(results) / "journal.ndjson");
        for (std::string line; std::getline(in, line);) {
            const auto at = line.find("sequence_length\":");
            if (line.find("visit") != std::string::npos && at != std::string::npos)
                cases.push_back(line.substr(at, 22));
        }
        return cases;
    };
    EXPECT_EQ(order("one"), order("two"));
}

TEST(DryRun, PrintsThePlanAndMeasuresNothing) {
    Sandbox box;
    const Finished run = box.run(simulated({"--dry-run"}));
    EXPECT_EQ(run.exit_code, 0) << run.errors;
    EXPECT_THAT(run.output, HasSubstr("sequence_length=128"));
    EXPECT_THAT(run.output, HasSubstr("memory"));
    EXPECT_FALSE(fs::exists(box.path("results")) && !fs::is_empty(box.path("results")));
}

TEST(WrongUsage, IsExitCode2AndNamesTheValue) {
    Sandbox box;
    const auto refused = [&](std::vector<std::string> arguments, const std::string& named) {
        const Finished run = box.run(std::move(arguments));
        EXPECT_EQ(run.exit_code, 2) << named;
        EXPECT_THAT(run.errors, HasSubstr(named));
    };
    refused({"run", "no_such_model/*"}, "no_such_model");
    refused({"run", "--no-such-option"}, "--no-such-option");
    refused({}, "subcommand");
    refused({"run", "qwen3_0_6b/performance/generation", "--param", "colour=red"}, "colour");
    refused({"run", "qwen3_0_6b/performance/generation", "--param", "batch_size=many"}, "many");
    refused({"run", "qwen3_0_6b/performance/generation", "--precision", "300%"}, "precision");
    refused({"run", "qwen3_0_6b/performance/generation", "--model-file", "missing.gguf"}, "missing.gguf");
    refused({"run", "--path", "no/such/folder"}, "no/such/folder");
    refused({"run", "--resume", "no-such-run", "--results-dir", "results"}, "no-such-run");
}

// A GGUF file with no tensors and one key, general.architecture.
std::string gguf_of(const std::string& architecture) {
    const auto number = [](std::uint64_t value, int bytes) {
        std::string text;
        for (int i = 0; i < bytes; ++i) text += static_cast<char>(value >> (8 * i) & 0xffU);
        return text;
    };
    const auto word = [&](const std::string& text) { return number(text.size(), 8) + text; };
    constexpr int kStringType = 8;
    std::string file = "GGUF" + number(3, 4) + number(0, 8) + number(1, 8) + word("general.architecture") +
                       number(kStringType, 4) + word(architecture);
    file.resize((file.size() + 31) / 32 * 32, '\0');
    return file;
}

TEST(Slice, LabelsEveryRecordWithItsLayers) {
    Sandbox box;
    const Finished run = box.run(simulated({"--param", "layers=2", "--param", "sequence_length=128"}));
    ASSERT_EQ(run.exit_code, 0) << run.errors;
    const auto records = box.records();
    ASSERT_FALSE(records.empty());
    std::size_t sliced = 0;
    for (const auto& record : records) {
        if (record.at("model") != "qwen3_0_6b") continue;
        EXPECT_EQ(record.at("parameters").value("layers", 0), 2) << record.at("metric");
        ++sliced;
    }
    EXPECT_GT(sliced, 5U);
    EXPECT_THAT(run.output, HasSubstr("layers=2"));
}

TEST(Slice, IsRefusedForACheckpointOfTheUsersOwn) {
    Sandbox box;
    box.write("mine.gguf", gguf_of("qwen3"));
    const Finished run = box.run({"run", "qwen3_0_6b/performance/generation", "--model-file", "mine.gguf", "--param",
                                  "layers=2", "--results-dir", "results"});
    EXPECT_EQ(run.exit_code, 2);
    EXPECT_THAT(run.errors, HasSubstr("--param layers"));
    EXPECT_FALSE(fs::exists(box.path("results")));
}

void expect_refused(const std::string& content, const std::vector<std::string>& reasons) {
    Sandbox box;
    box.write("mine.gguf", content);
    const Finished run = box.run({"run", "qwen3_0_6b/performance/generation", "--model-file", "mine.gguf", "--quick",
                                  "--results-dir", "results"});
    EXPECT_EQ(run.exit_code, 3) << run.errors;
    const auto records = box.records();
    ASSERT_FALSE(records.empty());
    for (const auto& record : records) {
        EXPECT_EQ(record.at("status"), "failed");
        EXPECT_TRUE(record.at("value").is_null());
        for (const std::string& reason : reasons) {
            EXPECT_THAT(record.at("status_reason").get<std::string>(), HasSubstr(reason));
        }
    }
}

TEST(ModelFile, ThatWasCutShortIsAClearRecord) {
    const std::string whole = gguf_of("qwen3");
    expect_refused(whole.substr(0, 40), {"mine.gguf", "cut short", "40 bytes"});
}

TEST(ModelFile, OfAnotherArchitectureIsRefusedWithBothNames) {
    expect_refused(gguf_of("llama"), {"mine.gguf", "'llama'", "'qwen3'"});
}

TEST(BrokenResultsFolder, EndsBeforeAnythingIsMeasured) {
    Sandbox box;
    box.write("a_file", "");
    std::vector<std::string> arguments = kSimulated;
    arguments.back() = "a_file/results";
    const Finished run = box.run(arguments);
    EXPECT_NE(run.exit_code, 0);
    EXPECT_THAT(run.errors, HasSubstr("a_file"));
}

TEST(FullDisk, InMidRunEndsInOrderAndKeepsWhatWasMeasured) {
    Sandbox box;
    // A limit on file size stands in for a full disk: the journal cannot grow beyond 40 KiB.
    const Finished warm = box.run({"list", "--json"});
    EXPECT_EQ(warm.exit_code, 0);
    const Finished run = box.shell(
        "trap '' XFSZ; ulimit -f 80; exec \"$PIOBENCH\" run qwen3_0_6b/performance/generation --engine simulated "
        "--thorough "
        "--param sequence_length=16,32,64,128,256 --results-dir results --budget 30s");
    EXPECT_EQ(run.exit_code, 3) << run.errors;
    EXPECT_THAT(run.output, HasSubstr("generation")) << "the table is still printed";
    EXPECT_GT(count_lines_with(box.run_folder() / "journal.ndjson", "sample"), 3U);
}

TEST(Interrupted, KeepsWhatWasMeasuredAndResumeCompletesIt) {
    Sandbox box;
    const std::string command =
        "\"$PIOBENCH\" run qwen3_0_6b/performance/generation --engine simulated --engine-option mode=sleeping "
        "--engine-option ttft_s=0.05 --engine-option itl_s=0.001 --param sequence_length=16,32,64 --results-dir "
        "results --quick";
    // SIGINT once the journal holds some samples.
    const Finished interrupted = box.shell(
        command +
        " & pid=$!; while [ $(cat results/*/journal.ndjson 2>/dev/null | grep -c sample) -lt 6 ]; do sleep 0.02; done; "
        "kill -INT $pid; wait $pid");
    EXPECT_EQ(interrupted.exit_code, 130) << interrupted.errors;
    const fs::path folder = box.run_folder();
    EXPECT_FALSE(box.records().empty());
    const Finished resumed = box.run({"run", "--resume", folder.string(), "--results-dir", "results"});
    EXPECT_EQ(resumed.exit_code, 0) << resumed.errors;
    const auto records = box.records();
    for (const char* length : {"16", "32", "64"}) {
        bool measured = false;
        for (const auto& record : records) {
            measured = measured || (record.at("metric") == "ttft" && record.at("status") == "ok" &&
                                    record.at("parameters").at("sequence_length") == std::stoi(length));
        }
        EXPECT_TRUE(measured) << length;
    }
}

TEST(Killed, LosesAtMostTheSampleInFlightAndResumeMeasuresNothingTwice) {
    Sandbox box;
    // Each of the 9 visits takes a warm-up and three samples: 6 samples are a whole visit and a part of one.
    const Finished killed = box.shell(
        "\"$PIOBENCH\" run qwen3_0_6b/performance/generation --engine simulated --engine-option mode=sleeping "
        "--engine-option ttft_s=0.05 --engine-option itl_s=0.001 --param sequence_length=16,32,64 --results-dir "
        "results --quick "
        ">/dev/null 2>&1 & pid=$!; "
        "while [ $(cat results/*/journal.ndjson 2>/dev/null | grep -c '\"line\":\"sample\"') -lt 6 ]; do sleep 0.02; "
        "done; "
        "kill -KILL $pid; wait $pid");
    EXPECT_EQ(killed.exit_code, 137);
    const fs::path journal = box.run_folder() / "journal.ndjson";
    EXPECT_GE(count_lines_with(journal, "\"line\":\"sample\""), 6U);
    const std::size_t ended_visits = count_lines_with(journal, "\"line\":\"visit-end\"");
    EXPECT_GE(ended_visits, 1U);
    EXPECT_LT(ended_visits, 9U);
    const Finished resumed = box.run({"run", "--resume", box.run_folder().string(), "--results-dir", "results"});
    EXPECT_EQ(resumed.exit_code, 0) << resumed.errors;
    // The visit that was cut off has no end; what it had measured counts all the same.
    EXPECT_GE(count_lines_with(journal, "\"line\":\"visit-end\""), 8U);
    EXPECT_LE(count_lines_with(journal, "\"line\":\"visit-end\""), 9U);
    EXPECT_EQ(find_record(box.records(), "ttft").at("process_count"), 3);
}

}  // namespace
}  // namespace inference_pio
