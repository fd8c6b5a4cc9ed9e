// The journal of a run: one JSON object a line, appended as things happen, so that a killed run loses at
// most the sample in flight and can be continued. docs/record_format.md describes its lines.
//
// Thread safety: a Journal belongs to one thread.
#pragma once

#include <filesystem>
#include <inference_pio/record.hpp>
#include <inference_pio/result.hpp>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/files.hpp"
#include "discovery/problem.hpp"
#include "execution/case_outcome.hpp"
#include "execution/run_settings.hpp"

namespace inference_pio {

inline constexpr std::string_view kJournalSchema = "inference-pio/journal/1";
inline constexpr std::string_view kJournalName = "journal.ndjson";

// One case of the journal's plan. Lines speak of a case by its number in the plan.
struct JournalCase {
    CaseId id;
    std::vector<MetricDefinition> definitions;
    bool operator==(const JournalCase&) const = default;
};

// The first line: everything that a resumed run needs to go on as it began.
struct JournalHeader {
    std::string version;  // of piobench
    std::string run;      // id
    std::string timestamp;
    std::string command;
    RunSettings settings;  // holds the seed
    std::vector<JournalCase> cases;
    std::vector<DiscoveryProblem> problems;    // files that could not be used
    std::vector<std::filesystem::path> paths;  // --path
    std::filesystem::path results_dir;         // --results-dir; empty: the project's own folders
    Subject subject;
    SystemProfile profile;
    bool operator==(const JournalHeader&) const = default;
};

struct VisitBegan {
    std::size_t number = 0;  // of the case
    int round = 0;
    std::string timestamp;
    int turn = -1;  // Visit::turn
    bool operator==(const VisitBegan&) const = default;
};
struct VisitReady {
    std::size_t number = 0;
    CaseFacts facts;
    std::map<std::string, double, std::less<>> metrics;
    std::map<std::string, std::string> missing = {};  // metrics and evidence -> why
    bool operator==(const VisitReady&) const = default;
};
struct SampleTaken {
    std::size_t number = 0;
    SampleData sample;
    bool operator==(const SampleTaken&) const = default;
};
struct VisitEnded {
    std::size_t number = 0;
    int warmup_count = 0;  // how many of the first samples are warm-up, final
    std::optional<Bytes> peak_memory;
    Seconds duration{};
    bool operator==(const VisitEnded&) const = default;
};
struct VisitFailed {  // of kind cancelled: interrupted, nothing was wrong with the case
    std::size_t number = 0;
    Error error;
    bool operator==(const VisitFailed&) const = default;
};
struct CaseEnded {
    std::size_t number = 0;
    Status status = Status::ok;
    std::string reason;
    bool operator==(const CaseEnded&) const = default;
};
struct RunEnded {
    bool complete = false;
    bool operator==(const RunEnded&) const = default;
};
struct CeilingMeasured {  // of the machine, and of no case: journal_ceiling.hpp. After the cases, so after RunEnded
    CaseOutcome outcome;
    bool operator==(const CeilingMeasured&) const = default;
};

using JournalEntry =
    std::variant<VisitBegan, VisitReady, SampleTaken, VisitEnded, VisitFailed, CaseEnded, RunEnded, CeilingMeasured>;

// One line each, without newline. Pure. Errors: malformed, naming the field.
[[nodiscard]] std::string encode_header(const JournalHeader& header);
[[nodiscard]] Result<JournalHeader> decode_header(std::string_view line);
[[nodiscard]] std::string encode_entry(const JournalEntry& entry);
[[nodiscard]] Result<JournalEntry> decode_entry(std::string_view line);

struct JournalContent {
    JournalHeader header;
    std::vector<JournalEntry> entries;
    std::size_t whole_bytes = 0;  // up to the end of the last whole line
};

// A last line that was cut is left out. Pure. Errors: malformed, with the line's number; unsupported,
// for a journal of another schema.
[[nodiscard]] Result<JournalContent> parse_journal(std::string_view text);

// Where each case of the plan stands.
struct CaseState {
    CaseOutcome outcome;
    int visits_finished = 0;  // that need not be made again; interrupted ones stay in `outcome` where they measured
    bool ended = false;       // its status is final
    Seconds last_visit{};     // 0: none has ended
    bool operator==(const CaseState&) const = default;
};

// Pure. Errors: malformed, for a case number that the plan does not have.
[[nodiscard]] Result<std::vector<CaseState>> replay_journal(const JournalContent& content);

class Journal {
public:
    // Begins one in `folder`, which is made. Errors: io, for a folder that cannot be written.
    [[nodiscard]] static Result<Journal> create(const std::filesystem::path& folder, const JournalHeader& header);

    // Goes on at the end of the whole lines. Errors: io.
    [[nodiscard]] static Result<Journal> reopen(const std::filesystem::path& folder, const JournalContent& content);

    // Handed to the operating system before it returns. Errors: io (a full disk).
    [[nodiscard]] Result<void> append(const JournalEntry& entry);

private:
    explicit Journal(AppendFile file) : file_(std::move(file)) {}

    AppendFile file_;
};

}  // namespace inference_pio
