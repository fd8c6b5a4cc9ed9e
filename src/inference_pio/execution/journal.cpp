#include "execution/journal.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <system_error>
#include <utility>

namespace inference_pio {
namespace {

// Builds the states of all cases by going through the lines in order. One visit is open at a time.
class Replay {
public:
    explicit Replay(const JournalHeader& header) : states_(header.cases.size()) {
        for (std::size_t i = 0; i < states_.size(); ++i) {
            states_[i].outcome.id = header.cases[i].id;
            states_[i].outcome.definitions = header.cases[i].definitions;
        }
    }

    bool knows(std::size_t number) const { return number < states_.size(); }

    void operator()(const VisitBegan& entry) {
        close_interrupted();
        open_ = entry.number;
        CaseOutcome& outcome = states_[entry.number].outcome;
        if (outcome.timestamp.empty()) outcome.timestamp = entry.timestamp;
        visit_ = Visit{};
        visit_.round = entry.round;
        visit_.turn = entry.turn;
    }
    void operator()(const VisitReady& entry) {
        visit_.facts = entry.facts;
        visit_.process_metrics = entry.metrics;
        visit_.missing = entry.missing;
    }
    void operator()(const SampleTaken& entry) { visit_.samples.push_back(entry.sample); }
    void operator()(const VisitEnded& entry) {
        if (open_ != entry.number) return;
        for (std::size_t i = 0; i < visit_.samples.size(); ++i) {
            visit_.samples[i].warmup = static_cast<int>(i) < entry.warmup_count;
        }
        visit_.peak_memory = entry.peak_memory;
        visit_.duration = states_[entry.number].last_visit = entry.duration;
        close_finished();
    }
    void operator()(const VisitFailed& entry) {
        if (open_ != entry.number) return;
        if (entry.error.kind == ErrorKind::cancelled) {
            close_interrupted();
        } else {
            visit_.failure = entry.error;
            close_finished();
        }
    }
    void operator()(const CaseEnded& entry) {
        CaseState& state = states_[entry.number];
        state.ended = true;
        state.outcome.status = entry.status;
        state.outcome.status_reason = entry.reason;
    }
    void operator()(const RunEnded&) { close_interrupted(); }
    void operator()(const CeilingMeasured&) const {}

    std::vector<CaseState> finish() {
        close_interrupted();
        return std::move(states_);
    }

private:
    void close_finished() {
        CaseState& state = states_[*open_];
        learn_definitions(state.outcome, visit_);
        state.outcome.visits.push_back(std::move(visit_));
        ++state.visits_finished;
        open_.reset();
    }

    // What it measured is kept; its process is made again.
    void close_interrupted() {
        if (!open_) return;
        const bool measured = std::any_of(visit_.samples.begin(), visit_.samples.end(),
                                          [](const SampleData& sample) { return !sample.warmup; });
        if (measured) {
            learn_definitions(states_[*open_].outcome, visit_);
            states_[*open_].outcome.visits.push_back(std::move(visit_));
        }
        open_.reset();
    }

    std::vector<CaseState> states_;
    std::optional<std::size_t> open_;
    Visit visit_;
};

Error at_line(std::size_t line, Error error) {
    error.message = fmt::format("line {} of the journal: {}", line, error.message);
    return error;
}

}  // namespace

Result<JournalContent> parse_journal(std::string_view text) {
    JournalContent content;
    const auto first = text.find('\n');
    if (first == std::string_view::npos) {
        return fail(ErrorKind::malformed, "the journal has no whole line", "start the run again");
    }
    auto header = decode_header(text.substr(0, first));
    if (!header) return fail(at_line(1, std::move(header.error())));
    content.header = *std::move(header);
    content.whole_bytes = first + 1;
    for (std::size_t line = 2; content.whole_bytes < text.size(); ++line) {
        const auto end = text.find('\n', content.whole_bytes);
        if (end == std::string_view::npos) break;  // cut while it was written
        auto entry = decode_entry(text.substr(content.whole_bytes, end - content.whole_bytes));
        if (!entry) return fail(at_line(line, std::move(entry.error())));
        content.entries.push_back(*std::move(entry));
        content.whole_bytes = end + 1;
    }
    return content;
}

Result<std::vector<CaseState>> replay_journal(const JournalContent& content) {
    Replay replay(content.header);
    for (std::size_t i = 0; i < content.entries.size(); ++i) {
        const bool known = std::visit(
            [&](const auto& entry) {
                if constexpr (requires { entry.number; }) return replay.knows(entry.number);
                return true;
            },
            content.entries[i]);
        if (!known) {
            return fail(
                at_line(i + 2, Error{ErrorKind::malformed, "it speaks of a case that the plan does not have", {}}));
        }
        std::visit(replay, content.entries[i]);
    }
    return replay.finish();
}

Result<Journal> Journal::create(const std::filesystem::path& folder, const JournalHeader& header) {
    if (auto made = make_folders(folder); !made) return fail(std::move(made.error()));
    auto file = AppendFile::open(folder / kJournalName);
    if (!file) return fail(std::move(file.error()));
    if (auto written = file->append_line(encode_header(header)); !written) return fail(std::move(written.error()));
    return Journal(*std::move(file));
}

Result<Journal> Journal::reopen(const std::filesystem::path& folder, const JournalContent& content) {
    const std::filesystem::path path = folder / kJournalName;
    std::error_code error;
    // A line that was cut would run into the first new one.
    std::filesystem::resize_file(path, content.whole_bytes, error);
    if (error) {
        return fail(ErrorKind::io, fmt::format("cannot continue {}: {}", path.string(), error.message()),
                    "check that you may write there");
    }
    auto file = AppendFile::open(path);
    if (!file) return fail(std::move(file.error()));
    return Journal(*std::move(file));
}

Result<void> Journal::append(const JournalEntry& entry) { return file_.append_line(encode_entry(entry)); }

}  // namespace inference_pio
