#include "history/run_pack.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "common/files.hpp"
#include "fakes/arbitrary_record.hpp"
#include "fakes/temporary_folder.hpp"
#include "history/pack_text.hpp"
#include "history/plain_runs.hpp"
#include "history/sample_runs.hpp"
#include "records/json_text.hpp"
#include "records/record_json.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

RunPack sample_pack() {
    RunPack pack;
    pack.runs.push_back({sample_run(traits_of(0)), {"baseline", "release-1.2"}, {}});
    pack.runs.push_back({sample_run(traits_of(1)), {}, {}});
    pack.acceptances.push_back(
        {"qwen3_0_6b/*", "ttft", traits_of(1).id, "2026-11-24T10:00:00Z", "someone", "worth it\nfor \"quality\""});
    return pack;
}

void expect_equal(const RunPack& a, const RunPack& b) {
    ASSERT_EQ(a.runs.size(), b.runs.size());
    for (std::size_t i = 0; i < a.runs.size(); ++i) {
        EXPECT_EQ(a.runs[i].run, b.runs[i].run);
        EXPECT_EQ(a.runs[i].tags, b.runs[i].tags);
    }
    EXPECT_EQ(a.acceptances, b.acceptances);
}

class RunPacks : public testing::Test {
protected:
    [[nodiscard]] fs::path path(const std::string& name) const { return folder_.path() / name; }
    [[nodiscard]] fs::path write(const std::string& name, const std::string& text) const {
        const fs::path file = path(name);
        fs::create_directories(file.parent_path());
        EXPECT_TRUE(write_file_whole(file, text));
        return file;
    }

    TemporaryFolder folder_;
};

RC_GTEST_PROP(RunPackText, AnyPackComesBackEqual, ()) {
    RunPack pack;
    const int count = *rc::gen::inRange(0, 3);
    for (int i = 0; i < count; ++i) {
        inference_pio::Run run = arbitrary::run();
        run.id += std::to_string(i);
        for (Record& record : run.records) record.run = run.id;
        std::vector<std::string> tags;
        if (*rc::gen::arbitrary<bool>()) tags = {"a", "b-2.0"};
        pack.runs.push_back({std::move(run), tags, {}});
    }
    if (*rc::gen::arbitrary<bool>()) {
        pack.acceptances.push_back({*arbitrary::text(), *arbitrary::text(), *arbitrary::text(), *arbitrary::text(),
                                    *arbitrary::text(), *arbitrary::some_text()});
    }
    const std::string text = format_pack(pack);
    RC_ASSERT(begins_as_pack(text));
    const auto parsed = parse_pack(text);
    RC_ASSERT(parsed.has_value());
    RC_ASSERT(parsed->runs.size() == pack.runs.size());
    for (std::size_t i = 0; i < pack.runs.size(); ++i) {
        RC_ASSERT(parsed->runs[i].run == pack.runs[i].run);
        RC_ASSERT(parsed->runs[i].tags == pack.runs[i].tags);
    }
    RC_ASSERT(parsed->acceptances == pack.acceptances);
}

TEST_F(RunPacks, APackIsOneObjectALineAndComesBackFromItsFile) {
    const fs::path file = path("new/pack.ndjson");
    ASSERT_TRUE(write_pack(file, sample_pack()));
    const std::string text = read_file(file).value();
    EXPECT_EQ(text.substr(0, text.find('\n')), R"({"schema":"inference-pio/history/1","runs":2})");
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 4);
    expect_equal(read_runs(file).value(), sample_pack());
}

