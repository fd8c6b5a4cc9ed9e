#include "execution/journal.hpp"

#include <gmock/gmock.h>

#include <fstream>

#include "fakes/temporary_folder.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::SizeIs;

JournalHeader header() {
    JournalHeader header;
    header.version = "0.1.0";
    header.run = "20261124T100000Z-3f9a1c";
    header.timestamp = "2026-11-24T10:00:00Z";
    header.command = "piobench run";
    header.settings.engine_options = {{"a", "b"}};
    header.settings.files = {{"model", "/m.gguf"}};
    header.settings.user_checkpoint = true;
    header.settings.cpus = {0, 1};
    header.settings.policy.budget = Seconds(90);
    header.settings.policy.span_min = Seconds(45);
    header.settings.policy.precision.reset();
    header.cases = {{{"core/resize", "", "", {{"size", std::int64_t{224}}}}, {}},
                    {{"m/unit/x", "unit", "m", {}}, {{.name = "own", .unit = "s", .meaning = "mine"}}}};
    header.problems = {{"/f.cpp", "m/unit/f", "unit", "m", {ErrorKind::malformed, "cannot be built", "fix it"}}};
    header.paths = {"/p"};
    header.results_dir = "/r";
    header.subject = {"abc", true, "GNU", "-O3"};
    header.profile.fingerprint = "0123456789abcdef";
    return header;
}

SampleData sample(double value, bool warmup = false) {
    return {warmup, {{"latency", {value}}}, {{"decode", Nanoseconds(1), Nanoseconds(2), 0}}, {{"steal_s", 0.5}}, "d",
            {}};
}

std::string text_of(const std::vector<JournalEntry>& entries) {
    std::string text = encode_header(header()) + "\n";
    for (const JournalEntry& entry : entries) text += encode_entry(entry) + "\n";
    return text;
}

std::vector<CaseState> states_of(const std::vector<JournalEntry>& entries) {
    const auto content = parse_journal(text_of(entries));
    EXPECT_TRUE(content) << content.error().message;
    const auto states = replay_journal(*content);
    EXPECT_TRUE(states) << states.error().message;
    return *states;
}

TEST(JournalHeaderCodec, GoesThereAndBack) { EXPECT_EQ(decode_header(encode_header(header())), header()); }

TEST(JournalHeaderCodec, RefusesOtherSchemasAndNoise) {
    std::string line = encode_header(header());
    line.replace(line.find("journal/1"), 9, "journal/9");
    EXPECT_EQ(decode_header(line).error().kind, ErrorKind::unsupported);
    for (const char* text : {"", "{}", "[]", "null", R"({"line":"sample"})"}) EXPECT_FALSE(decode_header(text)) << text;
}

TEST(JournalEntryCodec, GoesThereAndBack) {
    SampleData defined = sample(0.1);
    defined.definitions = {{.name = "accuracy", .unit = "%", .meaning = ""}};
    for (const JournalEntry& entry : std::vector<JournalEntry>{
             VisitBegan{1, 2, "2026-11-24T10:00:00Z"},
             VisitReady{0,
                        {.model = "m",
                        .weights_source = "synthetic",
                        .checkpoint_digest = "x",
                        .checkpoint_file = {},
                        .engine = EngineFacts{.name = "e", .version = "1", .options = {}, .features = {"AVX"}},
                        .parameters = {{"weight_type", std::string("q8_0")}}},
                        {{"load_time", 0.25}},
                        {{"energy", "no RAPL"}}},
             SampleTaken{1, sample(1.0 / 3, true)}, SampleTaken{1, defined},
             VisitEnded{1, 2, Bytes{123456789012}, Seconds(1.5)}, VisitEnded{1, 0, std::nullopt, Seconds(0)},
             VisitFailed{0, {ErrorKind::timed_out, "no answer", "wait"}},
             CaseEnded{0, Status::out_of_memory, "too big"}, RunEnded{true}}) {
        EXPECT_EQ(decode_entry(encode_entry(entry)), entry) << encode_entry(entry);
        EXPECT_EQ(encode_entry(entry).find('\n'), std::string::npos);
    }
}

TEST(ParseJournal, LeavesACutLastLineOut) {
    const std::string text = text_of({VisitBegan{0, 0, "t"}, SampleTaken{0, sample(1)}});
    const std::size_t last = text.rfind('\n', text.size() - 2) + 1;
    for (std::size_t cut = last; cut < text.size(); ++cut) {
        const auto content = parse_journal(std::string_view(text).substr(0, cut));
        ASSERT_TRUE(content) << cut;
        EXPECT_THAT(content->entries, SizeIs(1)) << cut;
        EXPECT_EQ(content->whole_bytes, last);
    }
    EXPECT_THAT(parse_journal(text)->entries, SizeIs(2));
}

TEST(ParseJournal, NamesTheLineThatIsNone) {
    const std::string text = text_of({VisitBegan{0, 0, "t"}}) + "garbage\n" + encode_entry(RunEnded{true}) + "\n";
    const auto content = parse_journal(text);
    ASSERT_FALSE(content);
    EXPECT_THAT(content.error().message, HasSubstr("line 3"));
    EXPECT_FALSE(parse_journal(""));
    EXPECT_FALSE(parse_journal(encode_header(header())).has_value()) << "a header that was cut";
}

