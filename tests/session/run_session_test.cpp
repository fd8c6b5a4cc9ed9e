// Whole jobs on real child processes: small shell scripts that speak the protocol, or do not.
#include "session/run_session.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <thread>

#include "common/files.hpp"
#include "execution/journal.hpp"
#include "records/json_values.hpp"
#include "session/list_session.hpp"
#include "session/measured_scripts.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;
using ::testing::AnyOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

// The resident memory of this process, in bytes.
std::uint64_t own_resident_memory() {
    const std::string statm = *read_file("/proc/self/statm");
    return std::stoull(statm.substr(statm.find(' '))) * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

using RunSession = MeasuredScripts;

TEST_F(RunSession, MeasuresAndWritesResults) {
    add_worker("fine", "sample");
    const RunResult result = run();
    EXPECT_EQ(result.exit_code, 0);
    EXPECT_TRUE(result.run.complete);
    const Record* record = find(result, "fine", "latency");
    ASSERT_NE(record, nullptr);
    EXPECT_EQ(record->value, 0.25);
    EXPECT_EQ(record->status, Status::ok);
    EXPECT_EQ(record->process_count, 3);
    EXPECT_EQ(record->sample_count, 9);
    ASSERT_NE(find(result, "fine", "peak_memory"), nullptr);
    for (const char* file : {"run.json", "results.json", "results.csv", "journal.ndjson"}) {
        EXPECT_TRUE(fs::exists(result.folder / file)) << file;
    }
    EXPECT_EQ(result.folder.parent_path(), options_.results_dir);
}

struct Hostile {
    const char* name;
    const char* measure;
    Status status;
    const char* message;
};

class HostileScript : public RunSession, public ::testing::WithParamInterface<Hostile> {};

TEST_P(HostileScript, IsARecordWithAStatusAndTheRunGoesOn) {
    options_.timeout = Seconds(1);
    add_worker("hostile", GetParam().measure);
    add_worker("fine", "sample");
    const RunResult result = run();
    EXPECT_EQ(result.exit_code, 3);
    const Record* record = find(result, "hostile");
    ASSERT_NE(record, nullptr);
    EXPECT_EQ(record->status, GetParam().status) << *record->status_reason;
    EXPECT_THAT(record->status_reason.value_or(""), HasSubstr(GetParam().message));
    EXPECT_EQ(find(result, "fine")->status, Status::ok);
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, HostileScript,
    ::testing::Values(
        Hostile{"Crash", "echo 'last words' >&2; kill -SEGV $$", Status::failed, "SIGSEGV"},
        Hostile{"LastWords", "echo 'last words' >&2; exit 7", Status::failed, "last words"},
        Hostile{"Exit", "exit 7", Status::failed, "code 7"}, Hostile{"Hang", "exec sleep 60", Status::timed_out, "1 s"},
        Hostile{"HangWithChild", "sleep 60 & wait", Status::timed_out, "1 s"},
        Hostile{"Garbage", "say 'no json'", Status::failed, "cannot be read"},
        Hostile{"CutLine", "printf '{\"event\":\"sam' >&3; exit 0", Status::failed, "code 0"},
        Hostile{"NaN", "say '{\"event\":\"sample\",\"metrics\":{\"latency\":NaN}}'", Status::failed, "cannot be read"},
        Hostile{"Infinite", "say '{\"event\":\"sample\",\"metrics\":{\"latency\":1e999}}'", Status::failed, ""},
        Hostile{"NoMetric", "say '{\"event\":\"sample\",\"metrics\":{}}'", Status::failed, "no metric"},
        Hostile{"OtherEvent", "ready", Status::failed, "something else"},
        Hostile{"MemoryError", "echo MemoryError >&2; exit 1", Status::out_of_memory, "MemoryError"},
        Hostile{"SaysNoMemory",
                "say '{\"event\":\"failed\",\"kind\":\"out_of_memory\",\"message\":\"no 8 GiB\",\"remedy\":\"\"}'",
                Status::out_of_memory, "no 8 GiB"},
        Hostile{"ClosesPipe", "exec 3>&-; sleep 60", Status::failed, ""}),
    [](const auto& parameter) { return std::string(parameter.param.name); });

TEST_F(RunSession, AFloodOfOutputHarmsNobody) {
    add_worker("flood", "head -c 30000000 /dev/zero; head -c 3000000 /dev/zero >&2; sample");
    const RunResult result = run();
    EXPECT_EQ(result.exit_code, 0);
    EXPECT_EQ(find(result, "flood", "latency")->value, 0.25);
}

TEST_F(RunSession, SomethingUnsupportedIsSkipped) {
    add_worker("other", "sample", R"(say '{"event":"failed","kind":"unsupported","message":"no GPU","remedy":""}')");
    const RunResult result = run();
    EXPECT_EQ(find(result, "other")->status, Status::skipped);
    EXPECT_EQ(result.exit_code, 5);
}

TEST_F(RunSession, AFileThatCannotDescribeItselfIsAFailedRecord) {
    add_worker("fine", "sample");
    write("benchmark_dead.sh", "#!/bin/sh\n# piobench: protocol 1\nexit 9\n");
    const RunResult result = run();
    EXPECT_EQ(result.exit_code, 3);
    const Record* record = find(result, "dead");
    ASSERT_NE(record, nullptr);
    EXPECT_EQ(record->status, Status::failed);
    EXPECT_THAT(*record->status_reason, HasSubstr("benchmark_dead.sh"));
    EXPECT_THAT(result.problems, SizeIs(1));
}

TEST_F(RunSession, SamplesThatWereTakenBeforeACrashAreKept) {
    add_worker("late", "n=$((n + 1)); [ $n -lt 3 ] || exit 1; sample");
    const RunResult result = run();
    const Record* record = find(result, "late", "latency");
    ASSERT_NE(record, nullptr);
    EXPECT_EQ(record->status, Status::failed);
    EXPECT_EQ(record->value, 0.25);
    EXPECT_EQ(record->sample_count, 1);
}

TEST_F(RunSession, AnInterruptedRunIsContinued) {
    add_worker("a", "sample");
    add_worker("b", "sample");
    int samples = 0;
    observer_.sample_taken = [&](const VisitProgress&, int, const SampleData&) {
        if (++samples == 10) cancellation_.request();  // in the third visit, at its second sample
    };
    const RunResult first = run();
    EXPECT_EQ(first.exit_code, 130);
    EXPECT_EQ(first.end, RunEnd::interrupted);
    EXPECT_FALSE(first.run.complete);
    EXPECT_FALSE(first.run.records.empty());

    Cancellation fresh;
    machine_.cancellation = &fresh;
    RunOptions again;
    again.resume = first.folder.string();
    samples = 0;
    observer_.sample_taken = [&](const VisitProgress&, int, const SampleData&) { ++samples; };
    auto second = run_session(again, observer_, machine_);
    ASSERT_TRUE(second) << second.error().message;
    EXPECT_EQ(second->exit_code, 0);
    EXPECT_TRUE(second->run.complete);
    EXPECT_EQ(second->run.id, first.run.id);
    EXPECT_EQ(second->folder, first.folder);
    EXPECT_EQ(samples, 3 * 4) << "two of six visits were finished, one had measured before it was cut";
    for (const char* name : {"a", "b"}) {
        EXPECT_EQ(find(*second, name, "latency")->process_count, 3) << name;
        EXPECT_EQ(find(*second, name, "latency")->status, Status::ok);
    }
    // Once more: there is nothing left to measure, and the results are the same.
    samples = 0;
    const auto third = run_session(again, observer_, machine_);
    ASSERT_TRUE(third);
    EXPECT_EQ(samples, 0);
    EXPECT_EQ(third->run.records, second->run.records);
}

TEST_F(RunSession, AKilledRunLosesAtMostTheSampleInFlight) {
    add_worker("a", "sample");
    const RunResult whole = run();
    const fs::path journal = whole.folder / kJournalName;
    const std::string text = *read_file(journal);
    // What a kill leaves: the journal up to the middle of a line, and no results.
    const std::size_t cut = text.find("\"sample\"", text.find("visit-end")) + 4;
    fs::resize_file(journal, cut);
    for (const char* file : {"run.json", "results.json", "results.csv"}) fs::remove(whole.folder / file);
    RunOptions again;
    again.results_dir = options_.results_dir;
    again.resume = whole.run.id;
    const auto resumed = run_session(again, observer_, machine_);
    ASSERT_TRUE(resumed) << resumed.error().message;
    const Record* record = find(*resumed, "a", "latency");
    EXPECT_EQ(record->process_count, 3);
    EXPECT_EQ(record->sample_count, 9);
    EXPECT_TRUE(fs::exists(whole.folder / "results.json"));
    const JournalContent content = journal_of(*resumed);
    const auto begun = std::count_if(content.entries.begin(), content.entries.end(),
                                     [](const JournalEntry& e) { return std::holds_alternative<VisitBegan>(e); });
    EXPECT_EQ(begun, 4) << "the first was finished, the second was cut and made again, the third";
}

TEST_F(RunSession, AJournalOfAnotherMachineIsRefused) {
    add_worker("a", "sample");
    const RunResult first = run();
    machine_.profile = +[] {
        SystemProfile other = small_profile();
        other.fingerprint = "fedcba9876543210";
        return other;
    };
    RunOptions again;
    again.resume = first.folder.string();
    const auto refused = run_session(again, observer_, machine_);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().kind, ErrorKind::mismatch);
    EXPECT_THAT(refused.error().message, HasSubstr("fedcba9876543210"));
    again.resume = "no-such-run";
    EXPECT_EQ(run_session(again, observer_, machine_).error().kind, ErrorKind::not_found);
}