TEST_F(RunPacks, HostilePacksNameFileLineAndField) {
    const std::string good = format_pack(sample_pack());
    const std::size_t second = good.find('\n') + 1;
    const std::string header = good.substr(0, second);
    const std::string line = good.substr(second, good.find('\n', second) + 1 - second);
    const auto changed = [&](const std::string& from, const std::string& to) {
        std::string text = line;
        text.replace(text.find(from), from.size(), to);
        return R"({"schema":"inference-pio/history/1","runs":1})" + ("\n" + text);
    };
    struct Case {
        std::string text;
        const char* message;
        ErrorKind kind = ErrorKind::malformed;
    };
    const std::string id = traits_of(0).id;
    for (const auto& [text, message, kind] : std::vector<Case>{
             {header, "a pack of 2 runs holds 0: it was cut short"},
             {header + line, "a pack of 2 runs holds 1: it was cut short"},
             {good.substr(0, second + 100), "line 2: not JSON"},
             {R"({"schema":"inference-pio/history/1"})", "line 1: 'runs': is missing"},
             {R"({"schema":"inference-pio/history/9","runs":0})", "found inference-pio/history/9", ErrorKind::mismatch},
             {header + "[]\n", "line 2: expected an object"},
             {header + R"({"run":{}})", "line 2: 'run'"},
             {changed("\"complete\":true", "\"complete\":3"), "line 2: 'run.complete': expected true or false"},
             {changed("\"baseline\"", "\"../x\""), "line 2: 'tags'"},
             {changed("{\"schema\":\"inference-pio/run/1\",\"id\":\"" + id,
                      "{\"schema\":\"inference-pio/run/1\",\"id\":\"x"),
              "was given a record of run"},
             {R"({"schema":"inference-pio/history/1","runs":0})"
              "\n"
              R"({"acceptance":{"case":"core"}})",
              "line 2: 'acceptance.reason': is missing"},
         }) {
        const auto read = read_runs(write("pack.ndjson", text));
        ASSERT_FALSE(read) << message;
        EXPECT_THAT(read.error().message, HasSubstr(message));
        EXPECT_THAT(read.error().message, HasSubstr("pack.ndjson"));
        if (kind != ErrorKind::malformed) {
            EXPECT_EQ(read.error().kind, kind) << message;
        }
    }
}

TEST_F(RunPacks, AnIdThatLeavesTheResultsFolderIsRefused) {
    inference_pio::Run run = sample_run();
    run.id = "../../outside";
    for (Record& record : run.records) record.run = run.id;
    RunPack pack;
    pack.runs.push_back({run, {}, {}});
    ASSERT_TRUE(write_pack(path("pack.ndjson"), pack));
    EXPECT_EQ(read_runs(path("pack.ndjson")).error().kind, ErrorKind::malformed);
    EXPECT_THAT(read_runs(path("pack.ndjson")).error().message,
                HasSubstr("'run.id': no run has the id '../../outside'"));
    HistoryStore store = HistoryStore::open(path("results/history.sqlite")).value();
    EXPECT_FALSE(import_runs(store, pack, path("results")));
    EXPECT_FALSE(fs::exists(path("outside")));
    const fs::path alone = write("alone.json", print_json_document(records_to_json(run.records, run.profile)));
    EXPECT_THAT(read_runs(alone).error().message, HasSubstr("'[0].run'"));
}

TEST_F(RunPacks, ARunIsReadFromItsFolderOrEitherDocument) {
    const inference_pio::Run run = sample_run();
    ASSERT_TRUE(write_plain_run(run, path(run.id)));
    for (const fs::path& given : {path(run.id), path(run.id) / kRunFile, path(run.id) / kResultsFile}) {
        const auto read = read_runs(given).value();
        ASSERT_THAT(read.runs, SizeIs(1));
        EXPECT_EQ(read.runs[0].run, run);
        EXPECT_EQ(read.runs[0].folder, path(run.id));
    }
}

TEST_F(RunPacks, RecordsAloneAreTakenApartByTheirRuns) {
    const inference_pio::Run first = sample_run(traits_of(0));
    inference_pio::Run second = sample_run(traits_of(1));
    second.profile = sample_profile("fedcba9876543210");
    Json results = records_to_json(first.records, first.profile);
    for (Json& record : records_to_json(second.records, second.profile)) results.push_back(record);
    const auto read = read_runs(write("alone/results.json", print_json_document(results))).value();
    ASSERT_THAT(read.runs, SizeIs(2));
    EXPECT_EQ(read.runs[0].run.records, first.records);
    EXPECT_EQ(read.runs[0].run.subject, first.subject);
    EXPECT_EQ(read.runs[0].run.timestamp, first.timestamp);
    EXPECT_EQ(read.runs[0].run.seed, first.seed);
    EXPECT_TRUE(read.runs[0].run.complete);
    EXPECT_THAT(read.runs[0].run.warnings, ElementsAre(HasSubstr("whether the run was complete is not known")));
    EXPECT_EQ(read.runs[1].run.id, second.id);
    EXPECT_EQ(read.runs[1].run.profile, second.profile);
    EXPECT_EQ(read_runs(path("alone")).value().runs.size(), 2U);

    results[1]["hardware"]["fingerprint"] = "fedcba9876543210";
    const auto mixed = read_runs(write("alone/results.json", print_json_document(results)));
    ASSERT_FALSE(mixed);
    EXPECT_EQ(mixed.error().kind, ErrorKind::mismatch);
    EXPECT_THAT(mixed.error().message, HasSubstr("of two machines"));
}

