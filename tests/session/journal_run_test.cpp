// Runs read from their journals, while shell scripts that speak the protocol are measured or after.
#include "session/journal_run.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "common/files.hpp"
#include "execution/journal.hpp"
#include "session/measured_scripts.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class JournalRunOf : public MeasuredScripts {
protected:
    // Leaves what a killed run leaves: a journal of so many lines, and nothing else.
    fs::path killed_after(const RunResult& result, std::size_t lines, const std::string& cut = {}) {
        std::ifstream journal(result.folder / kJournalName);
        std::string kept;
        std::string line;
        for (std::size_t i = 0; i < lines && std::getline(journal, line); ++i) kept += line + '\n';
        const fs::path folder = folder_.path() / "killed" / result.run.id;
        fs::create_directories(folder);
        std::ofstream(folder / kJournalName) << kept << cut;
        return folder;
    }
    static std::size_t lines_of(const RunResult& result) {
        const std::string text = *read_file(result.folder / kJournalName);
        return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
    }
};

TEST_F(JournalRunOf, HasTheRecordsThatTheRunWrote) {
    add_worker("fine", "sample");
    const RunResult result = run();
    EXPECT_FALSE(holds_only_a_journal(result.folder));
    const fs::path folder = killed_after(result, lines_of(result));
    EXPECT_TRUE(holds_only_a_journal(folder));
    const auto read = read_journal_run(folder);
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_TRUE(read->ended);
    EXPECT_EQ(read->visits_done, 3U);
    EXPECT_EQ(read->run.records, result.run.records);
    EXPECT_EQ(read->run.id, result.run.id);
}

TEST_F(JournalRunOf, WhatWasMeasuredUntilItsEndIsThere) {
    add_worker("fine", "sample");
    const RunResult result = run();
    for (std::size_t lines = 1; lines < lines_of(result); ++lines) {
        const auto read = read_journal_run(killed_after(result, lines, "{\"line\":\"samp"));
        ASSERT_TRUE(read) << lines << ": " << read.error().message;
        EXPECT_FALSE(read->run.complete);
        for (const Record& record : read->run.records) {
            if (record.metric.name != "latency" || !record.value) continue;
            EXPECT_EQ(record.value, 0.25) << lines;
            if (record.status != Status::ok) {
                EXPECT_THAT(*record.status_reason, HasSubstr("not finished yet"));
            }
        }
    }
    EXPECT_TRUE(read_journal_run(killed_after(result, 1))->run.records.empty());
}

TEST_F(JournalRunOf, ABrokenOneIsNamed) {
    const fs::path folder = folder_.path() / "broken";
    fs::create_directories(folder);
    EXPECT_EQ(read_journal_run(folder).error().kind, ErrorKind::not_found);
    std::ofstream(folder / kJournalName) << "no journal\n";
    const auto read = read_journal_run(folder);
    ASSERT_FALSE(read);
    EXPECT_THAT(read.error().message, HasSubstr((folder / kJournalName).string()));
}

}  // namespace
}  // namespace inference_pio