TEST_F(RunSession, ADryRunMeasuresAndWritesNothing) {
    add_worker("a", "sample");
    options_.dry_run = true;
    const RunResult plan = run();
    ASSERT_TRUE(plan.forecast);
    ASSERT_THAT(plan.forecast->cases, SizeIs(1));
    EXPECT_EQ(plan.forecast->cases[0].one_visit, std::nullopt);
    EXPECT_EQ(plan.exit_code, 0);
    EXPECT_FALSE(fs::exists(options_.results_dir));
    options_.dry_run = false;
    run();
    options_.dry_run = true;
    EXPECT_NE(run().forecast->cases[0].one_visit, std::nullopt) << "an earlier run tells";
}

TEST_F(RunSession, AnUnwritableResultsFolderIsAnErrorBeforeAnythingIsMeasured) {
    add_worker("a", "sample");
    std::ofstream(folder_.path() / "file") << "in the way";
    options_.results_dir = folder_.path() / "file";
    int samples = 0;
    observer_.sample_taken = [&](const VisitProgress&, int, const SampleData&) { ++samples; };
    const auto result = run_session(options_, observer_, machine_);
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().kind, ErrorKind::io);
    EXPECT_EQ(samples, 0);
}

TEST_F(RunSession, APatternThatMatchesNothingNamesTheNearest) {
    add_worker("resize", "sample");
    options_.patterns = {"mine/resise"};
    const auto result = run_session(options_, observer_, machine_);
    ASSERT_FALSE(result);
    EXPECT_EQ(exit_code_of(result.error()), 2);
    EXPECT_THAT(result.error().remedy, HasSubstr("mine/resize"));
}