TEST(ReplayJournal, BuildsFinishedVisitsAndCases) {
    CaseFacts facts;
    facts.model = "m";
    const auto states =
        states_of({VisitBegan{0, 0, "first"}, VisitReady{0, facts, {{"load_time", 2}}, {{"energy", "no RAPL"}}},
                   SampleTaken{0, sample(9, true)}, SampleTaken{0, sample(8)}, SampleTaken{0, sample(1)},
                   VisitEnded{0, 2, Bytes{77}, Seconds(3)}, VisitBegan{0, 1, "second"}, SampleTaken{0, sample(2)},
                   VisitEnded{0, 0, std::nullopt, Seconds(4)}, CaseEnded{0, Status::unstable, "why"}});
    ASSERT_THAT(states, SizeIs(2));
    const CaseState& state = states[0];
    EXPECT_TRUE(state.ended);
    EXPECT_EQ(state.visits_finished, 2);
    EXPECT_EQ(state.last_visit, Seconds(4));
    EXPECT_EQ(state.outcome.id, header().cases[0].id);
    EXPECT_EQ(state.outcome.status, Status::unstable);
    EXPECT_EQ(state.outcome.status_reason, "why");
    EXPECT_EQ(state.outcome.timestamp, "first");
    ASSERT_THAT(state.outcome.visits, SizeIs(2));
    EXPECT_EQ(state.outcome.visits[0].peak_memory, Bytes{77});
    EXPECT_EQ(state.outcome.visits[0].facts.model, "m");
    EXPECT_EQ(state.outcome.visits[0].missing.at("energy"), "no RAPL");
    EXPECT_TRUE(state.outcome.visits[0].samples[1].warmup) << "visit-end says how many were warm-up";
    EXPECT_FALSE(state.outcome.visits[0].samples[2].warmup);
    EXPECT_FALSE(states[1].ended);
    EXPECT_EQ(states[1].outcome.definitions, header().cases[1].definitions);
}

TEST(ReplayJournal, AnInterruptedVisitKeepsItsSamplesAndIsMadeAgain) {
    const auto killed = states_of({VisitBegan{0, 0, "t"}, SampleTaken{0, sample(9, true)}, SampleTaken{0, sample(1)}});
    EXPECT_EQ(killed[0].visits_finished, 0);
    ASSERT_THAT(killed[0].outcome.visits, SizeIs(1));
    EXPECT_THAT(killed[0].outcome.visits[0].samples, SizeIs(2));
    const auto stopped = states_of({VisitBegan{0, 0, "t"}, SampleTaken{0, sample(9, true)}, SampleTaken{0, sample(1)},
                                    VisitFailed{0, {ErrorKind::cancelled, "interrupted", {}}}, RunEnded{false}});
    EXPECT_EQ(stopped[0], killed[0]);
    EXPECT_FALSE(stopped[0].outcome.visits[0].failure);
    const auto nothing = states_of({VisitBegan{0, 0, "t"}, SampleTaken{0, sample(9, true)}});
    EXPECT_THAT(nothing[0].outcome.visits, SizeIs(0)) << "warm-up alone is no measurement";
}

TEST(ReplayJournal, AFailedVisitKeepsItsSamplesAndItsError) {
    const Error error{ErrorKind::crashed, "SIGSEGV", {}};
    const auto states = states_of({VisitBegan{1, 0, "t"}, SampleTaken{1, sample(1)}, VisitFailed{1, error},
                                   CaseEnded{1, Status::failed, "SIGSEGV"}});
    EXPECT_EQ(states[1].outcome.visits.at(0).failure, error);
    EXPECT_EQ(states[1].outcome.status, Status::failed);
    EXPECT_TRUE(states[1].ended);
}

TEST(ReplayJournal, RefusesACaseThatIsNotPlanned) {
    const auto content = parse_journal(text_of({VisitBegan{5, 0, "t"}}));
    ASSERT_TRUE(content);
    EXPECT_EQ(replay_journal(*content).error().kind, ErrorKind::malformed);
}

TEST(Journal, GoesOnBehindTheLastWholeLine) {
    TemporaryFolder folder;
    const fs::path run = folder.path() / "deep/run";
    {
        auto journal = Journal::create(run, header());
        ASSERT_TRUE(journal) << journal.error().message;
        ASSERT_TRUE(journal->append(VisitBegan{0, 0, "t"}));
    }
    std::ofstream(run / kJournalName, std::ios::app) << R"({"line":"sample","case":0,"warm)";
    const auto read = [&] { return parse_journal(*read_file(run / kJournalName)); };
    {
        auto journal = Journal::reopen(run, *read());
        ASSERT_TRUE(journal);
        ASSERT_TRUE(journal->append(RunEnded{true}));
    }
    const auto content = read();
    ASSERT_TRUE(content) << content.error().message;
    ASSERT_THAT(content->entries, SizeIs(2));
    EXPECT_EQ(content->entries[1], JournalEntry(RunEnded{true}));
}

TEST(Journal, AFullDiskIsAnError) {
    if (!fs::exists("/dev/full")) GTEST_SKIP() << "this system has no /dev/full";
    TemporaryFolder folder;
    fs::create_symlink("/dev/full", folder.path() / kJournalName);
    const auto journal = Journal::create(folder.path(), header());
    ASSERT_FALSE(journal);
    EXPECT_EQ(journal.error().kind, ErrorKind::io);
}

}  // namespace
}  // namespace inference_pio