TEST_F(RunPacks, WhatIsNoRunIsNamed) {
    EXPECT_EQ(read_runs(path("nowhere")).error().kind, ErrorKind::not_found);
    EXPECT_EQ(read_runs(folder_.path()).error().kind, ErrorKind::not_found);
    EXPECT_EQ(read_runs(path("x/run.json")).error().kind, ErrorKind::not_found);
    for (const char* text : {"", "{}", "3", "{\"schema\": \"inference-pio/comparison/1\"}", "\xff\xfe"}) {
        const auto read = read_runs(write("text.json", text));
        ASSERT_FALSE(read) << text;
        EXPECT_EQ(read.error().kind, ErrorKind::malformed) << text;
        EXPECT_THAT(read.error().message, HasSubstr("text.json"));
    }
    // An empty list of records holds no runs.
    EXPECT_THAT(read_runs(write("text.json", "[]")).value().runs, IsEmpty());
}

TEST_F(RunPacks, ImportingBringsRunsTagsAndPlainFiles) {
    const fs::path root = path("results");
    HistoryStore store = HistoryStore::open(root / kStoreName).value();
    const auto outcome = import_runs(store, sample_pack(), root).value();
    EXPECT_EQ(outcome.added, 2U);
    EXPECT_EQ(outcome.known, 0U);
    EXPECT_THAT(outcome.files, SizeIs(6));
    EXPECT_EQ(read_plain_run(root / traits_of(0).id).value(), sample_run(traits_of(0)));
    EXPECT_TRUE(fs::exists(root / traits_of(0).id / "results.csv"));
    const StoredRun stored = store.find_run("baseline").value();
    EXPECT_EQ(stored.id, traits_of(0).id);
    EXPECT_EQ(stored.folder, root / traits_of(0).id);
    EXPECT_EQ(store.acceptances().value(), sample_pack().acceptances);

    const auto again = import_runs(store, sample_pack(), root).value();
    EXPECT_EQ(again.added, 0U);
    EXPECT_EQ(again.known, 2U);
    EXPECT_THAT(again.files, IsEmpty());
    EXPECT_THAT(store.acceptances().value(), SizeIs(1));
}

TEST_F(RunPacks, WhatIsExportedIsWhatWasImported) {
    HistoryStore store = HistoryStore::open(path("results/history.sqlite")).value();
    ASSERT_TRUE(import_runs(store, sample_pack(), path("results")));
    auto runs = store.runs().value();
    std::reverse(runs.begin(), runs.end());
    expect_equal(make_pack(store, runs).value(), sample_pack());

    HistoryStore other = HistoryStore::open(path("other/history.sqlite")).value();
    ASSERT_TRUE(import_runs(other, make_pack(store, runs).value(), path("other")));
    EXPECT_EQ(other.load_run(traits_of(1).id).value(), store.load_run(traits_of(1).id).value());
}

TEST_F(RunPacks, ARunWhoseFilesAreGoneCannotBeExported) {
    HistoryStore store = HistoryStore::open(path("results/history.sqlite")).value();
    ASSERT_TRUE(import_runs(store, sample_pack(), path("results")));
    const auto runs = store.runs().value();
    fs::remove_all(runs[0].folder);
    const auto pack = make_pack(store, runs);
    ASSERT_FALSE(pack);
    EXPECT_EQ(pack.error().kind, ErrorKind::not_found);
    EXPECT_THAT(pack.error().message, HasSubstr(runs[0].id));
    EXPECT_THAT(pack.error().message, HasSubstr(runs[0].folder.string()));
    // Nor one that lies elsewhere now.
    fs::copy(runs[1].folder, runs[0].folder, fs::copy_options::recursive);
    EXPECT_EQ(make_pack(store, {runs[0]}).error().kind, ErrorKind::malformed);
}

TEST_F(RunPacks, AFolderThatCannotBeWrittenStopsTheImport) {
    HistoryStore store = HistoryStore::open(path("results/history.sqlite")).value();
    const fs::path blocked = write("blocked", "a file");
    const auto outcome = import_runs(store, sample_pack(), blocked);
    ASSERT_FALSE(outcome);
    EXPECT_EQ(outcome.error().kind, ErrorKind::io);
    EXPECT_THAT(store.runs().value(), IsEmpty());
}

}  // namespace
}  // namespace inference_pio