TEST_F(RunSession, MemoryOfAChildThatAScriptStartsIsCounted) {
    // The worker is a small shell that reports nothing; its child takes 60 MiB more than this process has,
    // which is the floor of what the kernel tells of a child (and large under sanitizers).
    const auto own = own_resident_memory() >> 20U;
    const auto taken = own + 60;
    add_worker("heavy", fmt::format(R"sh(python3 -c "b = bytearray({} << 20)"; sample)sh", taken));
    options_.budget = Seconds(0.001);  // one visit of two samples
    const RunResult result = run();
    const Record* record = find(result, "heavy", "peak_memory");
    ASSERT_NE(record, nullptr);
    EXPECT_GT(*record->value, static_cast<double>(taken << 20U));
    EXPECT_LT(*record->value, static_cast<double>((taken + 40) << 20U));
}

TEST_F(RunSession, TheGuidesOwnScriptGivesALatencyInSeconds) {
    write("benchmark_guide.py", R"py(import time
from src.inference_pio.common.hardware_analyzer import get_system_profile

def benchmark_inference():
    start = time.perf_counter()
    sum(range(1000))
    end = time.perf_counter()
    print(f"Latency: {end - start:.4f}s")
)py");
    options_.budget = Seconds(0.001);
    const RunResult result = run();
    const Record* record = find(result, "inference", "latency");
    ASSERT_NE(record, nullptr);
    EXPECT_EQ(record->status, Status::ok) << record->status_reason.value_or("");
    EXPECT_EQ(record->metric.unit, "s");
    EXPECT_LT(*record->value, 0.05);
}

TEST_F(RunSession, ListingRunsNoPlainScript) {
    write("benchmark_plain.sh", "#!/bin/sh\ntouch \"" + (folder_.path() / "ran").string() + "\"\n");
    write("benchmark_guide.py", "open('" + (folder_.path() / "ran").string() + "', 'w')\ndef benchmark_x(): pass\n");
    add_worker("a", "sample");
    const auto listing = list_session({{}, options_.paths}, {}, machine_);
    ASSERT_TRUE(listing) << listing.error().message;
    std::vector<std::string> names;
    for (const DiscoveredBenchmark& benchmark : listing->benchmarks)
        names.push_back(benchmark.name + " " + benchmark.kind);
    EXPECT_THAT(names, ElementsAre("mine/a script", "mine/plain plain_script", "mine/x guide_script"));
    EXPECT_FALSE(fs::exists(folder_.path() / "ran"));
}

}  // namespace
}  // namespace inference_pio
